//! A role: what a job of this kind does, asks for and is judged by. `RoleDefinition` *is* the YAML format, read only.

pub mod format;
mod merged;
mod removal;
mod validate;

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::shape::{self, Completeness};
use crate::source::{Source, Span};
use crate::yaml::{Map, Node, Value};

pub use crate::text::{Text, Wording};

pub use merged::MergedRole;
pub use validate::RoleError;

/// A name that refers to something, and the place where it is said.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The name.
    pub name: String,
    /// Where it is said.
    pub span: Span,
}

/// A role after all merging, in all its languages.
#[derive(Debug, Clone)]
pub struct RoleDefinition {
    /// The file's stem.
    pub id: String,
    /// The level that was laid over the role, if one was.
    pub level: Option<String>,
    /// The job's title.
    pub title: Text,
    /// What the role does, for whom, to what end.
    pub summary: Text,
    /// The centre of the work.
    pub focus: Option<Text>,
    /// The sections of a document for which none are named.
    pub default_sections: Vec<Reference>,
    /// What the role may ask for.
    pub skills: IndexMap<String, Skill>,
    /// What the work is judged by.
    pub metrics: IndexMap<String, Metric>,
    /// Conditions for the whole role.
    pub qualifications: IndexMap<String, Text>,
    /// Whom the role reports to and works with.
    pub relations: IndexMap<String, Text>,
    /// Skills that the whole role must have.
    pub requires: Vec<Reference>,
    /// Skills that are nice to have.
    pub prefers: Vec<Reference>,
    /// The areas of work.
    pub sections: IndexMap<String, Section>,
    /// The languages of all the texts, for a title that is in none: documents of one role ask for them often.
    languages: Vec<Language>,
}

/// A skill that a role may ask for.
#[derive(Debug, Clone)]
pub struct Skill {
    /// A few words.
    pub name: Text,
    /// What one must be able to do.
    pub detail: Option<Text>,
}

/// A figure that the work is judged by.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Its name.
    pub name: Text,
    /// How it is counted.
    pub definition: Option<Text>,
}

/// An area of work.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading.
    pub title: Text,
    /// Other names by which it can be chosen.
    pub aliases: Vec<Reference>,
    /// What it is about.
    pub summary: Option<Text>,
    /// The duties, in the order of the document.
    pub duties: IndexMap<String, Text>,
    /// Skills that the duties must have.
    pub requires: Vec<Reference>,
    /// Skills that are nice to have here.
    pub prefers: Vec<Reference>,
    /// Metrics of this work.
    pub metrics: Vec<Reference>,
    /// Sections of other roles that mean the same.
    pub alike: Vec<Reference>,
}

/// One role file as it stands, before it is laid over what it extends.
#[derive(Debug, Clone)]
pub struct RoleFile {
    /// What the file extends, left to right.
    pub extends: Vec<Reference>,
    /// The file without `extends`.
    pub node: Node,
    /// Whether it is part of the binary, so that the tests hold it, and what it merges to, to the format.
    pub is_trusted: bool,
}

/// Whether `id` names a base: a file that others extend, which is not a role itself.
pub fn is_base(id: &str) -> bool {
    id.starts_with('_')
}

/// Reads one role file and holds it to the format: as a whole, or as a patch where it extends something or is a base.
pub fn parse(id: &str, source: &std::sync::Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<RoleFile> {
    let mut node = crate::yaml::parse(source, faults)?;
    let completeness =
        if is_base(id) || node.get("extends").is_some() { Completeness::Patch } else { Completeness::Whole };
    let what = if is_base(id) { "the base" } else { "the role" };
    let before = faults.len();
    if matches!(node.value, Value::Null) {
        node = Node { span: node.span, value: Value::Map(Map::new()) };
    }
    shape::check(&node, &format::WHOLE, completeness, what, faults);
    if faults.len() > before {
        return None;
    }
    Some(with_extends_apart(node, false))
}

/// Reads a role file that is part of the binary: the tests hold each shipped role at each level to the format, so that a run
/// need not. What a user's file makes of it is checked all the same.
pub fn parse_trusted(source: &std::sync::Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<RoleFile> {
    crate::yaml::parse(source, faults).map(|node| with_extends_apart(node, true))
}

fn with_extends_apart(mut node: Node, is_trusted: bool) -> RoleFile {
    let mut extends = Vec::new();
    if let Value::Map(map) = &mut node.value
        && let Some(entry) = map.remove("extends")
    {
        extends = match &entry.node.value {
            Value::List(list) => references(list),
            _ => references(std::slice::from_ref(&entry.node)),
        };
    }
    RoleFile { extends, node, is_trusted }
}

fn decode(id: &str, level: Option<&str>, node: &Node) -> Option<RoleDefinition> {
    let mut role = RoleDefinition {
        id: id.to_owned(),
        level: level.map(str::to_owned),
        title: text(node, "title")?,
        summary: text(node, "summary")?,
        focus: text(node, "focus"),
        default_sections: names(node, "default-sections"),
        skills: keyed(node, "skills", |node| Some(Skill { name: text(node, "name")?, detail: text(node, "detail") })),
        metrics: keyed(node, "metrics", |node| {
            Some(Metric { name: text(node, "name")?, definition: text(node, "definition") })
        }),
        qualifications: keyed(node, "qualifications", Text::decode),
        relations: keyed(node, "relations", Text::decode),
        requires: names(node, "requires"),
        prefers: names(node, "prefers"),
        sections: keyed(node, "sections", |node| {
            Some(Section {
                title: text(node, "title")?,
                aliases: names(node, "aliases"),
                summary: text(node, "summary"),
                duties: keyed(node, "duties", Text::decode),
                requires: names(node, "requires"),
                prefers: names(node, "prefers"),
                metrics: names(node, "metrics"),
                alike: names(node, "alike"),
            })
        }),
        languages: Vec::new(),
    };
    if role.title.languages().next().is_none() {
        role.languages = role.all_languages().into_iter().cloned().collect();
    }
    Some(role)
}

fn text(node: &Node, key: &str) -> Option<Text> {
    node.get(key).and_then(Text::decode)
}

fn keyed<T>(node: &Node, key: &str, decode: impl Fn(&Node) -> Option<T>) -> IndexMap<String, T> {
    let map = node.get(key).and_then(Node::as_map);
    map.into_iter()
        .flat_map(Map::iter)
        .filter_map(|(name, entry)| Some((name.to_owned(), decode(&entry.node)?)))
        .collect()
}

fn names(node: &Node, key: &str) -> Vec<Reference> {
    node.get(key).and_then(Node::as_list).map(references).unwrap_or_default()
}

fn references(list: &[Node]) -> Vec<Reference> {
    list.iter()
        .filter_map(|node| Some(Reference { name: node.as_text()?.to_owned(), span: node.span.clone() }))
        .collect()
}

impl RoleDefinition {
    /// The languages that the role is written in: those of its title, which the other texts should have too. Where the title
    /// is one text for all languages, those of the other texts; none where they are such texts as well.
    pub fn languages(&self) -> Vec<&Language> {
        self.title.languages().chain(&self.languages).collect()
    }

    /// The languages that any text of the role is in, those of the title first.
    pub fn all_languages(&self) -> Vec<&Language> {
        let languages: IndexSet<&Language> = self.texts().flat_map(Text::languages).collect();
        languages.into_iter().collect()
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let skills = self.skills.values().flat_map(|skill| [Some(&skill.name), skill.detail.as_ref()]);
        let metrics = self.metrics.values().flat_map(|metric| [Some(&metric.name), metric.definition.as_ref()]);
        let sections = self.sections.values().flat_map(|section| {
            [Some(&section.title), section.summary.as_ref()].into_iter().chain(section.duties.values().map(Some))
        });
        [Some(&self.title), Some(&self.summary), self.focus.as_ref()]
            .into_iter()
            .chain(skills)
            .chain(metrics)
            .chain(sections)
            .flatten()
            .chain(self.qualifications.values())
            .chain(self.relations.values())
    }

    /// The section that `name` means, by id, alias or title in any language; the case of letters does not matter.
    pub fn section_named(&self, name: &str) -> Option<(&str, &Section)> {
        if let Some((id, section)) = self.sections.get_key_value(name) {
            return Some((id, section));
        }
        let wanted = name.to_lowercase();
        self.sections
            .iter()
            .find(|(id, section)| section.names(id).any(|own| own.to_lowercase() == wanted))
            .map(|(id, section)| (id.as_str(), section))
    }
}

impl Section {
    /// All names that the section answers to: its id, titles and aliases.
    pub fn names<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let titles = self.title.wordings().iter().map(|wording| &*wording.text);
        std::iter::once(id).chain(titles).chain(self.aliases.iter().map(|alias| alias.name.as_str()))
    }
}

#[cfg(test)]
mod tests;
