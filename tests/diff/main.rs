//! `opsjd diff` and what belongs to it, run as a person runs them.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure that is wanted")]

mod affected;
mod asked;
mod compare;
mod git;
mod history;
mod place;
mod redline;
