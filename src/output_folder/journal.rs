//! What a build is about to put in place, written down file by file, so that one that is killed leaves nothing unknown.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::plan::{Claim, is_safe};

/// A journal, begun with its first line.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Journal {
    /// The journal in the folder of temporary files.
    pub fn new(temporary: &Path) -> Journal {
        Journal { path: temporary.join("journal"), file: Mutex::new(None) }
    }

    /// Writes down that a file of these bytes comes to `name`. Done before it does, so that the next build knows it whenever
    /// this one is killed.
    pub fn note(&self, name: &str, sha256: &str) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *file {
            Some(file) => file,
            none => none.insert(OpenOptions::new().append(true).create(true).open(&self.path)?),
        };
        // One call of the system for a line; on a full disk it can be cut off, so that the next begins on a line of its own.
        file.write_all(format!("\n{sha256} {name}\n").as_bytes())
    }

    /// Whether anything was written down.
    pub fn is_begun(&self) -> bool {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

/// The files that the journal in a folder of temporary files names, in the order in which they came.
pub fn read(temporary: &Path) -> Vec<(String, Claim)> {
    let text = std::fs::read(temporary.join("journal")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')?.split_once(' '));
    lines
        .filter(|(_, name)| is_safe(name))
        .map(|(sha256, name)| (name.to_owned(), Claim { sha256: Some(sha256.to_owned()), made_from: None }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_again_but_for_a_line_that_was_cut_off_and_a_name_outside() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()), []);
        let journal = Journal::new(folder.path());
        assert!(!journal.is_begun());
        journal.note("用户/a b.md", "12").unwrap();
        journal.note("../b.md", "34").unwrap();
        journal.file.lock().unwrap().as_mut().unwrap().write_all(b"\n78 cut o").unwrap();
        journal.note("d.md", "90").unwrap();
        assert!(journal.is_begun());
        let path = folder.path().join("journal");
        let text = std::fs::read_to_string(&path).unwrap() + "56 c.m";
        std::fs::write(path, text).unwrap();
        let claim =
            |name: &str, sha256: &str| (name.to_owned(), Claim { sha256: Some(sha256.to_owned()), made_from: None });
        // Whether the file of a line that was cut off is there is asked of the folder.
        let expected = [claim("用户/a b.md", "12"), claim("cut o", "78"), claim("d.md", "90")];
        assert_eq!(read(folder.path()), expected);
    }
}
