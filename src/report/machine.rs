//! The findings of a check for machines: JSON of this program's own, and SARIF 2.1.0.

use serde::Serialize;
use serde_json::{Value as Json, json};

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
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

fn place(span: &Span) -> Place {
    let (start, end) = (span.position(), span.source().position(span.range().end));
    Place {
        file: span.source().name().to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
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

/// The findings as SARIF 2.1.0 (OASIS), columns counted in characters.
pub fn sarif(checked: &Checked<'_>, library: &Library) -> String {
    let diagnostics = || checked.faults.iter().chain(checked.findings.iter().map(|finding| &finding.diagnostic));
    let mut ids: Vec<&str> = diagnostics().map(|diagnostic| diagnostic.code).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<Json> = ids
        .iter()
        .map(|id| match library.rule(id) {
            Some(rule) => json!({
                "id": id,
                "shortDescription": { "text": rule.message.to(checked.reader) },
                "help": { "text": rule.fix.to(checked.reader) },
                "properties": { "category": rule.category.name(), "lawLookedUp": rule.facts },
            }),
            None => json!({ "id": id }),
        })
        .collect();
    let results: Vec<Json> = diagnostics()
        .map(|diagnostic| {
            let mut text = diagnostic.message.clone();
            for help in &diagnostic.help {
                text.push('\n');
                text.push_str(help);
            }
            let mut result = json!({
                "ruleId": diagnostic.code,
                "ruleIndex": ids.binary_search(&diagnostic.code).unwrap_or_default(),
                "level": severity(diagnostic.severity),
                "message": { "text": text },
            });
            if let Some(span) = &diagnostic.span {
                let at = place(span);
                result["locations"] = json!([{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&at.file) },
                    "region": { "startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column },
                } }]);
            }
            result
        })
        .collect();
    let sarif = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "opsjd",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
                "fullDescription": { "text": library.term("no-advice", checked.reader) },
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&sarif).map(|text| text + "\n").unwrap_or_default()
}

/// A path as a URI reference (RFC 3986): what may not stand in one is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~' | b':') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
