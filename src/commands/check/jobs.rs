//! The jobs of manifests and job lists: the merged document and the posting of each, held to validity and to the rules.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::{Found, inputs};
use crate::check::jurisdiction::Jurisdiction;
use crate::check::{Kind, Places, Settings, Subject, check};
use crate::commands::Session;
use crate::commands::build::{Build, Manifest, Series, Shared, gathered, in_order, load, prepare};
use crate::diagnostic::Diagnostic;
use crate::job_description::JobDescription;
use crate::language::Language;
use crate::plan::{self, Job, Names, Planned};
use crate::sort;
use crate::source::Span;

/// Checks all jobs of the manifest or the job list at `path`; everything that a build would refuse is a fault.
///
/// # Errors
/// Where a shipped rule is broken.
pub fn check_file(path: &Path, session: &Session, settings: &Settings) -> Result<Found, &'static str> {
    let mut faults = Vec::new();
    let path = path.to_owned();
    let catalog = match session.in_project_of(std::slice::from_ref(&path)) {
        Ok(session) => session.catalog(&mut faults),
        Err(fault) => return Ok(Found { faults: vec![fault], count: 1, ..Found::default() }),
    };
    let Some(manifest) = load(&Build::of_file(path), catalog, &mut faults) else {
        return Ok(Found { faults, count: 1, ..Found::default() });
    };
    let mut placed = in_order(faults, &manifest.jobs);
    let (shared, of_jobs) = prepare(&manifest);
    placed.extend(of_jobs);
    let mut faults = Vec::new();
    let documents = plan::plan(&manifest.jobs, &mut Names::new(&[]), |role| shared.language_of(role), &mut faults);
    let mut found = check_jobs(&manifest, &documents, &shared, settings, |job, fault| placed.push((job, fault)))?;
    sort::by_key(&mut placed, |(job, _)| *job);
    faults.extend(gathered(placed.into_iter().map(|(_, fault)| fault)));
    found.faults = faults;
    Ok(found)
}

/// Checks the jobs of a build. What composing them gets wrong goes to `fault` with the job's place.
///
/// # Errors
/// Where a shipped rule is broken.
pub fn check_jobs(
    manifest: &Manifest,
    documents: &[Planned],
    shared: &Shared,
    settings: &Settings,
    mut fault: impl FnMut(usize, Diagnostic),
) -> Result<Found, &'static str> {
    let mut languages: IndexMap<usize, Vec<Language>> = IndexMap::new();
    for planned in documents {
        languages.entry(planned.job).or_default().push(planned.language.clone());
    }
    let mut known = HashSet::new();
    let jobs: Vec<Wanted<'_>> = languages
        .into_iter()
        .map(|(index, languages)| {
            let job = &manifest.jobs[index];
            let posting = posting(job, &languages, shared);
            let places = posting.as_ref().map(|posting| posting.jurisdictions.clone()).unwrap_or_default();
            let selection = job.selection();
            // Jobs that differ in their vacancies only have one document between them, which is checked once.
            let (own, is_public) = (job.role().0.to_owned(), posting.is_some());
            let key = (own, job.level(), selection.sections, selection.exclude, languages.clone(), places, is_public);
            Wanted { index, job, is_first: known.insert(key), languages, posting }
        })
        .collect();
    let parts: Result<Vec<Checked>, &'static str> =
        jobs.par_iter().map(|wanted| wanted.check(shared, settings)).collect();
    let mut founds = Vec::new();
    for (index, faults, found) in parts? {
        faults.into_iter().for_each(|one| fault(index, one));
        founds.push(found);
    }
    Ok(inputs::join(founds.into_iter()))
}

/// What a job says of its vacancy in its languages, as something to check.
fn posting(job: &Job, languages: &[Language], shared: &Shared) -> Option<Subject> {
    let mut subject = Subject::of_posting(&shared.posting_node(job)?);
    for wordings in subject.texts.iter_mut().filter(|wordings| wordings.len() > 1) {
        let said = |language: &Language| {
            let chain = language.fallbacks();
            chain.iter().find_map(|one| wordings.iter().position(|wording| wording.language == *one)).unwrap_or(0)
        };
        let kept: HashSet<usize> = languages.iter().map(said).collect();
        let mut at = 0;
        wordings.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
    }
    subject.head = Some(head(job).clone());
    subject.language = languages.first().cloned();
    Some(subject)
}

/// Where a job is asked for: at its role's name, unless only what it shares with others says that.
fn head(job: &Job) -> &Span {
    let (_, span) = job.role();
    if span.source().name() == job.own.span.source().name() { span } else { &job.own.span }
}

/// The place of a job, what composing it gets wrong, and what the rules find in it.
type Checked = (usize, Vec<Diagnostic>, Found);

/// A job on its way through the check.
struct Wanted<'a> {
    index: usize,
    job: &'a Job,
    /// Whether no job before it has the same document.
    is_first: bool,
    languages: Vec<Language>,
    posting: Option<Subject>,
}

impl Wanted<'_> {
    fn check(&self, shared: &Shared, settings: &Settings) -> Result<Checked, &'static str> {
        let mut faults = Vec::new();
        let describe = |language| Series::new(language, shared)?.describe(self.job, &mut faults);
        let described: Vec<JobDescription> = self.languages.iter().filter_map(describe).collect();
        let mut found = Found { count: 1, sources: vec![Arc::clone(self.job.own.span.source())], ..Found::default() };
        let mut add = |subject: &Subject| -> Result<(), &'static str> {
            found.findings.extend(check(subject, settings)?);
            found.sources.extend(subject.sources());
            found.guessed.extend(guessed(subject));
            Ok(())
        };
        if self.is_first
            && let Some(role) = shared.role(self.job)
            && let Some(others) = shared.others(self.job, &self.job.selection())
        {
            let kind = if self.posting.is_some() { Kind::Advertised } else { Kind::Role };
            let mut subject = Subject::of_job(kind, &described, &Places::of(role, others), head(self.job));
            subject.language = self.languages.first().cloned();
            subject.jurisdictions = self.posting.iter().flat_map(|posting| posting.jurisdictions.clone()).collect();
            add(&subject)?;
        }
        if let Some(posting) = &self.posting {
            add(posting)?;
        }
        // A cell of a table is not written back: a workbook is no text, and a list has its own rules of quoting.
        for finding in &mut found.findings {
            finding.edit = finding.edit.take().filter(|edit| edit.span.cell().is_none());
        }
        Ok((self.index, faults, found))
    }
}

/// The jurisdictions that a subject is held to where none is named.
pub fn guessed(subject: &Subject) -> Vec<String> {
    let by_language = || subject.languages().iter().filter_map(Jurisdiction::of_language).collect();
    let places = if subject.jurisdictions.is_empty() { by_language() } else { subject.jurisdictions.clone() };
    places.iter().map(|one: &Jurisdiction| one.name().to_owned()).collect()
}
