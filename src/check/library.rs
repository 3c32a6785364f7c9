//! The shipped rules, ready to run: one search for all the words that any pattern needs decides which patterns are tried.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::context::{Context, Guards};
use super::exempt;
use super::fold::{Folded, sentences};
use super::passage::Passage;
use super::pattern::{Pattern, WordLists};
use super::prefilter::Prefilter;
use super::rule::{Category, Reader, Rule, Words};
use crate::sort;
use crate::source::Embedded;
use crate::yaml;

/// The YAML files under `src/check/`, which the build script puts into the binary.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/check.rs"));
}

/// The words that call for patterns, which the build script found.
const NEEDLES: &str = "needles.txt";

/// The word lists that patterns name, which the build script spelled out.
const WORDS: &str = "words.txt";

/// The context that excuses the matches of every rule of law.
const GUARDS: &str = "guards.yaml";

/// The words of the report itself.
const TERMS: &str = "terms.yaml";

/// Where the rules are, a file each.
const RULES: &str = "rules/";

/// A place where a rule hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the rule.
    pub rule: usize,
    /// Index of the matcher in the rule.
    pub matcher: usize,
    /// The bytes of the passage.
    pub range: Range<usize>,
    /// What the match becomes, where the matcher says so.
    pub replacement: Option<String>,
}

#[derive(Debug)]
struct Guarded {
    rule: usize,
    matcher: usize,
    context: Context,
    unless_document: Vec<Pattern>,
}

/// All rules.
#[derive(Debug)]
pub struct Library {
    rules: Vec<Rule>,
    /// The place of each rule in `rules`, by its id.
    places: HashMap<&'static str, usize>,
    terms: IndexMap<String, Words>,
    guarded: Vec<Guarded>,
    patterns: Vec<Pattern>,
    /// For each pattern its place in `guarded`.
    owners: Vec<usize>,
    /// The words that call for patterns, by their numbers in `patterns`.
    prefilter: Prefilter,
}

/// The shipped rules, read once a process.
///
/// # Errors
/// Where a rule file is broken, which the tests exclude for a released binary.
pub fn shipped() -> Result<&'static Library, &'static str> {
    static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::new(embedded::FILES.files())).as_ref().map_err(String::as_str)
}

impl Library {
    /// Makes a library of its files by name.
    ///
    /// # Errors
    /// The first file that cannot be read, with the reason.
    pub fn new(files: &'static [Embedded]) -> Result<Library, String> {
        let file =
            |name: &str| files.iter().find(|file| file.name == name).ok_or_else(|| format!("there is no {name}"));
        let terms = yaml::read(&file(TERMS)?.source(TERMS))?;
        let lists = WordLists::new(file(WORDS)?.text);
        let lawful = yaml::read::<Guards>(&file(GUARDS)?.source(GUARDS))?.contexts(&lists);
        let mut rules = Vec::new();
        let mut guarded = Vec::new();
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut owners = Vec::new();
        for file in files {
            let Some(name) = file.name.strip_prefix(RULES) else { continue };
            let mut rule: Rule = yaml::read(&file.source(file.name))?;
            rule.id = name.strip_suffix(".yaml").unwrap_or(name);
            let shared = (rule.category == Category::Lawful).then_some(&lawful);
            for (index, matcher) in rule.matchers.iter().enumerate() {
                patterns.extend(Pattern::all(&matcher.patterns, &lists));
                owners.resize(patterns.len(), guarded.len());
                guarded.push(Guarded {
                    rule: rules.len(),
                    matcher: index,
                    context: Context::new(matcher, shared, &lists),
                    unless_document: Pattern::all(&matcher.unless_document, &lists),
                });
            }
            rules.push(rule);
        }
        let places = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
        let prefilter = Prefilter::new(file(NEEDLES)?.text);
        Ok(Library { rules, places, terms, guarded, patterns, owners, prefilter })
    }

    /// The words that call for patterns.
    #[cfg(test)]
    pub(super) fn prefilter(&self) -> &Prefilter {
        &self.prefilter
    }

    /// The rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A word or sentence of the report in the reader's language, or its key where the file lacks it.
    pub fn term<'a>(&'a self, key: &'a str, reader: Reader) -> &'a str {
        self.terms.get(key).map_or(key, |words| words.to(reader))
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.places.get(id).map(|at| &self.rules[*at])
    }

    /// The patterns of rule files with the guards beside them, for tests of the files.
    #[cfg(test)]
    pub fn all_patterns(&self) -> impl Iterator<Item = (&Rule, bool, &Pattern)> {
        self.guarded.iter().enumerate().flat_map(|(index, guarded)| {
            let rule = &self.rules[guarded.rule];
            let guards = guarded.context.patterns().into_iter().chain(&guarded.unless_document);
            let own = self.patterns.iter().zip(&self.owners).filter(move |(_, owner)| **owner == index);
            let own = own.map(move |(pattern, _)| (rule, true, pattern));
            own.chain(guards.map(move |pattern| (rule, false, pattern)))
        })
    }

    /// Every hit of the rules that `wanted` lets through, in the order of the text.
    pub fn scan(&self, passage: &Passage, wanted: impl Fn(&Rule) -> bool) -> Vec<Hit> {
        let folded = Folded::new(&passage.text);
        // Typography is matched in the text as it stands, everything else in the folded one.
        let mut called = Vec::new();
        self.prefilter.called(folded.text(), &passage.text, &mut called);
        let mut ranges = None;
        let mut exempt = None;
        let mut hits: Vec<Hit> = Vec::new();
        for own in called.chunk_by(|one, other| self.owner(*one) == self.owner(*other)) {
            let Some(guarded) = own.first().and_then(|first| self.guarded.get(self.owner(*first)?)) else { continue };
            let rule = &self.rules[guarded.rule];
            if !(rule.parts.is_empty() || rule.parts.contains(&passage.part))
                || !rule.reads(passage.language.as_str())
                || !wanted(rule)
            {
                continue;
            }
            let patterns: Vec<&Pattern> = own.iter().filter_map(|one| self.patterns.get(usize::from(*one))).collect();
            if rule.category == Category::Typography {
                // How a text is set is seen in the text as it stands, and across its sentences.
                let before = hits.len();
                guarded.search(rule, &passage.text, &patterns, |range| range, &mut hits);
                if hits.len() > before {
                    let exempt =
                        exempt.get_or_insert_with(|| [exempt::spans(&passage.text), passage.exempt.clone()].concat());
                    let touched = hits
                        .split_off(before)
                        .into_iter()
                        .filter(|hit| !exempt.iter().any(|one| touches(&hit.range, one)));
                    hits.extend(touched);
                }
            } else {
                for sentence in ranges.get_or_insert_with(|| sentences(folded.text())) {
                    let text = &folded.text()[sentence.clone()];
                    let place = |range: Range<usize>| {
                        folded.original(&(sentence.start + range.start..sentence.start + range.end))
                    };
                    guarded.search(rule, text, &patterns, place, &mut hits);
                }
            }
        }
        sort::by_key(&mut hits, |hit| (hit.range.start, hit.rule, hit.range.end));
        hits
    }

    /// The place in `guarded` of the matcher that a pattern belongs to.
    fn owner(&self, pattern: u16) -> Option<usize> {
        self.owners.get(usize::from(pattern)).copied()
    }

    /// Whether the document that `text` stands in excuses the hits of a matcher.
    pub fn is_excused(&self, hit: &Hit, mut texts: impl Iterator<Item = String>) -> bool {
        let guarded = self.guarded.iter().find(|one| one.rule == hit.rule && one.matcher == hit.matcher);
        guarded.is_some_and(|guarded| {
            !guarded.unless_document.is_empty()
                && texts.any(|text| guarded.unless_document.iter().any(|guard| guard.is_match(&text)))
        })
    }
}

impl Guarded {
    fn search(
        &self,
        rule: &Rule,
        text: &str,
        patterns: &[&Pattern],
        place: impl Fn(Range<usize>) -> Range<usize>,
        hits: &mut Vec<Hit>,
    ) {
        let mut excused = None;
        for regex in patterns.iter().filter_map(|pattern| pattern.regex()) {
            for found in regex.captures_iter(text) {
                let Some(whole) = found.get(0).filter(|whole| !whole.is_empty()) else { continue };
                if *excused.get_or_insert_with(|| self.context.excuses_all(text))
                    || self.context.excuses(text, &whole.range())
                {
                    continue;
                }
                let template = rule.matchers[self.matcher].replace.as_ref();
                // What is replaced is replaced whole.
                let whole_range = whole.range();
                let range = if template.is_some() { whole_range } else { trimmed(whole.as_str(), whole_range) };
                let range = place(range);
                let overlaps = |hit: &&mut Hit| {
                    hit.rule == self.rule && hit.range.start < range.end && range.start < hit.range.end
                };
                if hits.iter_mut().find(overlaps).is_some() {
                    continue;
                }
                let replacement = template.map(|template| {
                    let mut text = String::new();
                    found.expand(template, &mut text);
                    text
                });
                hits.push(Hit { rule: self.rule, matcher: self.matcher, range, replacement });
            }
        }
    }
}

/// Whether a match reaches into an exempt range. One that it holds with more around it, as quotes hold an address, it keeps.
fn touches(found: &Range<usize>, exempt: &Range<usize>) -> bool {
    let overlaps = found.start < exempt.end && exempt.start < found.end;
    overlaps && !(found.start < exempt.start && exempt.end < found.end)
}

/// A match without the white space and the comma at its ends, which patterns take in to see where a word ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let edge = |c: char| c.is_whitespace() || matches!(c, ',' | '、' | ':');
    let core = text.trim_matches(edge);
    if core.is_empty() {
        return range;
    }
    let start = range.start + text.find(core).unwrap_or(0);
    start..start + core.len()
}
