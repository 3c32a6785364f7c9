//! A role, a choice of sections, a language and a posting, merged into one job description.

mod facts;
mod selection;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::job_description::{JobDescription, JobMetric, JobSection, JobSkill, Line};
use crate::labels::Labels;
use crate::language::Language;
use crate::posting::Posting;
use crate::role::{Metric, Reference, RoleDefinition, Section, Skill, Text};
use words::{Worded, Words};

pub use selection::{Chosen, Selection, SelectionError};

/// The version of [`JobDescription`].
pub const VERSION: u32 = 1;

/// What a job description is composed of beside the words of its language.
#[derive(Debug)]
pub struct Request<'a, 'r> {
    /// The role at its level.
    pub role: &'a RoleDefinition,
    /// The roles that sections are borrowed from, by id.
    pub others: &'a BTreeMap<String, RoleDefinition>,
    /// The choice of sections.
    pub selection: &'r Selection,
    /// The vacancy.
    pub posting: Option<&'r Posting>,
    /// Whether a text that lacks the language is an error instead of a warning.
    pub strict: bool,
}

/// The relation that a vacancy may say otherwise than the role.
const REPORTS_TO: &str = "reports-to";

/// What composing gets wrong beyond the choice of sections.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// No text of the role is in the wanted language or one near it.
    #[error("the role `{role}` has no text in `{language}`")]
    UnknownLanguage {
        /// The role.
        role: String,
        /// The language.
        language: String,
    },
    /// Some texts lack the language.
    #[error("{count} {} no `{language}` and {} shown in another language", if *.count == 1 { "text has" } else { "texts have" }, if *.count == 1 { "is" } else { "are" })]
    FellBack {
        /// How many.
        count: usize,
        /// The language.
        language: String,
    },
    /// No labels of the language, so that headings are in another.
    #[error("there are no labels in `{wanted}`, so headings are in `{found}`")]
    OtherLabels {
        /// The language.
        wanted: String,
        /// What the headings are in.
        found: String,
    },
}

/// Composes job descriptions in one language. Parts that say the same are the same.
pub struct Composer<'a> {
    labels: &'a Labels,
    words: Words<'a>,
    lines: Worded<'a, Text, Line>,
    sections: Worded<'a, Section, JobSection>,
    skills: Worded<'a, Skill, JobSkill>,
    metrics: Worded<'a, Metric, JobMetric>,
}

impl<'a> Composer<'a> {
    /// A composer for a language; `labels` are the words of the document that belong to no role.
    pub fn new(language: &'a Language, labels: &'a Labels) -> Composer<'a> {
        Composer {
            labels,
            words: Words::new(language),
            lines: Worded::default(),
            sections: Worded::default(),
            skills: Worded::default(),
            metrics: Worded::default(),
        }
    }

    /// Composes a job description. `None` where `faults` holds an error of it; warnings go there too.
    pub fn compose(&mut self, request: &Request<'a, '_>, faults: &mut Vec<Diagnostic>) -> Option<JobDescription> {
        let before = faults.len();
        let role = request.role;
        let known = role.languages();
        if self.words.begin(known.first().copied()) {
            self.lines.forget();
            self.sections.forget();
            self.skills.forget();
            self.metrics.forget();
        }
        // The other texts are only looked through where the title, which mostly has all languages, lacks this one.
        if role.title.wording(&self.words.chain).is_none() {
            let known = role.all_languages();
            if !known.iter().any(|own| self.words.chain.contains(own)) {
                let language = self.words.language;
                let error = ComposeError::UnknownLanguage { role: role.id.clone(), language: language.to_string() };
                faults.push(
                    Diagnostic::error("unknown-language", error.to_string())
                        .nearest(language.as_str(), known.iter().map(|own| own.as_str())),
                );
                return None;
            }
        }
        let chosen = request.selection.choose(role, request.others, faults);
        let mut merged = Merged::default();
        for reference in &role.requires {
            merged.require(role, reference);
        }
        for reference in &role.prefers {
            merged.prefer(role, reference);
        }
        chosen.iter().for_each(|one| merged.section(one));
        // Required wins over preferred, wherever each is said.
        merged.preferred.retain(|id, _| !merged.required.contains_key(id));
        // Whom the vacancy reports to goes over what the role says of it, so that a document never names two.
        let is_said = request.posting.is_some_and(|posting| posting.reports_to.is_some());
        let relations = keyed(&role.relations).filter(|(id, _)| !is_said || *id != REPORTS_TO);
        let job = JobDescription {
            version: VERSION,
            role: role.id.clone(),
            level: role.level.clone(),
            language: self.words.language.to_string(),
            sections: chosen.iter().map(|one| self.section(one)).collect(),
            title: self.words.say(&role.title),
            summary: self.words.say(&role.summary),
            qualifications: self.lines.all(keyed(&role.qualifications), &mut self.words, Words::line),
            required_skills: self.skills.all(merged.required, &mut self.words, Words::skill),
            preferred_skills: self.skills.all(merged.preferred, &mut self.words, Words::skill),
            metrics: self.metrics.all(merged.metrics, &mut self.words, Words::metric),
            relations: self.lines.all(relations, &mut self.words, Words::line),
            posting: request.posting.map(|posting| facts::posting(posting, &mut self.words, self.labels)),
        };
        report_fallbacks(&self.words, request.strict, faults);
        self.report_labels(request.strict, faults);
        (!has_errors(&faults[before..])).then_some(job)
    }

    fn report_labels(&self, strict: bool, faults: &mut Vec<Diagnostic>) {
        let (wanted, found) = (self.words.language, self.labels.language());
        if wanted.fallbacks().contains(found) {
            return;
        }
        let error = ComposeError::OtherLabels { wanted: wanted.to_string(), found: found.to_string() };
        let severity = if strict { Severity::Error } else { Severity::Warning };
        let fault = Diagnostic { severity, ..Diagnostic::error("labels-fallback", error.to_string()) };
        faults.push(fault.help(format!("`templates/labels/{wanted}.yaml` words them; `opsjd eject labels` shows how")));
    }

    fn section(&mut self, one: &Chosen<'a>) -> Arc<JobSection> {
        self.sections.once(one.section, &mut self.words, |words| JobSection {
            id: one.id.to_owned(),
            from: one.borrowed.then(|| one.role.id.clone()),
            title: words.say(&one.section.title),
            summary: one.section.summary.as_ref().map(|text| words.say(text)),
            duties: one.section.duties.iter().map(|(id, text)| words.line(id, text)).collect(),
        })
    }
}

fn keyed(texts: &IndexMap<String, Text>) -> impl Iterator<Item = (&str, &Text)> {
    texts.iter().map(|(id, text)| (id.as_str(), text))
}

fn report_fallbacks(words: &Words<'_>, strict: bool, faults: &mut Vec<Diagnostic>) {
    let Some(first) = words.fell_back.first() else { return };
    let error = ComposeError::FellBack { count: words.fell_back.len(), language: words.language.to_string() };
    let diagnostic = Diagnostic::warning("language-fallback", error.to_string()).at(first);
    faults.push(if strict {
        Diagnostic { severity: Severity::Error, ..diagnostic }.help("add the texts, or leave `--strict` away")
    } else {
        diagnostic
    });
}

/// Skills and metrics of the chosen sections, each once, in order of first use.
#[derive(Default)]
struct Merged<'a> {
    required: IndexMap<&'a str, &'a Skill>,
    preferred: IndexMap<&'a str, &'a Skill>,
    metrics: IndexMap<&'a str, &'a Metric>,
}

impl<'a> Merged<'a> {
    fn require(&mut self, role: &'a RoleDefinition, reference: &Reference) {
        if let Some((id, skill)) = role.skills.get_key_value(&reference.name) {
            self.required.entry(id).or_insert(skill);
        }
    }

    fn prefer(&mut self, role: &'a RoleDefinition, reference: &Reference) {
        if let Some((id, skill)) = role.skills.get_key_value(&reference.name) {
            self.preferred.entry(id).or_insert(skill);
        }
    }

    fn section(&mut self, one: &Chosen<'a>) {
        for reference in &one.section.requires {
            self.require(one.role, reference);
        }
        for reference in &one.section.prefers {
            self.prefer(one.role, reference);
        }
        for reference in &one.section.metrics {
            if let Some((id, metric)) = one.role.metrics.get_key_value(&reference.name) {
                self.metrics.entry(id).or_insert(metric);
            }
        }
    }
}

#[cfg(test)]
mod tests;
