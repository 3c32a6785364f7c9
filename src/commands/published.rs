//! The jobs of the manifest at two states of a repository: which of them make other documents.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Session;
use super::build::{Build, Differences, Manifest, compare, folder_of, load};
use super::revisions::{self, Snapshot};
use super::sides::{self, Range};
use super::tree::Tree;
use crate::catalog::{self, Disk, Files};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::Jobs;
use crate::git::{FileChange, GitError, Side};
use crate::plan::Job;
use crate::source::{Source, Span};

/// How many faults of the old state are told: what is wrong there is no longer to be mended.
const MAX_OLD_FAULTS: usize = 10;

/// The jobs of the manifest that differ between the two states; `None` where neither has any jobs. What is wrong with the
/// old state is told as a warning.
///
/// # Errors
/// Where the system gives no threads.
pub fn compared(range: &Range, session: &Session, faults: &mut Vec<Diagnostic>) -> anyhow::Result<Option<Jobs>> {
    let changes = range.repository.changed(&range.old, &range.new, "").map_err(|error| faults.push(error.diagnostic()));
    let Ok(changes) = changes else { return Ok(None) };
    let mut old_faults = Vec::new();
    let old = manifest(range, &range.old, &range.old_name, session, &mut old_faults);
    let new = manifest(range, &range.new, &range.new_name, session, faults);
    let (old, new) = match (old, new) {
        (None, None) => return Ok(None),
        (Some(old), None) => (Manifest { jobs: old.jobs, ..empty(session) }, empty(session)),
        (None, Some(new)) => (empty(session), new),
        (Some(old), Some(new)) => (old, new),
    };
    let (mut old, mut new) = (old, new);
    let total = new.jobs.len();
    let mut shared_names = shared_names(&old.jobs);
    shared_names.extend(self::shared_names(&new.jobs));
    if changes.is_empty() {
        return Ok(Some(Jobs { total, changed: Vec::new() }));
    }
    let touched = Touched::new(range, &changes, session, faults);
    touched.leave(&mut old, &mut new);
    let Differences { jobs, old_faults: found, new_faults } = compare(&old, &new, &shared_names, session)?;
    let new_faults = errors(new_faults);
    match &range.new {
        Side::WorkingTree => faults.extend(new_faults),
        side => faults.extend(new_faults.map(|fault| placed(fault, side, &range.new_name))),
    }
    old_faults.extend(found);
    faults.extend(told_of_old(old_faults, &range.old, &range.old_name));
    let mut told = HashSet::new();
    faults.retain(|fault| told.insert((fault.message.clone(), fault.span.as_ref().map(ToString::to_string))));
    Ok(Some(Jobs { total, changed: jobs }))
}

/// The manifest of one state; `None` where it has no jobs.
fn manifest(
    range: &Range,
    side: &Side,
    name: &str,
    session: &Session,
    faults: &mut Vec<Diagnostic>,
) -> Option<Manifest> {
    let files: Arc<dyn Files> = match side {
        Side::WorkingTree => Arc::new(Disk),
        _ => Arc::new(
            Tree::new(&range.repository, side, name).map_err(|error: GitError| faults.push(error.diagnostic())).ok()?,
        ),
    };
    let mut found = Vec::new();
    let catalog = session.catalog_in(files, &mut found);
    let manifest = if catalog.project.has_jobs() { load(&Build::default(), catalog, &mut found) } else { None };
    faults.extend(errors(found));
    manifest
}

/// The faults without the warnings, which are for whoever builds.
fn errors(faults: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    faults.into_iter().filter(|fault| fault.severity == Severity::Error)
}

fn empty(session: &Session) -> Manifest {
    Manifest {
        catalog: session.catalog(&mut Vec::new()),
        jobs: Vec::new(),
        beside: Vec::new(),
        output: PathBuf::new(),
        has_index: false,
        index: false,
        watched: Vec::new(),
        is_whole: true,
    }
}

/// The names that several jobs have.
fn shared_names(jobs: &[Job]) -> HashSet<String> {
    let mut known = HashSet::new();
    jobs.iter().map(Job::label).filter(|label| !known.insert(label.clone())).collect()
}

/// What changed between the two states, as far as it can reach a document.
struct Touched<'a> {
    range: &'a Range,
    files: BTreeSet<&'a str>,
    roles: BTreeSet<String>,
    /// Whether templates, labels or whatever else reaches all documents changed.
    everything: bool,
}

impl<'a> Touched<'a> {
    fn new(
        range: &'a Range,
        changes: &'a [FileChange],
        session: &Session,
        faults: &mut Vec<Diagnostic>,
    ) -> Touched<'a> {
        let files: BTreeSet<&str> =
            changes.iter().flat_map(|change| change.old.iter().chain(&change.new)).map(String::as_str).collect();
        let below = |folder: &Path| {
            let prefix = format!("{}/", range.repository.path_of(folder));
            files.iter().any(|path| path.starts_with(&prefix))
        };
        let project = catalog::project_folder();
        let templates = session.templates.clone().unwrap_or_else(|| project.join("templates"));
        // With a folder of roles over the project's own, a role of one may extend a role of the other.
        let everything = below(&templates) || session.roles.is_some() && below(&project.join("roles"));
        let folder = range.repository.path_of(&sides::roles_folder(session));
        let pairs = revisions::role_pairs(changes, &folder);
        let changed: BTreeSet<String> = pairs.iter().flat_map(|(from, to)| from.iter().chain(to)).cloned().collect();
        let mut new = Snapshot::at(&range.repository, range.new.clone(), &range.new_name, &folder);
        let roles = if changed.is_empty() || everything {
            changed
        } else {
            revisions::with_dependents(&changed, &mut new, faults)
        };
        Touched { range, files, roles, everything }
    }

    fn reaches(&self, job: &Job) -> bool {
        let role = job.role().0;
        let files = job.posting_files().chain(job.text("reference-doc"));
        let mut paths = files.map(|(file, span)| self.range.repository.path_of(&folder_of(span).join(file)));
        self.everything
            || self.roles.contains(role)
            || job.selection().borrowed_roles(role).iter().any(|id| self.roles.contains(id))
            || paths.any(|path| self.files.contains(path.as_str()))
    }

    /// Leaves the jobs that may differ: their roles need not even be read of the others.
    fn leave(&self, old: &mut Manifest, new: &mut Manifest) {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, job) in old.jobs.iter().enumerate().rev() {
            known.entry(job.label()).or_default().push(index);
        }
        let mut same = HashSet::new();
        new.jobs.retain(|job| {
            let own = known.get_mut(&job.label());
            let found = own.and_then(|own| {
                let at = own.iter().rposition(|index| job.is_set_like(&old.jobs[*index]))?;
                Some(own.remove(at))
            });
            match found {
                Some(index) if !self.reaches(job) => !same.insert(index),
                _ => true,
            }
        });
        let mut index = 0;
        old.jobs.retain(|_| {
            index += 1;
            !same.contains(&(index - 1))
        });
    }
}

/// The fault with the state's name before the file's.
fn placed(mut fault: Diagnostic, side: &Side, name: &str) -> Diagnostic {
    let prefix = if *side == Side::Index { "" } else { name };
    let place = |span: &Span| {
        let source = span.source();
        Span::new(&Source::new(format!("{prefix}:{}", source.name()), source.text().to_owned()), span.range())
    };
    fault.span = fault.span.as_ref().map(place);
    for (span, _) in &mut fault.related {
        *span = place(span);
    }
    fault
}

/// The faults of the old state as warnings.
fn told_of_old(faults: Vec<Diagnostic>, side: &Side, name: &str) -> Vec<Diagnostic> {
    errors(faults)
        .take(MAX_OLD_FAULTS)
        .map(|mut fault| {
            fault.severity = Severity::Warning;
            let fault = placed(fault, side, name);
            fault.help(format!("this is at `{name}`, so there is nothing to compare with"))
        })
        .collect()
}
