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

/// A list of names: what either side added is in, what either side removed is out.
pub(super) fn list(base: &[Node], ours: &[Node], theirs: &[Node]) -> Vec<String> {
    let names = |nodes: &[Node]| nodes.iter().filter_map(Node::as_text).map(str::to_owned).collect::<Vec<_>>();
    let (base, ours, theirs) = (names(base), names(ours), names(theirs));
    let known: HashSet<&String> = base.iter().collect();
    let mut merged: Vec<String> =
        ours.iter().filter(|name| theirs.contains(name) || !known.contains(name)).cloned().collect();
    let mut last: Option<&String> = None;
    for name in &theirs {
        if !ours.contains(name) && !known.contains(name) {
            let at = last.and_then(|last| merged.iter().position(|own| own == last)).map_or(0, |at| at + 1);
            merged.insert(at, name.clone());
        }
        last = Some(name);
    }
    let plain = |name: &String| {
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | ':' | '_')) && !name.ends_with(':')
    };
    merged.iter().map(|name| if plain(name) { name.clone() } else { format!("{name:?}") }).collect()
}
