//! Words that the glossary of the shipped library avoids. It is a house style, so the rule runs only where a project turns it on.

use super::finding::Run;
use crate::glossary;

const RULE: &str = "glossary";

pub(super) fn check(run: &mut Run<'_>) {
    let Some(rule) = run.active(RULE) else { return };
    let Ok(concepts) = glossary::concepts() else { return };
    let subject = run.subject;
    for (order, passage) in subject.passages().enumerate().filter(|(_, one)| rule.reads(one.language.as_str())) {
        let language = passage.language.as_str();
        for concept in concepts.values() {
            for word in concept.avoided_in(&passage.text, language) {
                let better = concept.terms(language).first().map(String::as_str).unwrap_or_default();
                // The case of Latin letters does not matter; a word that is found in no other way marks the whole text.
                let at = passage.text.to_ascii_lowercase().find(&word.to_ascii_lowercase());
                let range = at.map_or(0..passage.text.len(), |at| at..at + word.len());
                run.find(RULE, order, passage, &range, &[("text", word), ("better", better)]);
            }
        }
    }
}
