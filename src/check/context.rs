//! The context that excuses a match: what stands before or after it, in its clause, or in its sentence.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::pattern::{Pattern, WordLists};
use super::rule::Matcher;

/// How many characters before and after a match its context is read for.
const NEAR: usize = 24;

/// How far a clause reaches at most before and after a match, in characters.
const CLAUSE: usize = 80;

/// A file of guards: matchers without patterns, which every rule of law shares.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guards {
    matchers: Vec<Matcher>,
}

impl Guards {
    /// The guards, ready to run.
    pub fn contexts(&self, lists: &WordLists) -> Arc<[Context]> {
        self.matchers.iter().map(|matcher| Context::new(matcher, None, lists)).collect()
    }
}

/// The guards of a matcher.
#[derive(Debug)]
pub(super) struct Context {
    not_before: Vec<Pattern>,
    not_after: Vec<Pattern>,
    unless: Vec<Pattern>,
    unless_clause: Vec<Pattern>,
    shared: Option<Arc<[Context]>>,
}

impl Context {
    /// The guards of `matcher`, and those that it shares with others.
    pub fn new(matcher: &Matcher, shared: Option<&Arc<[Context]>>, lists: &WordLists) -> Context {
        let all = |list: &[String]| Pattern::all(list, lists);
        Context {
            not_before: all(&matcher.not_before),
            not_after: all(&matcher.not_after),
            unless: all(&matcher.unless),
            unless_clause: all(&matcher.unless_clause),
            shared: shared.cloned(),
        }
    }

    /// Every pattern, for tests of the files; what is shared stands in many.
    #[cfg(test)]
    pub fn patterns(&self) -> Vec<&Pattern> {
        let own = [&self.not_before, &self.not_after, &self.unless, &self.unless_clause].into_iter().flatten();
        own.chain(self.shared.iter().flat_map(|shared| shared.iter()).flat_map(Context::patterns)).collect()
    }

    /// Whether the sentence excuses every match in it.
    pub fn excuses_all(&self, sentence: &str) -> bool {
        is_any(&self.unless, sentence) || self.shares(|one| one.excuses_all(sentence))
    }

    /// Whether what stands near a match in its sentence excuses it.
    pub fn excuses(&self, sentence: &str, found: &Range<usize>) -> bool {
        let before = last_characters(&sentence[..found.start], CLAUSE);
        let after = first_characters(&sentence[found.end..], CLAUSE);
        let start = found.start - before.rfind(',').map_or(before.len(), |at| before.len() - at - 1);
        let end = found.end + after.find(',').unwrap_or(after.len());
        is_any(&self.not_before, last_characters(before, NEAR))
            || is_any(&self.not_after, first_characters(after, NEAR))
            || is_any(&self.unless_clause, &sentence[start..end])
            || self.shares(|one| one.excuses(sentence, found))
    }

    fn shares(&self, excuses: impl Fn(&Context) -> bool) -> bool {
        self.shared.as_ref().is_some_and(|shared| shared.iter().any(excuses))
    }
}

fn is_any(guards: &[Pattern], text: &str) -> bool {
    guards.iter().any(|guard| guard.is_match(text))
}

fn last_characters(text: &str, most: usize) -> &str {
    text.char_indices().rev().nth(most - 1).map_or(text, |(at, _)| &text[at..])
}

fn first_characters(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_of_the_clause_excuses_nothing_after_the_comma() {
        let matcher = Matcher { unless_clause: vec!["不限".to_owned()], ..Matcher::default() };
        let context = Context::new(&matcher, None, &WordLists::new(""));
        let excuses = |sentence: &str| {
            let at = sentence.find("优先").unwrap();
            context.excuses(sentence, &(at..at + "优先".len()))
        };
        assert!(!excuses("男女不限,男性优先"));
        assert!(excuses("男性优先但性别不限,面议"));
    }
}
