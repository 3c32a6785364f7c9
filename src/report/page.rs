//! The findings of a check as one HTML page, through a template like any document.

use indexmap::IndexMap;
use serde::Serialize;

use super::machine::{Checked, severity};
use crate::check::Library;
use crate::diagnostic::Diagnostic;
use crate::render::Templates;

#[derive(Serialize)]
struct Page<'a> {
    language: &'static str,
    summary: String,
    notice: &'a str,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    help: &'a [String],
    line: Option<usize>,
    column: Option<usize>,
    excerpt: Option<&'a str>,
}

/// The page, the findings in the order of the files.
///
/// # Errors
/// Where a template of the project's own fails.
pub fn page(checked: &Checked<'_>, library: &Library, templates: &Templates) -> Result<String, Diagnostic> {
    use crate::check::rule::Reader;
    let mut files: IndexMap<&str, Vec<Entry<'_>>> = IndexMap::new();
    for diagnostic in checked.faults.iter().chain(checked.findings.iter().map(|finding| &finding.diagnostic)) {
        let span = diagnostic.span.as_ref();
        let at = span.map(|span| span.position());
        files.entry(span.map_or("", |span| span.source().name())).or_default().push(Entry {
            rule: diagnostic.code,
            severity: severity(diagnostic.severity),
            message: &diagnostic.message,
            help: &diagnostic.help,
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            excerpt: at.and_then(|at| span?.source().text().lines().nth(at.line - 1)).map(str::trim),
        });
    }
    let page = Page {
        language: match checked.reader {
            Reader::ZhCn => "zh-CN",
            Reader::ZhTw => "zh-TW",
            Reader::En => "en",
        },
        summary: super::summary(checked, library),
        notice: library.term("no-advice", checked.reader),
        files: files.into_iter().map(|(name, findings)| File { name, findings }).collect(),
    };
    templates.render(
        "check/report.html.j2",
        &minijinja::context! { report => minijinja::Value::from(minijinja::value::Serde(page)) },
    )
}
