//! The lines of a role file that each of its entries takes, with the comments above them.

use std::ops::Range;

use indexmap::IndexMap;

use crate::yaml::{Entry, Map, Node, Value};

/// One side's map and the lines of each of its entries: with the comments above it, up to those of the next.
pub(super) struct Side<'a> {
    pub(super) map: &'a Map,
    text: &'a str,
    region: Range<usize>,
    entries: IndexMap<&'a str, Place>,
    tail: usize,
}

/// Where an entry stands.
#[derive(Clone)]
struct Place {
    /// Where the comments above it begin.
    start: usize,
    /// Where the line of its key begins.
    key_line: usize,
    end: usize,
}

impl<'a> Side<'a> {
    /// `region` is the part of `text` that the map takes. `None` where its keys do not stand there one below the other, as
    /// those that an alias brings.
    pub(super) fn new(map: &'a Map, text: &'a str, region: Range<usize>) -> Option<Side<'a>> {
        let mut entries: IndexMap<&str, Place> = IndexMap::new();
        let mut column = 0;
        let mut floor = region.start;
        for (name, entry) in map {
            let key = entry.key.range().start;
            if !(floor..region.end).contains(&key) {
                return None;
            }
            let key_line = line_start(text, key);
            if entries.is_empty() {
                column = key - key_line;
            }
            // What stands above the first key behind an empty line is about the whole map.
            let start = comments_above(text, key_line, floor, column, entries.is_empty());
            if let Some((_, last)) = entries.last_mut() {
                last.end = start;
            }
            entries.insert(name, Place { start, key_line, end: region.end });
            floor = line_end(text, key);
        }
        let tail = comments_above(text, region.end, floor, column, false);
        entries.last_mut()?.1.end = tail;
        Some(Side { map, text, region, entries, tail })
    }

    pub(super) fn entry(&self, name: &str) -> Option<Part<'a>> {
        Some(Part { entry: self.map.get(name)?, text: self.text, place: self.entries.get(name)?.clone() })
    }

    /// What stands above the entries and belongs to none.
    pub(super) fn head(&self) -> &'a str {
        let first = self.entries.values().next().map_or(self.tail, |place| place.start);
        &self.text[self.region.start..first]
    }

    /// The comments behind the last entry that are not indented as if they were of it.
    pub(super) fn tail(&self) -> &'a str {
        &self.text[self.tail..self.region.end]
    }
}

/// One entry of one side.
pub(super) struct Part<'a> {
    entry: &'a Entry,
    text: &'a str,
    place: Place,
}

impl<'a> Part<'a> {
    pub(super) fn node(&self) -> &'a Node {
        &self.entry.node
    }

    /// The entry's lines.
    pub(super) fn lines(&self) -> &'a str {
        &self.text[self.place.start..self.place.end]
    }

    /// The comments above the key.
    pub(super) fn above(&self) -> &'a str {
        &self.text[self.place.start..self.place.key_line]
    }

    /// The entry's lines from that of its key on.
    pub(super) fn body(&self) -> &'a str {
        &self.text[self.place.key_line..self.place.end]
    }

    /// The line of the key.
    pub(super) fn key_line(&self) -> &'a str {
        &self.text[self.place.key_line..line_end(self.text, self.place.key_line)]
    }

    /// The entry's map, where it is written with a line for each key.
    pub(super) fn side(&self) -> Option<Side<'a>> {
        let map = self.node().as_map().filter(|_| is_block(self.node()))?;
        Side::new(map, self.text, line_end(self.text, self.place.key_line)..self.place.end)
    }

    /// What of the body stands before the value.
    pub(super) fn before(&self) -> &'a str {
        &self.text[self.place.key_line..self.value().start]
    }

    /// The value as it is written.
    pub(super) fn raw(&self) -> &'a str {
        &self.text[self.value()]
    }

    /// What of the body stands behind the value.
    pub(super) fn after(&self) -> &'a str {
        &self.text[self.value().end..self.place.end]
    }

    /// The part of the text that `node`, which is within this entry, takes.
    pub(super) fn raw_of(&self, node: &Node) -> &'a str {
        self.text.get(node.span.range()).unwrap_or_default().trim_end()
    }

    /// Where the value stands: at the end of the body where it stands elsewhere, as what an alias means.
    fn value(&self) -> Range<usize> {
        let (span, end) = (self.node().span.range(), self.place.end);
        let start = if (self.entry.key.range().end..end).contains(&span.start) { span.start } else { end };
        let raw = &self.text[start..span.end.clamp(start, end)];
        start..start + raw.trim_end().len()
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

/// The start of the comments and empty lines right above the line at `start`, not above `floor`. What is indented by more than
/// `column` belongs to what stands above it. Of the first entry, what stands above an empty line is not its own.
fn comments_above(text: &str, mut start: usize, floor: usize, column: usize, is_first: bool) -> usize {
    while start > floor {
        let above = line_start(text, start - 1);
        let line = &text[above..start];
        let words = line.trim();
        let is_comment = words.starts_with('#') && line.len() - line.trim_start().len() <= column;
        if above < floor || !(is_comment || words.is_empty() && !is_first) {
            break;
        }
        start = above;
    }
    start
}
