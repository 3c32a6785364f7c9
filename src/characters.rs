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
    if is_all_printable(text) { Cow::Borrowed(text) } else { text.chars().filter(|c| is_printable(*c)).collect() }
}

/// The bytes of UTF-8 that a character which is not printable may begin with.
static BEGINS_UNPRINTABLE: [bool; 256] = {
    let mut begins = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        begins[byte] = byte != b'\t' as usize && byte != b'\n' as usize;
        byte += 1;
    }
    begins[0x7f] = true;
    begins[0xc2] = true;
    begins[0xe2] = true;
    begins[0xef] = true;
    begins
};

/// Whether every character is printable, read from the bytes: nearly every text of every document is asked this.
fn is_all_printable(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| {
        // The bytes after the first are looked at only where one begins that may be bad.
        !BEGINS_UNPRINTABLE[usize::from(*byte)]
            || match bytes[at..] {
                [0xc2, 0x80..=0x9f, ..] => false,
                [0xe2, 0x80, 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xa9, ..] => false,
                [0xef, 0xbb, 0xbf, ..] | [0xef, 0xbf, 0xbe | 0xbf, ..] => false,
                [0xc2 | 0xe2 | 0xef, ..] => true,
                _ => false,
            }
    })
}

/// Whether a character takes two columns of a terminal, as Han characters and full-width punctuation do.
pub fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(2)
}

/// A text is one paragraph: line breaks of a folded or literal YAML text become spaces, or nothing between Han characters and
/// at full-width punctuation.
pub fn one_line(text: &str) -> String {
    let text = printable(text);
    if !text.bytes().any(|byte| matches!(byte, b'\n' | b'\t')) && text.trim().len() == text.len() {
        return text.into_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split(['\n', '\t']).map(str::trim).filter(|word| !word.is_empty()) {
        if let (Some(before), Some(after)) = (line.chars().last(), word.chars().next()) {
            let is_mark = |c: char| is_wide(c) && !c.is_alphanumeric();
            // Quotes and dashes are as wide as what they stand beside.
            let fits = |c: char| is_wide(c) || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·');
            let both = fits(before) && fits(after) && (is_wide(before) || is_wide(after));
            let joined = both || is_mark(before) || is_mark(after);
            if !joined {
                line.push(' ');
            }
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_every_character_say_whether_it_is_printable() {
        for c in char::MIN..=char::MAX {
            let text = format!("a{c}b");
            assert_eq!(is_all_printable(&text), is_printable(c), "U+{:04X}", u32::from(c));
            assert_eq!(printable(&text).len() == text.len(), is_printable(c), "U+{:04X}", u32::from(c));
        }
    }
}
