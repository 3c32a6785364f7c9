//! The folder that a build writes to: one build at a time, whole files only, and a lock file that says what is ours.

mod error;
mod journal;
mod ledgers;
mod lock;
mod recover;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

pub use error::FolderError;
use journal::Journal;
use lock::{CACHE, Locks};

use crate::diagnostic::reason;
use crate::plan::Shard;

/// How the names of folders for temporary files begin, in the folder of what only this copy knows.
const TEMPORARY: &str = "tmp";

/// A build's folder.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    shard: Option<Shard>,
    /// Files are written here and then renamed into their place. What a killed build left here is taken away by the next.
    temporary: PathBuf,
    count: AtomicU64,
    journal: Journal,
    /// Whether the lock file says all that the journal does.
    is_saved: AtomicBool,
    /// Whether nothing was in the folder when it was opened, so that no file need be looked for before it is written.
    was_empty: bool,
    /// The folders in it that are known to be no links to others.
    inside: Mutex<HashSet<PathBuf>>,
    /// Held for as long as the build runs; none where the folder is open for reading only.
    locks: Option<Locks>,
}

impl OutputFolder {
    /// The folder at `path` for reading only.
    pub fn look(path: &Path, shard: Option<Shard>) -> OutputFolder {
        let suffix = shard.map(|shard| format!("-{shard}")).unwrap_or_default();
        let temporary = path.join(CACHE).join(format!("{TEMPORARY}{suffix}"));
        OutputFolder {
            path: path.to_owned(),
            shard,
            count: AtomicU64::new(0),
            journal: Journal::new(&temporary),
            temporary,
            is_saved: AtomicBool::new(false),
            was_empty: false,
            inside: Mutex::default(),
            locks: None,
        }
    }

    /// The folder at `path` for writing; it is made where it is not there. Parts of a build may write at the same time, as
    /// no two of them have a file in common. What a killed build left is written into the lock file and taken away.
    ///
    /// # Errors
    /// Where the folder cannot be made, another build has it, or its lock file cannot be read.
    pub fn open(path: &Path, shard: Option<Shard>) -> Result<OutputFolder, FolderError> {
        let mut folder = OutputFolder::look(path, shard);
        fs::create_dir_all(path).map_err(|error| folder.unwritable("", &error))?;
        folder.was_empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        lock::keep_inside(path).map_err(|link| FolderError::Link(shown(&link)))?;
        let locks = Locks::take(path, shard).map_err(|error| folder.unwritable(CACHE, &error))?;
        folder.locks = Some(locks.ok_or_else(|| FolderError::Busy(shown(path)))?);
        folder.recover()?;
        Ok(folder)
    }

    /// The names right in the folder that are meant, sorted.
    fn own_names(&self, is_meant: impl Fn(&str) -> bool) -> Vec<String> {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| is_meant(name)).collect();
        names.sort();
        names
    }

    /// The whole file at `name`, where there is one.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.path.join(name);
        if is_file(&path) { fs::read(path).ok() } else { None }
    }

    /// Whether the file at `name` holds `bytes`.
    pub fn holds(&self, name: &str, bytes: &[u8]) -> bool {
        let path = self.path.join(name);
        is_file(&path) && File::open(path).is_ok_and(|file| holds(&file, bytes))
    }

    /// Whether there is anything at `name`.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    /// Writes `bytes`, whose SHA-256 is given in hexadecimal, to `name`, unless it held them when the folder was opened: the
    /// whole file, or no change at all. Whether it was written. `is_ours` says that a file which is there may be replaced.
    ///
    /// # Errors
    /// Where the system refuses, or somebody's file is there; an old file is then as it was.
    pub fn write(&self, name: &str, bytes: &[u8], sha256: &str, is_ours: bool) -> Result<bool, FolderError> {
        self.stay_inside(name)?;
        self.replace(name, bytes, Some(sha256), is_ours)
    }

    fn replace(&self, name: &str, bytes: &[u8], sha256: Option<&str>, is_ours: bool) -> Result<bool, FolderError> {
        let target = self.path.join(name);
        let is_there = !self.was_empty && is_file(&target);
        if is_there {
            if File::open(&target).is_ok_and(|file| holds(&file, bytes)) {
                return Ok(false);
            }
            if !is_ours {
                return Err(FolderError::NotOurs(name.to_owned()));
            }
        }
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
            if let Some(sha256) = sha256 {
                self.is_saved.store(false, Ordering::Relaxed);
                self.journal.note(name, sha256)?;
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

    /// Whether the folder of `name` is in this one when links are followed; each is asked for once.
    fn stay_inside(&self, name: &str) -> Result<(), FolderError> {
        let parent = Path::new(name).parent().filter(|parent| !parent.as_os_str().is_empty());
        let Some(parent) = parent.filter(|_| !self.was_empty) else { return Ok(()) };
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.contains(parent) {
            return Ok(());
        }
        // What is not there yet is made here and is no link.
        let there =
            parent.ancestors().map(|folder| self.path.join(folder)).find_map(|folder| folder.canonicalize().ok());
        let whole = self.path.canonicalize().ok();
        if there.zip(whole).is_some_and(|(there, whole)| !there.starts_with(whole)) {
            return Err(FolderError::Outside(shown(&self.path.join(parent))));
        }
        inside.insert(parent.to_owned());
        Ok(())
    }

    /// Removes `name` and the folders that it leaves empty.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn remove(&self, name: &str) -> Result<(), FolderError> {
        self.stay_inside(name)?;
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

    fn unwritable(&self, name: &str, error: &std::io::Error) -> FolderError {
        let for_all =
            matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFilesystem);
        let path = if name.is_empty() { shown(&self.path) } else { shown(&self.path.join(name)) };
        let why = if error.kind() == ErrorKind::IsADirectory { "it is a folder".to_owned() } else { reason(error) };
        FolderError::Unwritable { path, why, for_all }
    }
}

impl Drop for OutputFolder {
    /// Takes the temporary folder away while the folder is still locked, unless only the journal in it says what was written.
    fn drop(&mut self) {
        if self.locks.is_some() && (self.is_saved.load(Ordering::Relaxed) || !self.journal.is_begun()) {
            let _ = fs::remove_dir_all(&self.temporary);
        }
    }
}

/// Whether a whole file can be read there: a pipe would be waited for.
fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
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
mod tests;
