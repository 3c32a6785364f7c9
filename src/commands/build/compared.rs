//! Two manifests compared by the documents that they make. Nothing is written.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use indexmap::IndexMap;
use rayon::prelude::*;

use super::load::Manifest;
use super::make::{Composed, Series};
use super::prepare::{Shared, prepare};
use crate::commands::Session;
use crate::diagnostic::Diagnostic;
use crate::diff::{self, DocumentChange, FileDiffers, JobChange, Outline, RoleDiff, State, document};
use crate::plan::{self, Names, Output, Planned};
use crate::render::{self, Context};

/// The documents of one manifest, ready to be made.
struct Version<'a> {
    manifest: &'a Manifest,
    shared: Shared,
    documents: Vec<Planned>,
    faults: Vec<Diagnostic>,
}

impl<'a> Version<'a> {
    fn new(manifest: &'a Manifest) -> Version<'a> {
        let (shared, placed) = prepare(manifest);
        let mut faults: Vec<Diagnostic> = placed.into_iter().map(|(_, fault)| fault).collect();
        let documents = plan::plan(&manifest.jobs, &mut Names::new(&[]), |role| shared.language_of(role), &mut faults);
        Version { manifest, shared, documents, faults }
    }

    fn composed<'s>(&'s self, planned: &'s Planned, faults: &mut Vec<Diagnostic>) -> Option<Composed<'s>> {
        let job = &self.manifest.jobs[planned.job];
        Series::new(&planned.language, &self.shared)?.composed(job, faults)
    }

    fn render(&self, output: &Output, composed: &Composed<'_>, faults: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
        let context = Context::new(&composed.description, composed.labels);
        let document = render::render(output.format, &context, &self.shared.templates, composed.reference);
        document.map_err(|fault| faults.push(fault)).ok().map(|document| document.bytes)
    }
}

/// What came of a comparison, with the faults of each side.
#[derive(Debug, Default)]
pub struct Differences {
    /// The jobs that differ: those of the new side in its order, then those that are gone.
    pub jobs: Vec<JobChange>,
    /// What is wrong with the old side.
    pub old_faults: Vec<Diagnostic>,
    /// What is wrong with the new side.
    pub new_faults: Vec<Diagnostic>,
}

/// A document that differs, with the faults of both sides.
type Found = (Option<DocumentChange>, Vec<Diagnostic>, Vec<Diagnostic>);

/// Compares the documents of two manifests, file by file. A job is called by its first file where several of one side are
/// called the same, which `shared_names` says.
///
/// # Errors
/// Where the system gives no threads.
pub fn compare(
    old: &Manifest,
    new: &Manifest,
    shared_names: &HashSet<String>,
    session: &Session,
) -> anyhow::Result<Differences> {
    let (old, new) = rayon::join(|| Version::new(old), || Version::new(new));
    let mut known: HashMap<&str, (&Planned, &Output)> = HashMap::new();
    for planned in &old.documents {
        known.extend(planned.outputs.iter().map(|output| (output.path.as_str(), (planned, output))));
    }
    let done = AtomicUsize::new(0);
    let compare_one = |planned| {
        let found = document(planned, &old, &new, &known);
        done.fetch_add(1, Ordering::Relaxed);
        found
    };
    let has_own = old.shared.templates.has_own() || new.shared.templates.has_own();
    let compare_all = || new.documents.par_iter().map(compare_one).collect();
    let found: Vec<Found> = session.guard_all_cores(has_own, compare_all, &done)?;
    let kept: HashSet<&str> = new.documents.iter().flat_map(|planned| &planned.outputs).map(path).collect();
    let mut differences =
        Differences { old_faults: old.faults.clone(), new_faults: new.faults.clone(), ..Differences::default() };
    let mut jobs: IndexMap<String, JobChange> = IndexMap::new();
    let name = |version: &Version<'_>, planned: &Planned| {
        let label = version.manifest.jobs[planned.job].label();
        let first = planned.outputs.first().filter(|_| shared_names.contains(&label));
        first.map_or(label, |output| output.path.clone())
    };
    let mut add = |version: &Version<'_>, planned: &Planned, change: DocumentChange| {
        let job = &version.manifest.jobs[planned.job];
        let id = name(version, planned);
        let entry = jobs.entry(id.clone()).or_insert_with(|| JobChange {
            id,
            role: job.role().0.to_owned(),
            level: job.level().map(str::to_owned),
            state: change.state,
            documents: Vec::new(),
        });
        if entry.state != change.state {
            entry.state = State::Changed;
        }
        entry.documents.push(change);
    };
    for ((change, old_faults, new_faults), planned) in found.into_iter().zip(&new.documents) {
        differences.old_faults.extend(old_faults);
        differences.new_faults.extend(new_faults);
        if let Some(change) = change {
            add(&new, planned, change);
        }
    }
    for planned in &old.documents {
        let gone: Vec<&Output> = planned.outputs.iter().filter(|output| !kept.contains(path(output))).collect();
        if !gone.is_empty() {
            let composed = old.composed(planned, &mut differences.old_faults);
            let files = gone.iter().map(|output| differs(output, State::Removed)).collect();
            let change = DocumentChange {
                language: planned.language.to_string(),
                title: composed.map(|composed| composed.description.title).unwrap_or_default(),
                state: if gone.len() == planned.outputs.len() { State::Removed } else { State::Changed },
                files,
                diff: RoleDiff::default(),
            };
            add(&old, planned, change);
        }
    }
    // A job of which one language came, and the others stayed as they were, is no new one.
    let known_jobs: HashSet<String> = old.documents.iter().map(|planned| name(&old, planned)).collect();
    let new_jobs: HashSet<String> = new.documents.iter().map(|planned| name(&new, planned)).collect();
    for job in jobs.values_mut() {
        if matches!(job.state, State::Added | State::Removed)
            && known_jobs.contains(&job.id)
            && new_jobs.contains(&job.id)
        {
            job.state = State::Changed;
        }
    }
    differences.jobs = jobs.into_values().collect();
    Ok(differences)
}

fn path(output: &Output) -> &str {
    &output.path
}

fn differs(output: &Output, state: State) -> FileDiffers {
    FileDiffers { path: output.path.clone(), state }
}

/// A document of the new side beside its files on the old one.
fn document(
    planned: &Planned,
    old: &Version<'_>,
    new: &Version<'_>,
    known: &HashMap<&str, (&Planned, &Output)>,
) -> Found {
    let (mut old_faults, mut new_faults) = (Vec::new(), Vec::new());
    let composed = new.composed(planned, &mut new_faults);
    let before = planned.outputs.iter().find_map(|output| known.get(path(output))).map(|(planned, _)| *planned);
    let old_composed = before.and_then(|planned| old.composed(planned, &mut old_faults));
    let mut files = Vec::new();
    for output in &planned.outputs {
        let state = match (known.get(path(output)), &composed, &old_composed) {
            (None, _, _) => State::Added,
            (Some(_), None, _) => State::NewBroken,
            (Some(_), Some(_), None) => State::OldBroken,
            (Some((_, old_output)), Some(composed), Some(old_composed)) => {
                let is_same = composed.fingerprint.of(output.format) == old_composed.fingerprint.of(old_output.format)
                    // What is made from other things may come out the same.
                    || new.render(output, composed, &mut new_faults)
                        == old.render(old_output, old_composed, &mut old_faults);
                if is_same {
                    continue;
                }
                State::Changed
            }
        };
        files.push(differs(output, state));
    }
    if files.is_empty() {
        return (None, old_faults, new_faults);
    }
    let all = |state: State| files.len() == planned.outputs.len() && files.iter().all(|file| file.state == state);
    let states = [State::Added, State::NewBroken, State::OldBroken];
    let state = states.into_iter().find(|state| all(*state)).unwrap_or(State::Changed);
    let diff = match (&old_composed, &composed) {
        (Some(old), Some(new)) => diff::diff(&outline(old), &outline(new)),
        _ => RoleDiff::default(),
    };
    let shown = composed.or(old_composed);
    let title = shown.map(|composed| composed.description.title).unwrap_or_default();
    let change = DocumentChange { language: planned.language.to_string(), title, state, files, diff };
    (Some(change), old_faults, new_faults)
}

fn outline(composed: &Composed<'_>) -> Outline {
    let text = serde_json::to_string(&composed.description).unwrap_or_default();
    document::of_json(&text).unwrap_or_default()
}
