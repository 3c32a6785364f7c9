//! What a build leaves that was killed, and how the next one takes it over.

use std::fs;
use std::path::PathBuf;

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
        let written = self.put_in_place();
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

    /// The files that killed builds wrote and did not live to say.
    pub(super) fn put_in_place(&self) -> Vec<(String, Claim)> {
        // A file that a build was killed just before it put in place is still the old one.
        let is_there =
            |(name, claim): &(String, Claim)| claim.sha256 == self.read(name).map(|bytes| hexadecimal(&sha256(&bytes)));
        self.left().iter().flat_map(|folder| journal::read(folder)).filter(is_there).collect()
    }

    /// The folders for temporary files that builds left. A link is none: what it leads to is nobody's to take away.
    fn left(&self) -> Vec<PathBuf> {
        let is_folder = |path: &PathBuf| path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
        if self.shard.is_some() {
            return Some(self.temporary.clone()).filter(is_folder).into_iter().collect();
        }
        let entries = fs::read_dir(self.path.join(CACHE)).into_iter().flatten().flatten();
        let is_temporary = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY)) && is_folder(path)
        };
        let mut left: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_temporary).collect();
        left.sort();
        left
    }
}
