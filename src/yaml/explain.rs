//! What the YAML parser reports, in words and at the place that help the person who has to mend the file.

use std::sync::Arc;

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use super::{KEY_AND_COLON, YamlError};
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
    let is_about_keys = matches!(
        error.kind(),
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedDocumentStart
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidSimpleKey
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::MisplacedFlowCollectionEnd
    );
    if let Some(colon) = slip_before(text, at).filter(|_| is_about_keys) {
        let (words, width) = match text[colon..].starts_with(':') {
            true => ("a colon without a space after a key", 1),
            false => ("a full-width colon after a key", '：'.len_utf8()),
        };
        let span = Span::new(source, colon..colon + width);
        return YamlError::Syntax(words.to_owned()).at(&span).help(KEY_AND_COLON);
    }
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
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("a bracket that closes none".to_owned(), "remove it, or put the text that it belongs to in double quotes")
        }
        _ if is_about_keys => (
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

/// Where the key that `line` begins with is followed by a colon that is none for YAML: a full-width one, or one without a space
/// after it. Keys are ASCII, so that Chinese words before a full-width colon are a text; so is a web address.
pub fn colon_slip(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start_matches([' ', '-', '{']).len();
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let key = line[start..].split(|c| !is_key(c)).next().filter(|key| !key.is_empty())?;
    let colon = start + key.len();
    let rest = &line[colon..];
    let is_slip = match rest.strip_prefix(':') {
        Some(after) => !after.is_empty() && !after.starts_with(char::is_whitespace) && !after.starts_with("//"),
        None => rest.starts_with('：'),
    };
    is_slip.then_some(colon)
}

/// The parser takes a key without its colon for a text that goes on to the next colon, so the slip is on the reported line or on
/// the last one with a colon above it.
fn slip_before(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let reported = text[start..].lines().next().unwrap_or_default();
    if let Some(colon) = colon_slip(reported) {
        return Some(start + colon);
    }
    // With another colon before the reported one, the line has a key of its own.
    if text[start..at].contains(": ") {
        return None;
    }
    let mut end = start;
    for line in text[..start].split_inclusive('\n').rev() {
        end -= line.len();
        if line.contains([':', '：']) && !line.trim_start().starts_with('#') {
            return colon_slip(line).map(|colon| end + colon);
        }
    }
    None
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    /// The line, the column and the words of the first fault.
    fn fault(text: &str) -> (usize, usize, String) {
        let mut faults = Vec::new();
        parse(&Source::new("t.yaml", text.to_owned()), &mut faults);
        let at = faults[0].span.as_ref().unwrap().position();
        (at.line, at.column, faults[0].message.clone())
    }

    #[test]
    fn a_wrong_colon_after_a_key_is_blamed_where_it_stands_and_not_on_the_line_below() {
        for (text, line, column) in [
            ("title： T\nsummary: S\n", 1, 6),
            ("title：T\n\n# note: none\nsummary: S\n", 1, 6),
            ("a: A\ntitle： T\nsummary: S\n", 2, 6),
            ("a: A\nsections：\n  b: { c: d }\n", 2, 9),
            ("a:\n  title： 甲\n  duties: { x: do }\n", 2, 8),
            ("a:\n  b：\n    title: 甲\n", 2, 4),
            ("a:\n  x:do\n  y: do\n", 2, 4),
            ("a:\n  y: do\n  x:do\n", 3, 4),
            ("a:\n  - b： 1\n    c: 2\n", 2, 6),
            ("a: A\nb： { c: { d: e } }\n", 2, 2),
            ("title： T\r\nsummary: S\r\n", 1, 6),
            ("title： T\n  and more\nsummary: S\n", 1, 6),
        ] {
            let fault = fault(text);
            assert_eq!((fault.0, fault.1), (line, column), "{text}: {fault:?}");
            assert!(fault.2.contains("colon"), "{text}: {fault:?}");
        }
    }

    #[test]
    fn a_colon_in_a_text_is_still_blamed_where_it_stands() {
        for (text, line, column) in [
            ("a: 目标: 找到\n", 1, 6),
            ("a： 1\nb: 目标： 一: 二\n", 1, 2),
            ("a:\n  - https://example.com\n    b: c\n", 3, 6),
            ("a: 我们做\n  目标：三\n  bad: y\n", 3, 6),
        ] {
            let fault = fault(text);
            assert_eq!((fault.0, fault.1), (line, column), "{text}: {fault:?}");
        }
    }
}
