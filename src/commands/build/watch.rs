//! `opsjd build --watch`: stays, and builds again when a file has changed. What is the same is not rendered again, so a
//! saved file costs what it touches.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::{Build, is_set};
use crate::commands::{Outcome, Session};
use crate::file_states::{keep_up, look};

/// How often the files are looked at. Polling needs no service of the system and works on network folders and in containers.
pub const PAUSE: Duration = Duration::from_millis(200);

/// Builds, waits for a change, and builds again until interrupted.
pub fn watch(build: &Build, session: &Session, interrupted: &AtomicBool) -> anyhow::Result<Outcome> {
    let mut seen = look(&super::load::watched(build, session));
    let (_, mut watched) = build.once(session, interrupted)?;
    keep_up(&mut seen, &watched);
    session.terminal.tell("watching; Ctrl-C ends");
    while !is_set(interrupted) {
        std::thread::sleep(PAUSE);
        let now = look(&watched);
        if now == seen {
            continue;
        }
        seen = now;
        (_, watched) = build.once(session, interrupted)?;
        keep_up(&mut seen, &watched);
    }
    Ok(Outcome::Done)
}
