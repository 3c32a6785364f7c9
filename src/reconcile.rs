//! Three versions of a role file merged by key. What only one side changed is taken; where both changed the same text,
//! and only there, conflict markers are left. Comments and layout stay as they were written.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::source::Source;
use crate::yaml::{Entry, Map, Node, Value, parse};

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

/// One side's map and the lines of each of its entries: with the comments above it, up to those of the next.
struct Side<'a> {
    map: &'a Map,
    text: &'a str,
    region: Range<usize>,
    entries: IndexMap<&'a str, Range<usize>>,
}

impl<'a> Side<'a> {
    /// `region` is the part of `text` that the map takes.
    fn new(map: &'a Map, text: &'a str, region: Range<usize>) -> Side<'a> {
        let mut starts: Vec<(&str, usize)> = Vec::new();
        for (name, entry) in map {
            let key_line = line_start(text, entry.key.range().start);
            let floor = starts.last().map_or(region.start, |(_, start)| line_end(text, *start));
            starts.push((name, above_comments(text, key_line, floor)));
        }
        let ends: Vec<usize> = starts.iter().skip(1).map(|(_, start)| *start).chain([region.end]).collect();
        let entries = starts.into_iter().zip(ends).map(|((name, start), end)| (name, start..end)).collect();
        Side { map, text, region, entries }
    }

    fn entry(&self, name: &str) -> Option<Part<'a>> {
        Some(Part { entry: self.map.get(name)?, text: self.text, region: self.entries.get(name)?.clone() })
    }
}

/// One entry of one side.
struct Part<'a> {
    entry: &'a Entry,
    text: &'a str,
    region: Range<usize>,
}

impl<'a> Part<'a> {
    fn node(&self) -> &'a Node {
        &self.entry.node
    }

    /// What stands below the line of the key.
    fn below(&self) -> Range<usize> {
        line_end(self.text, self.entry.key.range().start)..self.region.end
    }

    /// The entry's lines, the last one ended.
    fn lines(&self) -> String {
        let text = &self.text[self.region.clone()];
        if text.ends_with('\n') || text.is_empty() { text.to_owned() } else { format!("{text}\n") }
    }

    fn raw(&self, node: &Node) -> &'a str {
        self.text.get(node.span.range()).unwrap_or_default().trim_end()
    }

    /// The entry's lines with another value in place of its own.
    fn with_value(&self, value: &str) -> String {
        let span = self.node().span.range();
        let before = self.text[self.region.start..span.start].trim_end();
        let end = span.start + self.raw(self.node()).len();
        let after = &self.text[end.min(self.region.end)..self.region.end];
        let after = if after.ends_with('\n') { after.to_owned() } else { format!("{after}\n") };
        format!("{before} {value}{after}")
    }
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
        format!("<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n")
    }
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

/// Two maps of which at least one is written in braces. `None` where both sides changed the same value.
fn flow_map(base: Option<&Map>, ours: &Map, theirs: &Map, own: &Part<'_>, other: &Part<'_>) -> Option<String> {
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
    let raw = part.raw(node);
    if !is_block(part.node()) && !raw.contains('\n') && !raw.is_empty() {
        return Some(raw.to_owned());
    }
    // A string of JSON is one of YAML.
    serde_json::to_string(text).ok()
}

/// A list of names: what either side added is in, what either side removed is out.
fn list(base: &[Node], ours: &[Node], theirs: &[Node]) -> Vec<String> {
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

/// Whether two values are the same, in the same order.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((key, one), (other_key, other))| key == other_key && same(&one.node, &other.node))
        }
        _ => false,
    }
}

/// Whether a map is written with a line for each key.
fn is_block(node: &Node) -> bool {
    matches!(node.value, Value::Map(_)) && !node.span.text().starts_with('{')
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// The start of the comments and empty lines right above the line at `start`, not above `floor`.
fn above_comments(text: &str, mut start: usize, floor: usize) -> usize {
    while start > floor {
        let above = line_start(text, start - 1);
        let line = text[above..start].trim();
        if above < floor || !(line.is_empty() || line.starts_with('#')) {
            break;
        }
        start = above;
    }
    start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "\
# a role
title: { zh-CN: 工程师, en: Engineer }
requires: [sql, git]
sections:
  # what is built
  build:
    title: Build
    duties:
      apis: Builds APIs
      tests: Writes tests
  run:
    title: Run
    duties:
      watch: Watches
";

    fn merged(ours: &str, theirs: &str) -> Reconciled {
        let source = |text: &str| Source::new("t.yaml", text.to_owned());
        reconcile(&source(BASE), &source(ours), &source(theirs)).unwrap()
    }

    fn edited(edits: &[(&str, &str)]) -> String {
        edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
    }

    #[test]
    fn changes_of_different_keys_merge_even_on_neighbouring_lines_and_one_line() {
        for (ours, theirs) in [
            (vec![("Builds APIs", "Builds good APIs")], vec![("Writes tests", "Writes many tests")]),
            (vec![("工程师", "开发工程师")], vec![("Engineer", "Developer")]),
            (vec![("[sql, git]", "[sql, git, rust]")], vec![("[sql, git]", "[git]")]),
            (
                vec![("      tests: Writes tests\n", "      tests: Writes tests\n      new: Is new\n")],
                vec![("      tests: Writes tests\n", "")],
            ),
            (vec![("# what is built", "# what we build")], vec![("title: Run", "title: Operate")]),
            (
                vec![("      watch: Watches\n", "      watch: Watches\n      a: A\n")],
                vec![("      watch: Watches\n", "      watch: Watches\n      b: B\n")],
            ),
        ] {
            let result = merged(&edited(&ours), &edited(&theirs));
            assert_eq!(result.conflicts, 0, "{}", result.text);
            let expected: Vec<(&str, &str)> = ours.iter().chain(&theirs).copied().collect();
            for (_, to) in expected.iter().filter(|(_, to)| !to.contains(['[', '\n'])) {
                assert!(result.text.contains(to), "{}", result.text);
            }
        }
        let lists = merged(&edited(&[("[sql, git]", "[sql, git, rust]")]), &edited(&[("[sql, git]", "[git]")]));
        assert_eq!(lists.text, BASE.replace("[sql, git]", "[git, rust]"));
    }

    #[test]
    fn the_same_text_changed_on_both_sides_is_the_only_conflict() {
        let ours = edited(&[("Builds APIs", "Builds fast APIs"), ("Watches", "Watches all")]);
        let theirs = edited(&[("Builds APIs", "Builds safe APIs"), ("Writes tests", "Writes many tests")]);
        let result = merged(&ours, &theirs);
        let conflict =
            "<<<<<<< ours\n      apis: Builds fast APIs\n=======\n      apis: Builds safe APIs\n>>>>>>> theirs\n";
        let expected = BASE
            .replace("      apis: Builds APIs\n", conflict)
            .replace("Writes tests", "Writes many tests")
            .replace("Watches", "Watches all");
        assert_eq!(result, Reconciled { text: expected, conflicts: 1 });
    }

    #[test]
    fn what_one_side_removed_and_the_other_changed_is_a_conflict() {
        let result =
            merged(&edited(&[("      tests: Writes tests\n", "")]), &edited(&[("Writes tests", "Writes more")]));
        assert_eq!(result.conflicts, 1);
        assert!(result.text.contains("<<<<<<< ours\n=======\n      tests: Writes more\n>>>>>>> theirs\n"));
    }

    #[test]
    fn an_order_that_one_side_changed_holds_and_a_side_merged_with_itself_is_itself() {
        let moved = edited(&[(
            "      apis: Builds APIs\n      tests: Writes tests\n",
            "      tests: Writes tests\n      apis: Builds APIs\n",
        )]);
        let reworded = edited(&[("Builds APIs", "Builds good APIs")]);
        let both = moved.replace("Builds APIs", "Builds good APIs");
        assert_eq!(merged(&moved, &reworded).text, both);
        assert_eq!(merged(&reworded, &moved).text, both);
        assert_eq!(merged(&both, &both).text, both);
        assert_eq!(merged(BASE, &both).text, both);
    }

    /// The base with some of its texts in other words, so that two of these touch the same texts or others.
    fn reworded(choices: &[Option<u8>]) -> String {
        let words = ["工程师", "Engineer", "sql", "Build", "Builds APIs", "Writes tests", "title: Run", "Watches"];
        words.iter().zip(choices).fold(BASE.to_owned(), |text, (word, choice)| match choice {
            Some(number) => text.replacen(word, &format!("{word}{number}"), 1),
            None => text,
        })
    }

    fn choices() -> impl Strategy<Value = Vec<Option<u8>>> {
        prop::collection::vec(prop::option::of(1u8..3), 8)
    }

    proptest! {
        #[test]
        fn what_one_side_changed_is_the_result_and_what_both_changed_apart_is_both(ours in choices(), theirs in choices()) {
            let (one, other) = (reworded(&ours), reworded(&theirs));
            prop_assert_eq!(merged(&one, BASE).text, one.clone());
            prop_assert_eq!(merged(BASE, &one).text, one.clone());
            prop_assert_eq!(merged(&one, &one).text, one.clone());
            let apart = ours.iter().zip(&theirs).all(|(one, other)| one.is_none() || other.is_none());
            let both: Vec<Option<u8>> = ours.iter().zip(&theirs).map(|(one, other)| one.or(*other)).collect();
            let result = merged(&one, &other);
            if apart {
                prop_assert_eq!(result, Reconciled { text: reworded(&both), conflicts: 0 });
            }
        }
    }
}
