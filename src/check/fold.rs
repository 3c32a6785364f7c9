//! A text folded to NFKC for matching, with the way back to the places of the original.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::lines;
use super::passage::is_han;

/// A text in the form that the patterns are written in: full-width letters, digits and punctuation as ASCII, one space where
/// there is white space but none between Han and Latin characters, which some set apart, and wrapped lines put together.
#[derive(Debug)]
pub struct Folded<'a> {
    text: Cow<'a, str>,
    /// For each byte of the folded text the offset of the character that it comes from; empty where nothing changed.
    origins: Vec<u32>,
    original: &'a str,
}

impl<'a> Folded<'a> {
    /// Folds `text` (NFKC, Unicode Standard Annex 15) character by character, so that every character keeps its place.
    pub fn new(text: &'a str) -> Folded<'a> {
        let is_normal =
            || text.is_ascii() || text.chars().all(is_plain) || is_nfkc_quick(text.chars()) == IsNormalized::Yes;
        if is_evenly_spaced(text) && is_normal() {
            return Folded { text: Cow::Borrowed(text), origins: Vec::new(), original: text };
        }
        let mut folded = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len());
        let mut widest = None;
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let before = folded.len();
            if c.is_whitespace() {
                while characters.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                let end = characters.peek().map_or(text.len(), |(end, _)| *end);
                folded.extend(white_space(text, at..end, &mut widest));
            } else if is_plain(c) {
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
        Folded { text: Cow::Owned(folded), origins, original: text }
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
        let origin = |at: usize| self.origins.get(at).map_or(self.original.len(), |origin| *origin as usize);
        let start = origin(range.start);
        let end = range.end.checked_sub(1).map_or(start, |last| {
            let last = origin(last);
            last + self.original[last..].chars().next().map_or(0, char::len_utf8)
        });
        start..end.max(start)
    }
}

/// Whether white space stands in a text only as single spaces, none of them beside a character that may be Han, and at its end.
fn is_evenly_spaced(text: &str) -> bool {
    let (mut last, mut before) = (0_u8, 0_u8);
    text.trim_ascii_end().bytes().all(|byte| {
        let is_beside_han = before == b' ' && (last.is_ascii() != byte.is_ascii());
        let is_even = !(matches!(byte, b'\t'..=b'\r') || byte == b' ' && before == b' ' || is_beside_han);
        (last, before) = (before, byte);
        is_even
    })
}

/// What stands for the white space at `range`: a line break where a new line begins something new; nothing between the Han
/// characters of a wrapped line or of a label that is spaced out, as `性　别：`, nor between Han and Latin characters; else a
/// space.
fn white_space(text: &str, range: Range<usize>, widest: &mut Option<usize>) -> Option<char> {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let (last, first) = (before.chars().next_back(), after.chars().next());
    let is_joined = last.is_some_and(is_wide) && first.is_some_and(is_wide);
    let breaks = text[range].bytes().filter(|byte| *byte == b'\n').count();
    if breaks > 0 {
        let line = before.rsplit('\n').next().unwrap_or_default();
        let next = after.lines().next().unwrap_or_default();
        let goes_on = breaks == 1 && lines::goes_on(line, next, *widest.get_or_insert_with(|| lines::widest(text)));
        return if goes_on { (!is_joined).then_some(' ') } else { Some('\n') };
    }
    let is_label = is_joined
        && !before.chars().rev().nth(1).is_some_and(is_wide)
        && matches!(after.chars().nth(1), Some(':' | '：'));
    let is_latin = |c: char| c.is_ascii_alphanumeric();
    let is_set_apart =
        last.zip(first).is_some_and(|(last, first)| is_han(last) && is_latin(first) || is_latin(last) && is_han(first));
    (!is_label && !is_set_apart).then_some(' ')
}

/// Whether a character is set without spaces around it: Han and its punctuation.
pub fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' | '“' | '”' | '‘' | '’')
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
    fn white_space_is_one_space_and_wrapped_lines_are_put_together() {
        for (text, expected) in [
            ("Male  candidates\tonly", "Male candidates only"),
            ("must be\n  under 35", "must be under 35"),
            ("熟悉数据，\n  会写报告", "熟悉数据,会写报告"),
            ("本科以上\n男女不限\n", "本科以上\n男女不限\n"),
            ("性　　别：男　女", "性别:男 女"),
            ("血型 O 型优先，35 岁以下 SQL", "血型O型优先,35岁以下SQL"),
            ("用 é 写，A B", "用 é 写,A B"),
        ] {
            let folded = Folded::new(text);
            assert_eq!(folded.text(), expected);
        }
        let text = "仅限  于，\n 女性";
        let folded = Folded::new(text);
        let at = folded.text().find("于,女").unwrap();
        assert_eq!(&text[folded.original(&(at..at + "于,女".len()))], "于，\n 女");
        assert_eq!(&text[folded.original(&(at..at + "于,".len()))], "于，");
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
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let (own, expected) = (letters(folded.text()), letters(&expected));
            proptest::prop_assert!(own == expected || is_normal && own == letters(&text));
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
