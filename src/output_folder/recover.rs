//! What a build leaves that was killed, and how the next one takes it over.

use std::fs;
use std::path::{Path, PathBuf};

use super::lock::CACHE;
use super::{FolderError, OutputFolder, TEMPORARY, journal};
use crate::plan::{Claim, hexadecimal, sha256};

impl OutputFolder {
    /// Whether a build was killed that had begun to write here, or is writing.
    pub fn is_unfinished(&self) -> bool {
        !self.left().is_empty()
    }

    /// Takes over what builds left that were killed: any of them for a whole build, the same part for a part.
    pub(super) fn recover(&self) -> Result<(), FolderError> {
        let left = self.left();
        let written = self.put_in_place(&left);
        // What is half there goes first: this build's own files come to the same names. The journals stay until they are saved.
        for half in left.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
            if half.path().extension().is_some_and(|extension| extension == "tmp") {
                let _ = fs::remove_file(half.path());
            }
        }
        if !written.is_empty() {
            let mut ledger = self.own_ledger()?;
            ledger.files.extend(written);
            self.save(&ledger)?;
        }
        for folder in left {
            let _ = fs::remove_dir_all(folder);
        }
        Ok(())
    }

    /// The files that the builds which left these folders wrote and did not live to say.
    pub(super) fn put_in_place(&self, left: &[PathBuf]) -> Vec<(String, Claim)> {
        // A file that a build was killed just before it put in place is still the old one.
        let is_there =
            |(name, claim): &(String, Claim)| claim.sha256 == self.read(name).map(|bytes| hexadecimal(&sha256(&bytes)));
        left.iter().flat_map(|folder| journal::read(folder)).filter(is_there).collect()
    }

    /// The folders for temporary files that builds left which this one is to put in order: all, or that of the same part.
    pub(super) fn left(&self) -> Vec<PathBuf> {
        if self.shard.is_some() {
            return Some(self.temporary.clone()).filter(|path| is_folder(path)).into_iter().collect();
        }
        self.all_left()
    }

    /// The folders for temporary files of all builds, some of which may still be writing.
    pub(super) fn all_left(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path.join(CACHE)).into_iter().flatten().flatten();
        let is_temporary = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY)) && is_folder(path)
        };
        let mut left: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_temporary).collect();
        left.sort();
        left
    }
}

/// A link is none: what it leads to is nobody's to take away.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}
