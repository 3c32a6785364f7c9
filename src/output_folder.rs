//! The folder that a build writes to: one build at a time, whole files only, and a lock file that says what is ours.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::reason;
use crate::plan::{Ledger, Shard};

/// The name of the lock file of a whole build.
pub const LEDGER: &str = ".opsjd-lock.json";

/// The folder of what only this copy of the output folder knows, and the file in it. Git is told to leave it out.
const CACHE: &str = ".opsjd-cache";
const INPUTS: &str = ".opsjd-cache/inputs.json";

/// What keeps a build from its folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another build has the folder.
    #[error("another build is writing to `{0}`")]
    Busy(String),
    /// The system refuses a file.
    #[error("cannot write `{path}`: {why}")]
    Unwritable {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
        /// Whether every other file would meet the same.
        for_all: bool,
    },
    /// The system refuses to remove a file.
    #[error("cannot remove `{path}`: {why}")]
    Unremovable {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
    },
}

impl FolderError {
    /// Whether every other file would meet the same, as on a full disk.
    pub fn is_for_all(&self) -> bool {
        matches!(self, FolderError::Unwritable { for_all: true, .. })
    }

    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            FolderError::Busy(_) => ("folder-busy", Some("wait for it to end, or write to another folder with `-o`")),
            FolderError::Unwritable { for_all: true, .. } => {
                ("unwritable-file", Some("no file was lost; the next run writes what is missing"))
            }
            FolderError::Unwritable { .. } => ("unwritable-file", None),
            FolderError::Unremovable { .. } => ("unremovable-file", None),
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// A build's folder.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    shard: Option<Shard>,
    /// Files are written here and then renamed into their place. What a killed build left here is taken away by the next.
    temporary: PathBuf,
    count: AtomicU64,
    /// Whether the folder is open for writing.
    is_ours: bool,
    /// Whether nothing was in the folder when it was opened, so that no file need be looked for before it is written.
    was_empty: bool,
    /// Held for as long as the build runs; the system lets go of it however the build ends.
    _lock: Option<File>,
}

impl OutputFolder {
    /// The folder at `path` for reading only.
    pub fn look(path: &Path, shard: Option<Shard>) -> OutputFolder {
        let suffix = shard.map(|shard| format!("-{shard}")).unwrap_or_default();
        let temporary = path.join(format!(".opsjd-tmp{suffix}"));
        OutputFolder {
            path: path.to_owned(),
            shard,
            temporary,
            count: AtomicU64::new(0),
            is_ours: false,
            was_empty: false,
            _lock: None,
        }
    }

    /// The folder at `path` for writing; it is made where it is not there. Parts of a build may write at the same time, as
    /// no two of them have a file in common.
    ///
    /// # Errors
    /// Where the folder cannot be made or another build has it.
    pub fn open(path: &Path, shard: Option<Shard>) -> Result<OutputFolder, FolderError> {
        let mut folder = OutputFolder::look(path, shard);
        fs::create_dir_all(path).map_err(|error| folder.unwritable("", &error))?;
        // Windows cannot open a folder, so that nothing is locked there; whole files are written all the same.
        if let Ok(file) = File::open(path) {
            let locked = if shard.is_some() { file.try_lock_shared() } else { file.try_lock() };
            if let Err(TryLockError::WouldBlock) = locked {
                return Err(FolderError::Busy(shown(path)));
            }
            folder._lock = Some(file);
        }
        folder.is_ours = true;
        folder.was_empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        let _ = fs::remove_dir_all(&folder.temporary);
        Ok(folder)
    }

    /// The whole file at `name`, where there is one.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path.join(name)).ok()
    }

    /// Whether the file at `name` holds `bytes`.
    pub fn holds(&self, name: &str, bytes: &[u8]) -> bool {
        File::open(self.path.join(name)).is_ok_and(|file| holds(&file, bytes))
    }

    /// Whether nothing was in the folder when it was opened.
    pub fn was_empty(&self) -> bool {
        self.was_empty
    }

    /// Whether there is anything at `name`.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    /// Writes `bytes` to `name`, unless it held them when the folder was opened: the whole file, or no change at all. Whether it
    /// was written.
    ///
    /// # Errors
    /// Where the system refuses; an old file is then as it was.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<bool, FolderError> {
        let target = self.path.join(name);
        let is_there = !self.was_empty
            && match File::open(&target) {
                Ok(file) if holds(&file, bytes) => return Ok(false),
                Ok(_) => true,
                Err(error) => error.kind() != ErrorKind::NotFound,
            };
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let temporary = self.temporary.join(format!("{number}.tmp"));
        let written = self.create(&temporary).and_then(|mut file| {
            file.write_all(bytes)?;
            // Closing can report what writing did not, but the standard library does not pass it on; the length tells.
            drop(file);
            if is_there
                && let Ok(old) = fs::metadata(&target)
                && old.is_file()
            {
                fs::set_permissions(&temporary, old.permissions())?;
            }
            match fs::rename(&temporary, &target) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    fs::create_dir_all(target.parent().unwrap_or(&self.path))?;
                    fs::rename(&temporary, &target)
                }
                renamed => renamed,
            }
        });
        written.map(|()| true).map_err(|error| {
            let _ = fs::remove_file(&temporary);
            self.unwritable(name, &error)
        })
    }

    fn create(&self, temporary: &Path) -> std::io::Result<File> {
        let create = || OpenOptions::new().write(true).create_new(true).open(temporary);
        match create() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // Several threads may come here at once.
                fs::create_dir_all(&self.temporary)?;
                create()
            }
            created => created,
        }
    }

    /// Removes `name` and the folders that it leaves empty.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn remove(&self, name: &str) -> Result<(), FolderError> {
        let target = self.path.join(name);
        match fs::remove_file(&target) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(FolderError::Unremovable { path: shown(&target), why: reason(&error) });
            }
            _ => {}
        }
        let mut folder = Path::new(name).parent();
        while let Some(inner) = folder.filter(|inner| !inner.as_os_str().is_empty()) {
            if fs::remove_dir(self.path.join(inner)).is_err() {
                break;
            }
            folder = inner.parent();
        }
        Ok(())
    }

    fn ledger_name(&self) -> String {
        match self.shard {
            Some(shard) => format!(".opsjd-lock-{shard}.json"),
            None => LEDGER.to_owned(),
        }
    }

    /// The lock files of parts.
    fn part_ledgers(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> =
            names.filter(|name| name.starts_with(".opsjd-lock-") && name.ends_with(".json")).collect();
        names.sort();
        names
    }

    /// What earlier builds wrote: a whole one knows the files of all parts, a part its own and those of a whole one.
    pub fn ledger(&self) -> Ledger {
        let read = |name: &String| {
            let bytes = self.read(name).unwrap_or_default();
            Ledger::parse(&String::from_utf8_lossy(&bytes))
        };
        let names = match self.shard {
            Some(_) => vec![LEDGER.to_owned(), self.ledger_name()],
            None => [LEDGER.to_owned()].into_iter().chain(self.part_ledgers()).collect(),
        };
        names
            .iter()
            .map(read)
            .reduce(|mut all, part| {
                all.files.extend(part.files);
                all
            })
            .unwrap_or_default()
    }

    /// Writes the lock file, where it would be another; a whole build's takes the place of those of parts.
    ///
    /// # Errors
    /// As [`OutputFolder::write`].
    pub fn save(&self, ledger: &Ledger) -> Result<(), FolderError> {
        let name = self.ledger_name();
        let text = ledger.to_text();
        self.write(&name, text.as_bytes())?;
        if self.shard.is_none() {
            for part in self.part_ledgers() {
                self.remove(&part)?;
            }
        }
        Ok(())
    }

    /// What the last build kept of what it was made from, if it kept it.
    pub fn inputs(&self) -> Option<String> {
        String::from_utf8(self.read(INPUTS)?).ok()
    }

    /// Keeps what a build was made from. It spares the next one work and no more, so a system that refuses is no error.
    pub fn keep_inputs(&self, text: &str) {
        let _ = self.write(&format!("{CACHE}/.gitignore"), b"*\n").and_then(|_| self.write(INPUTS, text.as_bytes()));
    }

    fn unwritable(&self, name: &str, error: &std::io::Error) -> FolderError {
        let for_all =
            matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFilesystem);
        let path = if name.is_empty() { shown(&self.path) } else { shown(&self.path.join(name)) };
        let why = if error.kind() == ErrorKind::IsADirectory { "it is a folder".to_owned() } else { reason(error) };
        FolderError::Unwritable { path, why, for_all }
    }
}

impl Drop for OutputFolder {
    /// Takes the temporary folder away while the folder is still locked.
    fn drop(&mut self) {
        if self.is_ours {
            let _ = fs::remove_dir_all(&self.temporary);
        }
    }
}

/// Whether all that is in `file` is `bytes`.
fn holds(mut file: &File, bytes: &[u8]) -> bool {
    // One byte more than wanted tells a longer file, without asking for its length first.
    let mut found = vec![0; bytes.len() + 1];
    let mut filled = 0;
    loop {
        match file.read(&mut found[filled..]) {
            Ok(0) => return filled == bytes.len() && found[..filled] == *bytes,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
        if filled > bytes.len() {
            return false;
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Claim;

    #[test]
    fn a_second_build_is_told_and_may_go_on_when_the_first_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let first = OutputFolder::open(folder.path(), None).unwrap();
        assert!(matches!(OutputFolder::open(folder.path(), None), Err(FolderError::Busy(_))));
        let part = "1/2".parse().unwrap();
        assert!(matches!(OutputFolder::open(folder.path(), Some(part)), Err(FolderError::Busy(_))));
        drop(first);
        let one = OutputFolder::open(folder.path(), Some(part)).unwrap();
        let two = OutputFolder::open(folder.path(), Some("2/2".parse().unwrap())).unwrap();
        drop(one);
        drop(two);
    }

    #[test]
    fn a_file_is_compared_byte_by_byte() {
        let path = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(path.path(), None).unwrap();
        assert!(folder.write("a/b.md", b"abc").unwrap());
        drop(folder);
        let folder = OutputFolder::open(path.path(), None).unwrap();
        assert!(!folder.write("a/b.md", b"abc").unwrap());
        assert!(folder.write("a/c.md", b"abc").unwrap());
        assert!(folder.holds("a/b.md", b"abc"));
        for other in [b"ab".as_slice(), b"abcd", b"abd", b""] {
            assert!(!folder.holds("a/b.md", other));
        }
        assert!(!folder.holds("a", b""));
    }

    #[test]
    fn what_a_killed_build_left_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".opsjd-tmp");
        std::fs::create_dir(&left).unwrap();
        std::fs::write(left.join("0.tmp"), "half").unwrap();
        drop(OutputFolder::open(folder.path(), None).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_goes_with_the_folders_that_it_leaves_empty_and_no_other() {
        let path = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(path.path(), None).unwrap();
        folder.write("a/b/c.md", b"x").unwrap();
        folder.write("a/d.md", b"x").unwrap();
        folder.remove("a/b/c.md").unwrap();
        assert!(!path.path().join("a/b").exists());
        assert!(path.path().join("a/d.md").exists());
    }

    #[test]
    fn a_whole_build_takes_over_the_lock_files_of_parts() {
        let path = tempfile::tempdir().unwrap();
        let claim = |name: &str| {
            let mut ledger = Ledger::default();
            ledger.files.insert(name.to_owned(), Claim::default());
            ledger
        };
        for (part, name) in [("1/2", "a.md"), ("2/2", "b.md")] {
            let folder = OutputFolder::open(path.path(), Some(part.parse().unwrap())).unwrap();
            folder.save(&claim(name)).unwrap();
            drop(folder);
        }
        let folder = OutputFolder::open(path.path(), None).unwrap();
        let all = folder.ledger();
        assert_eq!(all.files.keys().collect::<Vec<_>>(), ["a.md", "b.md"]);
        folder.save(&all).unwrap();
        drop(folder);
        assert_eq!(std::fs::read_dir(path.path()).unwrap().count(), 1);
    }
}
