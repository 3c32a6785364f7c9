//! A role: what a job of this kind does, asks for and is judged by. `RoleDefinition` *is* the YAML format, read only.

pub mod format;
mod validate;

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::merge;
use crate::shape::{self, Completeness};
use crate::source::{Source, Span};
use crate::yaml::{Entry, Map, Node, Value};

pub use crate::text::{Text, Wording};

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

/// A role laid over all that it extends, with its levels still apart.
#[derive(Debug, Clone)]
pub struct MergedRole {
    /// The file's stem.
    pub id: String,
    node: Node,
    is_trusted: bool,
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

impl MergedRole {
    /// The role `file` laid over what it extends, left to right.
    ///
    /// A level stays a patch until it is asked for, so its `null`s are kept. Where a file is made of bases only, its own
    /// order of sections is the order of the document; over another role, that role's order stays and new sections follow.
    pub fn new(id: &str, extended: Vec<MergedRole>, file: RoleFile, faults: &mut Vec<Diagnostic>) -> MergedRole {
        let is_trusted = file.is_trusted && extended.iter().all(|role| role.is_trusted);
        let own_order: Option<HashMap<String, usize>> =
            file.extends.iter().all(|reference| is_base(&reference.name)).then(|| {
                let sections = file.node.get("sections").and_then(Node::as_map);
                sections.into_iter().flat_map(Map::keys).map(str::to_owned).zip(0..).collect()
            });
        let mut levels: Option<Entry> = None;
        let mut merged: Option<Node> = None;
        for mut layer in extended.into_iter().map(|role| role.node).chain([file.node]) {
            if let Value::Map(map) = &mut layer.value
                && let Some(own) = map.remove("levels")
            {
                levels = Some(match levels {
                    Some(below) => lay_levels(below, own, faults),
                    None => own,
                });
            }
            merged = Some(match merged {
                Some(below) => merge::apply(below, layer, faults),
                None => layer,
            });
        }
        let nothing = || Node { span: Span::new(&Source::new(id, ""), 0..0), value: Value::Map(Map::new()) };
        let mut node = merged.unwrap_or_else(nothing);
        if let Value::Map(map) = &mut node.value {
            if let (Some(order), Some(Entry { node: Node { value: Value::Map(sections), .. }, .. })) =
                (own_order, map.get_mut("sections"))
            {
                sections.sort_by_rank(|name| order.get(name).copied().unwrap_or(usize::MAX));
            }
            if let Some(levels) = levels {
                map.insert("levels", levels);
            }
        }
        MergedRole { id: id.to_owned(), node, is_trusted }
    }

    /// The merged tree, each value with the place that it comes from.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The ids of the levels, in order.
    pub fn levels(&self) -> Vec<&str> {
        let levels = self.node.get("levels").and_then(Node::as_map);
        levels.map(|map| map.keys().collect()).unwrap_or_default()
    }

    /// The tree with `level` laid over it and the other levels left out. An unknown level is a fault.
    pub fn at_level(&self, level: Option<&str>, faults: &mut Vec<Diagnostic>) -> Option<Node> {
        self.clone().into_level(level, faults)
    }

    fn into_level(mut self, level: Option<&str>, faults: &mut Vec<Diagnostic>) -> Option<Node> {
        let known: Vec<String> = match level {
            Some(_) => self.levels().into_iter().map(str::to_owned).collect(),
            None => Vec::new(),
        };
        let levels = match &mut self.node.value {
            Value::Map(map) => map.remove("levels"),
            _ => None,
        };
        let Some(level) = level else { return Some(self.node) };
        let patch = levels.as_ref().and_then(|entry| entry.node.get(level));
        let Some(patch) = patch else {
            let valid: Vec<&str> = known.iter().map(String::as_str).collect();
            faults.push(RoleError::UnknownLevel { role: self.id, level: level.to_owned() }.diagnostic(&valid));
            return None;
        };
        Some(merge::apply(self.node, patch.clone(), faults))
    }

    /// The role at `level` (`None`: the role itself), held to everything that a whole role must be.
    pub fn definition(&self, level: Option<&str>, faults: &mut Vec<Diagnostic>) -> Option<RoleDefinition> {
        self.clone().into_definition(level, faults)
    }

    /// As [`MergedRole::definition`], for a role that is not needed any more.
    pub fn into_definition(self, level: Option<&str>, faults: &mut Vec<Diagnostic>) -> Option<RoleDefinition> {
        let before = faults.len();
        let (id, is_trusted) = (self.id.clone(), self.is_trusted);
        let node = self.into_level(level, faults)?;
        if !is_trusted {
            shape::check(&node, &format::WHOLE, Completeness::Whole, "the role", faults);
        }
        if faults.len() > before {
            return None;
        }
        let role = decode(&id, level, &node)?;
        if !is_trusted {
            validate::validate(&role, faults);
        }
        (faults.len() == before).then_some(role)
    }
}

/// The levels of a file over those below: a level that both have is both patches in one, `null` removes a level.
fn lay_levels(below: Entry, above: Entry, faults: &mut Vec<Diagnostic>) -> Entry {
    let (Value::Map(mut levels), Value::Map(patch)) = (below.node.value, above.node.value) else {
        return Entry { key: below.key, node: Node { span: below.node.span, value: Value::Null } };
    };
    for (name, entry) in patch {
        let Some(existing) = levels.get_mut(&name) else {
            if matches!(entry.node.value, Value::Null) {
                faults.push(merge::MergeError::RemovesNothing(name.into_owned()).at(&entry.key, Some(&levels)));
            } else {
                levels.insert(name, entry);
            }
            continue;
        };
        if matches!(entry.node.value, Value::Null) {
            levels.remove(&name);
        } else {
            let nothing = Node { span: existing.node.span.clone(), value: Value::Null };
            existing.node = merge::combine(std::mem::replace(&mut existing.node, nothing), entry.node);
            existing.key = entry.key;
        }
    }
    Entry { key: above.key, node: Node { span: above.node.span, value: Value::Map(levels) } }
}

fn decode(id: &str, level: Option<&str>, node: &Node) -> Option<RoleDefinition> {
    Some(RoleDefinition {
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
    })
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
    /// The languages that the role's title is written in; none where it is one text for all.
    pub fn languages(&self) -> Vec<&Language> {
        self.title.wordings().iter().filter_map(|wording| wording.language.as_ref()).collect()
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
