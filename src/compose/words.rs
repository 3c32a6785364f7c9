//! The texts of a role as a document in one language says them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::characters::one_line;
use crate::job_description::{JobMetric, JobSkill, Line};
use crate::language::Language;
use crate::role::{Metric, Skill, Text};
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
    /// For documents in `language`.
    pub fn new(language: &'a Language) -> Words<'a> {
        Words { chain: language.fallbacks(), first: None, language, fell_back: Vec::new() }
    }

    /// Begins a document of a role whose first language is `first`. Whether that is another than before, so that texts may be
    /// worded otherwise.
    pub fn begin(&mut self, first: Option<&'a Language>) -> bool {
        self.fell_back.clear();
        std::mem::replace(&mut self.first, first) != first
    }

    /// The wording, as one paragraph.
    pub fn say(&mut self, text: &Text) -> String {
        one_line(self.wording(text))
    }

    /// The wording, each of its lines as a paragraph.
    pub fn paragraphs(&mut self, text: &Text) -> String {
        let lines = self.wording(text).lines().map(one_line).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }

    fn wording<'t>(&mut self, text: &'t Text) -> &'t str {
        let wording = text
            .wording(&self.chain)
            .or_else(|| self.first.and_then(|first| text.wording(std::slice::from_ref(first))))
            .or_else(|| text.first());
        let Some(wording) = wording else { return "" };
        if wording.language.as_ref().is_some_and(|own| own != self.language)
            && !self.is_general(wording.language.as_ref())
        {
            self.fell_back.push(wording.span.clone());
        }
        &wording.text
    }

    /// The wording of a text with its key.
    pub fn line(&mut self, id: &str, text: &Text) -> Line {
        Line { id: id.to_owned(), text: self.say(text) }
    }

    /// A skill in the document's language.
    pub fn skill(&mut self, id: &str, skill: &Skill) -> JobSkill {
        JobSkill {
            id: id.to_owned(),
            name: self.say(&skill.name),
            detail: skill.detail.as_ref().map(|text| self.say(text)),
        }
    }

    /// A metric in the document's language.
    pub fn metric(&mut self, id: &str, metric: &Metric) -> JobMetric {
        JobMetric {
            id: id.to_owned(),
            name: self.say(&metric.name),
            definition: metric.definition.as_ref().map(|text| self.say(text)),
        }
    }

    /// `en` serves `en-GB` without a warning: it is the same language written for no region in particular.
    fn is_general(&self, own: Option<&Language>) -> bool {
        own.is_some_and(|own| self.language.as_str().starts_with(&format!("{own}-")))
    }
}

/// The parts of job descriptions that have been worded: by the part of a role that each says, and each that says the same once.
pub struct Worded<'a, S, T> {
    by_source: HashMap<*const S, Known<'a, S, T>>,
    all: BTreeSet<Arc<T>>,
}

/// A part, with where its texts lack the language. The source is borrowed, so that no other gets its address.
struct Known<'a, S, T> {
    _source: &'a S,
    part: Arc<T>,
    fell_back: Vec<Span>,
}

impl<'a, S, T: Ord> Worded<'a, S, T> {
    /// Words all sources anew.
    pub fn forget(&mut self) {
        self.by_source.clear();
    }

    /// What `word` makes of `source`, or has made of it before; what then fell back counts again.
    pub fn once(&mut self, source: &'a S, words: &mut Words<'a>, word: impl FnOnce(&mut Words<'a>) -> T) -> Arc<T> {
        if let Some(known) = self.by_source.get(&std::ptr::from_ref(source)) {
            words.fell_back.extend_from_slice(&known.fell_back);
            return Arc::clone(&known.part);
        }
        let before = words.fell_back.len();
        let part = word(words);
        let part = self.all.get(&part).cloned().unwrap_or_else(|| Arc::new(part));
        self.all.insert(Arc::clone(&part));
        let fell_back = words.fell_back[before..].to_vec();
        self.by_source.insert(source, Known { _source: source, part: Arc::clone(&part), fell_back });
        part
    }

    /// The same of each of `sources` with its key.
    pub fn all<'k>(
        &mut self,
        sources: impl IntoIterator<Item = (&'k str, &'a S)>,
        words: &mut Words<'a>,
        word: fn(&mut Words<'a>, &str, &S) -> T,
    ) -> Vec<Arc<T>> {
        let part = |(id, source)| self.once(source, words, |words| word(words, id, source));
        sources.into_iter().map(part).collect()
    }
}

impl<S, T> Default for Worded<'_, S, T> {
    fn default() -> Self {
        Worded { by_source: HashMap::new(), all: BTreeSet::new() }
    }
}
