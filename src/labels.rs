//! The words of a document that belong to no role: headings, field names, number and pay patterns of one language.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, nearest};
use crate::language::Language;
use crate::source::{Source, Span};
use crate::yaml::{Map, Value};

/// One language's labels by key, as templates see them under `labels`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Labels {
    words: Arc<IndexMap<String, String>>,
    #[serde(skip)]
    language: Language,
}

/// What a label file gets wrong.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// A file that is no map.
    #[error("the labels take a map, not {0}")]
    NotMap(&'static str),
    /// A value that is no text.
    #[error("the label `{0}` takes text")]
    NotText(String),
    /// Braces that nothing fills, which a reader would see.
    #[error("nothing stands for `{{{word}}}` in the label `{label}`")]
    UnknownPlaceholder {
        /// The label.
        label: String,
        /// What is in the braces.
        word: String,
    },
    /// A key that no shipped file has, but nearly.
    #[error("no template of opsjd uses the label `{0}`")]
    Unknown(String),
}

/// The labels that have something in braces, and what it may be.
const PLACEHOLDERS: [(&str, &[&str]); 10] = [
    ("pay_range", AMOUNT),
    ("pay_fixed", AMOUNT),
    ("pay_from", AMOUNT),
    ("pay_up_to", AMOUNT),
    ("pay_months", &["pay", "months"]),
    ("pay_note", &["pay", "note"]),
    ("people", &["count"]),
    ("date", &["year", "month", "month_name", "day"]),
    ("page", &["page", "pages"]),
    ("section_numeral", &["numeral"]),
];

const AMOUNT: &[&str] = &["currency", "min", "max", "period"];

/// Labels of these beginnings are looked for by a code that follows, and no file has all of them.
const BY_CODE: [&str; 2] = ["currency_", "country_"];

/// A label of a file with the place of its key.
struct Label {
    key: Span,
    name: String,
    words: String,
}

impl Labels {
    /// Reads a label file: a map from key to text.
    pub fn parse(language: Language, source: &Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<Labels> {
        let words = read(source, faults)?.into_iter().map(|label| (label.name, label.words)).collect();
        Some(Labels { words: Arc::new(words), language })
    }

    /// These labels, and over them the file of a user, who need not say what is the same there. A label that no other file has
    /// may be one of the user's own templates; it is warned of where it looks like a slip for one that the file lacks.
    pub fn overlaid(
        mut self,
        language: Language,
        source: &Arc<Source>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Labels> {
        let own = read(source, faults)?;
        let lacking: Vec<&str> = self.keys().filter(|key| own.iter().all(|label| label.name != *key)).collect();
        let strange = own.iter().filter(|label| self.find(&label.name).is_none());
        for label in strange.filter(|label| !BY_CODE.iter().any(|beginning| label.name.starts_with(beginning))) {
            if let Some(meant) = nearest(&label.name, lacking.iter().copied()) {
                let error = LabelError::Unknown(label.name.clone());
                let fault = Diagnostic::warning("unknown-label", error.to_string()).at(&label.key);
                faults.push(fault.help(format!("did you mean `{meant}`?")));
            }
        }
        faults.extend(own.iter().filter_map(strange_placeholder));
        Arc::make_mut(&mut self.words).extend(own.into_iter().map(|label| (label.name, label.words)));
        Some(Labels { language, ..self })
    }

    /// The language.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The label, or the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The label, where the file has it.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(String::as_str)
    }

    /// The keys, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// The label `key` with each `{name}` replaced by its value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

/// Of `one|more` the part for `count` things.
pub fn pick(text: &str, count: usize) -> &str {
    match text.split_once('|') {
        Some((one, _)) if count == 1 => one,
        Some((_, several)) => several,
        None => text,
    }
}

/// The fault of a label with braces that nothing fills.
fn strange_placeholder(label: &Label) -> Option<Diagnostic> {
    let (_, known) = PLACEHOLDERS.iter().find(|(name, _)| *name == label.name)?;
    let mut words = label.words.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(word, _)| word));
    let word = words.find(|word| !known.contains(word))?;
    let error = LabelError::UnknownPlaceholder { label: label.name.clone(), word: word.to_owned() };
    let fault = Diagnostic::error("unknown-placeholder", error.to_string()).at(&label.key);
    Some(fault.nearest(word, known.iter().copied()))
}

/// The labels of a file that is a map, or empty.
fn read(source: &Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<Vec<Label>> {
    let node = crate::yaml::parse(source, faults)?;
    if !matches!(node.value, Value::Map(_) | Value::Null) {
        let error = LabelError::NotMap(node.kind());
        let fault = Diagnostic::error("wrong-type", error.to_string()).at(&node.span);
        faults.push(fault.help("write each label on a line of its own, as in `location: Where`"));
        return None;
    }
    let mut labels = Vec::new();
    for (name, entry) in node.as_map().into_iter().flat_map(Map::iter) {
        let words = match &entry.node.value {
            Value::Text(text) => text.clone().into_owned(),
            Value::Null => String::new(),
            _ => {
                let error = LabelError::NotText(name.to_owned());
                faults.push(Diagnostic::error("wrong-type", error.to_string()).at(&entry.key));
                continue;
            }
        };
        labels.push(Label { key: entry.key.clone(), name: name.to_owned(), words });
    }
    Some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlaid(own: &str) -> (Option<Labels>, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let file = |text: &str| Source::new("labels/en.yaml", text.to_owned());
        let english = || Language::parse("en").unwrap();
        let below =
            Labels::parse(english(), &file("pay_range: up to {max}\nplace_order: city\ndate: D\n"), &mut faults);
        let labels = below.unwrap().overlaid(english(), &file(own), &mut faults);
        (labels, faults)
    }

    #[test]
    fn an_own_file_says_only_what_is_other_and_may_have_labels_for_own_templates() {
        let (labels, faults) = overlaid("date: on {day}\nour_motto: Onwards\ncurrency_JPY: yen\n");
        let labels = labels.unwrap();
        assert_eq!((labels.get("date"), labels.get("pay_range")), ("on {day}", "up to {max}"));
        assert_eq!((labels.get("our_motto"), labels.get("currency_JPY")), ("Onwards", "yen"));
        assert!(faults.is_empty(), "{faults:?}");
        assert!(overlaid("").0.is_some_and(|labels| labels.get("date") == "D"));
    }

    #[test]
    fn a_slip_in_a_key_is_warned_of_with_the_key_that_was_meant() {
        let (labels, faults) = overlaid("place_oder: street\n");
        assert!(labels.is_some());
        assert_eq!((faults[0].code, faults[0].help[0].as_str()), ("unknown-label", "did you mean `place_order`?"));
        assert_eq!(faults[0].span.as_ref().map(|span| span.text()), Some("place_oder"));
        // The file has the label that the strange one resembles, so it is no slip.
        assert!(overlaid("place_order: city\nplace_orders: cities\n").1.is_empty());
    }

    #[test]
    fn braces_that_nothing_fills_are_an_error_with_what_was_meant() {
        let (_, faults) = overlaid("pay_range: '{min} to {mx}'\npay_slip: '{mx}'\npage_title: '{title}'\n");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!((faults[0].code, faults[0].help[0].as_str()), ("unknown-placeholder", "did you mean `max`?"));
        for file in ["en", "zh-CN", "zh-TW"] {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("templates/labels/{file}.yaml"));
            let text = std::fs::read_to_string(path).unwrap();
            assert!(overlaid(&text).1.is_empty(), "{file}");
        }
    }

    #[test]
    fn a_list_and_a_bare_text_are_no_labels() {
        for (text, found) in [("- pay_range\n", "not a list"), ("pay_range\n", "not text")] {
            let (labels, faults) = overlaid(text);
            assert!(labels.is_none());
            assert!(faults[0].message.contains(found) && faults[0].span.is_some(), "{faults:?}");
        }
    }
}
