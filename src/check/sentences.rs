//! Sentences that are too long to be read in one go: English by words, Chinese by characters.

use super::finding::Run;
use super::fold::{Folded, sentences};
use super::passage::is_han;

const RULE: &str = "long-sentence";

pub(super) fn check(run: &mut Run<'_>) {
    let Some(rule) = run.active(RULE) else { return };
    let (most_words, most_characters) = (rule.limit("words"), rule.limit("characters"));
    let subject = run.subject;
    for (order, passage) in subject.passages().enumerate() {
        // A Han character takes three bytes, a word and its space at least two: a shorter text is under the limit.
        let is_chinese = passage.language.as_str().starts_with("zh");
        let least_bytes = if is_chinese { most_characters.saturating_mul(3) } else { most_words.saturating_mul(2) };
        if passage.text.len() < least_bytes || !rule.reads(passage.language.as_str()) {
            continue;
        }
        let folded = Folded::new(&passage.text);
        for sentence in sentences(folded.text()) {
            let text = &folded.text()[sentence.clone()];
            let characters = text.chars().filter(|c| is_han(*c)).count();
            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            let (count, most) = if characters > 0 { (characters, most_characters) } else { (words, most_words) };
            if count > most {
                let range = folded.original(&sentence);
                let (count, most) = (count.to_string(), most.to_string());
                run.find(RULE, order, passage, &range, &[("count", &count), ("most", &most)]);
            }
        }
    }
}
