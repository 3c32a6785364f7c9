//! Three versions of a role file merged by key. What only one side changed is taken; where both changed the same text or
//! comment, and only there, conflict markers are left. Comments and layout stay as they were written.

pub mod conflict;
mod inline;
mod parts;
mod three;
mod tree;

use std::borrow::Cow;
use std::sync::Arc;

use crate::merge::same;
use crate::source::Source;
use crate::yaml::{Map, Node, Value, parse};
use inline::{flow_map, item, list};
use parts::{Part, Side, is_block};
use three::{Three, comments};

/// A merged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// The text.
    pub text: String,
    /// How many texts and comments both sides changed.
    pub conflicts: usize,
}

/// Merges `ours` and `theirs`, which both come from `base`. `None` where one of them cannot be read by keys, or where the
/// result would not say what both together do; git's own merge by lines is then the better one.
pub fn reconcile(base: &Arc<Source>, ours: &Arc<Source>, theirs: &Arc<Source>) -> Option<Reconciled> {
    let read = |source: &Arc<Source>| {
        // A last line without an end is a line like any other.
        let text = source.text();
        let ended = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        readable(&Source::new(source.name(), ended)).filter(is_block)
    };
    let (base_node, ours_node, theirs_node) = (read(base)?, read(ours)?, read(theirs)?);
    let whole = Three { base: base.text(), ours: ours.text(), theirs: theirs.text() };
    if let Some(text) = whole.changed() {
        return Some(Reconciled { text: text.to_owned(), conflicts: 0 });
    }
    let (base, ours, theirs) = (whole_file(&base_node), whole_file(&ours_node)?, whole_file(&theirs_node)?);
    let mut merge = Merge { conflicts: 0, is_ours: false };
    let text = merge.maps(base.as_ref(), &ours, &theirs);
    // The lines that were put together may mean another thing than the values they come from, as under another indentation.
    let decided = match merge.conflicts {
        0 => text.clone(),
        _ => Merge { conflicts: 0, is_ours: true }.maps(base.as_ref(), &ours, &theirs),
    };
    let read = readable(&Source::new("merged", decided))?;
    let expected = tree::expected(Some(&base_node), &ours_node, &theirs_node);
    let is_right = match merge.conflicts {
        0 => same(&read, &expected),
        _ => tree::is_decided(&read, &expected, Some(&ours_node)),
    };
    is_right.then_some(Reconciled { text, conflicts: merge.conflicts })
}

fn whole_file(node: &Node) -> Option<Side<'_>> {
    let text = node.span.source().text();
    Side::new(node.as_map()?, text, 0..text.len())
}

/// The tree of a text that has no fault.
fn readable(source: &Arc<Source>) -> Option<Node> {
    let mut faults = Vec::new();
    parse(source, &mut faults).filter(|_| faults.is_empty())
}

struct Merge {
    conflicts: usize,
    /// Whether ours is taken where both sides changed the same, so that the result can be read.
    is_ours: bool,
}

impl Merge {
    fn maps<'a>(&mut self, base: Option<&Side<'a>>, ours: &Side<'a>, theirs: &Side<'a>) -> String {
        let around = |piece: fn(&Side<'a>) -> &'a str| Three {
            base: base.map(piece).unwrap_or_default(),
            ours: piece(ours),
            theirs: piece(theirs),
        };
        let mut merged = self.lines(around(Side::head));
        for name in order(base.map(|side| side.map), ours.map, theirs.map) {
            let before = base.and_then(|side| side.entry(&name));
            match (ours.entry(&name), theirs.entry(&name)) {
                (Some(own), Some(other)) => merged.push_str(&self.entry(before.as_ref(), &own, &other)),
                (Some(only), None) => merged.push_str(&self.one_sided(before.as_ref(), &only, true)),
                (None, Some(only)) => merged.push_str(&self.one_sided(before.as_ref(), &only, false)),
                (None, None) => {}
            }
        }
        merged.push_str(&self.lines(around(Side::tail)));
        merged
    }

    /// An entry that the other side does not have: new here, or removed there.
    fn one_sided(&mut self, base: Option<&Part<'_>>, only: &Part<'_>, is_ours: bool) -> String {
        let lines = only.lines();
        let is_as_it_was = |base: &Part<'_>| {
            same(base.node(), only.node()) && (self.is_ours || comments(base.lines()) == comments(lines))
        };
        match base {
            None => lines.to_owned(),
            Some(base) if is_as_it_was(base) => String::new(),
            Some(_) if is_ours => self.conflict(lines, ""),
            Some(_) => self.conflict("", lines),
        }
    }

    fn entry(&mut self, base: Option<&Part<'_>>, ours: &Part<'_>, theirs: &Part<'_>) -> String {
        let three = Versions { base, ours, theirs };
        if let Some(lines) = three.of(Part::lines).changed() {
            return lines.to_owned();
        }
        let mut merged = self.lines(three.of(Part::above));
        // Maps are always entered, so that each side keeps the comments inside of what only the other one changed.
        if let (Some(own), Some(other)) = (ours.side(), theirs.side()) {
            merged.push_str(&self.lines(three.of(Part::key_line)));
            merged.push_str(&self.maps(base.and_then(Part::side).as_ref(), &own, &other));
        } else {
            let body = three.body().unwrap_or_else(|| self.conflict(ours.body(), theirs.body()).into());
            merged.push_str(&body);
        }
        merged
    }

    fn lines(&mut self, text: Three<'_>) -> String {
        let (lines, conflicts) = text.lines();
        self.conflicts += conflicts;
        if self.is_ours && conflicts > 0 { text.ours.to_owned() } else { lines }
    }

    fn conflict(&mut self, ours: &str, theirs: &str) -> String {
        self.conflicts += 1;
        if self.is_ours { ours.to_owned() } else { conflict_text(ours, theirs) }
    }
}

/// An entry that both sides have.
struct Versions<'s, 'a> {
    base: Option<&'s Part<'a>>,
    ours: &'s Part<'a>,
    theirs: &'s Part<'a>,
}

impl<'a> Versions<'_, 'a> {
    fn of(&self, piece: fn(&Part<'a>) -> &'a str) -> Three<'a> {
        let base = self.base.map(piece).unwrap_or_default();
        Three { base, ours: piece(self.ours), theirs: piece(self.theirs) }
    }

    /// The entry without the comments above it: value and comments are merged apart. `None` where both sides changed one of
    /// them otherwise.
    fn body(&self) -> Option<Cow<'a, str>> {
        if let Some(body) = self.of(Part::body).changed() {
            return Some(body.into());
        }
        let (before, after) = (self.of(Part::before).with_all_comments()?, self.of(Part::after).with_all_comments()?);
        let (body, value) = match self.value() {
            Some((raw, node)) => (format!("{before}{raw}{after}"), Cow::Borrowed(node)),
            None => {
                let inline = self.inline()?;
                let body = format!("{} {inline}{after}", before.trim_end());
                (body, Cow::Owned(readable(&Source::new("merged", inline))?))
            }
        };
        // A comment behind a value of one line may be none behind one of several.
        let read = readable(&Source::new("merged", body.clone()))?;
        let (_, entry) = read.as_map()?.iter().next()?;
        same(&entry.node, &value).then_some(body.into())
    }

    /// The value of the side that changed it, where the other side has no comment within its own that would be lost.
    fn value(&self) -> Option<(&'a str, &'a Node)> {
        let (own, other) = (self.ours.node(), self.theirs.node());
        let base = self.base.map(Part::node);
        let raw = self.of(Part::raw);
        let no_more = |side: &str, kept: &str| {
            let side = comments(side);
            side == comments(raw.base) || side == comments(kept)
        };
        if same(own, other) {
            let kept = raw.with_all_comments()?;
            Some((kept, if kept == raw.ours { own } else { other }))
        } else if base.is_some_and(|base| same(base, other)) && no_more(raw.theirs, raw.ours) {
            Some((raw.ours, own))
        } else if base.is_some_and(|base| same(base, own)) && no_more(raw.ours, raw.theirs) {
            Some((raw.theirs, other))
        } else {
            None
        }
    }

    /// The values of both sides on one line: maps by their keys, lists by their names. `None` where both changed the same,
    /// where there is a comment within, and for what is neither.
    fn inline(&self) -> Option<String> {
        let (own, other) = (self.ours.node(), self.theirs.node());
        let base = self.base.map(Part::node);
        if !comments(self.ours.raw()).is_empty() || !comments(self.theirs.raw()).is_empty() {
            return None;
        }
        match (&own.value, &other.value) {
            (Value::Map(own), Value::Map(other)) => {
                flow_map(base.and_then(Node::as_map), own, other, self.ours, self.theirs)
            }
            (Value::List(own), Value::List(other)) => {
                let base = base.and_then(Node::as_list).unwrap_or_default();
                let items: Vec<String> = list(base, own, other)?.into_iter().map(item).collect();
                Some(format!("[{}]", items.join(", ")))
            }
            _ => None,
        }
    }
}

fn conflict_text(ours: &str, theirs: &str) -> String {
    let end = if ours.contains("\r\n") || theirs.contains("\r\n") { "\r\n" } else { "\n" };
    format!("<<<<<<< ours{end}{ours}======={end}{theirs}>>>>>>> theirs{end}")
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
