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
    grid: Option<Grid>,
    recording: Option<&'static [u8]>,
}

/// A file that is part of the binary, which the build script puts there.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    /// Its name below its folder, with `/` between the parts.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The parser's events, where it is YAML; empty for other files. See `yaml::record`.
    pub recording: &'static [u8],
}

impl Embedded {
    /// The file as a source that need not be parsed. `name` is what messages show.
    pub fn source(&self, name: impl Into<String>) -> Arc<Source> {
        let (text, recording) = (Cow::Borrowed(self.text), Some(self.recording));
        Arc::new(Source { name: name.into(), text, lines: OnceLock::new(), grid: None, recording })
    }
}

/// The cells of a text that is a table, so that a fault can name its row and column.
#[derive(Debug, Default)]
pub struct Grid {
    /// The sheet, where the table is one of a workbook.
    pub sheet: Option<String>,
    /// The headings of the columns, in order.
    pub headings: Vec<String>,
    /// Where each cell begins, in order.
    pub cells: Vec<Cell>,
}

/// Where a table's cell begins.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// First byte in the text.
    pub start: u32,
    /// Row, from 1; the headings are a row too.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl Source {
    /// A source of its own; `name` is shown in messages, so it is a path as the user would type it.
    pub fn new(name: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Arc<Source> {
        Arc::new(Source { name: name.into(), text: text.into(), lines: OnceLock::new(), grid: None, recording: None })
    }

    /// The text of a table, with the places of its cells.
    pub fn table(name: impl Into<String>, text: String, grid: Grid) -> Arc<Source> {
        Arc::new(Source {
            name: name.into(),
            text: Cow::Owned(text),
            lines: OnceLock::new(),
            grid: Some(grid),
            recording: None,
        })
    }

    /// The cell that a byte offset lies in, in words; `None` outside of a table.
    fn cell(&self, offset: usize) -> Option<String> {
        let grid = self.grid.as_ref()?;
        let after = grid.cells.partition_point(|cell| cell.start as usize <= offset);
        let cell = grid.cells.get(after.checked_sub(1)?)?;
        let sheet = grid.sheet.as_ref().map(|sheet| format!("sheet `{sheet}`, ")).unwrap_or_default();
        let heading = grid.headings.get(usize::from(cell.column));
        let heading = heading.map(|heading| format!(" (`{heading}`)")).unwrap_or_default();
        Some(format!("{sheet}row {}, column {}{heading}", cell.row, column_letters(cell.column)))
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parser's events, where they were recorded when the binary was built.
    pub fn recording(&self) -> Option<&'static [u8]> {
        self.recording
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

/// A column as spreadsheets name it: `A` to `Z`, then `AA`.
fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
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

    /// The sheet, row and column in words, where the source is a table.
    pub fn cell(&self) -> Option<String> {
        self.source.cell(self.start as usize)
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
    fn columns_are_named_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        assert_eq!(Source::new("a", "ab").position(99), Position { line: 1, column: 3 });
    }
}
