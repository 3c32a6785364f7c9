//! What one build leaves to the next: what it is about to write, what it wrote, and what is no longer wanted.

use std::collections::HashSet;

use super::index::INDEX;
use super::is_set;
use super::make::{Made, MadeFile};
use super::settle::Run;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::plan::{Claim, Ledger, Planned, hexadecimal, sha256};
use crate::report::State;

impl Run<'_> {
    /// Writes down what is about to be written, so that a build that is killed leaves nothing that the next does not know.
    /// What is there already and of no build stays unclaimed: it may be somebody's.
    pub fn claim(&self, documents: &[Planned], known: &Ledger) -> Result<(), Diagnostic> {
        let paths = documents.iter().flat_map(|planned| &planned.outputs).map(|output| output.path.as_str());
        let index: &[&str] = if self.manifest.index { &INDEX } else { &[] };
        let mut new = paths
            .chain(index.iter().copied())
            .filter(|path| !known.files.contains_key(*path) && (self.folder.was_empty() || !self.folder.has(path)))
            .peekable();
        if new.peek().is_none() {
            return Ok(());
        }
        let mut claimed = known.clone();
        claimed.files.extend(new.map(|path| (path.to_owned(), Claim::default())));
        self.folder.save(&claimed).map_err(|error| error.diagnostic())
    }

    /// What earlier builds wrote and this one, in all its parts, does not; nothing while there are errors, because then it is
    /// not known what is wanted.
    pub fn extra(&self, known: &Ledger, faults: &mut Vec<Diagnostic>) -> Vec<String> {
        if self.build.jobs.is_some() {
            // What the jobs that are not named make is not known.
            return Vec::new();
        }
        let is_wanted = |path: &String| {
            self.all.contains(path)
                || (self.manifest.index || self.build.shard.is_some()) && INDEX.contains(&path.as_str())
        };
        let extra: Vec<String> =
            known.files.keys().filter(|path| !is_wanted(path) && self.folder.has(path)).cloned().collect();
        if self.build.clean && !extra.is_empty() && (has_errors(faults) || is_set(self.interrupted)) {
            let message = "nothing is cleaned, because of the errors";
            faults.push(Diagnostic::warning("not-cleaned", message));
        }
        extra
    }

    /// Removes what is no longer wanted and nobody has changed.
    pub fn clean(&self, extra: &[String], known: &Ledger, faults: &mut Vec<Diagnostic>) -> HashSet<String> {
        let mut removed = HashSet::new();
        if !self.build.clean || has_errors(faults) || is_set(self.interrupted) {
            return removed;
        }
        for path in extra {
            let written = known.files.get(path).and_then(|claim| claim.sha256.as_deref());
            let found = self.folder.read(path).map(|bytes| hexadecimal(&sha256(&bytes)));
            if written.is_some() && written != found.as_deref() {
                let message = format!("`{path}` was changed after it was written, so it is kept");
                faults.push(Diagnostic::warning("changed-file", message).help("remove it yourself"));
                continue;
            }
            match self.folder.remove(path) {
                Ok(()) => {
                    removed.insert(path.clone());
                }
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        removed
    }

    /// What the next run is to know.
    pub fn remembered(
        &self,
        known: Ledger,
        documents: &[Planned],
        made: &[Option<Made>],
        index: &[(String, MadeFile)],
        removed: &HashSet<String>,
    ) -> Ledger {
        let mut ledger = known;
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
