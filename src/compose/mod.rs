//! A role, a choice of sections, a language and a posting, merged into one job description.

mod facts;
mod selection;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::characters::one_line;
use crate::diagnostic::Diagnostic;
use crate::job_description::{JobDescription, JobMetric, JobSection, JobSkill, Line};
use crate::labels::Labels;
use crate::language::Language;
use crate::posting::Posting;
use crate::role::{Metric, Reference, RoleDefinition, Skill, Text};

pub use selection::{Chosen, Selection, SelectionError};

/// The version of [`JobDescription`].
pub const VERSION: u32 = 1;

/// Everything that a job description is composed of.
#[derive(Debug)]
pub struct Request<'a> {
    /// The role at its level.
    pub role: &'a RoleDefinition,
    /// The roles that sections are borrowed from, by id.
    pub others: &'a BTreeMap<String, RoleDefinition>,
    /// The choice of sections.
    pub selection: &'a Selection,
    /// The language of the document.
    pub language: &'a Language,
    /// The vacancy.
    pub posting: Option<&'a Posting>,
    /// The words of the document that belong to no role.
    pub labels: &'a Labels,
    /// Whether a text that lacks the language is an error instead of a warning.
    pub strict: bool,
}

/// What composing gets wrong beyond the choice of sections.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// Neither the role nor any language near it is written in the wanted one.
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
}

/// Composes the job description. `None` where `faults` holds an error; warnings go there too.
pub fn compose(request: &Request<'_>, faults: &mut Vec<Diagnostic>) -> Option<JobDescription> {
    let before = faults.iter().filter(|fault| fault.severity == crate::diagnostic::Severity::Error).count();
    let role = request.role;
    let chain = request.language.fallbacks();
    let known = role.languages();
    if !known.is_empty() && !known.iter().any(|own| chain.contains(own)) {
        let error = ComposeError::UnknownLanguage { role: role.id.clone(), language: request.language.to_string() };
        faults.push(
            Diagnostic::error("unknown-language", error.to_string())
                .nearest(request.language.as_str(), known.iter().map(|own| own.as_str())),
        );
        return None;
    }
    let chosen = request.selection.choose(role, request.others, faults);
    let mut words =
        Words { chain, first: known.first().copied().cloned(), language: request.language, fell_back: Vec::new() };
    let mut merged = Merged::default();
    for reference in &role.requires {
        merged.require(role, reference);
    }
    for reference in &role.prefers {
        merged.prefer(role, reference);
    }
    let sections = chosen
        .iter()
        .map(|one| {
            merged.section(one);
            JobSection {
                id: one.id.to_owned(),
                from: one.borrowed.then(|| one.role.id.clone()),
                title: words.say(&one.section.title),
                summary: one.section.summary.as_ref().map(|text| words.say(text)),
                duties: words.lines(&one.section.duties),
            }
        })
        .collect();
    // Required wins over preferred, wherever each is said.
    merged.preferred.retain(|id, _| !merged.required.contains_key(id));
    let job = JobDescription {
        version: VERSION,
        role: role.id.clone(),
        level: role.level.clone(),
        language: request.language.to_string(),
        title: words.say(&role.title),
        summary: words.say(&role.summary),
        sections,
        qualifications: words.lines(&role.qualifications),
        required_skills: words.skills(&merged.required),
        preferred_skills: words.skills(&merged.preferred),
        metrics: merged
            .metrics
            .iter()
            .map(|(id, metric)| JobMetric {
                id: (*id).to_owned(),
                name: words.say(&metric.name),
                definition: metric.definition.as_ref().map(|text| words.say(text)),
            })
            .collect(),
        relations: words.lines(&role.relations),
        posting: request.posting.map(|posting| facts::posting(posting, &mut words, request.labels)),
    };
    report_fallbacks(&words, request.strict, faults);
    let errors = faults.iter().filter(|fault| fault.severity == crate::diagnostic::Severity::Error).count();
    (errors == before).then_some(job)
}

fn report_fallbacks(words: &Words<'_>, strict: bool, faults: &mut Vec<Diagnostic>) {
    let Some(first) = words.fell_back.first() else { return };
    let error = ComposeError::FellBack { count: words.fell_back.len(), language: words.language.to_string() };
    let diagnostic = Diagnostic::warning("language-fallback", error.to_string()).at(first);
    faults.push(if strict {
        Diagnostic { severity: crate::diagnostic::Severity::Error, ..diagnostic }
            .help("add the texts, or leave `--strict` away")
    } else {
        diagnostic
    });
}

/// Finds each text's wording in the document's language and counts those that are not in it.
struct Words<'a> {
    chain: Vec<Language>,
    first: Option<Language>,
    language: &'a Language,
    fell_back: Vec<crate::source::Span>,
}

impl Words<'_> {
    fn say(&mut self, text: &Text) -> String {
        let wording = text
            .wording(&self.chain)
            .or_else(|| self.first.as_ref().and_then(|first| text.wording(std::slice::from_ref(first))))
            .or_else(|| text.first());
        let Some(wording) = wording else { return String::new() };
        if wording.language.as_ref().is_some_and(|own| own != self.language)
            && !self.is_general(wording.language.as_ref())
        {
            self.fell_back.push(wording.span.clone());
        }
        one_line(&wording.text)
    }

    /// `en` serves `en-GB` without a warning: it is the same language written for no region in particular.
    fn is_general(&self, own: Option<&Language>) -> bool {
        own.is_some_and(|own| self.language.as_str().starts_with(&format!("{own}-")))
    }

    fn lines(&mut self, texts: &IndexMap<String, Text>) -> Vec<Line> {
        texts.iter().map(|(id, text)| Line { id: id.clone(), text: self.say(text) }).collect()
    }

    fn skills(&mut self, skills: &IndexMap<&str, &Skill>) -> Vec<JobSkill> {
        skills
            .iter()
            .map(|(id, skill)| JobSkill {
                id: (*id).to_owned(),
                name: self.say(&skill.name),
                detail: skill.detail.as_ref().map(|text| self.say(text)),
            })
            .collect()
    }
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
