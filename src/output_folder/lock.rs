//! One build at a time in a folder: a whole one alone, the parts of one beside each other, each part once.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::plan::Shard;

/// The folder of what only this copy of the output folder knows. Git is told to leave it out.
pub const CACHE: &str = ".opsjd-cache";

const IGNORE: &str = ".gitignore";
const ALL: &[u8] = b"*\n";

/// Sees to it that nothing in the folder of `path` leads out of it by a link.
///
/// # Errors
/// The link.
pub fn keep_inside(path: &Path) -> Result<(), PathBuf> {
    let cache = path.join(CACHE);
    let entries = fs::read_dir(&cache).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    std::iter::once(cache.clone()).chain(entries).find(is_link).map_or(Ok(()), Err)
}

/// The locks of a build. The system lets go of them however the build ends.
#[derive(Debug)]
pub struct Locks {
    _held: Vec<File>,
}

impl Locks {
    /// Takes the output folder at `path` for a whole build or for one part. `None` where another build has it.
    ///
    /// # Errors
    /// Where the system refuses the files that are locked.
    pub fn take(path: &Path, shard: Option<Shard>) -> io::Result<Option<Locks>> {
        let cache = path.join(CACHE);
        fs::create_dir_all(&cache)?;
        let ignore = cache.join(IGNORE);
        if fs::read(&ignore).ok().as_deref() != Some(ALL) {
            // A full disk may have left it empty.
            fs::write(ignore, ALL)?;
        }
        // They stay when the build has ended: a lock on a file that another process removes would be worth nothing.
        let open = |name: &str| OpenOptions::new().write(true).create(true).truncate(false).open(cache.join(name));
        let mut held = Vec::new();
        let folder = open("lock")?;
        let mut is_free = !is_taken(if shard.is_some() { folder.try_lock_shared() } else { folder.try_lock() });
        held.push(folder);
        if let Some(shard) = shard.filter(|_| is_free) {
            let part = open(&format!("lock-{shard}"))?;
            is_free = !is_taken(part.try_lock());
            held.push(part);
        }
        Ok(is_free.then_some(Locks { _held: held }))
    }
}

/// A file system that knows no locks is taken for free.
fn is_taken(locked: Result<(), TryLockError>) -> bool {
    matches!(locked, Err(TryLockError::WouldBlock))
}
