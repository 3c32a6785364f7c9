//! `--rules` and `--explain`: the rules as their files say them.

use crate::check::Library;
use crate::check::rule::{Reader, Rule};

/// A line a rule: id, category, weights, message.
pub fn list(library: &Library, reader: Reader) -> String {
    let width = library.rules().iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in library.rules() {
        let state = if rule.off { " (off)" } else { "" };
        text.push_str(&format!(
            "{:width$}  {:11}  {}{state}\n",
            rule.id,
            rule.category.name(),
            shown(rule.message.to(reader))
        ));
    }
    text
}

/// A rule with its law, its weight in each jurisdiction and its examples.
pub fn explain(rule: &Rule, library: &Library, reader: Reader) -> String {
    let mut text = format!(
        "{} ({})\n\n{}\n→ {}\n\n",
        rule.id,
        rule.category.name(),
        shown(rule.message.to(reader)),
        shown(rule.fix.to(reader))
    );
    for (jurisdiction, weight) in &rule.severity {
        let law = rule.law.get(jurisdiction).or_else(|| rule.law.get("any")).map(|law| format!(": {law}"));
        let weight = library.term(weight.name(), reader);
        text.push_str(&format!("{jurisdiction:6} {weight}{}\n", law.unwrap_or_default()));
    }
    text.push_str(&format!("\n{}\n", library.term("lookup", reader).replace("{text}", &rule.facts)));
    for (mark, examples) in [("✗", &rule.examples.hit), ("✓", &rule.examples.miss)] {
        for (language, sentence) in examples.iter().flatten() {
            text.push_str(&format!("{mark} {language}: {sentence}\n"));
        }
    }
    text.push_str(&format!("\n{}\n", library.term("no-advice", reader)));
    text
}

/// A message without its holes: what a finding puts there is shown as an ellipsis.
fn shown(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, (_, after))) =
        rest.split_once('{').and_then(|(before, hole)| Some((before, hole.split_once('}')?)))
    {
        shown.push_str(before);
        shown.push('…');
        rest = after;
    }
    shown + rest
}
