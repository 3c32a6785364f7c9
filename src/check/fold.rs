//! A text folded to NFKC for matching, with the way back to the places of the original.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// A text in the form that the patterns are written in: full-width letters, digits and punctuation as ASCII.
#[derive(Debug)]
pub struct Folded<'a> {
    text: Cow<'a, str>,
    /// For each byte of the folded text the offset of the character that it comes from; empty where nothing changed.
    origins: Vec<u32>,
    length: usize,
}

impl<'a> Folded<'a> {
    /// Folds `text` (NFKC, Unicode Standard Annex 15) character by character, so that every character keeps its place.
    pub fn new(text: &'a str) -> Folded<'a> {
        if text.is_ascii() || text.chars().all(is_plain) || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
            return Folded { text: Cow::Borrowed(text), origins: Vec::new(), length: text.len() };
        }
        let mut folded = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            let before = folded.len();
            if is_plain(c) {
                folded.push(c);
            } else if let '\u{ff01}'..='\u{ff5e}' = c {
                // The full-width forms of ASCII stand 0xFEE0 above it.
                folded.extend(char::from_u32(u32::from(c) - 0xfee0));
            } else {
                folded.extend(std::iter::once(c).nfkc());
            }
            let origin = u32::try_from(at).unwrap_or(u32::MAX);
            origins.extend(std::iter::repeat_n(origin, folded.len() - before));
        }
        Folded { text: Cow::Owned(folded), origins, length: text.len() }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that a range of the folded text comes from.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        if self.origins.is_empty() {
            return range.clone();
        }
        let origin = |at: usize| self.origins.get(at).map_or(self.length, |origin| *origin as usize);
        let start = origin(range.start);
        let mut end = range.end;
        // A character that folds into several ends where the next one begins.
        while end < self.origins.len() && end > 0 && origin(end) == origin(end - 1) {
            end += 1;
        }
        start..origin(end).max(start)
    }
}

/// Whether a character is one of those that make up most job descriptions and stay as they are: asking the tables of Unicode
/// for each of them would cost more than all the rest.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '、' | '。' | '“' | '”' | '‘' | '’' | '–' | '—' | '「'..='』' | '《' | '》')
}

/// The sentences of a folded text as ranges, without the mark that ends each: to a full stop, question or exclamation mark, semicolon or line break. A full
/// stop of Latin script ends one only before a space and a capital, and not after a single letter (`U.S. citizens`).
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        let ends = match c {
            '。' | '!' | '?' | ';' | '\n' => true,
            '.' => {
                let rest = &text[at + 1..];
                let next = rest.trim_start();
                let spaced = rest.len() > next.len() || next.is_empty();
                let abbreviation =
                    at >= 2 && bytes[at - 1].is_ascii_uppercase() && !bytes[at - 2].is_ascii_alphanumeric();
                spaced && !abbreviation && next.chars().next().is_none_or(|c| !c.is_lowercase())
            }
            _ => false,
        };
        if ends {
            if !text[start..at].trim().is_empty() {
                ranges.push(start..at);
            }
            start = at + c.len_utf8();
        }
    }
    if !text[start..].trim().is_empty() {
        ranges.push(start..text.len());
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_characters_match_as_ascii_and_keep_their_place() {
        let text = "年龄：３５岁以下";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "年龄:35岁以下");
        let at = folded.text().find("35岁").unwrap();
        assert_eq!(&text[folded.original(&(at..at + "35岁".len()))], "３５岁");
    }

    #[test]
    fn a_character_that_folds_into_several_is_covered_whole() {
        let text = "㎏…x";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "kg...x");
        assert_eq!(&text[folded.original(&(0..1))], "㎏");
        assert_eq!(&text[folded.original(&(3..4))], "…");
    }

    #[test]
    fn a_full_stop_ends_a_sentence_but_not_an_abbreviation_or_a_figure() {
        let text = "U.S. Citizens earn 1.5 times. No OPT! 男女不限。好";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(found, ["U.S. Citizens earn 1.5 times", "No OPT", "男女不限", "好"]);
    }

    proptest::proptest! {
        #[test]
        fn a_text_is_folded_as_the_unicode_standard_has_it_character_by_character(text in "\\PC{0,40}|[！-～“”‘’–—「-』《》、。a-z用户]{0,20}") {
            let expected: String = text.chars().flat_map(|c| std::iter::once(c).nfkc()).collect();
            let folded = Folded::new(&text);
            let is_normal = is_nfkc_quick(text.chars()) == IsNormalized::Yes;
            proptest::prop_assert!(folded.text() == expected || is_normal && folded.text() == text);
        }

        #[test]
        fn every_range_of_a_folded_text_leads_to_whole_characters(text in "\\PC{0,40}") {
            let folded = Folded::new(&text);
            for (at, c) in folded.text().char_indices() {
                proptest::prop_assert!(text.get(folded.original(&(at..at + c.len_utf8()))).is_some());
            }
            for range in sentences(folded.text()) {
                proptest::prop_assert!(folded.text().get(range).is_some());
            }
        }
    }
}
