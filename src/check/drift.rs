//! Texts whose first language was reworded after another: the history comes from git, by way of the difference of versions.

use super::finding::{Finding, Run, Settings};
use super::subject::Subject;
use crate::source::Source;

const RULE: &str = "translation-drift";

/// When a language of a text was last reworded: the place among the versions, and the words for it.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The number of the version, the oldest first.
    pub version: usize,
    /// By what a person knows the version, such as a commit.
    pub name: String,
}

/// The translations in `subject`, a role file as it stands, that have not followed their text. `reworded` gives the last
/// rewording of a text, by the keys that lead to it, in a language; none where it has not changed in the known history.
///
/// # Errors
/// As [`super::check()`].
pub fn check(
    subject: &Subject,
    reworded: impl Fn(&str, &str) -> Option<Moment>,
    settings: &Settings,
) -> Result<Vec<Finding>, &'static str> {
    let mut run = Run::new(super::shipped()?, subject, settings);
    let mut order = 0;
    for wordings in &subject.texts {
        // The language that stands first is the one that the text is written in.
        if let Some(first) = wordings.first()
            && let Some(moment) = reworded(&first.path, first.language.as_str())
        {
            for (index, other) in wordings.iter().enumerate().skip(1) {
                let followed = reworded(&other.path, other.language.as_str());
                if followed.is_none_or(|followed| followed.version < moment.version) {
                    let words = [("text", first.language.as_str()), ("when", &moment.name)];
                    run.find(RULE, order + index, other, &(0..other.text.len()), &words);
                }
            }
        }
        order += wordings.len();
    }
    Ok(run.findings())
}

/// Whether the settings let the rule run, so that nobody asks git in vain.
pub fn is_on(settings: &Settings) -> bool {
    settings.rules.get(RULE) != Some(&super::Level::Off)
}

/// The texts of a role file as it stands, without what it extends; `None` where it is none.
pub fn subject(id: &str, source: &std::sync::Arc<Source>) -> Option<Subject> {
    crate::role::parse(id, source, &mut Vec::new()).map(|file| Subject::of_base(&file.node))
}
