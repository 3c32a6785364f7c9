//! The plan of a build: from the jobs of a manifest to the documents to make and the names of their files.
//!
//! What is set for a job comes from five places, written down once, in [`Job::setting`]: the command line over the job over
//! the list or matrix that it stands in over the manifest over the project's `opsjd.yaml`; then the role says the rest.

mod explain;
mod file_names;
mod fingerprint;
mod ledger;
mod names;
mod shard;

use std::sync::Arc;

use crate::compose::Selection;
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::merge::same;
use crate::posting::{self, Posting};
use crate::project;
use crate::render::Format;
use crate::source::Span;
use crate::yaml::Node;

pub use explain::{Below, explain};
pub use file_names::{FileNameError, is_safe};
pub use fingerprint::{Fingerprint, hexadecimal, sha256};
pub use ledger::{Claim, Ledger, LedgerError};
pub use names::{NameError, Names};
pub use shard::Shard;

/// The format where none is set.
const DEFAULT_FORMAT: Format = Format::Markdown;

/// Settings with the words for where they come from.
#[derive(Debug, Clone)]
pub struct Layer {
    /// For `--explain`: `project`, `manifest`, `list`, `matrix`, `job`, `command line`.
    pub origin: &'static str,
    /// A map with keys of `project::format::JOB`.
    pub node: Node,
}

/// What several jobs share: the layers below their own, the weakest first.
#[derive(Debug, Default)]
pub struct Group {
    /// The layers.
    pub layers: Vec<Layer>,
}

/// A job of the manifest.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its place among all jobs, from 1, those with faults counted too.
    pub number: usize,
    /// What it shares with others.
    pub group: Arc<Group>,
    /// What it says itself.
    pub own: Node,
    /// What the command line says for it.
    pub command: Option<Arc<Node>>,
    /// Whether its vacancy's data are as the format asks. Where not, that has been reported, and it cannot be made.
    pub is_sound: bool,
}

/// A document to make: a job in one language, in one or several formats.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The job's place in the manifest, from 0.
    pub job: usize,
    /// The language.
    pub language: Language,
    /// The files, one a format.
    pub outputs: Vec<Output>,
}

/// A file to make.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its format.
    pub format: Format,
    /// Its path in the output folder, with `/` between its parts.
    pub path: String,
}

impl Job {
    /// What is set under `key`, with its origin. This is the precedence of the whole build.
    pub fn setting(&self, key: &str) -> Option<(&Node, &'static str)> {
        self.layers().find_map(|(node, origin)| Some((node.get(key)?, origin)))
    }

    /// The layers, the strongest first.
    fn layers(&self) -> impl DoubleEndedIterator<Item = (&Node, &'static str)> {
        let command = self.command.iter().map(|node| (node.as_ref(), "command line"));
        let below = self.group.layers.iter().rev().map(|layer| (&layer.node, layer.origin));
        command.chain([(&self.own, "job")]).chain(below)
    }

    /// The text under `key`, with its place.
    pub fn text(&self, key: &str) -> Option<(&str, &Span)> {
        let (node, _) = self.setting(key)?;
        Some((node.as_text()?, &node.span))
    }

    /// The texts under `key` of the strongest layer that says any.
    pub fn texts(&self, key: &str) -> Vec<(&str, &Span)> {
        let layer = self.layers().find(|(node, _)| node.get(key).is_some());
        layer.map(|(node, _)| project::texts(node, key).collect()).unwrap_or_default()
    }

    /// Whether both jobs are set in the same way, so that the same files make the same documents of them.
    pub fn is_set_like(&self, other: &Job) -> bool {
        let (own, others) = (self.layers(), other.layers());
        let is_numbered = |job: &Job| job.text("name").is_some_and(|(template, _)| template.contains("number"));
        let mut others = others.map(|(node, _)| node);
        (self.number == other.number || !is_numbered(self))
            && own.map(|(node, _)| node).all(|node| others.next().is_some_and(|other| same(node, other)))
            && others.next().is_none()
    }

    /// The role's id and where it is named. Every job has one: the format asks for it.
    pub fn role(&self) -> (&str, &Span) {
        self.text("role").unwrap_or(("", &self.own.span))
    }

    /// The level, where there is one.
    pub fn level(&self) -> Option<&str> {
        self.text("level").map(|(level, _)| level)
    }

    /// Whether a text that lacks the language is an error.
    pub fn is_strict(&self) -> bool {
        self.text("strict").is_some_and(|(word, _)| word == "true")
    }

    /// The choice of sections.
    pub fn selection(&self) -> Selection {
        let names = |key: &str| self.texts(key).into_iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        let sections = self.setting("sections").map(|_| names("sections"));
        Selection { sections, exclude: names("exclude") }
    }

    /// By what a person knows the job: its id, or its role and level.
    pub fn label(&self) -> String {
        match (self.text("id"), self.level()) {
            (Some((id, _)), _) => id.to_owned(),
            (None, Some(level)) => format!("{}-{level}", self.role().0),
            (None, None) => self.role().0.to_owned(),
        }
    }

    /// The formats, each once; [`DEFAULT_FORMAT`] where none is set.
    fn formats(&self) -> Vec<Format> {
        let mut formats: Vec<Format> = Vec::new();
        for format in self.texts("formats").into_iter().filter_map(|(name, _)| Format::named(name).ok()) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        if formats.is_empty() { vec![DEFAULT_FORMAT] } else { formats }
    }

    /// The languages, each once; empty where none is set.
    fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> = Vec::new();
        for language in self.texts("languages").into_iter().filter_map(|(tag, _)| Language::parse(tag)) {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        languages
    }

    /// The posting files that any layer names.
    pub fn posting_files(&self) -> impl Iterator<Item = (&str, &Span)> {
        self.layers().filter_map(|(node, _)| {
            let file = node.get("posting-file")?;
            Some((file.as_text()?, &file.span))
        })
    }

    /// Whether the job says something of the vacancy itself, so that it does not share its group's posting.
    pub fn has_own_posting(&self) -> bool {
        ["posting", "posting-file"].iter().any(|key| self.own.get(key).is_some())
    }

    /// The vacancy: each layer's file and then its own words, the strongest layer last. `read` gives a file that is named.
    pub fn posting(
        &self,
        read: impl FnMut(&str, &Span, &mut Vec<Diagnostic>) -> Option<Node>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Posting> {
        let layers = self.posting_layers(read, faults)?;
        posting::merge(layers.into_iter().map(|layer| layer.node).collect(), faults)
    }

    /// What the vacancy is merged of, in that order, each with the layer of settings that says it or names its file.
    pub fn posting_layers(
        &self,
        mut read: impl FnMut(&str, &Span, &mut Vec<Diagnostic>) -> Option<Node>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Layer>> {
        let mut layers = Vec::new();
        for (node, origin) in self.layers().rev() {
            if let Some((file, span)) = node.get("posting-file").and_then(|node| Some((node.as_text()?, &node.span))) {
                layers.push(Layer { origin, node: read(file, span, faults)? });
            }
            layers.extend(node.get("posting").cloned().map(|node| Layer { origin, node }));
        }
        Some(layers)
    }
}

/// The documents of `jobs`, in their order, with names that are not among `names` yet. `language_of` gives the language of a
/// role for a job that sets none. Every fault of a name is reported; where there is one, nothing may be written.
pub fn plan(
    jobs: &[Job],
    names: &mut Names,
    language_of: impl Fn(&str) -> Option<Language>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Planned> {
    let mut documents = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        let mut languages = job.languages();
        if languages.is_empty() {
            languages.extend(language_of(job.role().0));
        }
        for language in languages {
            let outputs = names.outputs(job, &language, faults);
            documents.push(Planned { job: index, language, outputs });
        }
    }
    names.count(faults);
    documents
}

#[cfg(test)]
mod tests;
