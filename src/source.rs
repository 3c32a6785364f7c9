//! A text with a name, and a place in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text that was read, with the name by which the user knows it.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: Cow<'static, str>,
    /// Where each line begins, found when the first place is asked for.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// A source of its own; `name` is shown in messages, so it is a path as the user would type it.
    pub fn new(name: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Arc<Source> {
        Arc::new(Source { name: name.into(), text: text.into(), lines: OnceLock::new() })
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `part`, a slice of the text, as a slice of the binary: only where the source is embedded in it.
    pub fn embedded(&self, part: &str) -> Option<&'static str> {
        let Cow::Borrowed(whole) = self.text else { return None };
        let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
        whole.get(offset..offset.checked_add(part.len())?)
    }

    /// Where a byte offset lies, for people: lines and columns count from 1, columns in characters.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let lines = self.lines.get_or_init(|| {
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(newline, _)| newline + 1)).collect()
        });
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        Position { line, column: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A range of bytes in a source. Cloning is cheap.
#[derive(Clone)]
pub struct Span {
    source: Arc<Source>,
    start: u32,
    end: u32,
}

impl Span {
    /// The bytes `range` of `source`. Sources are far smaller than 4 GB (see `catalog::MAX_BYTES`), so offsets fit.
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Span {
        let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { source: Arc::clone(source), start: fit(range.start), end: fit(range.end.max(range.start)) }
    }

    /// The source that the place is in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The bytes covered.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Where the place begins.
    pub fn position(&self) -> Position {
        self.source.position(self.start as usize)
    }

    /// The text covered; empty where the range does not fall on characters.
    pub fn text(&self) -> &str {
        self.source.text().get(self.range()).unwrap_or_default()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.position();
        write!(f, "{}:{}:{}", self.source.name(), at.line, at.column)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_and_not_bytes() {
        let source = Source::new("a.yaml", "title: 用户\nname: 运营 x\n");
        let at = source.text().find('x').unwrap();
        assert_eq!(source.position(at), Position { line: 2, column: 10 });
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("a.yaml", "\u{feff}title: x");
        assert_eq!(source.position(source.text().find('x').unwrap()).column, 8);
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        assert_eq!(Source::new("a", "ab").position(99), Position { line: 1, column: 3 });
    }
}
