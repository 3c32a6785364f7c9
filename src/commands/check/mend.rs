//! `--fix`: the changes that findings know, made in their files; those that change words only after a question.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::super::Session;
use crate::check::{Edit, Finding};
use crate::diagnostic::Diagnostic;
use crate::output;
use crate::sort;
use crate::source::Source;

/// A file with the changes to make in it.
type Changes = (Arc<Source>, Vec<(Range<usize>, String)>);

/// What a run has changed so far.
#[derive(Debug, Default)]
pub struct Mended {
    /// How many changes by file.
    counts: BTreeMap<String, usize>,
}

impl Mended {
    /// Makes the changes that do not touch each other and says whether there were any: what is left is found again in the
    /// changed files. Where `ask`, those that change words are offered too.
    pub fn mend(&mut self, findings: &[Finding], ask: bool, session: &Session, faults: &mut Vec<Diagnostic>) -> bool {
        let mut files: BTreeMap<&str, Changes> = BTreeMap::new();
        let mut unasked = 0;
        for finding in findings {
            let Some(edit) = &finding.edit else { continue };
            let source = edit.span.source();
            // A shipped text is no file of the user's.
            if !Path::new(source.name()).is_file() {
                continue;
            }
            if !edit.safe && ask && !session.terminal.can_ask() {
                unasked += 1;
            } else if edit.safe || ask && wanted(finding, edit, session) {
                let (_, edits) = files.entry(source.name()).or_insert_with(|| (Arc::clone(source), Vec::new()));
                edits.push((edit.span.range(), edit.text.clone()));
            }
        }
        if unasked > 0 {
            session.terminal.tell(&format!("nobody was asked about {unasked}: standard input is no terminal"));
        }
        let mut changed = false;
        for (name, (source, edits)) in files {
            let (text, count) = apply(source.text(), edits);
            match output::write(Path::new(name), text.as_bytes()) {
                Ok(()) => {
                    changed = true;
                    *self.counts.entry(name.to_owned()).or_default() += count;
                }
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        changed
    }

    /// Says what was changed.
    pub fn tell(&self, session: &Session) {
        for (name, count) in &self.counts {
            session.terminal.tell(&format!("mended {count} in {name}"));
        }
    }
}

/// The text after the changes, and how many they were. Of two that overlap or touch the first is made: what the other would be
/// after it, only looking again can say.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> (String, usize) {
    sort::by_key(&mut edits, |(range, _)| range.start);
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    let mut count = 0;
    for (range, replacement) in edits {
        if count > 0 && range.start <= at {
            continue;
        }
        changed.push_str(&text[at..range.start]);
        changed.push_str(&replacement);
        at = range.end;
        count += 1;
    }
    changed.push_str(&text[at..]);
    (changed, count)
}

/// Shows the line before and after, and asks.
fn wanted(finding: &Finding, edit: &Edit, session: &Session) -> bool {
    let source = edit.span.source();
    let range = edit.span.range();
    let start = source.text()[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = source.text()[range.end..].find('\n').map_or(source.text().len(), |at| range.end + at);
    let (before, after) = (&source.text()[start..range.start], &source.text()[range.end..end]);
    session.terminal.tell(&format!(
        "{}: {}\n- {}\n+ {before}{}{after}",
        edit.span,
        finding.diagnostic.message,
        &source.text()[start..end],
        edit.text
    ));
    let answer = session.terminal.ask("change it? [y/N]");
    answer.is_some_and(|answer| matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_changes_that_overlap_or_touch_only_the_first_is_made() {
        let edits =
            vec![(1..3, "x".to_owned()), (0..2, "a".to_owned()), (2..2, " ".to_owned()), (4..5, "y".to_owned())];
        assert_eq!(apply("012345", edits), ("a23y5".to_owned(), 2));
    }
}
