//! The findings of a check as SARIF 2.1.0 (OASIS, errata 01), which code hosts show on pull requests.

use serde_json::{Value as Json, json};

use super::github::in_repository;
use super::has_lines;
use super::machine::{Checked, place, severity};
use crate::check::rule::{Reader, Rule};
use crate::check::{Edit, Finding, Library};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// The log of one run. Columns are counted in characters, and fixes hold what `--fix` or `--fix=ask` would write. Files are named
/// from the repository, in which the run's own `folder` has a `/` at its end where it is not the repository itself.
pub fn sarif(checked: &Checked<'_>, library: &Library, folder: &str) -> String {
    let suppressed = || checked.suppressed.iter().map(|(finding, _)| finding);
    let findings = || checked.findings.iter().chain(suppressed());
    let diagnostics = || checked.faults.iter().chain(findings().map(|finding| &finding.diagnostic));
    let mut ids: Vec<&str> = diagnostics().map(|diagnostic| diagnostic.code).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<Json> = ids.iter().map(|id| descriptor(id, library.rule(id), checked.reader)).collect();
    let mut results: Vec<Json> = checked.faults.iter().map(|fault| result(fault, &ids, folder)).collect();
    results.extend(checked.findings.iter().map(|finding| finding_result(finding, &ids, folder)));
    results.extend(checked.suppressed.iter().map(|(finding, reason)| {
        let mut result = finding_result(finding, &ids, folder);
        result["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
        result
    }));
    let sarif = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "opsjd",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "fullDescription": { "text": library.term("no-advice", checked.reader) },
                "rules": rules,
            } },
            "invocations": [{
                "executionSuccessful": checked.faults.iter().all(|fault| fault.severity != Severity::Error),
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&sarif).map(|text| text + "\n").unwrap_or_default()
}

/// What a rule is about; a fault that is no rule's has its code only.
fn descriptor(id: &str, rule: Option<&Rule>, reader: Reader) -> Json {
    let Some(rule) = rule else { return json!({ "id": id }) };
    let laws: Vec<String> = rule.law.iter().map(|(place, law)| format!("{place}: {law}")).collect();
    let mut help = rule.fix.to(reader).to_owned();
    if !laws.is_empty() {
        help = format!("{help}\n\n{}", laws.join("\n"));
    }
    json!({
        "id": id,
        "shortDescription": { "text": rule.message.to(reader) },
        "help": { "text": help },
        "properties": { "category": rule.category.name(), "lawLookedUp": rule.facts, "tags": [rule.category.name()] },
    })
}

fn finding_result(finding: &Finding, ids: &[&str], folder: &str) -> Json {
    let mut result = result(&finding.diagnostic, ids, folder);
    if let Some(edit) = &finding.edit {
        result["fixes"] = json!([fix(edit, &finding.fix, folder)]);
    }
    result["properties"] = json!({
        "weight": finding.weight.name(),
        "jurisdiction": finding.jurisdiction.name(),
    });
    result
}

fn result(diagnostic: &Diagnostic, ids: &[&str], folder: &str) -> Json {
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
    // What was typed and what is embedded in the program is no file that a reader could open.
    let is_file =
        |span: &&Span| !span.source().name().starts_with(['-', ' ']) && !span.source().name().starts_with("opsjd:");
    if let Some(span) = diagnostic.span.as_ref().filter(is_file) {
        let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&in_repository(folder, span.source().name())) } } });
        if let Some(cell) = span.cell() {
            location["message"] = json!({ "text": cell });
        }
        if has_lines(span) {
            location["physicalLocation"]["region"] = region(span);
        }
        result["locations"] = json!([location]);
    }
    result
}

fn fix(edit: &Edit, words: &str, folder: &str) -> Json {
    json!({
        "description": { "text": words },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(&in_repository(folder, edit.span.source().name())) },
            "replacements": [{ "deletedRegion": region(&edit.span), "insertedContent": { "text": edit.text } }],
        }],
    })
}

fn region(span: &Span) -> Json {
    let at = place(span);
    json!({ "startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column })
}

/// A path as a URI reference (RFC 3986): what may not stand in one is percent-encoded, also a colon, which would make the
/// part before it a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_any_script_is_a_uri_reference() {
        assert_eq!(uri("岗位 1/a:b.yaml"), "%E5%B2%97%E4%BD%8D%201/a%3Ab.yaml");
    }
}
