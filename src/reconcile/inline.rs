//! Values on one line merged: maps in braces and lists of names.

use std::collections::HashSet;

use super::order;
use super::parts::{Part, is_block};
use crate::merge::same;
use crate::yaml::{Map, Node};

/// Two maps of which at least one is written in braces. `None` where both sides changed the same value.
pub(super) fn flow_map(
    base: Option<&Map>,
    ours: &Map,
    theirs: &Map,
    own: &Part<'_>,
    other: &Part<'_>,
) -> Option<String> {
    let mut items = Vec::new();
    for name in order(base, ours, theirs) {
        let before = base.and_then(|map| map.get(&name)).map(|entry| &entry.node);
        let mine = ours.get(&name).map(|entry| &entry.node);
        let yours = theirs.get(&name).map(|entry| &entry.node);
        let equal = |one: Option<&Node>, two: Option<&Node>| match (one, two) {
            (Some(one), Some(two)) => same(one, two),
            (None, None) => true,
            _ => false,
        };
        let taken = if equal(mine, yours) || equal(before, yours) {
            mine.map(|node| scalar(node, own))
        } else if equal(before, mine) {
            yours.map(|node| scalar(node, other))
        } else {
            return None;
        };
        if let Some(value) = taken {
            items.push(format!("{name}: {}", value?));
        }
    }
    Some(format!("{{ {} }}", items.join(", ")))
}

/// A text as it may stand in braces. `None` for what is no text.
fn scalar(node: &Node, part: &Part<'_>) -> Option<String> {
    let text = node.as_text()?;
    let raw = part.raw_of(node);
    if !is_block(part.node()) && !raw.contains('\n') && !raw.is_empty() {
        return Some(raw.to_owned());
    }
    // A string of JSON is one of YAML.
    serde_json::to_string(text).ok()
}

/// A list of names: what either side added is in, what either side removed is out. `None` where an item is no text.
pub(super) fn list<'n>(base: &'n [Node], ours: &'n [Node], theirs: &'n [Node]) -> Option<Vec<&'n Node>> {
    let is_text = |node: &Node| node.as_text().is_some();
    if ![base, ours, theirs].into_iter().flatten().all(is_text) {
        return None;
    }
    let names = |nodes: &'n [Node]| nodes.iter().filter_map(Node::as_text).collect::<HashSet<&str>>();
    let (known, own_names, their_names) = (names(base), names(ours), names(theirs));
    let name = |node: &'n Node| node.as_text().unwrap_or_default();
    let mut merged: Vec<&Node> =
        ours.iter().filter(|node| their_names.contains(name(node)) || !known.contains(name(node))).collect();
    let mut last: Option<&str> = None;
    for node in theirs {
        if !own_names.contains(name(node)) && !known.contains(name(node)) {
            let at = last.and_then(|last| merged.iter().position(|own| name(own) == last)).map_or(0, |at| at + 1);
            merged.insert(at, node);
        }
        last = Some(name(node));
    }
    Some(merged)
}

/// An item as it may stand in brackets: as it was written, where that is no block.
pub(super) fn item(node: &Node) -> String {
    let (text, raw) = (node.as_text().unwrap_or_default(), node.span.text().trim_end());
    let is_plain =
        raw == text && raw.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | ':' | '_')) && !raw.ends_with(':');
    let is_quoted = raw.starts_with(['"', '\'']) && !raw.contains('\n');
    // A string of JSON is one of YAML.
    if is_plain || is_quoted { raw.to_owned() } else { serde_json::Value::from(text).to_string() }
}
