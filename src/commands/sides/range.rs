//! Sides that are revisions, the index or the files on disk.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::roles::compare;
use super::{Sides, Wanted, sides};
use crate::catalog::Catalog;
use crate::commands::revisions::{self, Snapshot};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{FILES_ON_DISK, INDEX};
use crate::git::{GitError, Repository, Side};
use crate::sort;

/// Two states of a repository.
#[derive(Debug)]
pub struct Range {
    /// The repository.
    pub repository: Arc<Repository>,
    /// The old state.
    pub old: Side,
    /// What it is called.
    pub old_name: String,
    /// The new state.
    pub new: Side,
    /// What it is called.
    pub new_name: String,
}

impl Range {
    /// The states that `targets` mean, at most two; the index instead of the files on disk where `staged` says so.
    ///
    /// # Errors
    /// Where there is no such revision, no repository or no git.
    pub fn resolve(targets: &[String], staged: bool) -> Result<Range, GitError> {
        let repository = Repository::open()?;
        match targets {
            [one, other, ..] if staged => return Err(GitError::StagedBeside(format!("{one} {other}"))),
            [range] if staged && range.contains("..") => return Err(GitError::StagedBeside(range.clone())),
            _ => {}
        }
        let named = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
        let side = |name: &str| repository.commit(&named(name));
        let present = if staged { Side::Index } else { Side::WorkingTree };
        let present_name = if staged { INDEX } else { FILES_ON_DISK }.to_owned();
        let (old_name, old, new_name, new) = match targets {
            [] => ("HEAD".to_owned(), side("HEAD")?, present_name, present),
            [range] if range.contains("...") => {
                let (from, to) = range.split_once("...").unwrap_or_default();
                let new = side(to)?;
                (named(from), repository.merge_base(&side(from)?, &new)?, named(to), new)
            }
            [range] if range.contains("..") => {
                let (from, to) = range.split_once("..").unwrap_or_default();
                (named(from), side(from)?, named(to), side(to)?)
            }
            [one] => (one.clone(), side(one)?, present_name, present),
            [one, other, ..] => (one.clone(), side(one)?, other.clone(), side(other)?),
        };
        Ok(Range { repository: Arc::new(repository), old, old_name, new, new_name })
    }
}

/// The roles in `folder` that differ, or that extend what differs.
pub(super) fn in_git(
    wanted: &Wanted<'_>,
    folder: &Path,
    catalog: &Catalog,
    faults: &mut Vec<Diagnostic>,
) -> Option<Sides> {
    let mut fault = |error: GitError| faults.push(error.diagnostic());
    let range = Range::resolve(wanted.targets, wanted.staged).map_err(&mut fault).ok()?;
    let repository = &range.repository;
    let folder = repository.path_of(folder);
    let changed = repository.changed(&range.old, &range.new, &folder).map_err(&mut fault).ok()?;
    let mut pairs = revisions::role_pairs(&changed, &folder);
    let mut old = Snapshot::at(repository, range.old.clone(), &range.old_name, &folder);
    let mut new = Snapshot::at(repository, range.new.clone(), &range.new_name, &folder);
    let changed: BTreeSet<String> = pairs.iter().flat_map(|(from, to)| from.iter().chain(to)).cloned().collect();
    if !wanted.raw && !changed.is_empty() {
        let touched = revisions::with_dependents(&changed, &mut new, faults);
        pairs.extend(touched.difference(&changed).map(|id| (Some(id.clone()), Some(id.clone()))));
    }
    for id in &wanted.only {
        let is_changed = pairs.iter().any(|(from, to)| from.as_ref() == Some(id) || to.as_ref() == Some(id));
        if !is_changed && !new.has(id, faults) && !old.has(id, faults) {
            let message = format!("neither side has a role `{id}`");
            let known = catalog.role_ids();
            faults.push(Diagnostic::error("unknown-role", message).nearest(id, known.iter().map(String::as_str)));
        }
    }
    if has_errors(faults) && changed.is_empty() {
        return None;
    }
    sort::by_key(&mut pairs, |(from, to)| to.clone().or_else(|| from.clone()));
    let pairs = compare(pairs, old, new, wanted, catalog, faults);
    let sides = sides(&range.old_name, &range.new_name, pairs, false)?;
    Some(Sides { range: Some(range), ..sides })
}
