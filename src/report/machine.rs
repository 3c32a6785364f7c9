//! The findings of a check for machines, as JSON of this program's own.

use serde::Serialize;

use crate::check::rule::Reader;
use crate::check::{Finding, Library};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// The version of the JSON; raised when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// What a check found, ready to be shown.
#[derive(Debug)]
pub struct Checked<'a> {
    /// What keeps files from being used.
    pub faults: &'a [Diagnostic],
    /// What the rules found.
    pub findings: &'a [Finding],
    /// What comments in the files allow, with the reasons.
    pub suppressed: &'a [(Finding, String)],
    /// How many files and roles were checked.
    pub count: usize,
    /// How many findings the baseline holds.
    pub known: usize,
    /// The jurisdictions by which the texts were judged.
    pub jurisdictions: &'a [String],
    /// The language of the messages.
    pub reader: Reader,
}

impl Checked<'_> {
    /// The faults and the diagnostics of the findings, in their order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.faults.iter().chain(self.findings.iter().map(|finding| &finding.diagnostic)).cloned().collect()
    }
}

/// A place in a file; lines and columns count from 1, columns in characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    /// The sheet, row and column, where the file is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    rule: &'a str,
    category: Option<&'a str>,
    severity: &'a str,
    weight: Option<&'a str>,
    jurisdiction: Option<&'a str>,
    message: &'a str,
    text: Option<&'a str>,
    law: Option<&'a str>,
    law_looked_up: Option<&'a str>,
    fix: Option<String>,
    replacement: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    version: u32,
    notice: &'a str,
    checked: usize,
    in_baseline: usize,
    jurisdictions: &'a [String],
    findings: Vec<Record<'a>>,
}

/// The word of a severity, as SARIF and compilers have it.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

pub(super) fn place(span: &Span) -> Place {
    let (start, end) = (span.position(), span.source().position(span.range().end));
    Place {
        file: span.source().name().to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        cell: span.cell(),
    }
}

/// The findings as JSON.
pub fn json(checked: &Checked<'_>, library: &Library) -> String {
    let faults = checked.faults.iter().map(|fault| Record {
        rule: fault.code,
        category: None,
        severity: severity(fault.severity),
        weight: None,
        jurisdiction: None,
        message: &fault.message,
        text: None,
        law: None,
        law_looked_up: None,
        fix: (!fault.help.is_empty()).then(|| fault.help.join("; ")),
        replacement: None,
        place: fault.span.as_ref().map(place),
    });
    let findings = checked.findings.iter().map(|finding| Record {
        rule: finding.diagnostic.code,
        category: Some(finding.category.name()),
        severity: severity(finding.diagnostic.severity),
        weight: Some(finding.weight.name()),
        jurisdiction: Some(finding.jurisdiction.name()),
        message: &finding.diagnostic.message,
        text: Some(&finding.text),
        law: finding.law.as_deref(),
        law_looked_up: Some(&finding.facts),
        fix: Some(finding.fix.clone()),
        replacement: finding.edit.as_ref().map(|edit| edit.text.as_str()),
        place: finding.diagnostic.span.as_ref().map(place),
    });
    let report = Report {
        version: VERSION,
        notice: library.term("no-advice", checked.reader),
        checked: checked.count,
        in_baseline: checked.known,
        jurisdictions: checked.jurisdictions,
        findings: faults.chain(findings).collect(),
    };
    serde_json::to_string_pretty(&report).map(|text| text + "\n").unwrap_or_default()
}
