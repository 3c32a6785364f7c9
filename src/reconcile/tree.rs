//! What a merge has to come to, by the values alone: the text that is put together is held to it.

use super::inline::list;
use super::order;
use crate::merge::same;
use crate::yaml::{Entry, Map, Node, Value};

/// The values of both sides merged; ours where both changed the same.
pub(super) fn expected(base: Option<&Node>, ours: &Node, theirs: &Node) -> Node {
    if let (Some(own), Some(other)) = (ours.as_map(), theirs.as_map()) {
        return Node { span: ours.span.clone(), value: Value::Map(maps(base.and_then(Node::as_map), own, other)) };
    }
    if same(ours, theirs) || base.is_some_and(|base| same(base, theirs)) {
        return ours.clone();
    }
    if base.is_some_and(|base| same(base, ours)) {
        return theirs.clone();
    }
    if let (Some(own), Some(other)) = (ours.as_list(), theirs.as_list())
        && let Some(items) = list(base.and_then(Node::as_list).unwrap_or_default(), own, other)
    {
        return Node { span: ours.span.clone(), value: Value::List(items.into_iter().cloned().collect()) };
    }
    ours.clone()
}

/// Whether a tree in which every conflict was decided for `ours` says what it should: at each key what is expected there, or
/// what ours says, where the conflict was of a comment and took the value along.
pub(super) fn is_decided(read: &Node, expected: &Node, ours: Option<&Node>) -> bool {
    if same(read, expected) || ours.is_some_and(|ours| same(read, ours)) {
        return true;
    }
    let (Some(found), Some(wanted)) = (read.as_map(), expected.as_map()) else { return false };
    let of_ours = |name: &str| ours.and_then(|ours| ours.get(name));
    let is_wanted = found.iter().all(|(name, entry)| match wanted.get(name) {
        Some(wanted) => is_decided(&entry.node, &wanted.node, of_ours(name)),
        None => of_ours(name).is_some_and(|own| same(&entry.node, own)),
    });
    is_wanted && wanted.keys().all(|name| found.contains_key(name) || of_ours(name).is_none())
}

fn maps(base: Option<&Map>, ours: &Map, theirs: &Map) -> Map {
    let mut merged = Map::new();
    for name in order(base, ours, theirs) {
        let before = base.and_then(|map| map.get(&name)).map(|entry| &entry.node);
        let is_as_it_was = |entry: &Entry| before.is_some_and(|before| same(before, &entry.node));
        let entry = match (ours.get(&name), theirs.get(&name)) {
            (Some(own), Some(other)) => {
                Some(Entry { key: own.key.clone(), node: expected(before, &own.node, &other.node) })
            }
            // What the other side does not have was removed there, unless it is new or was changed here.
            (Some(own), None) => Some(own).filter(|own| !is_as_it_was(own)).cloned(),
            (None, Some(other)) => Some(other).filter(|_| before.is_none()).cloned(),
            (None, None) => None,
        };
        if let Some(entry) = entry {
            merged.insert(name, entry);
        }
    }
    merged
}
