//! `--baseline`: the findings that were there before, known by rule, file and line of text, not by line number. Files are named from
//! the baseline's own folder, so that it is the same wherever the run is.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::catalog;
use crate::check::Finding;
use crate::diagnostic::Diagnostic;
use crate::output;
use crate::sort;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Known>,
}

/// A finding of the baseline; the same one may be known several times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    rule: String,
    file: String,
    line: String,
}

fn known(finding: &Finding, baseline: &Path) -> Known {
    let span = finding.diagnostic.span.as_ref();
    // A shipped role is in no folder.
    let seen = |name: &str| match name.starts_with("opsjd:") {
        true => name.to_owned(),
        false => catalog::seen_from(baseline, Path::new(name)),
    };
    let line = span.and_then(|span| span.source().text().lines().nth(span.position().line - 1));
    Known {
        rule: finding.diagnostic.code.to_owned(),
        file: span.map(|span| seen(span.source().name())).unwrap_or_default(),
        line: line.unwrap_or_default().trim().to_owned(),
    }
}

/// Writes all findings as the new baseline.
///
/// # Errors
/// Where the file cannot be written.
pub fn write(path: &Path, findings: &[Finding]) -> Result<(), Diagnostic> {
    let mut known: Vec<Known> = findings.iter().map(|finding| known(finding, path)).collect();
    sort::by(&mut known, Known::cmp);
    let text = serde_json::to_string_pretty(&File { version: 1, findings: known }).unwrap_or_default() + "\n";
    output::write(path, text.as_bytes()).map_err(|error| error.diagnostic())
}

/// Reads a baseline.
///
/// # Errors
/// Where it cannot be read or is none.
pub fn read(path: &Path) -> Result<Vec<Known>, Diagnostic> {
    let advice = "`--write-baseline` makes a new one";
    let source = catalog::read_text(path).map_err(|error| error.diagnostic().help(advice))?;
    let file: File = serde_json::from_str(source.text()).map_err(|error| {
        let message = format!("`{}` is no baseline: {error}", source.name());
        Diagnostic::error("bad-baseline", message).help(advice)
    })?;
    Ok(file.findings)
}

/// Takes the findings away that the baseline at `path` knows and says how many they were.
pub fn subtract(findings: &mut Vec<Finding>, baseline: Vec<Known>, path: &Path) -> usize {
    let mut left: BTreeMap<Known, usize> = BTreeMap::new();
    for one in baseline {
        *left.entry(one).or_default() += 1;
    }
    let before = findings.len();
    findings.retain(|finding| match left.get_mut(&known(finding, path)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    before - findings.len()
}
