//! Findings, the settings that weigh them, and the run that collects them.

use std::collections::HashMap;
use std::ops::Range;

use indexmap::IndexMap;

use super::jurisdiction::Jurisdiction;
use super::library::{Hit, Library};
use super::passage::Passage;
use super::rule::{Category, Reader, Rule, Weight, Weights};
use super::subject::Subject;
use crate::diagnostic::{Diagnostic, Severity};
use crate::language::Language;
use crate::sort;
use crate::source::Span;

/// What the settings make of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// The rule runs, and its findings weigh this much everywhere.
    At(Severity),
}

/// How the rules are run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The jurisdictions that were named; none: each text is held to the one that its language points to.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Rules that are off, on or weigh something else, by id.
    pub rules: IndexMap<String, Level>,
    /// The language of the messages.
    pub reader: Reader,
    /// Whether the checks of a whole job description run beside the patterns.
    pub whole: bool,
    /// The day that validity is judged by, `YYYY-MM-DD`.
    pub today: Option<String>,
}

/// A change that mends a finding.
#[derive(Debug, Clone)]
pub struct Edit {
    /// What to replace.
    pub span: Span,
    /// What with.
    pub text: String,
    /// Whether it may be made without asking.
    pub safe: bool,
}

/// Something that a rule found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Severity, message, place and advice; its code is the rule's id.
    pub diagnostic: Diagnostic,
    /// What the rule is about.
    pub category: Category,
    /// How much the rule weighs there.
    pub weight: Weight,
    /// The jurisdiction that it weighs so much in.
    pub jurisdiction: Jurisdiction,
    /// The law or the evidence.
    pub law: Option<String>,
    /// The day on which the law was looked up.
    pub facts: String,
    /// What to write instead.
    pub fix: String,
    /// The change that mends it, where one is known.
    pub edit: Option<Edit>,
    /// The words found, or what stands for them in a finding on a whole document.
    pub text: String,
}

/// Every jurisdiction, for texts in a language that points to none.
const FALLBACK: Jurisdiction = Jurisdiction::Us;

/// One run of the rules over one subject.
pub(super) struct Run<'a> {
    pub library: &'static Library,
    pub subject: &'a Subject,
    pub settings: &'a Settings,
    findings: Vec<(usize, Finding)>,
}

impl<'a> Run<'a> {
    pub fn new(library: &'static Library, subject: &'a Subject, settings: &'a Settings) -> Run<'a> {
        Run { library, subject, settings, findings: Vec::new() }
    }

    /// The findings in the order of the subject's texts.
    pub fn findings(mut self) -> Vec<Finding> {
        sort::by_key(&mut self.findings, |(order, finding)| {
            (*order, finding.diagnostic.span.as_ref().map_or(0, |span| span.range().start))
        });
        self.findings.into_iter().map(|(_, finding)| finding).collect()
    }

    /// The rule of this id, unless it is off.
    pub fn active(&self, id: &str) -> Option<&'static Rule> {
        self.library.rule(id).filter(|rule| self.is_on(rule))
    }

    fn is_on(&self, rule: &Rule) -> bool {
        match self.settings.rules.get(rule.id) {
            Some(Level::Off) => false,
            Some(Level::At(_)) => true,
            None => !rule.off,
        }
    }

    /// The jurisdictions that a text of this language is held to.
    pub fn jurisdictions(&self, language: &Language) -> Vec<Jurisdiction> {
        if !self.settings.jurisdictions.is_empty() {
            return self.settings.jurisdictions.clone();
        }
        if !self.subject.jurisdictions.is_empty() {
            return self.subject.jurisdictions.clone();
        }
        vec![Jurisdiction::of_language(language).unwrap_or(FALLBACK)]
    }

    /// Runs the patterns over every text.
    pub fn search(&mut self) {
        let mut dense: IndexMap<(usize, String), Vec<(usize, Hit)>> = IndexMap::new();
        let mut excused: HashMap<(usize, usize, String), bool> = HashMap::new();
        let subject = self.subject;
        for (order, passage) in subject.passages().enumerate() {
            for hit in self.library.scan(passage, |rule| self.is_on(rule)) {
                let rule = &self.library.rules()[hit.rule];
                let language = passage.language.to_string();
                if !rule.matchers[hit.matcher].unless_document.is_empty() {
                    let texts = || {
                        let same = subject.passages().filter(|other| other.language == passage.language);
                        same.map(|other| super::fold::Folded::new(&other.text).text().to_owned())
                    };
                    let key = (hit.rule, hit.matcher, language.clone());
                    if *excused.entry(key).or_insert_with(|| self.library.is_excused(&hit, texts())) {
                        continue;
                    }
                }
                if rule.density.is_some() {
                    dense.entry((hit.rule, language)).or_default().push((order, hit));
                } else {
                    self.report_hit(rule, order, passage, &hit);
                }
            }
        }
        for ((rule, _), hits) in dense {
            self.report_dense(&self.library.rules()[rule], &hits);
        }
    }

    fn report_hit(&mut self, rule: &'static Rule, order: usize, passage: &Passage, hit: &Hit) {
        let words = passage.text[hit.range.clone()].to_owned();
        let better = || Some(in_case_of(&words, rule.replacements.get(&words.to_lowercase())?));
        let edit = hit.replacement.clone().or_else(better).filter(|text| passage.can_take(&hit.range, text));
        let span = passage.locate(&hit.range);
        let edit = edit.map(|text| Edit { span: span.clone(), text, safe: rule.safe });
        let over = &rule.matchers[hit.matcher].severity;
        let place = At { order, span: Some(span), language: &passage.language };
        // Words from two lines are shown in one.
        let words = if words.contains('\n') { words.split_whitespace().collect::<Vec<_>>().join(" ") } else { words };
        self.report(rule, over, place, &[("text", &words)], edit);
    }

    fn report_dense(&mut self, rule: &'static Rule, hits: &[(usize, Hit)]) {
        let passages: Vec<&Passage> = self.subject.passages().collect();
        let mut words: Vec<&str> = Vec::new();
        for (order, hit) in hits {
            let word = &passages[*order].text[hit.range.clone()];
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let Some((order, first)) = hits.first().filter(|_| words.len() >= rule.density.unwrap_or(1)) else { return };
        let passage = passages[*order];
        let list = words.join("、");
        let list = if passage.language.as_str().starts_with("zh") { list } else { list.replace('、', ", ") };
        let place = At { order: *order, span: Some(passage.locate(&first.range)), language: &passage.language };
        let count = words.len().to_string();
        self.report(rule, &Weights::new(), place, &[("text", &list), ("count", &count)], None);
    }

    /// Reports a finding of a check in code at a range of a passage.
    pub fn find(&mut self, id: &str, order: usize, passage: &Passage, range: &Range<usize>, words: &[(&str, &str)]) {
        let Some(rule) = self.active(id) else { return };
        let place = At { order, span: Some(passage.locate(range)), language: &passage.language };
        self.report(rule, &Weights::new(), place, words, None);
    }

    /// Reports a finding of a check in code on the whole subject.
    pub fn find_missing(&mut self, id: &str, language: &Language, words: &[(&str, &str)]) {
        self.find_at(id, None, language, words);
    }

    /// Reports a finding of a check in code on a value that is no text, such as a date; without its place, on the whole.
    pub fn find_at(&mut self, id: &str, place: Option<&Span>, language: &Language, words: &[(&str, &str)]) {
        let Some(rule) = self.active(id) else { return };
        let span = place.cloned().or_else(|| self.subject.head.clone());
        self.report(rule, &Weights::new(), At { order: usize::MAX, span, language }, words, None);
    }

    fn report(&mut self, rule: &Rule, over: &Weights, at: At<'_>, words: &[(&str, &str)], edit: Option<Edit>) {
        let Some((weight, jurisdiction)) = rule.weigh(over, &self.jurisdictions(at.language)) else { return };
        let severity = match self.settings.rules.get(rule.id) {
            Some(Level::At(severity)) => *severity,
            _ => weight.severity(),
        };
        let reader = self.settings.reader;
        let fill = |text: &str| {
            words.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
        };
        let message = fill(rule.message.to(reader));
        let fix = fill(rule.fix.to(reader));
        let unknown =
            || (jurisdiction == Jurisdiction::Elsewhere).then(|| self.library.term("law-not-known", reader).to_owned());
        let law = rule.law_of(jurisdiction).map(str::to_owned).or_else(unknown);
        let mut diagnostic = Diagnostic { severity, ..Diagnostic::error(rule.id, message) };
        diagnostic.span = at.span;
        if let Some(law) = &law {
            let weight = self.library.term(weight.name(), reader);
            // Evidence that holds everywhere is no law of the place.
            let is_local = rule.law.get("any") != Some(law);
            diagnostic =
                diagnostic.help(if is_local { format!("{jurisdiction}, {weight}: {law}") } else { law.clone() });
        }
        diagnostic = diagnostic.help(fix.clone());
        if let Some(edit) = &edit
            && !edit.safe
        {
            diagnostic = diagnostic.help(format!("`{}`", edit.text));
        }
        let text = words.iter().find(|(name, _)| *name == "text").map(|(_, text)| (*text).to_owned());
        let finding = Finding {
            diagnostic,
            category: rule.category,
            weight,
            jurisdiction,
            law,
            facts: rule.facts.clone(),
            fix,
            edit,
            text: text.unwrap_or_default(),
        };
        self.findings.push((at.order, finding));
    }
}

/// `better` with capitals where `words` have them: all over, or at the beginning.
fn in_case_of(words: &str, better: &str) -> String {
    let begins = words.starts_with(char::is_uppercase);
    if begins && words.chars().nth(1).is_some() && !words.contains(char::is_lowercase) {
        return better.to_uppercase();
    }
    let first = better.chars().next().filter(|_| begins);
    first.map_or_else(|| better.to_owned(), |first| first.to_uppercase().chain(better.chars().skip(1)).collect())
}

/// Where a finding stands: in the order of the texts, in the file, and under the law that its language points to.
struct At<'a> {
    order: usize,
    span: Option<Span>,
    language: &'a Language,
}
