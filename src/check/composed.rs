//! Composed job descriptions as something to check: their texts lead back to the files that each was written in.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;

use super::passage::{Part, Passage, Place, guess_language};
use super::subject::{Kind, Subject};
use crate::characters::one_line;
use crate::job_description::{JobDescription, Line};
use crate::language::Language;
use crate::role::{RoleDefinition, Text, Wording};
use crate::source::Span;

/// Where the texts of roles are written, by their words: a composed job description keeps no more than those.
#[derive(Debug)]
pub struct Places<'a>(HashMap<String, &'a Wording>);

impl<'a> Places<'a> {
    /// The texts of a role at its level and of the roles that sections are borrowed from.
    pub fn of(role: &'a RoleDefinition, others: &'a BTreeMap<String, RoleDefinition>) -> Places<'a> {
        let mut places = Places(HashMap::new());
        for role in std::iter::once(role).chain(others.values()) {
            places.add_role(role);
        }
        places
    }

    fn add_role(&mut self, role: &'a RoleDefinition) {
        self.add([&role.title, &role.summary]);
        for section in role.sections.values() {
            self.add(std::iter::once(&section.title).chain(&section.summary).chain(section.duties.values()));
        }
        for skill in role.skills.values() {
            self.add(std::iter::once(&skill.name).chain(&skill.detail));
        }
        for metric in role.metrics.values() {
            self.add(std::iter::once(&metric.name).chain(&metric.definition));
        }
        self.add(role.qualifications.values().chain(role.relations.values()));
    }

    fn add(&mut self, texts: impl IntoIterator<Item = &'a Text>) {
        for wording in texts.into_iter().flat_map(Text::wordings) {
            self.0.entry(one_line(&wording.text)).or_insert(wording);
        }
    }
}

impl Subject {
    /// The texts of one job in all the languages that it is written in; those of its posting stand in a subject of their
    /// own. `head` is where the job is asked for.
    pub fn of_job(kind: Kind, documents: &[JobDescription], places: &Places<'_>, head: &Span) -> Subject {
        let mut texts: IndexMap<(Part, String), Vec<Passage>> = IndexMap::new();
        for document in documents {
            let of_document = Language::parse(&document.language);
            for (part, path, words) in lines(document) {
                let Some(wording) = places.0.get(words) else { continue };
                let language =
                    wording.language.clone().or_else(|| guess_language(words)).or_else(|| of_document.clone());
                let Some(language) = language else { continue };
                let wordings = texts.entry((part, path.clone())).or_default();
                if wordings.iter().all(|known| known.language != language) {
                    let (text, place) = (wording.text.to_string(), Place::Value(wording.span.clone()));
                    wordings.push(Passage { part, path, language, text, place, exempt: Vec::new() });
                }
            }
        }
        Subject {
            kind,
            texts: texts.into_values().collect(),
            values: BTreeMap::new(),
            head: Some(head.clone()),
            jurisdictions: Vec::new(),
            language: None,
        }
    }
}

/// Every text of a document that comes from a role, with what it is and the keys that lead to it.
fn lines(job: &JobDescription) -> Vec<(Part, String, &str)> {
    let mut lines: Vec<(Part, String, &str)> =
        vec![(Part::Title, "title".to_owned(), &job.title), (Part::Summary, "summary".to_owned(), &job.summary)];
    for section in &job.sections {
        let path = format!("sections.{}", section.id);
        lines.push((Part::Heading, format!("{path}.title"), &section.title));
        lines.extend(section.summary.iter().map(|text| (Part::Summary, format!("{path}.summary"), text.as_str())));
        lines.extend(keyed(Part::Duty, format!("{path}.duties"), &section.duties));
    }
    for skill in job.required_skills.iter().chain(&job.preferred_skills) {
        let path = format!("skills.{}", skill.id);
        lines.push((Part::Name, format!("{path}.name"), &skill.name));
        lines.extend(skill.detail.iter().map(|text| (Part::Detail, format!("{path}.detail"), text.as_str())));
    }
    for metric in &job.metrics {
        let path = format!("metrics.{}", metric.id);
        lines.push((Part::Name, format!("{path}.name"), &metric.name));
        lines.extend(metric.definition.iter().map(|text| (Part::Detail, format!("{path}.definition"), text.as_str())));
    }
    lines.extend(keyed(
        Part::Qualification,
        "qualifications".to_owned(),
        job.qualifications.iter().map(|line| &**line),
    ));
    lines.extend(keyed(Part::Relation, "relations".to_owned(), job.relations.iter().map(|line| &**line)));
    lines
}

fn keyed<'a>(
    part: Part,
    path: String,
    texts: impl IntoIterator<Item = &'a Line>,
) -> impl Iterator<Item = (Part, String, &'a str)> {
    texts.into_iter().map(move |line| (part, format!("{path}.{}", line.id), line.text.as_str()))
}
