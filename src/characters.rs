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

/// A text is one paragraph: line breaks of a folded or literal YAML text become spaces, or nothing between Han characters.
pub fn one_line(text: &str) -> String {
    let text: String = printable(text).collect();
    if !text.contains(['\n', '\t']) && text.trim().len() == text.len() {
        return text;
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split(['\n', '\t']).map(str::trim).filter(|word| !word.is_empty()) {
        let joined = line.chars().last().is_none_or(is_wide) || word.chars().next().is_some_and(is_wide);
        if !line.is_empty() && !joined {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
