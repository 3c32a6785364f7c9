//! The form of a text: what of it is typography and markup only.

use unicode_normalization::UnicodeNormalization;

use crate::characters::is_wide;

/// The text without what only its form is: markup, kinds of quotes, dashes and spaces, full-width Latin letters, and the
/// space that some put between Han and Latin. Two texts of the same plain form say the same.
pub fn plain_form(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfc() {
        let c = match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂' | '"' => '"',
            '‘' | '’' | '‚' | '‛' | '＇' | '`' | '\'' => '\'',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => '-',
            '～' | '〜' => '~',
            '\u{3000}' => ' ',
            // The full-width forms of ASCII stand 0xFEE0 above it.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '…' => {
                plain.push_str("...");
                continue;
            }
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        plain.push(c);
    }
    let characters: Vec<char> = plain.chars().collect();
    let mut form = String::with_capacity(plain.len());
    for (index, c) in characters.iter().copied().enumerate() {
        let before = form.chars().last();
        let after = characters[index + 1..].iter().copied().find(|next| *next != ' ');
        match c {
            ' ' if before.is_none_or(|own| own == ' ' || is_wide(own) || is_mark(own)) => {}
            ' ' if after.is_none_or(is_wide) => {}
            // Emphasis and code of Markdown; a single star or underscore inside of a word belongs to it.
            '*' | '_' if characters.get(index + 1) == Some(&c) || before_is(&characters, index, c) => {}
            '*' | '_' if is_emphasis(&characters, index) => {}
            '\'' if is_emphasis(&characters, index) => {}
            c => form.push(c),
        }
    }
    form.truncate(form.trim_end().len());
    form
}

/// Full-width punctuation brings its own space, so one after its narrow form is form only.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '(' | '!' | '?')
}

fn before_is(characters: &[char], index: usize, c: char) -> bool {
    index.checked_sub(1).is_some_and(|before| characters[before] == c)
}

fn is_emphasis(characters: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| characters[before]);
    let after = characters.get(index + 1).copied();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    let any = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    (any(before) || any(after)) && !(word(before) && word(after))
}
