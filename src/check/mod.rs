//! What a job description must not say, says without meaning, or leaves out: rules as data, run over its texts.

mod acronyms;
mod balance;
mod complete;
pub mod documents;
pub mod drift;
mod duplicates;
mod finding;
mod fold;
pub mod jurisdiction;
mod library;
mod passage;
mod pattern;
pub mod rule;
mod script;
mod sentences;
pub mod subject;
pub mod suppression;
#[cfg(test)]
mod tests;
mod translation;

pub use finding::{Edit, Finding, Level, Settings};
pub use library::{Library, shipped};
pub use passage::{Part, Passage, Place};
pub use subject::{Kind, Subject};

use crate::job_description::JobDescription;
use finding::Run;

/// Every finding on `subject`, in the order of its texts.
///
/// # Errors
/// Where a shipped rule is broken, which the tests exclude for a released binary.
pub fn check(subject: &Subject, settings: &Settings) -> Result<Vec<Finding>, &'static str> {
    let mut run = Run::new(shipped()?, subject, settings);
    run.search();
    if settings.whole {
        sentences::check(&mut run);
        acronyms::check(&mut run);
        balance::check(&mut run);
        duplicates::check(&mut run);
        translation::check(&mut run);
        complete::check(&mut run);
    }
    Ok(run.findings())
}

/// Every finding on the texts of a composed job description, for a command that makes documents and wants to hold them to
/// the rules. The places are lines of a text that is named after the role, its level and its language.
///
/// # Errors
/// As [`check()`].
pub fn check_job(job: &JobDescription, settings: &Settings) -> Result<Vec<Finding>, &'static str> {
    check(&Subject::of_job(job), settings)
}
