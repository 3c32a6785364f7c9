//! A text in several languages, each wording with the place that it was written at.

use std::borrow::Cow;

use crate::language::Language;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// A text in one or several languages.
#[derive(Debug, Clone)]
pub struct Text {
    wordings: Vec<Wording>,
}

/// One language's wording.
#[derive(Debug, Clone)]
pub struct Wording {
    /// The language; `None` serves every language.
    pub language: Option<Language>,
    /// The words; those of a shipped role stay where they are, in the binary.
    pub text: Cow<'static, str>,
    /// Where they are written.
    pub span: Span,
}

impl Text {
    /// Reads a text that `shape::check` has found no fault with.
    pub fn decode(node: &Node) -> Option<Text> {
        let wordings = match &node.value {
            Value::Text(text) => {
                vec![Wording { language: None, text: text.clone(), span: node.span.clone() }]
            }
            Value::Map(map) => map
                .iter()
                .filter_map(|(tag, entry)| {
                    let Value::Text(text) = &entry.node.value else { return None };
                    let language = Some(Language::parse(tag)?);
                    Some(Wording { language, text: text.clone(), span: entry.node.span.clone() })
                })
                .collect(),
            _ => return None,
        };
        Some(Text { wordings })
    }

    /// All wordings, in the order of the file.
    pub fn wordings(&self) -> &[Wording] {
        &self.wordings
    }

    /// The languages of the wordings; none where it is one for all.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.wordings.iter().filter_map(|wording| wording.language.as_ref())
    }

    /// The wording in the first of `languages` that the text has.
    pub fn wording(&self, languages: &[Language]) -> Option<&Wording> {
        languages.iter().find_map(|wanted| {
            self.wordings.iter().find(|wording| wording.language.as_ref().is_none_or(|own| own == wanted))
        })
    }

    /// The words in the first of `languages` that the text has, or else its first wording, and whether that is another
    /// language than those asked for.
    pub fn said(&self, languages: &[Language]) -> (&str, bool) {
        match self.wording(languages) {
            Some(wording) => (&wording.text, false),
            None => (self.first().map_or("", |wording| &wording.text), true),
        }
    }

    /// The first wording of the file.
    pub fn first(&self) -> Option<&Wording> {
        self.wordings.first()
    }
}
