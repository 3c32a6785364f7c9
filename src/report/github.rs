//! Diagnostics as workflow commands, which GitHub shows as annotations of the lines that they concern.

use std::fmt::Write as _;

use super::has_lines;
use crate::characters::printable;
use crate::diagnostic::{Diagnostic, Severity};

/// One line a diagnostic, in the form of GitHub's workflow commands
/// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>). Files are named from the repository, in
/// which the run's own `folder` has a `/` at its end where it is not the repository itself.
pub fn github(diagnostics: &[Diagnostic], folder: &str) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        let mut words = diagnostic.message.clone();
        // A shipped role, standard input or an option is no file of the repository, so there is no line to annotate.
        let span = diagnostic.span.as_ref().filter(|span| !span.source().name().starts_with(['-', ' ']));
        if let Some(span) = span.filter(|span| !span.source().name().starts_with("opsjd:")) {
            let at = span.position();
            properties.push(format!("file={}", property(&in_repository(folder, span.source().name()))));
            if has_lines(span) {
                properties.push(format!("line={},col={}", at.line, at.column));
            }
            if let Some(cell) = span.cell() {
                words = format!("{words} ({cell})");
            }
        }
        properties.push(format!("title={}", property(diagnostic.code)));
        for advice in &diagnostic.help {
            words.push_str("\nhelp: ");
            words.push_str(advice);
        }
        let words = printable(&words);
        let _ = writeln!(text, "::{command} {}::{}", properties.join(","), message(&words));
    }
    text.truncate(text.trim_end().len());
    text
}

/// A file's path without the steps back of `..`, which GitHub does not follow.
pub(super) fn in_repository(folder: &str, name: &str) -> String {
    if name.starts_with('/') {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(name.split('/')).filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// What a message must not hold as it is: the characters that end a command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property also must not hold the characters between properties.
fn property(text: &str) -> String {
    message(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Span};

    #[test]
    fn an_annotation_says_the_place_and_escapes_what_would_end_the_command() {
        let source = Source::new("roles/a,b.yaml", "title: x\n");
        let fault = Diagnostic::error("bad-value", "100% wrong").at(&Span::new(&source, 7..8)).help("write `y`");
        assert_eq!(
            github(&[fault], ""),
            "::error file=roles/a%2Cb.yaml,line=1,col=8,title=bad-value::100%25 wrong%0Ahelp: write `y`"
        );
    }

    #[test]
    fn a_fault_of_no_file_has_no_place() {
        assert_eq!(github(&[Diagnostic::warning("w", "words")], "jobs/"), "::warning title=w::words");
    }

    #[test]
    fn a_file_is_named_from_the_repository_wherever_the_run_is() {
        for (folder, name, shown) in [
            ("", "roles/a.yaml", "roles/a.yaml"),
            ("hr/jobs/", "opsjd.yaml", "hr/jobs/opsjd.yaml"),
            ("hr/jobs/", "../roles/a.yaml", "hr/roles/a.yaml"),
            ("hr/", "../../a.yaml", "../a.yaml"),
            ("hr/", "/tmp/a.yaml", "/tmp/a.yaml"),
        ] {
            assert_eq!(in_repository(folder, name), shown);
        }
    }
}
