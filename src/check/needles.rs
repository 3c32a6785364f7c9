//! The words that an expression cannot match without. The build script finds them for every pattern of the rules, so that no
//! run parses an expression before a text calls for it; it includes this file, which uses nothing of the crate.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Words of which every match of `expression` holds at least one, in lower case; `None` where there are no such words.
pub fn needles(expression: &str) -> Option<Vec<String>> {
    let mut words = required(&regex_syntax::parse(expression).ok()?)?;
    words.sort();
    words.dedup();
    Some(words)
}

/// How many needles one expression may need before it is run on every text instead.
const MOST_NEEDLES: usize = 200;
/// How many words a part of an expression may be spelled out to.
const MOST_SPELLED: usize = 32;
/// How many characters a class may have to be spelled out: the letters of both cases.
const MOST_CHARACTERS: u32 = 64;

fn required(hir: &Hir) -> Option<Vec<String>> {
    let exact = spelled(hir);
    if let Some(words) = exact
        && words.iter().all(|word| !word.is_empty())
    {
        return Some(words);
    }
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(required(branch)?);
            }
            (all.len() <= MOST_NEEDLES).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut best: Option<Vec<String>> = None;
            for start in 0..parts.len() {
                // The longest run of parts that can be spelled out makes the most selective needles.
                let mut words = vec![String::new()];
                for part in &parts[start..] {
                    let Some(next) = spelled(part).and_then(|more| product(&words, &more)) else { break };
                    words = next;
                }
                let candidate =
                    if words.iter().all(|word| !word.is_empty()) { Some(words) } else { required(&parts[start]) };
                if let Some(candidate) = candidate
                    && best.as_ref().is_none_or(|best| rank(&candidate) > rank(best))
                {
                    best = Some(candidate);
                }
            }
            best
        }
        _ => None,
    }
}

/// Needles are better the longer the shortest of them is; among those, the fewer the better.
fn rank(words: &[String]) -> (usize, usize) {
    let shortest = words.iter().map(String::len).min().unwrap_or(0);
    (shortest, usize::MAX - words.len())
}

/// All strings that an expression matches, in lower case, where they are few.
fn spelled(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![String::new()]),
        HirKind::Literal(literal) => Some(vec![String::from_utf8(literal.0.to_vec()).ok()?.to_lowercase()]),
        HirKind::Class(Class::Unicode(class)) => {
            let size: u32 = class.ranges().iter().map(|range| range.end() as u32 - range.start() as u32 + 1).sum();
            if size > MOST_CHARACTERS {
                return None;
            }
            let mut words: Vec<String> = class
                .ranges()
                .iter()
                .flat_map(|range| range.start()..=range.end())
                // NFKC has turned the long s and the Kelvin sign into ASCII before anything is matched.
                .filter(|c| !matches!(c, '\u{17f}' | '\u{212a}'))
                .map(|c| c.to_lowercase().collect())
                .collect();
            words.sort();
            words.dedup();
            Some(words)
        }
        HirKind::Capture(capture) => spelled(&capture.sub),
        HirKind::Repetition(repetition) if repetition.max == Some(1) && repetition.min == 0 => {
            let mut words = spelled(&repetition.sub)?;
            words.push(String::new());
            Some(words)
        }
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(spelled(branch)?);
            }
            (all.len() <= MOST_SPELLED).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut words = vec![String::new()];
            for part in parts {
                words = product(&words, &spelled(part)?)?;
            }
            Some(words)
        }
        _ => None,
    }
}

fn product(first: &[String], then: &[String]) -> Option<Vec<String>> {
    if first.len() * then.len() > MOST_SPELLED {
        return None;
    }
    Some(first.iter().flat_map(|start| then.iter().map(move |end| format!("{start}{end}"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_needles_are_the_most_telling_words_that_every_match_holds() {
        assert_eq!(needles(r"\d{2}\s*(?:周)?[岁歲](?:以下|以内)").unwrap(), ["岁以下", "岁以内", "歲以下", "歲以内"]);
        assert_eq!(needles(r"(?i)(?-u:\b)native speakers?(?-u:\b)").unwrap(), ["native speaker", "native speakers"]);
    }

    #[test]
    fn a_pattern_that_matches_without_any_word_has_no_needles() {
        assert_eq!(needles(r"\d+\s*"), None);
        assert_eq!(needles(r"(?:狼性)?\d"), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_matches_holds_a_needle(text in "(ab|ba|c|B){0,6}") {
            for source in ["a?b+(?:ab|c)", "(?i)ab[ac]?b", "(?:ba|c)(?:b|ab)?c", "b{2,3}(a|c)"] {
                if regex::Regex::new(source).unwrap().is_match(&text) {
                    let lower = text.to_lowercase();
                    proptest::prop_assert!(needles(source).unwrap().iter().any(|needle| lower.contains(needle)));
                }
            }
        }
    }
}
