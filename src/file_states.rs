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

/// Brings what was `seen` before a build up to the `paths` that the build depends on. A file that changed meanwhile stays as it
/// was seen, so that the next look finds it changed; one that is no longer watched is forgotten.
pub fn keep_up(seen: &mut Seen, paths: &[PathBuf]) {
    seen.retain(|file, _| paths.iter().any(|path| file.starts_with(path)));
    for (path, state) in look(paths) {
        seen.entry(path).or_insert(state);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_longer_watched_is_no_change_and_what_changed_during_a_build_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b, gone] = ["a", "b", "roles/gone"].map(|name| folder.path().join(name));
        std::fs::create_dir(folder.path().join("roles")).unwrap();
        for path in [&a, &b, &gone] {
            std::fs::write(path, "").unwrap();
        }
        let roles = folder.path().join("roles");
        let mut seen = look(&[a.clone(), b.clone(), roles.clone()]);
        keep_up(&mut seen, &[a.clone(), roles.clone()]);
        assert_eq!(seen, look(&[a.clone(), roles.clone()]));
        std::fs::write(&a, "longer").unwrap();
        std::fs::remove_file(gone).unwrap();
        let watched = [a, b, roles];
        keep_up(&mut seen, &watched);
        let now = look(&watched);
        assert_eq!((seen.len(), now.len()), (3, 2));
        assert_ne!(seen[&watched[0]], now[&watched[0]]);
        assert_eq!(seen[&watched[1]], now[&watched[1]]);
    }
}
