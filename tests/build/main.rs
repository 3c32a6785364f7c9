//! `opsjd build` end to end.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a panic in a test's helper is the failure that is wanted"
)]

mod crash;
mod documents;
mod dry_run;
mod explain;
mod folder;
mod jobs;
mod lists;
mod matrix;
mod names;
mod project;
mod stale;
mod unchanged;
mod watch;
mod workbook;
