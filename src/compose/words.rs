//! The texts of a role as a document in one language says them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::characters::one_line;
use crate::job_description::Line;
use crate::language::Language;
use crate::role::{RoleDefinition, Text};
use crate::source::Span;

/// Finds each text's wording in the document's language and counts those that are not in it.
pub struct Words<'a> {
    /// The languages to look for, the best first.
    pub chain: Vec<Language>,
    first: Option<&'a Language>,
    /// The language of the document.
    pub language: &'a Language,
    /// Where the texts are that lack the language.
    pub fell_back: Vec<Span>,
}

impl<'a> Words<'a> {
    /// For the documents of `role` in `language`.
    pub fn new(role: &'a RoleDefinition, language: &'a Language) -> Words<'a> {
        let first = role.languages().first().copied();
        Words { chain: language.fallbacks(), first, language, fell_back: Vec::new() }
    }

    /// The wording, as one paragraph.
    pub fn say(&mut self, text: &Text) -> String {
        let wording = text
            .wording(&self.chain)
            .or_else(|| self.first.and_then(|first| text.wording(std::slice::from_ref(first))))
            .or_else(|| text.first());
        let Some(wording) = wording else { return String::new() };
        if wording.language.as_ref().is_some_and(|own| own != self.language)
            && !self.is_general(wording.language.as_ref())
        {
            self.fell_back.push(wording.span.clone());
        }
        one_line(&wording.text)
    }

    /// The wording of a text with its key.
    pub fn line(&mut self, id: &str, text: &Text) -> Line {
        Line { id: id.to_owned(), text: self.say(text) }
    }

    /// `en` serves `en-GB` without a warning: it is the same language written for no region in particular.
    fn is_general(&self, own: Option<&Language>) -> bool {
        own.is_some_and(|own| self.language.as_str().starts_with(&format!("{own}-")))
    }
}

/// The parts of job descriptions that have been worded, by the part of the role that each says.
pub struct Worded<'a, S, T>(HashMap<*const S, (&'a S, Arc<T>, Vec<Span>)>);

impl<'a, S, T> Worded<'a, S, T> {
    /// What `word` makes of `source`, or has made of it before; what then fell back counts again.
    pub fn once(&mut self, source: &'a S, words: &mut Words<'_>, word: impl FnOnce(&mut Words<'_>) -> T) -> Arc<T> {
        if let Some((_, part, fell_back)) = self.0.get(&std::ptr::from_ref(source)) {
            words.fell_back.extend_from_slice(fell_back);
            return Arc::clone(part);
        }
        let before = words.fell_back.len();
        let part = Arc::new(word(words));
        self.0.insert(source, (source, Arc::clone(&part), words.fell_back[before..].to_vec()));
        part
    }
}

impl<S, T> Default for Worded<'_, S, T> {
    fn default() -> Self {
        Worded(HashMap::new())
    }
}
