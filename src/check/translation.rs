//! Where the languages of one text differ in what must be the same in all of them.

use std::collections::BTreeSet;

use super::acronyms::{acronyms, is_explained};
use super::finding::Run;
use super::fold::Folded;
use super::passage::Passage;
use super::script::{self, Script};
use super::subject::Kind;
use crate::language::Language;

pub(super) fn check(run: &mut Run<'_>) {
    let subject = run.subject;
    let expected: Vec<Language> = match subject.kind {
        Kind::Role | Kind::Base | Kind::Posting | Kind::Advertised => {
            let title = subject.texts.iter().max_by_key(|wordings| wordings.len());
            title.map(|wordings| wordings.iter().map(|one| one.language.clone()).collect()).unwrap_or_default()
        }
        Kind::Document => Vec::new(),
    };
    let mut order = 0;
    for wordings in &subject.texts {
        for (index, passage) in wordings.iter().enumerate() {
            scripts(run, order + index, passage);
        }
        if wordings.len() > 1 {
            languages(run, order, wordings, &expected);
            let first = told(run, &wordings[0].text);
            for (index, passage) in wordings.iter().enumerate().skip(1) {
                compare(run, order + index, (&wordings[0].language, &first), passage);
            }
        }
        order += wordings.len();
    }
}

fn languages(run: &mut Run<'_>, order: usize, wordings: &[Passage], expected: &[Language]) {
    let missing: Vec<&str> = expected
        .iter()
        .filter(|language| wordings.iter().all(|one| one.language != **language))
        .map(Language::as_str)
        .collect();
    if let Some(first) = wordings.first().filter(|_| !missing.is_empty()) {
        let range = 0..first.text.len();
        run.find("missing-translation", order, first, &range, &[("text", &missing.join(", "))]);
    }
}

/// Characters of the other script in a Chinese text.
fn scripts(run: &mut Run<'_>, order: usize, passage: &Passage) {
    let wrong = match passage.language.as_str() {
        "zh-TW" | "zh-Hant" => Script::Simplified,
        "zh-CN" | "zh-Hans" | "zh-SG" => Script::Traditional,
        _ => return,
    };
    let Some(rule) = run.active("mixed-script") else { return };
    let allowed = rule.list("allowed");
    let own = |c: char| allowed.iter().any(|text| text.contains(c));
    let found = passage.text.char_indices().find(|(_, c)| script::of(*c) == wrong && !own(*c));
    if let Some((at, c)) = found {
        let range = at..at + c.len_utf8();
        run.find("mixed-script", order, passage, &range, &[("text", &passage.text[range.clone()])]);
    }
}

/// What must be the same in all languages of one text, by the rule that holds it to that.
fn told(run: &Run<'_>, text: &str) -> [(&'static str, BTreeSet<String>); 3] {
    [
        ("numbers-differ", numbers(text)),
        ("placeholders-differ", placeholders(text)),
        ("acronyms-differ", names(run, text)),
    ]
}

fn compare(run: &mut Run<'_>, order: usize, first: (&Language, &[(&str, BTreeSet<String>); 3]), other: &Passage) {
    let range = 0..other.text.len();
    let (language, first) = first;
    for ((rule, one), (_, two)) in first.iter().zip(told(run, &other.text)) {
        let apart: Vec<&str> = one.symmetric_difference(&two).map(String::as_str).collect();
        if !apart.is_empty() {
            run.find(rule, order, other, &range, &[("text", &apart.join(", ")), ("language", language.as_str())]);
        }
    }
}

/// The figures of a text that no language writes in words: those of two digits and more, with units of ten thousand and a
/// hundred million multiplied out.
fn numbers(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let folded = Folded::new(text);
    if !folded.text().bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let mut rest = folded.text();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let word = &rest[start..];
        let grouped = |(at, c): &(usize, char)| {
            c.is_ascii_digit()
                || (matches!(c, '.' | ',') && word[at + 1..].starts_with(|next: char| next.is_ascii_digit()))
        };
        let length: usize = word.char_indices().take_while(grouped).map(|(_, c)| c.len_utf8()).sum();
        let after = word[length..].trim_start();
        let factor = match after.chars().next() {
            Some('万' | '萬') => 10_000.0,
            Some('亿' | '億') => 100_000_000.0,
            Some('k' | 'K') if !after[1..].starts_with(char::is_alphanumeric) => 1_000.0,
            _ if after.starts_with("million") => 1_000_000.0,
            _ => 1.0,
        };
        if let Ok(number) = word[..length].replace(',', "").parse::<f64>() {
            let value = number * factor;
            if value > 12.0 {
                found.insert(value.to_string());
            }
        }
        rest = &word[length..];
    }
    found
}

/// What a program fills in: `{name}`, `{{ name }}`, `%s`.
fn placeholders(text: &str) -> BTreeSet<String> {
    if !text.bytes().any(|byte| matches!(byte, b'{' | b'%')) {
        return BTreeSet::new();
    }
    let braces = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim());
    let percent = text.match_indices("%s").map(|_| "%s");
    braces.chain(percent).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Acronyms that are names: common ones may well be a word in another language (`KPI`, 关键指标).
fn names(run: &Run<'_>, text: &str) -> BTreeSet<String> {
    let known = run.library.rule("acronym-unexplained").map(|rule| rule.list("known")).unwrap_or_default();
    // In brackets it explains the words before it, which another language may not need.
    let words = acronyms(text).filter(|range| !is_explained(text, range)).map(|range| text[range].to_owned());
    words.filter(|word| !known.contains(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_the_same_in_units_of_ten_thousand_and_in_thousands() {
        for (one, two) in
            [("5 万人", "50,000 people"), ("１５％", "15%"), ("2 年以上", "Two or more years"), ("15K", "15,000")]
        {
            assert_eq!(numbers(one), numbers(two), "{one} {two}");
        }
        assert_ne!(numbers("90 天"), numbers("30 days"));
    }

    #[test]
    fn placeholders_are_found_in_one_and_two_braces() {
        assert_eq!(placeholders("{company} {{ name }} %s").len(), 3);
    }
}
