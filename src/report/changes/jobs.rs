//! Which published job descriptions a change touches: those that say the same anew stand together.

use indexmap::IndexMap;

use super::Telling;
use super::sentence;
use crate::diff::{Compared, DocumentChange, JobChange, Jobs, State};

/// How many jobs of one line are named; the others are counted.
const MAX_NAMES: usize = 20;

/// What a job is called.
#[derive(Debug)]
pub struct Name {
    title: String,
    id: String,
    languages: Vec<String>,
}

/// Jobs that changed in the same way.
#[derive(Debug)]
pub struct Line {
    /// The jobs.
    pub names: Vec<Name>,
    /// How many more there are.
    pub more: usize,
    /// What changed in them.
    pub what: String,
}

/// How many job descriptions change, in a few words; `None` where no jobs were compared.
pub fn headline(jobs: Option<&Jobs>, telling: &Telling) -> Option<String> {
    let jobs = jobs.filter(|jobs| jobs.total > 0 || !jobs.changed.is_empty())?;
    let total = jobs.total.to_string();
    let key = if jobs.changed.is_empty() { "jobs_same" } else { "jobs_changed" };
    Some(telling.count(key, jobs.changed.len(), &[("total", &total)]))
}

/// The jobs that changed, gathered by what changed in them.
pub fn lines(jobs: &Jobs, telling: &Telling) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for job in &jobs.changed {
        let what = of(job, telling);
        let at = match lines.iter().position(|line| line.what == what) {
            Some(at) => at,
            None => {
                lines.push(Line { names: Vec::new(), more: 0, what });
                lines.len() - 1
            }
        };
        let line = &mut lines[at];
        if line.names.len() < MAX_NAMES {
            line.names.push(name(job, telling));
        } else {
            line.more += 1;
        }
    }
    lines
}

impl Line {
    /// The jobs, each name as `quote` writes it.
    pub fn who(&self, telling: &Telling, quote: impl Fn(&str) -> String) -> String {
        let comma = telling.say("list_comma");
        let names = self.names.iter().map(|name| {
            let (id, languages) = (quote(&name.id), name.languages.join(&comma));
            telling.fill("job_name", &[("title", &name.title), ("id", &id), ("languages", &languages)])
        });
        let mut names: Vec<String> = names.collect();
        if self.more > 0 {
            names.push(telling.count("and_more", self.more, &[]));
        }
        names.join(&comma)
    }
}

fn name(job: &JobChange, telling: &Telling) -> Name {
    let titled = || job.documents.iter().filter(|document| !document.title.is_empty());
    let own = telling.languages.iter().find_map(|own| titled().find(|document| document.language == own.as_str()));
    let title = own.or_else(|| titled().next()).map_or_else(|| job.role.clone(), |document| document.title.clone());
    let languages = job.documents.iter().map(|document| document.language.clone()).collect();
    Name { title, id: job.id.clone(), languages }
}

/// What changed in a job, as its document in the reader's language tells it, and what only those in other languages do.
pub fn of(job: &JobChange, telling: &Telling) -> String {
    match job.state {
        State::Added => return telling.say("job_added"),
        State::Removed => return telling.say("job_removed"),
        State::NewBroken => return telling.say("job_broken"),
        State::OldBroken => return telling.say("job_mended"),
        State::Changed => {}
    }
    let changed = || job.documents.iter().filter(|document| document.state == State::Changed);
    let own = telling.languages.iter().find_map(|own| changed().find(|document| document.language == own.as_str()));
    match own.or_else(|| changed().next()) {
        Some(document) => {
            let mut beyond: IndexMap<String, Vec<&str>> = IndexMap::new();
            for other in changed().filter(|other| other.language != document.language) {
                let diff = other.diff.beyond(&document.diff);
                if !diff.is_silent() {
                    let what = sentence::of(&Compared::of_diff(diff), telling);
                    beyond.entry(what).or_default().push(&other.language);
                }
            }
            let comma = telling.say("list_comma");
            let only = |(what, languages): (String, Vec<&str>)| {
                let languages = languages.join(&comma);
                telling.fill("only_in_language", &[("language", &languages), ("changes", &what)])
            };
            let beyond: Vec<String> = beyond.into_iter().map(only).collect();
            // That its form changed is not worth a word beside what it says anew elsewhere.
            let own = (beyond.is_empty() || !document.diff.is_silent()).then(|| of_document(document, telling));
            own.into_iter().chain(beyond).collect::<Vec<_>>().join(&telling.say("semicolon"))
        }
        // A language that came or went.
        None => job
            .documents
            .iter()
            .map(|document| of_document(document, telling))
            .collect::<Vec<_>>()
            .join(&telling.say("semicolon")),
    }
}

/// What changed in a document.
pub fn of_document(document: &DocumentChange, telling: &Telling) -> String {
    let language = [("language", document.language.as_str())];
    match document.state {
        State::Added => telling.fill("job_language_added", &language),
        State::Removed => telling.fill("job_language_removed", &language),
        State::NewBroken => telling.say("job_broken"),
        State::OldBroken => telling.say("job_mended"),
        State::Changed if document.files.iter().all(|file| file.state == State::Added) => {
            telling.say("job_files_added")
        }
        State::Changed if document.diff.is_silent() => telling.say("job_form"),
        State::Changed => sentence::of(&Compared::of_diff(document.diff.clone()), telling),
    }
}
