//! Patterns that cost nothing until a text holds the words that they cannot match without.

use std::sync::OnceLock;

use regex::Regex;

/// A regular expression that is compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern of this source.
    pub fn new(source: String) -> Pattern {
        Pattern { source, compiled: OnceLock::new() }
    }

    /// The compiled expression. `None` where the source is none, which a test excludes for every shipped rule.
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.source).ok()).as_ref()
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The expression, spelled out.
    #[cfg(test)]
    pub fn source(&self) -> &str {
        &self.source
    }
}
