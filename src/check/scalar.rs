//! Where the words of a YAML value stand in its spelling: as they are, quoted, with escapes, or folded over lines.

use std::ops::Range;

/// Characters that mean something to YAML in one style or another.
const MARKS: &[char] = &['"', '\'', '\\', ':', '#', ',', '[', ']', '{', '}', '\n'];

/// The bytes of `raw`, a value as its file spells it, that spell `range` of `text`, the value itself. `None` where that is not
/// certain.
pub fn locate(raw: &str, text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    if raw == text {
        return Some(range.clone());
    }
    let is_quoted = raw.starts_with(['"', '\'']);
    if is_quoted && raw.len() == text.len() + 2 && raw.get(1..raw.len() - 1) == Some(text) {
        return Some(range.start + 1..range.end + 1);
    }
    // White space may be folded, so it is the other characters that are held side by side, every one from the first on.
    let mut units = Units::of(raw);
    let mut found: Option<Range<usize>> = None;
    let mut before = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        if at >= range.end {
            break;
        }
        let (place, spelled) = units.find(|(_, spelled)| spelled.is_none_or(|spelled| !spelled.is_whitespace()))?;
        if spelled != Some(c) {
            return None;
        }
        if at < range.start {
            before = place.end;
        } else {
            found = Some(found.map_or(place.start, |found| found.start)..place.end);
        }
    }
    let found = found?;
    // White space at the ends belongs to the place where it stands there as it is.
    let words = text.get(range.clone())?;
    let lead = &words[..words.len() - words.trim_start().len()];
    let trail = &words[words.trim_end().len()..];
    let start = if raw[before..found.start].ends_with(lead) { found.start - lead.len() } else { found.start };
    let end = if raw[found.end..].starts_with(trail) { found.end + trail.len() } else { found.end };
    Some(start..end)
}

/// Whether `words` can take the place of `old` in a value of any style without becoming something else.
pub fn can_take(old: &str, words: &str) -> bool {
    !words.chars().any(|c| MARKS.contains(&c) && !old.contains(c))
}

/// The characters that a value's spelling stands for, each with its bytes; `None` for a character is an escape that is none.
struct Units<'a> {
    raw: &'a str,
    at: usize,
    quote: Option<u8>,
}

impl<'a> Units<'a> {
    fn of(raw: &'a str) -> Units<'a> {
        let (at, quote) = match raw.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => (1, Some(*quote)),
            // The first line of a block says how it is to be read.
            Some(b'|' | b'>') => (raw.find('\n').unwrap_or(raw.len()), None),
            _ => (0, None),
        };
        Units { raw, at, quote }
    }
}

impl Iterator for Units<'_> {
    type Item = (Range<usize>, Option<char>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.raw[self.at..];
        let first = rest.chars().next()?;
        let (length, spelled) = match (self.quote, first) {
            (Some(b'"'), '\\') => escape(&rest[1..]).map_or((1, None), |(length, c)| (length + 1, Some(c))),
            (Some(b'\''), '\'') if rest.starts_with("''") => (2, Some('\'')),
            (Some(b'"'), '"') | (Some(b'\''), '\'') => return None,
            _ => (first.len_utf8(), Some(first)),
        };
        let place = self.at..self.at + length;
        self.at = place.end;
        Some((place, spelled))
    }
}

/// What follows a backslash in double quotes (YAML 1.2, 5.7): its length and what it stands for.
fn escape(rest: &str) -> Option<(usize, char)> {
    let first = rest.chars().next()?;
    let digits = match first {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            let c = match first {
                '0' => '\0',
                'a' => '\u{7}',
                'b' => '\u{8}',
                't' | '\t' => '\t',
                'n' | '\n' | '\r' => '\n',
                'v' => '\u{b}',
                'f' => '\u{c}',
                'r' => '\r',
                'e' => '\u{1b}',
                'N' => '\u{85}',
                '_' => '\u{a0}',
                'L' => '\u{2028}',
                'P' => '\u{2029}',
                ' ' | '"' | '/' | '\\' => first,
                _ => return None,
            };
            return Some((first.len_utf8(), c));
        }
    };
    let number = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
    Some((digits + 1, char::from_u32(number)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_words_bring_no_mark_that_was_not_there() {
        assert!(can_take("\"运营\"", "“运营”"));
        assert!(can_take("a, b", "a, c"));
        assert!(!can_take("manpower", "workers' hours"));
        assert!(!can_take("a", "a: b"));
    }

    #[test]
    fn an_escape_that_is_none_makes_every_place_after_it_uncertain() {
        assert_eq!(locate(r#""a\qb""#, "aqb", &(2..3)), None);
        assert_eq!(locate(r#""a\qb""#, "aqb", &(0..1)), Some(1..2));
        assert_eq!(locate("something", "else", &(0..4)), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_in_a_spelling_spells_the_words(
            text in "(a|b|文|，| |\"|'|\\\\){1,12}",
            from in 0usize..12,
            length in 1usize..4,
        ) {
            let text = text.trim();
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (start, end) = (from.min(places.len() - 1), (from + length).min(places.len() - 1));
            let range = places[start]..places[end];
            let double = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('文', "\\u6587"));
            let single = format!("'{}'", text.replace('\'', "''").replace(' ', "\n   "));
            for raw in [double, single, format!("|- # a文\n  {text}\n")] {
                if let Some(place) = locate(&raw, text, &range) {
                    let spelled = raw[place].replace("\n   ", " ");
                    let spelled = if raw.starts_with('"') {
                        spelled.replace("\\u6587", "文").replace("\\\"", "\"").replace("\\\\", "\\")
                    } else if raw.starts_with('\'') {
                        spelled.replace("''", "'")
                    } else {
                        spelled
                    };
                    proptest::prop_assert_eq!(spelled.trim(), text[range.clone()].trim());
                } else {
                    proptest::prop_assert!(text[range.clone()].trim().is_empty());
                }
            }
        }
    }
}
