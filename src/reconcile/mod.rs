//! Three versions of a role file merged by key. What only one side changed is taken; where both changed the same text,
//! and only there, conflict markers are left. Comments and layout stay as they were written.

pub mod conflict;
mod inline;
mod parts;

use std::sync::Arc;

use crate::merge::same;
use crate::source::Source;
use crate::yaml::{Map, Node, Value, parse};
use inline::{flow_map, list};
use parts::{Part, Side, is_block};

/// A merged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// The text.
    pub text: String,
    /// How many texts both sides changed.
    pub conflicts: usize,
}

/// Merges `ours` and `theirs`, which both come from `base`. `None` where one of them cannot be read by keys, or where the
/// result could not be; git's own merge by lines is then the better one.
pub fn reconcile(base: &Arc<Source>, ours: &Arc<Source>, theirs: &Arc<Source>) -> Option<Reconciled> {
    let read = |source: &Arc<Source>| {
        let mut faults = Vec::new();
        parse(source, &mut faults).filter(|node| faults.is_empty() && is_block(node))
    };
    let (base_node, ours_node, theirs_node) = (read(base)?, read(ours)?, read(theirs)?);
    let whole = |source: &Arc<Source>| 0..source.text().len();
    let mut merge = Merge { conflicts: 0 };
    let own = Side::new(ours_node.as_map()?, ours.text(), whole(ours));
    let other = Side::new(theirs_node.as_map()?, theirs.text(), whole(theirs));
    let body = merge.maps(base_node.as_map(), &own, &other);
    // What stands above the first key belongs to none.
    let head = &ours.text()[..own.entries.values().next().map_or(0, |range| range.start)];
    let text = format!("{head}{body}");
    if merge.conflicts == 0 {
        let mut faults = Vec::new();
        parse(&Source::new("merged", text.clone()), &mut faults)?;
        if !faults.is_empty() {
            return None;
        }
    }
    Some(Reconciled { text, conflicts: merge.conflicts })
}

struct Merge {
    conflicts: usize,
}

impl Merge {
    fn maps(&mut self, base: Option<&Map>, ours: &Side<'_>, theirs: &Side<'_>) -> String {
        let mut merged = String::new();
        for name in order(base, ours.map, theirs.map) {
            let before = base.and_then(|map| map.get(&name)).map(|entry| &entry.node);
            match (ours.entry(&name), theirs.entry(&name)) {
                (Some(own), Some(other)) => merged.push_str(&self.entry(before, &own, &other)),
                (Some(only), None) => merged.push_str(&self.one_sided(before, &only, true)),
                (None, Some(only)) => merged.push_str(&self.one_sided(before, &only, false)),
                (None, None) => {}
            }
        }
        merged
    }

    /// An entry that the other side does not have: new here, or removed there.
    fn one_sided(&mut self, base: Option<&Node>, only: &Part<'_>, is_ours: bool) -> String {
        match base {
            None => only.lines(),
            Some(base) if same(base, only.node()) => String::new(),
            Some(_) if is_ours => self.conflict(&only.lines(), ""),
            Some(_) => self.conflict("", &only.lines()),
        }
    }

    fn entry(&mut self, base: Option<&Node>, ours: &Part<'_>, theirs: &Part<'_>) -> String {
        let (own, other) = (ours.node(), theirs.node());
        let base_map = base.and_then(Node::as_map);
        // Maps are always entered, so that each side keeps the comments inside of what only the other one changed.
        if let (Some(own_map), Some(other_map), true) = (own.as_map(), other.as_map(), is_block(own) && is_block(other))
        {
            let own_side = Side::new(own_map, ours.text, ours.below());
            let other_side = Side::new(other_map, theirs.text, theirs.below());
            let first = own_side.entries.values().next().map_or(own_side.region.start, |range| range.start);
            let head = &ours.text[ours.region.start..first];
            let body = self.maps(base_map, &own_side, &other_side);
            return format!("{head}{body}");
        }
        if same(own, other) || base.is_some_and(|base| same(base, other)) {
            return ours.lines();
        }
        if base.is_some_and(|base| same(base, own)) {
            return theirs.lines();
        }
        match (&own.value, &other.value) {
            (Value::Map(own_map), Value::Map(other_map)) => {
                let host = if is_block(own) { theirs } else { ours };
                match flow_map(base_map, own_map, other_map, ours, theirs) {
                    Some(value) => host.with_value(&value),
                    None => self.conflict(&ours.lines(), &theirs.lines()),
                }
            }
            (Value::List(own_list), Value::List(other_list)) => {
                let base_list = base.and_then(Node::as_list).unwrap_or_default();
                ours.with_value(&format!("[{}]", list(base_list, own_list, other_list).join(", ")))
            }
            _ => self.conflict(&ours.lines(), &theirs.lines()),
        }
    }

    fn conflict(&mut self, ours: &str, theirs: &str) -> String {
        self.conflicts += 1;
        conflict_text(ours, theirs)
    }
}

fn conflict_text(ours: &str, theirs: &str) -> String {
    format!("<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n")
}

/// The keys of both sides in the order of the side that changed it, each key of the other side behind its neighbour there.
fn order(base: Option<&Map>, ours: &Map, theirs: &Map) -> Vec<String> {
    let kept = |side: &Map| -> Vec<String> {
        let in_all = |name: &&str| {
            base.is_some_and(|base| base.contains_key(name)) && ours.contains_key(name) && theirs.contains_key(name)
        };
        side.keys().filter(in_all).map(str::to_owned).collect()
    };
    let unmoved = base.is_none_or(|base| kept(ours) == kept(base));
    let (first, second) = if unmoved { (theirs, ours) } else { (ours, theirs) };
    let mut order: Vec<String> = first.keys().map(str::to_owned).collect();
    let mut last: Option<String> = None;
    for name in second.keys() {
        if !first.contains_key(name) {
            let at = last.as_ref().and_then(|last| order.iter().position(|own| own == last)).map_or(0, |at| at + 1);
            order.insert(at, name.to_owned());
        }
        last = Some(name.to_owned());
    }
    order
}

#[cfg(test)]
mod tests;
