//! What a folder's lock files say, and what a build keeps for the next.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use super::lock::CACHE;
use super::{FolderError, OutputFolder, shown};
use crate::plan::Ledger;
use crate::sort;

/// The name of the lock file of a whole build.
pub const LEDGER: &str = ".opsjd-lock.json";

/// How the names of the lock files of parts begin.
const PART: &str = ".opsjd-lock-";

impl OutputFolder {
    /// What earlier builds wrote: a whole one knows the files of all parts, a part its own and those of a whole one.
    ///
    /// # Errors
    /// Where a lock file cannot be read.
    pub fn ledger(&self) -> Result<Ledger, FolderError> {
        let mut names = self.ledger_names();
        if self.shard.is_some() {
            names.insert(0, LEDGER.to_owned());
        }
        let mut all = self.merged(&names)?;
        if self.locks.is_none() {
            // Whoever only looks does not take over what killed builds left, and has to know of it all the same.
            all.files.extend(self.put_in_place(&self.left()));
        }
        Ok(all)
    }

    /// What any build wrote, other parts and those that were killed among them.
    ///
    /// # Errors
    /// As [`OutputFolder::ledger`].
    pub fn everybodys_ledger(&self) -> Result<Ledger, FolderError> {
        let mut all = self.merged(&self.all_names())?;
        all.files.extend(self.put_in_place(&self.all_left()));
        // What this build knows of its own files is what spares it to make them again.
        all.files.extend(self.ledger()?.files);
        Ok(all)
    }

    /// What the lock file says that this build will write: a part's says nothing of the files of others.
    ///
    /// # Errors
    /// As [`OutputFolder::ledger`].
    pub fn own_ledger(&self) -> Result<Ledger, FolderError> {
        self.merged(&self.ledger_names())
    }

    fn merged(&self, names: &[String]) -> Result<Ledger, FolderError> {
        let mut all = Ledger::default();
        for name in names {
            let Some(bytes) = self.read(name) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let path = || shown(&self.path.join(name));
            let ledger = Ledger::parse(&text).map_err(|why| FolderError::Ledger { path: path(), why })?;
            all.files.extend(ledger.files);
            all.is_conflicting |= ledger.is_conflicting;
        }
        Ok(all)
    }

    /// The lock files that this build takes the place of, the oldest first, as the newest says what is there now.
    fn ledger_names(&self) -> Vec<String> {
        if self.shard.is_some() {
            return vec![self.ledger_name()];
        }
        self.all_names()
    }

    /// The lock files of all builds, the oldest first.
    fn all_names(&self) -> Vec<String> {
        let mut names = self.own_names(|name| name == LEDGER || is_of_part(name));
        let age = |name: &String| self.path.join(name).metadata().and_then(|metadata| metadata.modified());
        sort::by_key(&mut names, |name| age(name).unwrap_or(SystemTime::UNIX_EPOCH));
        names
    }

    fn ledger_name(&self) -> String {
        match self.shard {
            Some(shard) => format!("{PART}{shard}.json"),
            None => LEDGER.to_owned(),
        }
    }

    /// Writes the lock file, where it would be another; a whole build's takes the place of those of parts.
    ///
    /// # Errors
    /// As [`OutputFolder::write`].
    pub fn save(&self, ledger: &Ledger) -> Result<(), FolderError> {
        self.replace(&self.ledger_name(), ledger.to_text().as_bytes(), None, true)?;
        self.is_saved.store(true, Ordering::Relaxed);
        if self.shard.is_none() && !self.was_empty {
            for part in self.own_names(is_of_part) {
                self.remove(&part)?;
            }
        }
        Ok(())
    }

    /// What the last build kept of what it was made from, if it kept it.
    pub fn inputs(&self) -> Option<String> {
        String::from_utf8(self.read(&format!("{CACHE}/inputs.json"))?).ok()
    }

    /// Keeps what a build was made from. It spares the next one work and no more, so a system that refuses is no error.
    pub fn keep_inputs(&self, text: &str) {
        let _ = self.replace(&format!("{CACHE}/inputs.json"), text.as_bytes(), None, true);
    }
}

fn is_of_part(name: &str) -> bool {
    name.starts_with(PART) && name.ends_with(".json")
}
