//! Diagnostics, lists, comparisons and differences into words.

pub mod changes;
pub mod comparison;
pub mod listing;
mod words;

mod build;
mod github;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::characters::printable;
use crate::diagnostic::{Diagnostic, MAX_FAULTS, Severity};

pub use build::{BuildReport, OutputReport, State};
pub use github::github;

/// All of `diagnostics`, each with its lines, a caret and its advice, then a line that counts them where they are several.
pub fn human(diagnostics: &[Diagnostic], colored: bool) -> String {
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(MAX_FAULTS) {
        text.push_str(&one(diagnostic, &renderer));
        text.push_str("\n\n");
    }
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    if diagnostics.len() >= MAX_FAULTS {
        text.push_str(&format!("more than {MAX_FAULTS} errors; the first are shown\n"));
    } else if errors > 1 {
        text.push_str(&format!("{errors} errors\n"));
    }
    text.truncate(text.trim_end().len());
    text
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
        let mut snippet =
            Snippet::source(source.text()).path(source.name()).annotation(AnnotationKind::Primary.span(span.range()));
        for (place, words) in &diagnostic.related {
            if place.source().name() == source.name() {
                snippet = snippet.annotation(AnnotationKind::Context.span(place.range()).label(words.as_str()));
            } else {
                others.push((place, words));
            }
        }
        group = group.element(snippet);
    }
    for (place, words) in others {
        let source = place.source();
        group = group.element(
            Snippet::source(source.text())
                .path(source.name())
                .annotation(AnnotationKind::Context.span(place.range()).label(words.as_str())),
        );
    }
    let cell = diagnostic.span.as_ref().and_then(crate::source::Span::cell);
    if let Some(cell) = &cell {
        group = group.element(Level::NOTE.message(cell.as_str()));
    }
    for advice in &help {
        group = group.element(Level::HELP.message(advice.as_ref()));
    }
    renderer.render(&[group])
}
