//! The balance of words that readers take for masculine or feminine (Gaucher, Friesen and Kay 2011, appendix A): one note
//! a document, and never for the words of the role itself.

use std::collections::HashSet;

use super::finding::Run;
use super::passage::{Part, Passage};

const RULE: &str = "gender-balance";

pub(super) fn check(run: &mut Run<'_>) {
    let Some(rule) = run.active(RULE) else { return };
    let subject = run.subject;
    let of_language = || subject.passages().filter(|passage| rule.reads(passage.language.as_str()));
    let Some(first) = of_language().next() else { return };
    let is_name = |passage: &Passage| matches!(passage.part, Part::Title | Part::Heading | Part::Name);
    let mut masculine: Vec<String> = Vec::new();
    let mut feminine: Vec<String> = Vec::new();
    let (of_men, of_women) = (by_letter(rule.list("masculine")), by_letter(rule.list("feminine")));
    for passage in of_language().filter(|passage| !is_name(passage)) {
        let text = passage.text.to_ascii_lowercase();
        for word in words(&text) {
            if is_in(&of_men, word) {
                masculine.push(word.to_owned());
            } else if is_in(&of_women, word) {
                feminine.push(word.to_owned());
            }
        }
    }
    if masculine.len().max(feminine.len()) < rule.limit("least") {
        return;
    }
    // What the job is called and asks for is its own vocabulary: a lead leads, an analyst analyses.
    let own: HashSet<String> = of_language()
        .filter(|passage| is_name(passage))
        .flat_map(|passage| words(&passage.text.to_ascii_lowercase()).map(stem).collect::<Vec<_>>())
        .collect();
    masculine.retain(|word| !own.contains(&stem(word)));
    feminine.retain(|word| !own.contains(&stem(word)));
    // A word that comes back is one choice of wording.
    for list in [&mut masculine, &mut feminine] {
        list.sort();
        list.dedup();
    }
    let (more, fewer) = (masculine.len().max(feminine.len()), masculine.len().min(feminine.len()));
    if more < rule.limit("least") || more < fewer.saturating_mul(rule.limit("times")) {
        return;
    }
    let text = if masculine.len() > feminine.len() { &masculine } else { &feminine }.join(", ");
    let (masculine, feminine) = (masculine.len().to_string(), feminine.len().to_string());
    let counts = [("masculine", masculine.as_str()), ("feminine", feminine.as_str()), ("text", text.as_str())];
    run.find_missing(RULE, &first.language, &counts);
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphabetic() || c == '-'));
    words.filter(|word| word.len() > 2)
}

/// The first five letters: near enough to take `analyse`, `analyst` and `analytics` for one word.
fn stem(word: &str) -> String {
    word.chars().take(5).collect()
}

/// Words of a list by their first letter, so that a text's word is compared with a few.
fn by_letter(list: &[String]) -> [Vec<&str>; 26] {
    let mut letters = [const { Vec::new() }; 26];
    for word in list {
        if let Some(words) = letter(word).and_then(|at| letters.get_mut(at)) {
            words.push(word.as_str());
        }
    }
    letters
}

fn letter(word: &str) -> Option<usize> {
    word.bytes().next()?.checked_sub(b'a').map(usize::from)
}

/// A word of the list that ends with `*` stands for any continuation.
fn is_in(list: &[Vec<&str>; 26], word: &str) -> bool {
    let near = letter(word).and_then(|at| list.get(at));
    near.into_iter().flatten().any(|own| match own.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => *own == word,
    })
}
