//! What a job description must not say, says without meaning, or leaves out: rules as data, run over its texts.

mod acronyms;
mod advertisement;
mod balance;
mod complete;
mod composed;
mod context;
pub mod documents;
pub mod drift;
mod duplicates;
mod exempt;
mod finding;
mod fold;
mod glossary;
pub mod jurisdiction;
mod library;
mod lines;
mod measure;
#[cfg(test)]
mod needles;
mod passage;
mod pattern;
mod places;
mod prefilter;
pub mod rule;
mod scalar;
mod script;
mod sentences;
pub mod subject;
pub mod suppression;
#[cfg(test)]
mod tests;
mod translation;

pub use composed::Places;
pub use finding::{Edit, Finding, Level, Settings};
pub use library::{Library, shipped};
pub use passage::{Part, Passage, Place};
pub use subject::{Kind, Subject};

use finding::Run;

/// Every finding on `subject`, in the order of its texts.
///
/// # Errors
/// Where a shipped rule is broken, which the tests exclude for a released binary.
pub fn check(subject: &Subject, settings: &Settings) -> Result<Vec<Finding>, &'static str> {
    let mut run = Run::new(shipped()?, subject, settings);
    run.search();
    if settings.whole {
        measure::check(&mut run);
        sentences::check(&mut run);
        acronyms::check(&mut run);
        balance::check(&mut run);
        duplicates::check(&mut run);
        translation::check(&mut run);
        glossary::check(&mut run);
        complete::check(&mut run);
        advertisement::check(&mut run);
        places::check(&mut run);
    }
    Ok(run.findings())
}
