//! When files were last changed, so that a build sees what to do again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// By path, when a file was last changed and how long it is.
pub type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The states of all files at and below `paths`; what cannot be read is as if it were not there.
pub fn look(paths: &[PathBuf]) -> Seen {
    let mut seen = Seen::new();
    for path in paths {
        note(path, 0, &mut seen);
    }
    seen
}

/// Which program runs: its version, and when and how large it was made; `None` where the system does not tell.
pub fn program() -> Option<String> {
    let metadata = std::fs::metadata(std::env::current_exe().ok()?).ok()?;
    let made = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), metadata.len(), made.as_nanos()))
}

fn note(path: &Path, depth: usize, seen: &mut Seen) {
    let Ok(metadata) = std::fs::metadata(path) else { return };
    if metadata.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten().filter(|_| depth < 5) {
            note(&entry.path(), depth + 1, seen);
        }
    } else {
        seen.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}
