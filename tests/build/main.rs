//! `opsjd build` end to end.

mod crash;
mod documents;
mod project;
mod watch;
