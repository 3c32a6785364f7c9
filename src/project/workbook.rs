//! A sheet of a workbook into the cells of a table, in bounded memory.

use std::io::{self, BufReader, Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use quick_xml::events::Event;
use zip::ZipArchive;

use super::list::ListError;
use super::table::{Cell, CellFault, Table};
use crate::diagnostic::Diagnostic;

/// How many bytes a workbook may unpack to. A sheet is read cell by cell, but the texts that cells share are all kept.
const MAX_UNPACKED: u64 = 256 << 20;
/// How many shared texts a workbook may claim to hold, which is about as many as fit into what it may unpack to.
const MAX_CLAIMED: u64 = 10_000_000;
/// How many cells of a sheet may say something: a hundred thousand rows of twenty.
const MAX_CELLS: usize = 2_000_000;
/// How many bytes these may have together, as each of them can be the same long text of the shared ones.
const MAX_TEXT: usize = 64 << 20;
/// How many seconds a day has.
const SECONDS_OF_DAY: u64 = 24 * 60 * 60;
/// How many rows a sheet has.
const ROWS: u32 = 1 << 20;
/// How many columns a sheet has.
const COLUMNS: u32 = 1 << 14;

/// Reads the sheet of this name, or else the first that is not hidden.
pub fn workbook(name: &str, bytes: Vec<u8>, sheet: Option<&str>) -> Result<Table, Diagnostic> {
    let no_workbook = |why: String| ListError::NoWorkbook { path: name.to_owned(), why }.diagnostic();
    let unreadable = |error: XlsxError| no_workbook(error.to_string().to_lowercase());
    measure(name, &bytes).map_err(|error| error.diagnostic())?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let found = match sheet {
        Some(wanted) => sheets.clone().find(|sheet| sheet.name == wanted).ok_or_else(|| {
            let error = ListError::NoSheet { path: name.to_owned(), sheet: wanted.to_owned() };
            error.diagnostic().nearest(wanted, sheets.map(|sheet| sheet.name.as_str()))
        })?,
        None => sheets
            .clone()
            .find(|sheet| sheet.visible == SheetVisible::Visible)
            .ok_or_else(|| ListError::NoVisibleSheet(name.to_owned()).diagnostic())?,
    };
    let sheet = found.name.clone();
    let mut reader = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut cells = Vec::new();
    let mut length = 0;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
        let mut words = match (cell.value, cell.formula) {
            (DataRef::Empty, None) => continue,
            (DataRef::Empty, Some(_)) => Err(CellFault::NoSavedValue),
            (DataRef::Error(error), _) => Err(CellFault::ErrorValue(error.to_string())),
            (value, _) => Ok(in_words(value)),
        };
        if words.as_ref().is_ok_and(String::is_empty) {
            continue;
        }
        let (row, column) = cell.pos;
        let Some(column) = u16::try_from(column).ok().filter(|_| row < ROWS && column < COLUMNS) else {
            return Err(no_workbook("a cell lies outside of the sheet".to_owned()));
        };
        length += words.as_ref().map_or(0, String::len);
        let is_too_large = cells.len() == MAX_CELLS || length > MAX_TEXT;
        if is_too_large {
            words = Err(CellFault::SheetTooLarge);
        }
        cells.push(Cell { row: row + 1, column, words, place: 0..0 });
        if is_too_large {
            break;
        }
    }
    // The cells can stand in the file in any order.
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let text = written(&mut cells);
    Ok(Table::new(name, Some(sheet), text, cells))
}

/// Refuses a workbook whose parts, or what they claim to hold, are more than the memory should take.
fn measure(name: &str, bytes: &[u8]) -> Result<(), ListError> {
    // A package or part that cannot be unpacked here cannot be where it is read either, which has the words for it.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        let is_shared = part.name().is_ok_and(|name| name.to_lowercase().ends_with("sharedstrings.xml"));
        // The size that the archive declares may lie, so what is unpacked is counted.
        let Ok(unpacked) = io::copy(&mut part.take(left + 1), &mut io::sink()) else { continue };
        left = left.checked_sub(unpacked).ok_or_else(|| ListError::TooLarge(name.to_owned()))?;
        if is_shared
            && let Some(claimed) =
                archive.by_index(index).ok().and_then(claimed).filter(|claimed| *claimed > MAX_CLAIMED)
        {
            let why = format!("it claims to hold {claimed} texts");
            return Err(ListError::NoWorkbook { path: name.to_owned(), why });
        }
    }
    Ok(())
}

/// How many texts the part with the shared ones claims to hold. The reader takes memory for as many before it reads the first.
fn claimed(part: impl Read) -> Option<u64> {
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "sst" => {
                let mut attributes = element.attributes();
                let claim = attributes.with_checks(false).flatten().find(|known| known.key.as_ref() == "uniqueCount");
                return claim?.value.parse().ok();
            }
            Event::Eof => return None,
            _ => buffer.clear(),
        }
    }
}

/// A cell as a person would type it: dates as ISO 8601, times and durations as on a clock, whole numbers without a fraction.
fn in_words(cell: DataRef<'_>) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
        }
        DataRef::DateTime(moment) => moment_in_words(&moment),
    }
}

/// A duration in hours and minutes, a time of day, or a date with the time where it has one. Seconds are said where there are any.
fn moment_in_words(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() {
        let sign = if days < 0.0 { "-" } else { "" };
        return format!("{sign}{}", clock(seconds_of(days.abs()), 1));
    }
    // The numbers of dates count from 1, so what is less is a time of no day.
    if (0.0..1.0).contains(&days) {
        return clock(seconds_of(days) % SECONDS_OF_DAY, 2);
    }
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
}

/// The nearest number of seconds: a part of a day is seldom a number that floats have.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
fn seconds_of(days: f64) -> u64 {
    (days * SECONDS_OF_DAY as f64).round() as u64
}

fn clock(seconds: u64, width: usize) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let clock = format!("{hours:0width$}:{minutes:02}");
    if seconds == 0 { clock } else { format!("{clock}:{seconds:02}") }
}

/// A text of the cells with one line a row, so that the line of a place is the row of the sheet. Each cell gets its place.
fn written(cells: &mut [Cell]) -> String {
    let mut text = String::new();
    let mut line = 1;
    for cell in cells {
        if line < cell.row {
            text.extend(std::iter::repeat_n('\n', (cell.row - line) as usize));
            line = cell.row;
        } else if !text.is_empty() {
            text.push_str("  ");
        }
        let start = text.len();
        match &cell.words {
            Ok(words) | Err(CellFault::ErrorValue(words)) => text.push_str(&words.replace(['\n', '\r', '\t'], " ")),
            Err(_) => text.push('='),
        }
        cell.place = start..text.len();
    }
    text
}
