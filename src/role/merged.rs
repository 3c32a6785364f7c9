//! A role file laid over those that it extends, and a level laid over the role.

use std::collections::HashMap;

use super::validate::validate;
use super::{RoleDefinition, RoleError, RoleFile, decode, format, is_base, removal};
use crate::diagnostic::Diagnostic;
use crate::merge::{self, MergeError};
use crate::shape::{self, Completeness};
use crate::source::{Source, Span};
use crate::yaml::{Entry, Map, Node, Value};

/// A role laid over all that it extends, with its levels still apart.
#[derive(Debug, Clone)]
pub struct MergedRole {
    /// The file's stem.
    pub id: String,
    node: Node,
    is_trusted: bool,
}

impl MergedRole {
    /// The role `file` laid over what it extends, left to right.
    ///
    /// A level stays a patch until it is asked for, so its `null`s are kept. What a file removes from the roles below it goes
    /// for good: their levels say nothing of it any more, and their lists do not name it. Only the file itself can name it,
    /// or have a level of its own that sets it again.
    ///
    /// Where a file is made of bases only, its own order of sections is the order of the document; over another role, that
    /// role's order stays and new sections follow.
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
            let own = match &mut layer.value {
                Value::Map(map) => map.remove("levels"),
                _ => None,
            };
            let Some(mut below) = merged else {
                (levels, merged) = (own, Some(layer));
                continue;
            };
            removal::from_lists(&mut below, &layer);
            if let Some(levels) = &mut levels {
                remove_from_levels(&mut levels.node, &layer);
            }
            let role = merge::apply(below, layer, faults);
            if let Some(own) = own {
                levels = lay_levels(levels, own, &role, faults);
            }
            merged = Some(role);
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
        removal::from_lists(&mut self.node, patch);
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
        if is_base(&id) {
            faults.push(RoleError::Base(id).diagnostic(&[]));
            return None;
        }
        let node = self.into_level(level, faults)?;
        if !is_trusted {
            shape::check(&node, &format::WHOLE, Completeness::Whole, "the role", faults);
        }
        if faults.len() > before {
            return None;
        }
        let role = decode(&id, level, &node)?;
        if !is_trusted {
            validate(&role, faults);
        }
        (faults.len() == before).then_some(role)
    }
}

/// Takes out of the levels of a role what `upper` removes from it.
fn remove_from_levels(levels: &mut Node, upper: &Node) {
    let (Value::Map(levels), Some(removed)) = (&mut levels.value, upper.as_map()) else { return };
    let names: Vec<String> = levels.keys().map(str::to_owned).collect();
    for name in names {
        let Some(level) = levels.get_mut(&name) else { continue };
        removal::from_lists(&mut level.node, upper);
        if let Value::Map(level) = &mut level.node.value {
            removal::from_level(level, removed);
        }
    }
}

/// The levels of a file over those below: a level that both have is both patches in one, `null` removes a level. `role` is
/// what they are patches of, with the file laid over it.
fn lay_levels(below: Option<Entry>, above: Entry, role: &Node, faults: &mut Vec<Diagnostic>) -> Option<Entry> {
    let Value::Map(patch) = above.node.value else {
        if below.is_none() {
            faults.push(MergeError::RemovesNothing("levels".to_owned()).at(&above.key, None));
        }
        return None;
    };
    let mut levels = match below.map(|entry| entry.node.value) {
        Some(Value::Map(levels)) => levels,
        _ => Map::new(),
    };
    for (name, mut entry) in patch {
        let is_removed = matches!(entry.node.value, Value::Null);
        match levels.get_mut(&name) {
            None if is_removed => {
                faults.push(MergeError::RemovesNothing(name.into_owned()).at(&entry.key, Some(&levels)));
            }
            None => levels.insert(name, entry),
            Some(_) if is_removed => {
                levels.remove(&name);
            }
            Some(existing) => {
                removal::from_lists(&mut existing.node, &entry.node);
                if let (Value::Map(below), Value::Map(above)) = (&mut existing.node.value, &mut entry.node.value) {
                    removal::between_levels(below, above, role.as_map());
                }
                let nothing = Node { span: existing.node.span.clone(), value: Value::Null };
                existing.node = merge::combine(std::mem::replace(&mut existing.node, nothing), entry.node);
                existing.key = entry.key;
            }
        }
    }
    Some(Entry { key: above.key, node: Node { span: above.node.span, value: Value::Map(levels) } })
}
