//! What one build leaves to the next: what it wrote, and what is no longer wanted.

use std::collections::HashSet;

use super::index::INDEX;
use super::is_set;
use super::make::{Made, MadeFile};
use super::settle::Run;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::plan::{Ledger, Planned, hexadecimal, sha256};
use crate::report::State;

impl Run<'_> {
    /// What earlier builds wrote and this one, in all its parts, does not; nothing while there are errors, because then it is
    /// not known what is wanted.
    pub fn extra(&self, known: &Ledger, faults: &mut Vec<Diagnostic>) -> Vec<String> {
        if self.build.jobs.is_some() || !self.manifest.is_whole {
            // What the jobs that are not named make is not known, nor what those would that cannot be read.
            if self.build.clean && !self.manifest.is_whole {
                faults.push(not_cleaned());
            }
            return Vec::new();
        }
        let has_index = self.build.shard.is_some() || self.manifest.index && !self.all.is_empty();
        let is_wanted = |path: &String| self.all.contains(path) || has_index && INDEX.contains(&path.as_str());
        let extra: Vec<String> =
            known.files.keys().filter(|path| !is_wanted(path) && self.folder.has(path)).cloned().collect();
        if self.build.clean && !extra.is_empty() && (has_errors(faults) || is_set(self.interrupted)) {
            faults.push(not_cleaned());
        }
        extra
    }

    /// Removes what is no longer wanted and nobody has changed.
    pub fn clean(&self, extra: &[String], known: &Ledger, faults: &mut Vec<Diagnostic>) -> HashSet<String> {
        let mut removed = HashSet::new();
        for path in self.removable(extra, known, faults) {
            match self.folder.remove(path) {
                Ok(()) => {
                    removed.insert(path.clone());
                }
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        removed
    }

    /// What `--clean` may remove of what is no longer wanted: nothing that somebody has changed, and nothing while there are
    /// errors.
    pub fn removable<'e>(&self, extra: &'e [String], known: &Ledger, faults: &mut Vec<Diagnostic>) -> Vec<&'e String> {
        let mut removable = Vec::new();
        if !self.build.clean || has_errors(faults) || is_set(self.interrupted) {
            return removable;
        }
        for path in extra {
            let written = known.files.get(path).and_then(|claim| claim.sha256.as_deref());
            let found = self.folder.read(path).map(|bytes| hexadecimal(&sha256(&bytes)));
            let why = match written {
                Some(written) if found.as_deref() == Some(written) => None,
                Some(_) => Some("was changed after it was written"),
                None => Some("may be somebody's: the build that was to write it was stopped"),
            };
            if let Some(why) = why {
                let message = format!("`{path}` {why}, so it is kept");
                faults.push(Diagnostic::warning("changed-file", message).help("remove it yourself"));
            } else {
                removable.push(path);
            }
        }
        removable
    }

    /// What the next run is to know.
    pub fn remembered(
        &self,
        own: Ledger,
        documents: &[Planned],
        made: &[Option<Made>],
        index: &[(String, MadeFile)],
        removed: &HashSet<String>,
    ) -> Ledger {
        let mut ledger = own;
        let is_wanted = |path: &String| self.all.contains(path) || INDEX.contains(&path.as_str());
        ledger.files.retain(|path, _| !removed.contains(path) && (is_wanted(path) || self.folder.has(path)));
        let files = documents.iter().zip(made).flat_map(|(planned, made)| {
            let files = made.iter().flat_map(|made| &made.files);
            planned.outputs.iter().zip(files).map(|(output, file)| (&output.path, file))
        });
        for (path, file) in files.chain(index.iter().map(|(path, file)| (path, file))) {
            if file.state != State::Failed {
                ledger.files.insert(path.clone(), file.claim.clone());
            }
        }
        ledger
    }
}

fn not_cleaned() -> Diagnostic {
    Diagnostic::warning("not-cleaned", "nothing is cleaned, because of the errors")
}
