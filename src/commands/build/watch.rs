//! `opsjd build --watch`: stays, and builds again when a file has changed. What is the same is not rendered again, so a
//! saved file costs what it touches.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use super::{Build, is_set};
use crate::commands::{Outcome, Session};

/// How often the files are looked at. Polling needs no service of the system and works on network folders and in containers.
const PAUSE: Duration = Duration::from_millis(200);

/// When a file was last changed, and how long it is.
type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Builds, waits for a change, and builds again until interrupted.
pub fn watch(build: &Build, session: &Session, interrupted: &AtomicBool) -> anyhow::Result<Outcome> {
    let mut seen = look(&super::load::watched(build, session));
    let (_, mut watched) = build.once(session, interrupted)?;
    for (path, state) in look(&watched) {
        seen.entry(path).or_insert(state);
    }
    session.terminal.tell("watching; Ctrl-C ends");
    while !is_set(interrupted) {
        std::thread::sleep(PAUSE);
        let now = look(&watched);
        if now == seen {
            continue;
        }
        seen = now;
        (_, watched) = build.once(session, interrupted)?;
        // A file that changed during the build is seen as changed at the next look, not taken for what was built.
        for (path, state) in look(&watched) {
            seen.entry(path).or_insert(state);
        }
    }
    Ok(Outcome::Done)
}

fn look(watched: &[PathBuf]) -> Seen {
    let mut seen = Seen::new();
    for path in watched {
        note(path, 0, &mut seen);
    }
    seen
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
