//! Ends the process when a user's template takes too long or too much: some of its steps cannot be interrupted from within.
//!
//! Fuel bounds how many steps a template takes, but one step can be as long as the value that it works on (adding long
//! lists to each other copies them), and the engine offers no bound for that.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long the templates of a project may take for all documents of a run. The shipped ones take milliseconds.
pub const MAX_TIME: Duration = Duration::from_secs(10);
/// How much memory the process may hold meanwhile, in kilobytes. It is measured where the system tells (Linux).
pub const MAX_KILOBYTES: u64 = 400_000;

const INTERVAL: Duration = Duration::from_millis(2);

/// Does `work`. Where it passes the limits, `tell` is called and the process ends with exit code 2.
pub fn guard<T>(work: impl FnOnce() -> T, tell: impl FnOnce() + Send) -> T {
    std::thread::scope(|scope| {
        let (done, waiting) = channel::<()>();
        scope.spawn(move || {
            let start = Instant::now();
            while waiting.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                if start.elapsed() > MAX_TIME || resident_kilobytes().is_some_and(|held| held > MAX_KILOBYTES) {
                    tell();
                    std::process::exit(2);
                }
            }
        });
        let result = work();
        drop(done);
        result
    })
}

fn resident_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
