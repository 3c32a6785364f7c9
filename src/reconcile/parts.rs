//! The lines of a role file that each of its entries takes, with the comments above them.

use std::ops::Range;

use indexmap::IndexMap;

use crate::yaml::{Entry, Map, Node, Value};

/// One side's map and the lines of each of its entries: with the comments above it, up to those of the next.
pub(super) struct Side<'a> {
    pub(super) map: &'a Map,
    pub(super) text: &'a str,
    pub(super) region: Range<usize>,
    pub(super) entries: IndexMap<&'a str, Range<usize>>,
}

impl<'a> Side<'a> {
    /// `region` is the part of `text` that the map takes.
    pub(super) fn new(map: &'a Map, text: &'a str, region: Range<usize>) -> Side<'a> {
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

    pub(super) fn entry(&self, name: &str) -> Option<Part<'a>> {
        Some(Part { entry: self.map.get(name)?, text: self.text, region: self.entries.get(name)?.clone() })
    }
}

/// One entry of one side.
pub(super) struct Part<'a> {
    pub(super) entry: &'a Entry,
    pub(super) text: &'a str,
    pub(super) region: Range<usize>,
}

impl<'a> Part<'a> {
    pub(super) fn node(&self) -> &'a Node {
        &self.entry.node
    }

    /// What stands below the line of the key.
    pub(super) fn below(&self) -> Range<usize> {
        line_end(self.text, self.entry.key.range().start)..self.region.end
    }

    /// The entry's lines, the last one ended.
    pub(super) fn lines(&self) -> String {
        let text = &self.text[self.region.clone()];
        if text.ends_with('\n') || text.is_empty() { text.to_owned() } else { format!("{text}\n") }
    }

    pub(super) fn raw(&self, node: &Node) -> &'a str {
        self.text.get(node.span.range()).unwrap_or_default().trim_end()
    }

    /// The entry's lines with another value in place of its own.
    pub(super) fn with_value(&self, value: &str) -> String {
        let span = self.node().span.range();
        let before = self.text[self.region.start..span.start].trim_end();
        let end = span.start + self.raw(self.node()).len();
        let after = &self.text[end.min(self.region.end)..self.region.end];
        let after = if after.ends_with('\n') { after.to_owned() } else { format!("{after}\n") };
        format!("{before} {value}{after}")
    }
}

/// Whether a map is written with a line for each key.
pub(super) fn is_block(node: &Node) -> bool {
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
