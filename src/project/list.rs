//! A job list: YAML, JSON, CSV, TSV or a workbook, each row a job with the keys of `format::JOB`.

use std::sync::Arc;

use super::format::JOB;
use super::separated;
use super::table::{self, Row};
use super::workbook::workbook;
use crate::diagnostic::{Diagnostic, MAX_FAULTS};
use crate::shape::{self, Completeness, Shape};
use crate::source::{Source, Span};
use crate::yaml::{Node, Value};

/// How a list is written, which its ending says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// YAML or JSON, which is YAML too.
    Yaml,
    /// Comma-separated values, or semicolon-separated ones.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A workbook: xlsx or xlsm.
    Workbook,
}

/// What a list gets wrong as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// An ending that no list has.
    #[error("`{0}` is no job list")]
    UnknownKind(String),
    /// A workbook of a format that is not read.
    #[error("`{0}` is a workbook of another format than .xlsx")]
    OtherWorkbook(String),
    /// A workbook that cannot be read.
    #[error("`{path}` cannot be read as a workbook: {why}")]
    NoWorkbook {
        /// The file.
        path: String,
        /// The reader's words.
        why: String,
    },
    /// A sheet that the workbook does not have.
    #[error("`{path}` has no sheet `{sheet}`")]
    NoSheet {
        /// The file.
        path: String,
        /// The sheet.
        sheet: String,
    },
    /// A workbook all of whose sheets are hidden.
    #[error("`{0}` has no visible sheet")]
    NoVisibleSheet(String),
    /// A sheet of a file that is no workbook.
    #[error("`{0}` has no sheets")]
    NoSheets(String),
    /// A workbook that is small only as long as it is packed.
    #[error("`{0}` unpacks to more than 256 MB")]
    TooLarge(String),
    /// Bytes that are not UTF-8.
    #[error("`{path}` is not UTF-8 text (row {row})")]
    NotUtf8 {
        /// The file.
        path: String,
        /// The first row that is not.
        row: usize,
    },
    /// A table without headings.
    #[error("`{0}` has no headings in its first row")]
    NoHeadings(String),
    /// A heading that is no key of a job or posting.
    #[error("unknown column `{0}`")]
    UnknownColumn(String),
    /// The same heading twice.
    #[error("the column `{0}` stands there twice")]
    ColumnTwice(String),
    /// A row that has more cells than there are headings.
    #[error("the row has a value in a column without heading")]
    NoHeading,
    /// Two cells of a row of which one undoes what the other sets.
    #[error("`{0}` and `{1}` cannot both be set")]
    BothSet(String, String),
    /// A YAML list that is no list.
    #[error("a job list is a list of jobs, not {0}")]
    NoList(&'static str),
}

impl ListError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            ListError::UnknownKind(_) => "unknown-list",
            ListError::OtherWorkbook(_) | ListError::NoWorkbook { .. } => "no-workbook",
            ListError::NoSheet { .. } | ListError::NoVisibleSheet(_) | ListError::NoSheets(_) => "unknown-sheet",
            ListError::TooLarge(_) => "too-large",
            ListError::NotUtf8 { .. } => "not-utf8",
            ListError::NoHeadings(_) => "no-headings",
            ListError::UnknownColumn(_) => "unknown-column",
            ListError::ColumnTwice(_) => "column-twice",
            ListError::NoHeading => "no-heading",
            ListError::BothSet(..) => "both-set",
            ListError::NoList(_) => "wrong-type",
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        match self {
            ListError::UnknownKind(_) => diagnostic.help("a list ends in .yaml, .json, .csv, .tsv or .xlsx"),
            ListError::OtherWorkbook(_) | ListError::NoWorkbook { .. } => diagnostic.help("save it as .xlsx"),
            ListError::NoVisibleSheet(_) => diagnostic.help("name one with `--sheet`, or as the `sheet` of the list"),
            ListError::NoSheets(_) => diagnostic.help("only a workbook has sheets"),
            ListError::TooLarge(_) => diagnostic.help("copy the list into a new workbook, or save it as `CSV UTF-8`"),
            ListError::BothSet(..) => diagnostic.help("leave one of the two cells empty"),
            ListError::NotUtf8 { .. } => diagnostic.help("save it as `CSV UTF-8`, or name the workbook itself"),
            ListError::NoHeadings(_) => diagnostic.help("name the columns, for example `role`, `level`, `sections`"),
            _ => diagnostic,
        }
    }
}

impl ListKind {
    /// The kind that a file's ending says.
    ///
    /// # Errors
    /// Where it says none.
    pub fn of(path: &str) -> Result<ListKind, ListError> {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "yaml" | "yml" | "json" => Ok(ListKind::Yaml),
            "csv" => Ok(ListKind::Csv),
            "tsv" | "tab" => Ok(ListKind::Tsv),
            "xlsx" | "xlsm" => Ok(ListKind::Workbook),
            "xlsb" | "xls" | "ods" => Err(ListError::OtherWorkbook(path.to_owned())),
            _ => Err(ListError::UnknownKind(path.to_owned())),
        }
    }
}

/// Reads the jobs of a list, each held to the format except that what every row may leave to `defaults` can be missing.
/// A job with a fault is `None`, unless the fault is only in the vacancy's data: such a one is not sound, but what else is
/// wrong with it can still be found.
pub fn parse_list(
    name: &str,
    kind: ListKind,
    bytes: Vec<u8>,
    sheet: Option<&str>,
    defaults: Option<&Node>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Option<Row>> {
    if sheet.is_some() && kind != ListKind::Workbook {
        faults.push(ListError::NoSheets(name.to_owned()).diagnostic());
        return Vec::new();
    }
    let table = match kind {
        ListKind::Workbook => workbook(name, bytes, sheet),
        _ => match String::from_utf8(bytes) {
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let row = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
                Err(ListError::NotUtf8 { path: name.to_owned(), row }.diagnostic())
            }
            Ok(text) if kind == ListKind::Yaml => return yaml(&Source::new(name, text), defaults, faults),
            Ok(text) => Ok(if kind == ListKind::Tsv { separated::tsv(name, text) } else { separated::csv(name, text) }),
        },
    };
    match table.and_then(|table| table::jobs(name, &table, faults)) {
        Ok(rows) => whole(rows, defaults, faults),
        Err(fault) => {
            faults.push(fault);
            Vec::new()
        }
    }
}

fn yaml(source: &Arc<Source>, defaults: Option<&Node>, faults: &mut Vec<Diagnostic>) -> Vec<Option<Row>> {
    let Some(node) = crate::yaml::parse(source, faults) else { return Vec::new() };
    match node.value {
        Value::List(jobs) => whole(jobs.into_iter().map(Row::sound), defaults, faults),
        Value::Null => Vec::new(),
        _ => {
            let first = Span::new(source, 0..source.text().lines().next().map_or(0, str::len));
            faults.push(ListError::NoList(node.kind()).diagnostic().at(&first));
            Vec::new()
        }
    }
}

/// The jobs, each held to the format.
fn whole(
    rows: impl IntoIterator<Item = Row>,
    defaults: Option<&Node>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Option<Row>> {
    // The one thing that a job must say is its role, which the list's defaults may say for it.
    let has_role = defaults.is_some_and(|defaults| defaults.get("role").is_some());
    let check = |job: &Node, is_named: bool| {
        let mut own = Vec::new();
        // What a row lacks may stand in the cell that cannot be used.
        let completeness = if has_role || !is_named { Completeness::Patch } else { Completeness::Whole };
        shape::check(job, &Shape::Record(JOB), completeness, "the job", &mut own);
        own
    };
    rows.into_iter()
        .map(|mut row| {
            let own = check(&row.job, row.is_named);
            if !own.is_empty() {
                row.is_sound = false;
                row.is_named = row.is_named && check(&without_posting(&row.job), true).is_empty();
            }
            faults.extend(own.into_iter().take(MAX_FAULTS.saturating_sub(faults.len())));
            row.is_named.then_some(row)
        })
        .collect()
}

fn without_posting(job: &Node) -> Node {
    let mut job = job.clone();
    if let Value::Map(map) = &mut job.value {
        map.remove("posting");
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let mut faults = Vec::new();
        let kind = ListKind::of(name).unwrap();
        let jobs = parse_list(name, kind, text.as_bytes().to_vec(), None, None, &mut faults);
        let shown = |fault: &Diagnostic| {
            let place = fault.span.as_ref().map(|span| format!("{span}, {}", span.cell().unwrap_or_default()));
            format!("{}: {} {:?}", place.unwrap_or_default(), fault.message, fault.help)
        };
        (
            jobs.iter().flatten().map(|job| serde_json::to_string(&job.job).unwrap()).collect(),
            faults.iter().map(shown).collect(),
        )
    }

    const JOBS: &[&str] = &[
        r#"{"role":"user-ops","level":"senior","sections":["data","retention"],"posting":{"pay":{"min":"1","max":"2","currency":"CNY"},"company":{"en":"Acme, Inc"}}}"#,
        r#"{"role":"content-ops"}"#,
    ];

    #[test]
    fn the_same_jobs_are_read_from_csv_tsv_json_and_yaml() {
        let csv = "role,Level,section,Pay min,pay.max,pay.currency,company.en\nuser-ops,senior,\"data，retention\",1,2,CNY,\"Acme, Inc\"\n\ncontent-ops,,,,,,\n";
        let tsv = "role\tlevel\tsections\tpay.min\tpay.max\tpay.currency\tcompany.en\nuser-ops\tsenior\tdata; retention\t1\t2\tCNY\tAcme, Inc\ncontent-ops\n";
        let json = format!("[{}]", JOBS.join(",\n"));
        for (name, text) in [("j.csv", csv), ("j.tsv", tsv), ("j.json", json.as_str()), ("j.yaml", json.as_str())] {
            let (jobs, faults) = read(name, text);
            assert_eq!(faults, [] as [&str; 0], "{name}");
            assert_eq!(jobs, JOBS, "{name}");
        }
    }

    #[test]
    fn an_unknown_column_is_an_error_with_the_nearest_name() {
        let (_, faults) = read("j.csv", "role,levle\nuser-ops,senior\n");
        assert!(faults[0].starts_with("j.csv:1:6, row 1, column B (`levle`): unknown column `levle`"), "{faults:?}");
        assert!(faults[0].contains("did you mean `level`?"), "{faults:?}");
    }

    #[test]
    fn a_fault_in_a_row_shows_its_row_and_column_and_spares_the_other_rows() {
        let (jobs, faults) =
            read("j.csv", "\u{feff}role,headcount\r\nuser-ops,\"many\r\n\"\r\ncontent-ops,3\r\n,4\r\n");
        assert_eq!(jobs.len(), 2, "what is known of the first by its name is looked at, the last has none");
        assert!(faults[0].starts_with("j.csv:2:11, row 2, column B (`headcount`): "), "{faults:?}");
        assert!(
            faults[1].contains("row 4, column A (`role`): `the job` lacks `role`")
                || faults[1].contains("lacks `role`"),
            "{faults:?}"
        );
    }

    #[test]
    fn a_value_without_heading_and_a_heading_twice_are_faults() {
        assert!(read("j.csv", "role,,role\na,b,c\n").1[0].contains("twice"));
        assert!(read("j.csv", "role\na,b\n").1[0].contains("without heading"));
        assert!(read("j.csv", "").1[0].contains("no headings"));
    }

    #[test]
    fn a_workbook_of_another_format_is_refused_with_advice() {
        for name in ["jobs.xls", "jobs.XLSB", "jobs.ods"] {
            let fault = ListKind::of(name).unwrap_err().diagnostic();
            assert_eq!(fault.message, format!("`{name}` is a workbook of another format than .xlsx"));
            assert_eq!(fault.help, ["save it as .xlsx"]);
        }
        let mut faults = Vec::new();
        let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        parse_list("jobs.xlsx", ListKind::Workbook, old, None, None, &mut faults);
        assert!(faults[0].message.starts_with("`jobs.xlsx` cannot be read as a workbook: "), "{}", faults[0].message);
        assert_eq!(faults[0].help, ["save it as .xlsx"]);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused_with_advice() {
        let mut faults = Vec::new();
        parse_list("j.csv", ListKind::Csv, b"role\n\xc8\xcb".to_vec(), None, None, &mut faults);
        assert_eq!(faults[0].message, "`j.csv` is not UTF-8 text (row 2)");
    }
}
