//! The words of a document that belong to no role: headings, field names, number and pay patterns of one language.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::source::Source;
use crate::yaml::Value;

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
    /// A value that is no text.
    #[error("the label `{0}` takes text")]
    NotText(String),
}

impl Labels {
    /// Reads a label file: a map from key to text.
    pub fn parse(language: Language, source: &std::sync::Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<Labels> {
        let node = crate::yaml::parse(source, faults)?;
        let mut words = IndexMap::new();
        for (key, entry) in node.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
            match &entry.node.value {
                Value::Text(text) => {
                    words.insert(key.to_owned(), text.clone().into_owned());
                }
                Value::Null => {
                    words.insert(key.to_owned(), String::new());
                }
                _ => faults.push(
                    Diagnostic::error("wrong-type", LabelError::NotText(key.to_owned()).to_string()).at(&entry.key),
                ),
            }
        }
        Some(Labels { words: Arc::new(words), language })
    }

    /// The language.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The label, or the key itself where the file lacks it, so that a gap is seen and nothing is lost.
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
