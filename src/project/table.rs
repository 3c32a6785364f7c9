//! Rows and columns into jobs: CSV and TSV by their own text, a workbook by a text made of its cells.

use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use calamine::{Data, Reader as _, Xlsx, XlsxError};

use super::format::JOB;
use super::list::ListError;
use crate::diagnostic::Diagnostic;
use crate::merge;
use crate::posting;
use crate::posting::format::POSTING;
use crate::shape::Shape;
use crate::source::{Cell, Grid, Source, Span};
use crate::yaml::{Entry, Map, Node, Value};

/// A table: its text, and the value and place of each cell by row.
pub struct Table {
    source: Arc<Source>,
    rows: Vec<Vec<(String, Range<usize>)>>,
}

/// What a column sets.
enum Target {
    Job(&'static str, &'static Shape),
    Posting(String, &'static Shape),
    Nothing,
}

/// Reads CSV (RFC 4180) or TSV.
pub fn separated(name: &str, text: String, separator: u8) -> Result<Table, Diagnostic> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut input = &text.as_bytes()[start..];
    let mut field = Vec::new();
    let mut buffer = [0; 4096];
    let mut begin = start;
    let mut at = start;
    loop {
        let (result, read, written) = reader.read_field(input, &mut buffer);
        input = &input[read..];
        at += read;
        field.extend_from_slice(&buffer[..written]);
        match result {
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
            csv_core::ReadFieldResult::Field { record_end } => {
                // The place of the value is without the separator, the line break and the quotes around it. Empty lines
                // before a row are read with its first cell.
                let raw = &text[begin..at];
                let value = raw.trim_start_matches(['\r', '\n']).trim_end_matches(['\r', '\n']);
                let value = if record_end { value } else { value.strip_suffix(char::from(separator)).unwrap_or(value) };
                let inner = value.trim().trim_matches('"').trim();
                let offset = begin + raw.find(inner).unwrap_or(0);
                let words = String::from_utf8(std::mem::take(&mut field)).unwrap_or_default();
                row.push((words, offset..offset + inner.len()));
                begin = at;
                if record_end {
                    rows.push(std::mem::take(&mut row));
                }
            }
            csv_core::ReadFieldResult::End => break,
        }
    }
    Ok(table(name, None, text, rows, 1))
}

/// Reads one sheet of a workbook.
pub fn workbook(name: &str, bytes: Vec<u8>, sheet: Option<&str>) -> Result<Table, Diagnostic> {
    let no_workbook =
        |why: String| ListError::NoWorkbook { path: name.to_owned(), why: why.to_lowercase() }.diagnostic();
    let unreadable = |error: XlsxError| no_workbook(error.to_string());
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = workbook.sheet_names();
    let wanted = match sheet {
        Some(sheet) => sheets.iter().find(|own| own.as_str() == sheet).ok_or_else(|| {
            let error = ListError::NoSheet { path: name.to_owned(), sheet: sheet.to_owned() };
            error.diagnostic().nearest(sheet, sheets.iter().map(String::as_str))
        })?,
        None => sheets.first().ok_or_else(|| no_workbook("it has no sheet".to_owned()))?,
    };
    let range = workbook.worksheet_range(wanted).map_err(unreadable)?;
    // A text with one line a row, so that the line of a place is the row of the sheet.
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut text = "\n".repeat(first_row as usize);
    let mut rows = Vec::with_capacity(range.height());
    for cells in range.rows() {
        let mut row = vec![(String::new(), text.len()..text.len()); first_column as usize];
        for cell in cells {
            let words = in_words(cell);
            let start = text.len();
            text.push_str(&words.replace(['\n', '\r', '\t'], " "));
            row.push((words, start..text.len()));
            text.push_str("  ");
        }
        text.truncate(text.trim_end_matches(' ').len().max(row.last().map_or(0, |(_, range)| range.end)));
        text.push('\n');
        rows.push(row);
    }
    Ok(table(name, Some(wanted), text, rows, first_row + 1))
}

/// A cell as a person would type it: dates as ISO 8601, whole numbers without a fraction.
fn in_words(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            if (hour, minute) == (0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        Data::Bool(true) => "true".to_owned(),
        Data::Bool(false) => "false".to_owned(),
        other => other.to_string(),
    }
}

fn table(
    name: &str,
    sheet: Option<&String>,
    text: String,
    rows: Vec<Vec<(String, Range<usize>)>>,
    first: u32,
) -> Table {
    let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    let cells = rows.iter().zip(first..).flat_map(|(row, number)| {
        row.iter().zip(0..).map(move |((_, range), column)| Cell { start: fit(range.start), row: number, column })
    });
    let headings = rows.first().into_iter().flatten().map(|(words, _)| words.trim().to_owned()).collect();
    let grid = Grid { sheet: sheet.cloned(), headings, cells: cells.collect() };
    Table { source: Source::table(name, text, grid), rows }
}

/// The jobs of a table: its first row names the columns, empty rows and cells say nothing.
pub fn jobs(name: &str, table: &Table, faults: &mut Vec<Diagnostic>) -> Result<Vec<Node>, Diagnostic> {
    let (headings, rows) =
        table.rows.split_first().ok_or_else(|| ListError::NoHeadings(name.to_owned()).diagnostic())?;
    if headings.iter().all(|(words, _)| words.trim().is_empty()) {
        return Err(ListError::NoHeadings(name.to_owned()).diagnostic());
    }
    let span = |range: &Range<usize>| Span::new(&table.source, range.clone());
    let before = faults.len();
    let mut targets = Vec::new();
    for (index, (words, range)) in headings.iter().enumerate() {
        let earlier = headings[..index].iter().any(|(other, _)| normal(other) == normal(words));
        if earlier && !words.trim().is_empty() {
            faults.push(ListError::ColumnTwice(words.trim().to_owned()).diagnostic().at(&span(range)));
        }
        targets.push(target(words, &span(range), faults));
    }
    if faults.len() > before {
        return Ok(Vec::new());
    }
    let mut jobs = Vec::new();
    for row in rows {
        let Some((_, first)) = row.iter().find(|(words, _)| !words.trim().is_empty()) else { continue };
        let mut job = Node {
            span: span(&(first.start..row.last().map_or(first.end, |(_, last)| last.end))),
            value: Value::Map(Map::new()),
        };
        for (index, (words, range)) in row.iter().enumerate().filter(|(_, (words, _))| !words.trim().is_empty()) {
            let Some(target) = targets.get(index).filter(|target| !matches!(target, Target::Nothing)) else {
                faults.push(ListError::NoHeading.diagnostic().at(&span(range)));
                continue;
            };
            set(&mut job, target, words.trim(), &span(range));
        }
        jobs.push(job);
    }
    Ok(jobs)
}

/// Sets what a cell says. Cells of one posting come together in one map.
fn set(job: &mut Node, target: &Target, words: &str, span: &Span) {
    let (key, value) = match target {
        Target::Job(key, shape) => ((*key).to_owned(), shape.typed(words, span)),
        Target::Posting(path, shape) => ("posting".to_owned(), posting::nest(path, span, shape.typed(words, span))),
        Target::Nothing => return,
    };
    let Value::Map(map) = &mut job.value else { return };
    let node = match map.remove(&key) {
        Some(entry) => merge::combine(entry.node, value),
        None => value,
    };
    map.insert(key, Entry { key: span.clone(), node });
}

/// A heading in the form of a key: `Pay min` is `pay.min`, `Employment Type` is `employment-type`.
fn normal(heading: &str) -> String {
    let key = heading.trim().to_lowercase().replace([' ', '_'], "-");
    match key.as_str() {
        "language" | "lang" => "languages".to_owned(),
        "format" => "formats".to_owned(),
        "section" => "sections".to_owned(),
        _ => match key.split_once('-') {
            Some((record @ ("pay" | "apply"), field)) => format!("{record}.{field}"),
            _ => key,
        },
    }
}

fn target(heading: &str, span: &Span, faults: &mut Vec<Diagnostic>) -> Target {
    let key = normal(heading);
    if key.is_empty() {
        return Target::Nothing;
    }
    if let Some(field) = JOB.iter().find(|field| field.name == key && key != "posting") {
        return Target::Job(field.name, field.shape);
    }
    // A language tag is written with capitals, which a heading may have lost: `company.zh-CN`.
    let path = match key.rsplit_once('.') {
        Some((field, tag)) => match crate::language::Language::parse(tag) {
            Some(language) if posting::shape_at(field).is_some_and(|shape| matches!(shape, Shape::Text)) => {
                format!("{field}.{language}")
            }
            _ => key.clone(),
        },
        None => key.clone(),
    };
    if let Some(shape) = posting::shape_at(&path).filter(|shape| !matches!(shape, Shape::Record(_))) {
        return Target::Posting(path, shape);
    }
    let posting = posting::all_keys(POSTING, "");
    let own = JOB.iter().map(|field| field.name).filter(|name| *name != "posting");
    let valid: Vec<&str> = own.chain(posting.iter().map(String::as_str)).collect();
    let fault = ListError::UnknownColumn(heading.trim().to_owned()).diagnostic().at(span);
    faults.push(fault.nearest(&key, valid));
    Target::Nothing
}
