//! The sections of a document by default, where only one side names them: without names they are all sections.

use std::borrow::Cow;

use super::{Group, GroupId, GroupKind, Item, ItemKind, Outline, Wordings};
use crate::sort;

/// `outline` with the default sections that it has without naming them, where `other` names its own; a level has those of the
/// role. What a file extends may name some, so that nothing is known of a file that extends another.
pub(super) fn named_beside<'a>(outline: &'a Outline, other: &Outline) -> Cow<'a, Outline> {
    let is_part = |side: &Outline| {
        let mut items = side.groups.iter().flat_map(|group| &group.items);
        items.any(|item| item.kind == ItemKind::Extends)
    };
    let mut named = Cow::Borrowed(outline);
    for group in other.groups.iter().filter(|group| names_any(group)) {
        let level = group.id.level.as_deref();
        let has_level = outline.groups.iter().any(|own| own.id.level.as_deref() == level);
        if has_level && !names(outline, level) && !is_part(outline) && !is_part(other) {
            let items = defaults(outline, level);
            add(named.to_mut(), &group.id, items);
        }
    }
    named
}

fn names_any(group: &Group) -> bool {
    group.id.kind == GroupKind::Role && group.items.iter().any(|item| item.kind == ItemKind::DefaultSection)
}

fn names(outline: &Outline, level: Option<&str>) -> bool {
    outline.groups.iter().any(|group| group.id.level.as_deref() == level && names_any(group))
}

fn defaults(outline: &Outline, level: Option<&str>) -> Vec<Item> {
    let role = outline.groups.iter().find(|group| group.id.level.is_none() && names_any(group));
    if let Some(role) = role {
        return role.items.iter().filter(|item| item.kind == ItemKind::DefaultSection).cloned().collect();
    }
    let sections = |of: Option<&str>| {
        let groups = outline.groups.iter().filter(|group| group.id.kind == GroupKind::Section);
        groups.filter(|group| group.id.level.as_deref() == of).collect::<Vec<_>>()
    };
    let patched = if level.is_some() { sections(level) } else { Vec::new() };
    let is_removed = |key: &str| {
        let mut groups = patched.iter().filter(|group| group.id.key == key);
        groups.any(|group| group.items.iter().any(|item| item.is_removal_of("section")))
    };
    let mut keys: Vec<&str> = Vec::new();
    for group in sections(None).iter().chain(&patched) {
        let key = group.id.key.as_str();
        if !keys.contains(&key) && !is_removed(key) {
            keys.push(key);
        }
    }
    let item = |key: &str| Item { kind: ItemKind::DefaultSection, key: Some(key.to_owned()), text: Wordings::new() };
    keys.into_iter().map(item).collect()
}

fn add(outline: &mut Outline, id: &GroupId, items: Vec<Item>) {
    let at = match outline.groups.iter().position(|group| group.id == *id) {
        Some(at) => at,
        None => {
            let first = outline.groups.iter().position(|group| group.id.level == id.level);
            let at = first.unwrap_or(outline.groups.len());
            outline.groups.insert(at, Group { id: id.clone(), items: Vec::new() });
            at
        }
    };
    let group = &mut outline.groups[at];
    group.items.extend(items);
    sort::by_key(&mut group.items, |item| item.kind);
}
