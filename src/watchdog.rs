//! Ends the process when a user's template takes too long or too much: some of its steps cannot be interrupted from within.
//!
//! Fuel bounds how many steps a template takes, but one step can be as long as the value that it works on (adding long
//! lists to each other copies them), and the engine offers no bound for that. It also goes as deep as an expression is
//! long, so the work gets a stack that the limit of memory is reached before.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, scope};
use std::time::{Duration, Instant};

/// How long the templates of a project may take until a document is done. The shipped ones take milliseconds.
pub const MAX_TIME: Duration = Duration::from_secs(5);
/// How much memory the process may hold meanwhile, in kilobytes. It is measured where the system tells (Linux).
pub const MAX_KILOBYTES: u64 = 400_000;

/// The stack of a thread that renders a user's templates. Address space only: a page of it is taken when it is used.
pub const STACK_BYTES: usize = 512 << 20;
const INTERVAL: Duration = Duration::from_millis(1);

/// Does `work` in a thread of its own. Where it passes the limits, `tell` is called and the process ends with exit code 2.
/// `done` counts the documents that are done; with each the time begins anew.
///
/// # Errors
/// Where the system gives no thread.
pub fn guard<T: Send>(work: impl FnOnce() -> T + Send, done: &AtomicUsize, tell: impl FnOnce()) -> std::io::Result<T> {
    scope(|scope| {
        let (mut start, mut before) = (Instant::now(), 0);
        let worker = Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)?;
        while !worker.is_finished() {
            let now = done.load(Ordering::Relaxed);
            if now != before {
                (start, before) = (Instant::now(), now);
            }
            if start.elapsed() > MAX_TIME || resident_kilobytes().is_some_and(|held| held > MAX_KILOBYTES) {
                tell();
                std::process::exit(2);
            }
            std::thread::sleep(INTERVAL);
        }
        worker.join().or_else(|panic| resume_unwind(panic))
    })
}

fn resident_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
