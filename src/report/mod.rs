//! Diagnostics, findings, lists, comparisons and differences into words: for a terminal, for machines, for a page.

pub mod changes;
pub mod comparison;
pub mod listing;
mod words;

mod build;
mod github;
mod machine;
mod page;
mod sarif;

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::characters::printable;
use crate::check::Library;
use crate::diagnostic::{Diagnostic, MAX_FAULTS, Severity};
use crate::project::ListKind;
use crate::source::Span;

pub use build::{BuildReport, OutputReport, State};
pub use github::github;
pub use machine::{Checked, json};
pub use page::page;
pub use sarif::sarif;

/// All of `diagnostics`, each with its lines, a caret and its advice, then a line that counts them where they are several.
pub fn human(diagnostics: &[Diagnostic], colored: bool) -> String {
    let mut text = shown(&diagnostics[..diagnostics.len().min(MAX_FAULTS)], colored);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    if diagnostics.len() >= MAX_FAULTS {
        text.push_str(&format!("more than {MAX_FAULTS} errors; the first are shown\n"));
    } else if errors > 1 {
        text.push_str(&format!("{errors} errors\n"));
    }
    text.truncate(text.trim_end().len());
    text
}

/// One line on what a check came to, in the reader's language.
pub fn summary(checked: &Checked<'_>, library: &Library) -> String {
    let all = || checked.faults.iter().chain(checked.findings.iter().map(|finding| &finding.diagnostic));
    let count = |severity: Severity| all().filter(|one| one.severity == severity).count().to_string();
    let key = if all().next().is_none() { "nothing" } else { "summary" };
    let mut line = library
        .term(key, checked.reader)
        .replace("{count}", &checked.count.to_string())
        .replace("{errors}", &count(Severity::Error))
        .replace("{warnings}", &count(Severity::Warning))
        .replace("{notes}", &count(Severity::Note));
    if checked.known > 0 {
        let known = library.term("known", checked.reader).replace("{count}", &checked.known.to_string());
        line.push_str(&format!("; {known}"));
    }
    line
}

/// Everything that a check found, with the lines and the advice, then the summary and the notice.
pub fn checked(checked: &Checked<'_>, library: &Library, colored: bool) -> String {
    let mut text = shown(&checked.diagnostics(), colored);
    text.push_str(&format!("{}\n{}\n", summary(checked, library), library.term("no-advice", checked.reader)));
    text
}

/// Each of `diagnostics` with its lines, and an empty line after it.
fn shown(diagnostics: &[Diagnostic], colored: bool) -> String {
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    diagnostics.iter().map(|diagnostic| one(diagnostic, &renderer) + "\n\n").collect()
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = printable(&diagnostic.message);
    let help: Vec<_> = diagnostic.help.iter().map(|advice| printable(advice)).collect();
    // A related place in the same file is marked in the same excerpt, one in another file gets its own.
    let mut group: Group<'_> = Group::with_title(level.primary_title(message.as_ref()).id(diagnostic.code));
    let mut others = Vec::new();
    if let Some(span) = &diagnostic.span {
        let source = span.source();
        let mut snippet = Snippet::source(without_mark(source.text()))
            .path(printable(source.name()))
            .annotation(AnnotationKind::Primary.span(range_without_mark(span)));
        for (place, words) in &diagnostic.related {
            if place.source().name() == source.name() {
                snippet =
                    snippet.annotation(AnnotationKind::Context.span(range_without_mark(place)).label(words.as_str()));
            } else {
                others.push((place, words));
            }
        }
        group = group.element(snippet);
    }
    for (place, words) in others {
        let source = place.source();
        group = group.element(
            Snippet::source(without_mark(source.text()))
                .path(printable(source.name()))
                .annotation(AnnotationKind::Context.span(range_without_mark(place)).label(words.as_str())),
        );
    }
    let cell = diagnostic.span.as_ref().and_then(Span::cell);
    if let Some(cell) = &cell {
        group = group.element(Level::NOTE.message(cell.as_str()));
    }
    for advice in &help {
        group = group.element(Level::HELP.message(advice.as_ref()));
    }
    renderer.render(&[group])
}

/// Whether a place has a line in its file: the lines of a workbook are those of the text that was made of it.
fn has_lines(span: &Span) -> bool {
    ListKind::of(span.source().name()).map_or(true, |kind| kind != ListKind::Workbook)
}

/// A text without the byte order mark before it, which takes no column.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A place in its text without the byte order mark.
fn range_without_mark(span: &Span) -> Range<usize> {
    let text = span.source().text();
    let mark = text.len() - without_mark(text).len();
    let range = span.range();
    range.start.saturating_sub(mark)..range.end.saturating_sub(mark)
}
