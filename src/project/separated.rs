//! CSV (RFC 4180) and TSV into the cells of a table.

use std::borrow::Cow;
use std::ops::Range;

use super::table::{Cell, CellFault, Table};

/// Reads comma-separated values, or the semicolon-separated ones that spreadsheet programs write where a comma is the
/// decimal sign. No heading has either sign in it, so the headings tell.
pub fn csv(name: &str, text: String) -> Table {
    let mut lines = text.trim_start_matches('\u{feff}').split(['\n', '\r']);
    let headings = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator = if headings.contains(';') && !headings.contains(',') { b';' } else { b',' };
    separated(name, text, separator)
}

/// Reads tab-separated values.
pub fn tsv(name: &str, text: String) -> Table {
    separated(name, text, b'\t')
}

fn separated(name: &str, text: String, separator: u8) -> Table {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let (mut row, mut column) = (1, 0u16);
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < bytes.len() {
        let (words, place, length) = first_cell(&text[at..], separator);
        if words.as_ref().map_or(true, |words| !words.trim().is_empty()) {
            let words = words.map(|words| words.trim().to_owned());
            let written = &text[at + place.start..at + place.end];
            let start = at + place.start + (written.len() - written.trim_start().len());
            cells.push(Cell { row, column, words, place: start..start + written.trim().len() });
        }
        at += length;
        match bytes.get(at..) {
            Some([sign, ..]) if *sign == separator => {
                at += 1;
                // A row can have more cells than there are numbers for columns; all the rest have no heading.
                column = column.saturating_add(1);
            }
            Some(rest) => {
                at += if rest.starts_with(b"\r\n") { 2 } else { 1 };
                (row, column) = (row + 1, 0);
            }
            None => {}
        }
    }
    Table::new(name, None, text, cells)
}

/// The first cell of `rest`: its words, where they are written, and how long the cell is. A cell whose quote is not closed
/// takes all of the rest, as nobody can tell where it was to end.
fn first_cell(rest: &str, separator: u8) -> (Result<Cow<'_, str>, CellFault>, Range<usize>, usize) {
    let end_of = |text: &str| memchr::memchr3(separator, b'\r', b'\n', text.as_bytes()).unwrap_or(text.len());
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = end_of(rest);
        return (Ok(Cow::Borrowed(&rest[..end])), 0..end, end);
    };
    let mut quotes = memchr::memchr_iter(b'"', quoted.as_bytes());
    let close = loop {
        let Some(quote) = quotes.next() else { return (Err(CellFault::OpenQuote), 0..1, rest.len()) };
        if !quoted[quote + 1..].starts_with('"') {
            break quote;
        }
        quotes.next();
    };
    let after = &quoted[close + 1..];
    let end = end_of(after);
    if !after[..end].trim().is_empty() {
        return (Err(CellFault::TextAfterQuote), 0..1, rest.len());
    }
    (Ok(Cow::Owned(quoted[..close].replace("\"\"", "\""))), 1..1 + close, 1 + close + 1 + end)
}
