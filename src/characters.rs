//! Which characters may stand in a document, and how wide they are.

/// The characters of `text` that may stand in a document: no control characters, none that XML 1.0 forbids (section 2.2),
/// and none that turn the direction of the text around it.
pub fn printable(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| {
        matches!(c, '\t' | '\n')
            || !(c.is_control()
                || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
    })
}

/// Whether a character takes two columns of a terminal, as Han characters and full-width punctuation do.
pub fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(2)
}
