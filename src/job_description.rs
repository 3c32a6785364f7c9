//! A job description in one language: what templates see as `job`, and what `--format json` prints. Written only.
//!
//! Its parts are shared: job descriptions of one role that say the same hold the same part, and what is made of a part, such
//! as its HTML, need be made only once ([`OfParts`]).

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

/// A finished job description.
#[derive(Debug, Clone, Serialize)]
pub struct JobDescription {
    /// Version of this structure; raised when a field changes its meaning or goes.
    pub version: u32,
    /// The role's id.
    pub role: String,
    /// The level's id, where one was chosen.
    pub level: Option<String>,
    /// The language tag of the document.
    pub language: String,
    /// The job's title.
    pub title: String,
    /// What the role does, for whom, to what end.
    pub summary: String,
    /// The chosen sections, in the order of the choice.
    pub sections: Vec<Arc<JobSection>>,
    /// Conditions for the whole role.
    pub qualifications: Vec<Arc<Line>>,
    /// Skills that one must have, each once, in order of first use.
    pub required_skills: Vec<Arc<JobSkill>>,
    /// Skills that are nice to have, each once and none of them required.
    pub preferred_skills: Vec<Arc<JobSkill>>,
    /// The figures that the work is judged by, each once.
    pub metrics: Vec<Arc<JobMetric>>,
    /// Working relations.
    pub relations: Vec<Arc<Line>>,
    /// The vacancy, where there is one.
    pub posting: Option<JobPosting>,
}

impl JobDescription {
    /// The job description without its parts.
    pub fn head(&self) -> JobDescription {
        JobDescription {
            sections: Vec::new(),
            qualifications: Vec::new(),
            required_skills: Vec::new(),
            preferred_skills: Vec::new(),
            metrics: Vec::new(),
            relations: Vec::new(),
            ..self.clone()
        }
    }

    /// One that says no more than it must.
    #[cfg(test)]
    pub fn plain() -> JobDescription {
        JobDescription {
            version: 1,
            role: "r".to_owned(),
            level: None,
            language: "en".to_owned(),
            title: "t".to_owned(),
            summary: String::new(),
            sections: Vec::new(),
            qualifications: Vec::new(),
            required_skills: Vec::new(),
            preferred_skills: Vec::new(),
            metrics: Vec::new(),
            relations: Vec::new(),
            posting: None,
        }
    }
}

/// A text with its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Line {
    /// The key in the role.
    pub id: String,
    /// The words.
    pub text: String,
}

/// A section of a job description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct JobSection {
    /// The section's id.
    pub id: String,
    /// The role that it was borrowed from, where it was.
    pub from: Option<String>,
    /// The heading.
    pub title: String,
    /// One sentence on what it is about.
    pub summary: Option<String>,
    /// The duties.
    pub duties: Vec<Line>,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct JobSkill {
    /// The skill's id.
    pub id: String,
    /// A few words.
    pub name: String,
    /// What one must be able to do.
    pub detail: Option<String>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct JobMetric {
    /// The metric's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it is counted.
    pub definition: Option<String>,
}

/// The vacancy's data in the document's language, raw for machines and as `facts` for readers.
#[derive(Debug, Clone, Default, Serialize)]
#[allow(missing_docs, reason = "each field is described in `posting::format::POSTING`")]
pub struct JobPosting {
    /// What a reader wants to know at a glance, in the order to show it.
    pub facts: Vec<Fact>,
    pub company: Option<String>,
    pub company_url: Option<String>,
    pub about: Option<String>,
    pub department: Option<String>,
    pub locations: Vec<JobLocation>,
    pub remote: Option<String>,
    pub applicant_countries: Vec<String>,
    pub employment_types: Vec<String>,
    pub headcount: Option<u64>,
    pub reports_to: Option<String>,
    pub pay: Option<JobPay>,
    pub hours: Option<String>,
    pub benefits: Vec<String>,
    pub apply: Option<JobApply>,
    pub posted: Option<String>,
    pub valid_through: Option<String>,
    pub identifier: Option<String>,
    pub statement: Option<String>,
}

/// A name and a value, such as `Location: Shanghai`.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The key of the posting's field.
    pub id: String,
    /// Its name in the document's language.
    pub label: String,
    /// Its value in words.
    pub value: String,
}

/// A place of work.
#[derive(Debug, Clone, Default, Serialize)]
#[allow(missing_docs, reason = "each field is described in `posting::format::LOCATION`")]
pub struct JobLocation {
    pub city: Option<String>,
    pub region: Option<String>,
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

/// What is paid.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "each field is described in `posting::format::POSTING`")]
pub struct JobPay {
    pub min: Option<serde_json::Number>,
    pub max: Option<serde_json::Number>,
    pub currency: Option<String>,
    pub period: String,
    pub months: Option<u64>,
    pub note: Option<String>,
}

/// How to apply.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "each field is described in `posting::format::POSTING`")]
pub struct JobApply {
    pub email: Option<String>,
    pub url: Option<String>,
    pub text: Option<String>,
}

/// What was made of each part, by the part's address. A part that is known here is kept, so that no other gets its address.
pub struct OfParts<V>(HashMap<usize, (Arc<dyn Any + Send + Sync>, V)>);

impl<V: Clone> OfParts<V> {
    /// What `make` makes of `part`, or has made of it before.
    pub fn of<T: Any + Send + Sync>(&mut self, part: &Arc<T>, make: impl FnOnce(&T) -> V) -> V {
        let known = self.0.entry(Arc::as_ptr(part) as usize);
        known.or_insert_with(|| (Arc::<T>::clone(part), make(part))).1.clone()
    }
}

impl<V> Default for OfParts<V> {
    fn default() -> OfParts<V> {
        OfParts(HashMap::new())
    }
}
