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
        // A sentence of fewer bytes cannot be over either limit.
        if passage.text.len() <= most_words.min(most_characters) || !rule.reads(passage.language.as_str()) {
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
