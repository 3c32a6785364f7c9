//! Which characters may stand in a document, and how wide they are.

use std::borrow::Cow;

/// Whether a character may stand in a document: no control character but tab and line break, none that XML 1.0 forbids
/// (section 2.2), and none that turns the direction of the text around it.
pub fn is_printable(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        ' '..='~' => true,
        '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => false,
        _ => !c.is_control(),
    }
}

/// `text` without the characters that may not stand in a document.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_printable) {
        Cow::Borrowed(text)
    } else {
        text.chars().filter(|c| is_printable(*c)).collect()
    }
}

/// Whether a character takes two columns of a terminal, as Han characters and full-width punctuation do.
pub fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(2)
}

/// A text is one paragraph: line breaks of a folded or literal YAML text become spaces, or nothing between Han characters.
pub fn one_line(text: &str) -> String {
    let text = printable(text);
    if !text.contains(['\n', '\t']) && text.trim().len() == text.len() {
        return text.into_owned();
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
