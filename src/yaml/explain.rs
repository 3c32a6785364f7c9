//! What the YAML parser reports, in words and at the place that help the person who has to mend the file.

use std::sync::Arc;

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use super::YamlError;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// The parser's error in words of ours, at the place that a person has to change.
pub fn explain(error: &ScanError, source: &Arc<Source>) -> Diagnostic {
    let text = source.text();
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    if let Some(tab) = tab_in_indentation(text, at) {
        return YamlError::Syntax("a tab in the indentation".to_owned())
            .at(&Span::new(source, tab..tab + 1))
            .help("YAML is indented with spaces: use two for each level");
    }
    if let Some(space) = wide_space_in_indentation(text, at) {
        return YamlError::WideIndentation.at(&Span::new(source, space..space + '\u{3000}'.len_utf8()));
    }
    let here = Span::new(source, at..at + text[at..].chars().next().map_or(0, char::len_utf8));
    let in_braces = error.info().contains("unclosed bracket") || error.info().contains("flow");
    let (words, help) = match error.kind() {
        _ if in_braces && text[at..].starts_with(':') => (
            "`: ` inside a text".to_owned(),
            "put the text in double quotes, or use the full-width colon `：` in Chinese",
        ),
        _ if in_braces => (
            "the brackets before this are not closed, or a comma between two entries is missing".to_owned(),
            "a text with `,`, `[`, `]`, `{` or `}` in it needs double quotes there",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "`: ` inside a text".to_owned(),
            "put the text in double quotes, or use the full-width colon `：` in Chinese",
        ),
        ErrorKind::RecursionLimitExceeded => return YamlError::TooDeep.at(&here),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::SimpleKeyExpected => (
            "this line does not fit the ones above it".to_owned(),
            "check its indentation, and that its key ends with `: `",
        ),
        ErrorKind::UnknownAnchor => ("an alias that names nothing above it".to_owned(), ""),
        ErrorKind::UnclosedQuotedScalar => ("a quote that is not closed".to_owned(), "close it with the same quote"),
        _ => (error.info().to_owned(), ""),
    };
    let diagnostic = YamlError::Syntax(words).at(&here);
    if help.is_empty() { diagnostic } else { diagnostic.help(help) }
}

/// The parser reports the scalar before a tab, so the first tab in an indentation from there on is looked for.
fn tab_in_indentation(text: &str, at: usize) -> Option<usize> {
    in_indentation(text, at, '\t')
}

fn wide_space_in_indentation(text: &str, at: usize) -> Option<usize> {
    in_indentation(text, at, '\u{3000}')
}

fn in_indentation(text: &str, at: usize, wanted: char) -> Option<usize> {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let mut offset = line;
    // The culprit is on the reported line or on the next one with text.
    for line in text[line..].split_inclusive('\n').take(3) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t', '\u{3000}']).len();
        if let Some(found) = line[..indentation].find(wanted) {
            return Some(offset + found);
        }
        offset += line.len();
    }
    None
}
