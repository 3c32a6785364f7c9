//! Patterns that cost nothing until a text holds the words that they cannot match without.

use std::fmt;
use std::sync::{Arc, OnceLock};

use regex::Regex;

/// The word lists that patterns name by marks, spelled out, by their numbers. The build script makes both.
#[derive(Clone)]
pub struct WordLists(Arc<[&'static str]>);

/// What the mark of a list ends with; before it stands a character of private use, from `FIRST`, by the number of the list.
const END: &str = r"\u{e100}";
/// The mark of the first list.
const FIRST: usize = 0xe101;

impl fmt::Debug for WordLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} word lists", self.0.len())
    }
}

impl WordLists {
    /// The lists of a text, a line each.
    pub fn new(text: &'static str) -> WordLists {
        WordLists(text.lines().collect())
    }

    /// An expression with each list in the place of its mark.
    fn fill(&self, expression: &str) -> String {
        let mut filled = String::new();
        let mut rest = expression;
        while let Some((before, after)) = rest.split_once(END) {
            let (before, mark) = before.rsplit_once(r"\u{").unwrap_or((before, ""));
            let number = usize::from_str_radix(mark.trim_end_matches('}'), 16).ok();
            let list = number.and_then(|number| self.0.get(number.checked_sub(FIRST)?)).copied().unwrap_or_default();
            filled.extend([before, "(?:", list, ")"]);
            rest = after;
        }
        filled + rest
    }
}

/// A regular expression that is filled and compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    source: String,
    lists: WordLists,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Patterns of these sources.
    pub fn all(sources: &[String], lists: &WordLists) -> Vec<Pattern> {
        let pattern =
            |source: &String| Pattern { source: source.clone(), lists: lists.clone(), compiled: OnceLock::new() };
        sources.iter().map(pattern).collect()
    }

    /// The compiled expression. `None` where the source is none, which a test excludes for every shipped rule.
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.spelled()).ok()).as_ref()
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The expression with its word lists.
    pub(super) fn spelled(&self) -> String {
        self.lists.fill(&self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_the_word_lists_that_it_names() {
        let sources = [r"^\u{e102}\u{e100}限\u{e101}\u{e100}$".to_owned()];
        let patterns = Pattern::all(&sources, &WordLists::new("男|女\n仅|只\n"));
        assert_eq!(patterns[0].spelled(), "^(?:仅|只)限(?:男|女)$");
        assert!(patterns[0].is_match("仅限女") && !patterns[0].is_match("男限女"));
    }
}
