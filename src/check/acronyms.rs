//! Acronyms that a reader from outside cannot know: not in the list of common ones, and explained nowhere in the document.

use std::collections::HashSet;
use std::ops::Range;

use super::finding::Run;

const RULE: &str = "acronym-unexplained";

pub(super) fn check(run: &mut Run<'_>) {
    let Some(rule) = run.active(RULE) else { return };
    let subject = run.subject;
    let known: HashSet<&str> = rule.list("known").iter().map(String::as_str).collect();
    for language in subject.languages().iter().filter(|language| rule.reads(language.as_str())) {
        let mut seen: HashSet<&str> = HashSet::new();
        let of_language = || subject.passages().enumerate().filter(|(_, passage)| passage.language == *language);
        let explained: HashSet<&str> = of_language()
            .flat_map(|(_, passage)| acronyms(&passage.text).map(move |range| (passage, range)))
            .filter(|(passage, range)| is_explained(&passage.text, range))
            .map(|(passage, range)| &passage.text[range])
            .collect();
        for (order, passage) in of_language() {
            let is_exempt =
                |range: &Range<usize>| passage.exempt.iter().any(|one| one.start < range.end && range.start < one.end);
            for range in acronyms(&passage.text).filter(|range| !is_exempt(range)) {
                let word = &passage.text[range.clone()];
                if !known.contains(word) && !explained.contains(word) && seen.insert(word) {
                    run.find(RULE, order, passage, &range, &[("text", word)]);
                }
            }
        }
    }
}

/// Words of two to six capital letters that stand alone.
pub(super) fn acronyms(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    // Most texts hold none, which two capitals side by side tell at once.
    let has_any = bytes.windows(2).any(|pair| pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase());
    let mut at = if has_any { 0 } else { bytes.len() };
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            while at < bytes.len()
                && (bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'.' | b'@' | b'_' | b'/' | b'&' | b'-'))
            {
                at += 1;
            }
            if at == start {
                at += 1;
                continue;
            }
            let word = &bytes[start..at];
            if (2..=6).contains(&word.len()) && word.iter().all(u8::is_ascii_uppercase) {
                return Some(start..at);
            }
        }
        None
    })
}

/// An acronym is explained where it stands in brackets, or is followed by brackets.
pub(super) fn is_explained(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end().chars().last();
    let after = text[range.end..].trim_start().chars().next();
    matches!(before, Some('(' | '（')) || matches!(after, Some('(' | '（'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_capitals_are_acronyms_and_parts_of_addresses_and_names_are_not() {
        let text = "用 SQL 和 A/B 测试 OKR，见 HTTP.EXAMPLE.COM，iOS，ABCDEFGH";
        let found: Vec<&str> = acronyms(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["SQL", "OKR"]);
    }

    #[test]
    fn brackets_explain_an_acronym() {
        for text in ["average revenue (ARPU)", "ARPU（每用户平均收入）"] {
            let range = acronyms(text).next().unwrap();
            assert!(is_explained(text, &range), "{text}");
        }
    }
}
