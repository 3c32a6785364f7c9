//! Roles side by side: what all of them share, what some share, what only one has. A value; `report` puts it into words.
//!
//! Identity is by key. Two sections with different keys are the same work only where a role file says so with `alike`.

mod groups;
mod rows;

use serde::Serialize;

use crate::characters::one_line;
use crate::language::Language;
use crate::role::{RoleDefinition, Text};

pub use groups::Group;

/// The version of [`Comparison`].
pub const VERSION: u32 = 1;

/// Two or more roles side by side in one language, as `--format json` prints them. Each list of cells has one for each role.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// Version of this structure; raised when a field changes its meaning or goes.
    pub version: u32,
    /// The language tag of the texts.
    pub language: String,
    /// The roles, in the order in which they were named.
    pub roles: Vec<ComparedRole>,
    /// Conditions for the whole role, by key.
    pub qualifications: Vec<TextRow>,
    /// Working relations, by key.
    pub relations: Vec<TextRow>,
    /// Sections: shared ones first, then those of single roles.
    pub sections: Vec<SectionRow>,
    /// Skills: those that a whole role must have first, then those of single sections.
    pub skills: Vec<SkillRow>,
    /// Metrics.
    pub metrics: Vec<MetricRow>,
    /// Who has what in common: all roles, then some, then each one alone.
    pub groups: Vec<Group>,
    /// How many texts are shown in another language than the one asked for.
    pub fell_back: usize,
}

/// A role that is compared.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedRole {
    /// `role` or `role@level`.
    pub key: String,
    /// The role's id.
    pub role: String,
    /// The level's id.
    pub level: Option<String>,
    /// The job's title.
    pub title: String,
    /// What the role does.
    pub summary: String,
    /// The centre of the work.
    pub focus: Option<String>,
}

/// How many of the compared roles have something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    /// All of them.
    All,
    /// More than one, not all.
    Some,
    /// One.
    One,
}

/// A text of each role under one key.
#[derive(Debug, Clone, Serialize)]
pub struct TextRow {
    /// The key.
    pub id: String,
    /// Whether all roles have it, in the same words.
    pub same: bool,
    /// The words of each role.
    pub cells: Vec<Option<String>>,
}

/// A section, or several that are declared to be alike.
#[derive(Debug, Clone, Serialize)]
pub struct SectionRow {
    /// The ids, the first role's first; several where sections are alike.
    pub ids: Vec<String>,
    /// How many roles have it.
    pub sharing: Sharing,
    /// Whether it is held together by a declared link and not by its key alone.
    pub alike: bool,
    /// The sections of each role.
    pub cells: Vec<Vec<SectionCell>>,
    /// Their duties: those that several roles have under one key first.
    pub duties: Vec<TextRow>,
}

/// A section of one role.
#[derive(Debug, Clone, Serialize)]
pub struct SectionCell {
    /// The section's id.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What it is about.
    pub summary: Option<String>,
}

/// How much a role asks for a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Everybody in the role must have it.
    Required,
    /// Some of the role's sections require it.
    RequiredInSections,
    /// It is nice to have.
    Preferred,
}

/// A skill.
#[derive(Debug, Clone, Serialize)]
pub struct SkillRow {
    /// The skill's id.
    pub id: String,
    /// A few words.
    pub name: String,
    /// Whether a whole role requires it; then only such roles count as sharing it.
    pub role_wide: bool,
    /// How many roles have it.
    pub sharing: Sharing,
    /// How much each role asks for it.
    pub cells: Vec<Option<Need>>,
}

/// A metric.
#[derive(Debug, Clone, Serialize)]
pub struct MetricRow {
    /// The metric's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it is counted.
    pub definition: Option<String>,
    /// How many roles are judged by it.
    pub sharing: Sharing,
    /// The sections of each role that are judged by it.
    pub cells: Vec<Vec<String>>,
}

/// Compares `roles`, each at its level, in the words of `language`.
pub fn compare(roles: &[RoleDefinition], language: &Language) -> Comparison {
    let mut words = Words { chain: language.fallbacks(), fell_back: 0 };
    let compared: Vec<ComparedRole> = roles
        .iter()
        .map(|role| ComparedRole {
            key: key(role),
            role: role.id.clone(),
            level: role.level.clone(),
            title: words.say(&role.title),
            summary: words.say(&role.summary),
            focus: role.focus.as_ref().map(|focus| words.say(focus)),
        })
        .collect();
    let qualifications = rows::texts(&roles.iter().map(|role| &role.qualifications).collect::<Vec<_>>(), &mut words);
    let relations = rows::texts(&roles.iter().map(|role| &role.relations).collect::<Vec<_>>(), &mut words);
    let sections = rows::sections(roles, &mut words);
    let skills = rows::skills(roles, &mut words);
    let metrics = rows::metrics(roles, &mut words);
    let keys: Vec<&str> = compared.iter().map(|role| role.key.as_str()).collect();
    let groups = groups::groups(&keys, &sections, &skills, &metrics);
    Comparison {
        version: VERSION,
        language: language.to_string(),
        roles: compared,
        qualifications,
        relations,
        sections,
        skills,
        metrics,
        groups,
        fell_back: words.fell_back,
    }
}

/// What a person types for the role: `role` or `role@level`.
fn key(role: &RoleDefinition) -> String {
    match &role.level {
        Some(level) => format!("{}@{level}", role.id),
        None => role.id.clone(),
    }
}

/// Finds each text's wording and counts those in another language.
struct Words {
    chain: Vec<Language>,
    fell_back: usize,
}

impl Words {
    fn say(&mut self, text: &Text) -> String {
        let (words, fell_back) = text.said(&self.chain);
        self.fell_back += usize::from(fell_back);
        one_line(words)
    }
}

#[cfg(test)]
mod tests;
