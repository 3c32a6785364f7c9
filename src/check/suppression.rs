//! `# opsjd: allow RULE until DATE, reason` in a checked file: which findings somebody has decided to keep, and why.

use std::sync::Arc;

use super::finding::Finding;
use super::library::Library;
use crate::diagnostic::{Diagnostic, Severity};
use crate::shape::is_date;
use crate::source::{Source, Span};

/// The words that begin a suppression, after `#`, `<!--` or `//`.
const MARK: &str = "opsjd: allow";

/// What a suppression gets wrong.
#[derive(Debug, thiserror::Error)]
pub enum SuppressionError {
    /// A rule that does not exist.
    #[error("there is no rule `{0}` to allow")]
    UnknownRule(String),
    /// No reason after the rule.
    #[error("`{0}` is allowed without a reason")]
    NoReason(String),
    /// A date that is none.
    #[error("`{0}` is not a date")]
    BadDate(String),
    /// Its day has passed.
    #[error("`{rule}` was allowed until {until}")]
    Expired {
        /// The rule.
        rule: String,
        /// The last day.
        until: String,
    },
    /// There is nothing to allow.
    #[error("`{0}` is allowed here but finds nothing")]
    Unused(String),
}

impl SuppressionError {
    fn at(&self, span: &Span) -> Diagnostic {
        let (code, severity, help) = match self {
            SuppressionError::UnknownRule(_) => {
                ("suppression-unknown-rule", Severity::Error, "`opsjd check --rules` lists them")
            }
            SuppressionError::NoReason(_) => {
                ("suppression-no-reason", Severity::Error, "write `# opsjd: allow RULE until 2027-01-01, the reason`")
            }
            SuppressionError::BadDate(_) => ("suppression-bad-date", Severity::Error, "write YYYY-MM-DD"),
            SuppressionError::Expired { .. } => {
                ("suppression-expired", Severity::Warning, "mend the text, or set a new date with the reason for it")
            }
            SuppressionError::Unused(_) => ("suppression-unused", Severity::Warning, "remove the comment"),
        };
        Diagnostic { severity, ..Diagnostic::error(code, self.to_string()) }.at(span).help(help)
    }
}

struct Suppression {
    rule: String,
    until: Option<String>,
    span: Span,
    /// The first and last line that it covers, from 1.
    lines: (usize, usize),
    reason: String,
    used: bool,
}

/// Takes away the findings that comments in `sources` allow and gives them with the reasons, and reports comments that are
/// wrong, expired or unused.
/// Expiry is judged by `today` (`YYYY-MM-DD`); `is_off` says which rules do not run, so that their comments are not unused.
pub fn apply(
    findings: &mut Vec<Finding>,
    sources: &[Arc<Source>],
    library: &Library,
    today: Option<&str>,
    is_off: impl Fn(&str) -> bool,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(Finding, String)> {
    let mut allowed = Vec::new();
    for source in sources.iter().filter(|source| source.text().contains(MARK)) {
        let mut suppressions = read(source, library, faults);
        suppressions.retain(|one| {
            let expired = one.until.as_ref().zip(today).is_some_and(|(until, today)| until.as_str() < today);
            if expired {
                let until = one.until.clone().unwrap_or_default();
                faults.push(SuppressionError::Expired { rule: one.rule.clone(), until }.at(&one.span));
            }
            !expired
        });
        let mut covering = |finding: &Finding| {
            let span = finding.diagnostic.span.as_ref().filter(|span| span.source().name() == source.name())?;
            let line = span.position().line;
            let covering = suppressions
                .iter_mut()
                .find(|one| one.rule == finding.diagnostic.code && (one.lines.0..=one.lines.1).contains(&line))?;
            covering.used = true;
            Some(covering.reason.clone())
        };
        for finding in std::mem::take(findings) {
            match covering(&finding) {
                Some(reason) => allowed.push((finding, reason)),
                None => findings.push(finding),
            }
        }
        for one in suppressions.iter().filter(|one| !one.used && !is_off(&one.rule)) {
            faults.push(SuppressionError::Unused(one.rule.clone()).at(&one.span));
        }
    }
    allowed
}

fn read(source: &Arc<Source>, library: &Library, faults: &mut Vec<Diagnostic>) -> Vec<Suppression> {
    let lines: Vec<&str> = source.text().split('\n').collect();
    let mut found = Vec::new();
    let mut start = 0;
    for (index, line) in lines.iter().enumerate() {
        if let Some((at, comment)) = comment(line) {
            let span = Span::new(source, start + at..start + line.trim_end().len());
            let (names, reason) = comment.split_once([',', '，']).unwrap_or((comment, ""));
            let mut words = names.split_whitespace();
            let rule = words.next().unwrap_or_default().to_owned();
            let until = if words.next() == Some("until") { words.next().map(str::to_owned) } else { None };
            let mut fault = |error: SuppressionError| faults.push(error.at(&span));
            if library.rule(&rule).is_none() {
                fault(SuppressionError::UnknownRule(rule));
            } else if reason.trim().is_empty() {
                fault(SuppressionError::NoReason(rule));
            } else if let Some(date) = until.clone().filter(|date| !is_date(date)) {
                fault(SuppressionError::BadDate(date));
            } else {
                let (lines, reason) = (covered(&lines, index, at), reason.trim().to_owned());
                found.push(Suppression { rule, until, span, lines, reason, used: false });
            }
        }
        start += line.len() + 1;
    }
    found
}

/// The text of a suppression in a line, and where its comment begins.
fn comment(line: &str) -> Option<(usize, &str)> {
    let mark = line.find(MARK)?;
    let before = line[..mark].trim_end();
    let opener = ["#", "<!--", "//"].into_iter().find(|opener| before.ends_with(opener))?;
    let text = line[mark + MARK.len()..].trim().trim_end_matches("-->").trim();
    Some((before.len() - opener.len(), text))
}

/// A comment after a value covers its line; one on a line of its own covers the next line that is no comment. Both cover
/// the lines that belong to it: those indented deeper.
fn covered(lines: &[&str], index: usize, at: usize) -> (usize, usize) {
    let is_skipped =
        |line: &&str| line.trim().is_empty() || comment(line).is_some_and(|(at, _)| line[..at].trim().is_empty());
    let alone = lines[index][..at].trim().is_empty();
    let mut first = index;
    if alone {
        first += 1;
        while lines.get(first).is_some_and(is_skipped) {
            first += 1;
        }
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = lines.get(first).map_or(0, |line| indent(line));
    let mut last = first;
    while lines.get(last + 1).is_some_and(|line| !line.trim().is_empty() && indent(line) > own) {
        last += 1;
    }
    (first + 1, last + 1)
}
