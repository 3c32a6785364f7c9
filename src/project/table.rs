//! Cells into jobs: the first row names what each column sets.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::format::JOB;
use super::list::ListError;
use crate::diagnostic::{Diagnostic, MAX_FAULTS};
use crate::merge;
use crate::posting;
use crate::posting::format::POSTING;
use crate::shape::Shape;
use crate::source::{self, Grid, Source, Span};
use crate::yaml::{Entry, Map, Node, Value};

/// A table: its text, and the cells that say something.
pub struct Table {
    source: Arc<Source>,
    /// By row, and in a row by column.
    cells: Vec<Cell>,
}

/// A cell that says something.
pub struct Cell {
    /// Row, from 1, as a spreadsheet program counts.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
    /// What it says, without space around it.
    pub words: Result<String, CellFault>,
    /// Where it stands in the table's text.
    pub place: Range<usize>,
}

/// Why a cell cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CellFault {
    /// A quote that nothing closes.
    #[error("the quote is not closed")]
    OpenQuote,
    /// A quote that is closed before the cell ends.
    #[error("the quote is closed before the cell ends")]
    TextAfterQuote,
    /// An error that a formula came to, such as `#N/A`.
    #[error("the cell holds the error `{0}`")]
    ErrorValue(String),
    /// A formula that no spreadsheet program has worked out.
    #[error("the formula has no saved value")]
    NoSavedValue,
    /// The cell with which a sheet says too much.
    #[error("the sheet is too large: up to here it has more than 64 MB of text, or more than two million cells")]
    SheetTooLarge,
}

impl CellFault {
    fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            CellFault::OpenQuote | CellFault::TextAfterQuote => (
                "open-quote",
                "a cell that begins with a quote ends with one; a quote inside of it is written twice: `\"\"`",
            ),
            CellFault::ErrorValue(_) => ("error-value", "correct the formula, or empty the cell"),
            CellFault::NoSavedValue => (
                "no-saved-value",
                "open the workbook in a spreadsheet program and save it, which works its formulas out",
            ),
            CellFault::SheetTooLarge => ("too-large", "split the list into several"),
        };
        Diagnostic::error(code, self.to_string()).help(help)
    }
}

/// A row as a job.
pub struct Row {
    /// What its cells set.
    pub job: Node,
    /// Whether every cell could be used. Where not, the fault has been reported.
    pub is_sound: bool,
    /// Whether every cell could be used that says what the job is; those of the vacancy's data do not.
    pub is_named: bool,
}

impl Row {
    /// A row of which nothing is known to be wrong.
    pub fn sound(job: Node) -> Row {
        Row { job, is_sound: true, is_named: true }
    }
}

/// What a column sets.
struct Column<'a> {
    heading: &'a str,
    target: Target,
}

enum Target {
    Job(&'static str, &'static Shape),
    Posting(String, &'static Shape),
}

impl Table {
    /// The table of these cells, which stand in `text`.
    pub fn new(name: &str, sheet: Option<String>, text: String, cells: Vec<Cell>) -> Table {
        let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let starts =
            cells.iter().map(|cell| source::Cell { start: fit(cell.place.start), row: cell.row, column: cell.column });
        let mut grid = Grid { sheet, headings: Vec::new(), cells: starts.collect() };
        for cell in cells.iter().take_while(|cell| cell.row == cells[0].row) {
            grid.headings.resize(usize::from(cell.column), String::new());
            grid.headings.extend(cell.words.as_ref().ok().cloned());
        }
        Table { source: Source::table(name, text, grid), cells }
    }

    fn span(&self, place: &Range<usize>) -> Span {
        Span::new(&self.source, place.clone())
    }

    /// What the columns set, by their number; `None` for one without heading.
    fn columns<'a>(&self, headings: &'a [Cell], faults: &mut Vec<Diagnostic>) -> Vec<Option<Column<'a>>> {
        let mut columns = Vec::new();
        let mut known = HashSet::new();
        for cell in headings {
            let span = self.span(&cell.place);
            let heading = match &cell.words {
                Ok(heading) => heading,
                Err(fault) => {
                    faults.push(fault.diagnostic().at(&span));
                    continue;
                }
            };
            let key = normal(heading);
            columns.resize_with(usize::from(cell.column), || None);
            columns.push(target(heading, &key, &span, faults).map(|target| Column { heading, target }));
            if !known.insert(key) {
                faults.push(ListError::ColumnTwice(heading.clone()).diagnostic().at(&span));
            }
        }
        columns
    }

    fn row(
        &self,
        cells: &[Cell],
        columns: &[Option<Column>],
        rivals: &[[(u16, &str); 2]],
        faults: &mut Vec<Diagnostic>,
    ) -> Row {
        let whole = cells.first().map_or(0, |cell| cell.place.start)..cells.last().map_or(0, |cell| cell.place.end);
        let mut job = Node { span: self.span(&whole), value: Value::Map(Map::new()) };
        let mut own = Vec::new();
        let mut is_named = true;
        for cell in cells {
            let span = self.span(&cell.place);
            match (&cell.words, columns.get(usize::from(cell.column)).and_then(Option::as_ref)) {
                (Err(fault), column) => {
                    is_named &= column.is_some_and(|column| matches!(column.target, Target::Posting(..)));
                    own.push(fault.diagnostic().at(&span));
                }
                (Ok(_), None) => own.push(ListError::NoHeading.diagnostic().at(&span)),
                (Ok(words), Some(column)) => set(&mut job, &column.target, words, &span),
            }
        }
        for [(one, first), (other, second)] in rivals {
            let cell = |column| cells.binary_search_by_key(column, |cell| cell.column).map(|place| &cells[place]);
            if let (Ok(_), Ok(cell)) = (cell(one), cell(other)) {
                let error = ListError::BothSet((*first).to_owned(), (*second).to_owned());
                own.push(error.diagnostic().at(&self.span(&cell.place)));
            }
        }
        let is_sound = own.is_empty();
        faults.extend(own.into_iter().take(MAX_FAULTS.saturating_sub(faults.len())));
        Row { job, is_sound, is_named }
    }
}

/// The jobs of a table: its first row names the columns, empty rows and cells say nothing.
pub fn jobs(name: &str, table: &Table, faults: &mut Vec<Diagnostic>) -> Result<Vec<Row>, Diagnostic> {
    let mut rows = table.cells.chunk_by(|cell, next| cell.row == next.row);
    let headings = rows.next().ok_or_else(|| ListError::NoHeadings(name.to_owned()).diagnostic())?;
    let before = faults.len();
    let columns = table.columns(headings, faults);
    if faults.len() > before {
        return Ok(Vec::new());
    }
    let rivals = rivals(&columns);
    Ok(rows.map(|cells| table.row(cells, &columns, &rivals, faults)).collect())
}

/// The pairs of columns, by number and heading, of which a row can set only one: both set one key, or one sets a key and the
/// other one below it.
fn rivals<'a>(columns: &[Option<Column<'a>>]) -> Vec<[(u16, &'a str); 2]> {
    let set = columns.iter().zip(0..=u16::MAX).filter_map(|(column, number)| {
        let column = column.as_ref()?;
        let Target::Posting(path, _) = &column.target else { return None };
        Some((path.as_str(), (number, column.heading)))
    });
    let set: Vec<_> = set.collect();
    let by_path: HashMap<_, _> = set.iter().copied().collect();
    let mut rivals = Vec::new();
    for (path, column) in set {
        let above = path.match_indices('.').filter_map(|(dot, _)| by_path.get(&path[..dot]));
        let same = by_path.get(path).filter(|other| **other != column);
        rivals.extend(above.chain(same).map(|other| [column.min(*other), column.max(*other)]));
    }
    rivals
}

/// Sets what a cell says. Cells of one posting come together in one map.
fn set(job: &mut Node, target: &Target, words: &str, span: &Span) {
    let (key, value) = match target {
        Target::Job(key, shape) => ((*key).to_owned(), typed(shape, words, span)),
        Target::Posting(path, shape) => ("posting".to_owned(), posting::nest(path, span, typed(shape, words, span))),
    };
    let Value::Map(map) = &mut job.value else { return };
    let node = match map.remove(&key) {
        Some(entry) => merge::combine(entry.node, value),
        None => value,
    };
    map.insert(key, Entry { key: span.clone(), node });
}

/// The value of a cell. Spreadsheet programs write truth values in capitals.
fn typed(shape: &Shape, words: &str, span: &Span) -> Node {
    let is_truth_value = ["true", "false"].iter().any(|value| value.eq_ignore_ascii_case(words));
    match shape {
        Shape::OneOf(["true", "false"]) if is_truth_value => shape.typed(&words.to_ascii_lowercase(), span),
        _ => shape.typed(words, span),
    }
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

fn target(heading: &str, key: &str, span: &Span, faults: &mut Vec<Diagnostic>) -> Option<Target> {
    if let Some(field) = JOB.iter().find(|field| field.name == key && key != "posting") {
        return Some(Target::Job(field.name, field.shape));
    }
    // A language tag is written with capitals, which a heading may have lost: `company.zh-CN`.
    let path = match key.rsplit_once('.') {
        Some((field, tag)) => match crate::language::Language::parse(tag) {
            Some(language) if posting::shape_at(field).is_some_and(|shape| matches!(shape, Shape::Text)) => {
                format!("{field}.{language}")
            }
            _ => key.to_owned(),
        },
        None => key.to_owned(),
    };
    if let Some(shape) = posting::shape_at(&path).filter(|shape| !matches!(shape, Shape::Record(_))) {
        return Some(Target::Posting(path, shape));
    }
    let posting = posting::all_keys(POSTING, "");
    let own = JOB.iter().map(|field| field.name).filter(|name| *name != "posting");
    let valid: Vec<&str> = own.chain(posting.iter().map(String::as_str)).collect();
    let fault = ListError::UnknownColumn(heading.to_owned()).diagnostic().at(span);
    faults.push(fault.nearest(key, valid));
    None
}
