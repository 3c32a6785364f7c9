//! An outline as lines that can be compared one by one.

use super::view::name;
use crate::diff::{GroupKind, Outline};

/// The outline as text: a heading for each group, a line for each language of each item.
pub fn readable(outline: &Outline) -> String {
    let mut text = String::new();
    for group in &outline.groups {
        let kind = if group.id.kind == GroupKind::Section { String::new() } else { name(&group.id.kind) };
        let parts = [group.id.level.clone().unwrap_or_default(), kind, group.id.key.clone()];
        let heading: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        text.push_str(&format!("\n# {}\n", heading.join(" / ")));
        for item in &group.items {
            let kind = name(&item.kind);
            let label = match &item.key {
                None => String::new(),
                Some(key) if *key == kind => kind,
                Some(key) => format!("{kind} {key}"),
            };
            if item.text.is_empty() {
                text.push_str(&format!("{label}\n"));
            }
            for (language, words) in &item.text {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                let head = [label.as_str(), language]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ");
                text.push_str(&if head.is_empty() { format!("{words}\n") } else { format!("{head}: {words}\n") });
            }
        }
    }
    text.trim_start().to_owned()
}
