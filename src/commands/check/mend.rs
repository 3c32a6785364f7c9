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

/// Changes the files and says whether any was changed.
pub fn mend(findings: &mut [Finding], ask: bool, session: &Session, faults: &mut Vec<Diagnostic>) -> bool {
    let mut files: BTreeMap<String, Changes> = BTreeMap::new();
    for finding in findings.iter() {
        let Some(edit) = &finding.edit else { continue };
        let source = edit.span.source();
        // A shipped text is no file of the user's.
        if !Path::new(source.name()).is_file() || !(edit.safe || ask && wanted(finding, edit, session)) {
            continue;
        }
        let (_, edits) = files.entry(source.name().to_owned()).or_insert_with(|| (Arc::clone(source), Vec::new()));
        edits.push((edit.span.range(), edit.text.clone()));
    }
    let mut changed = false;
    for (name, (source, mut edits)) in files {
        sort::by_key(&mut edits, |(range, _)| range.start);
        let mut text = String::with_capacity(source.text().len());
        let mut at = 0;
        let mut count = 0;
        for (range, replacement) in edits {
            // Of two changes at one place the first is made; the next run finds the other.
            let Some(before) = (range.start >= at).then(|| &source.text()[at..range.start]) else { continue };
            text.push_str(before);
            text.push_str(&replacement);
            at = range.end;
            count += 1;
        }
        text.push_str(&source.text()[at..]);
        match output::write(Path::new(&name), text.as_bytes()) {
            Ok(()) => {
                changed = true;
                session.terminal.tell(&format!("mended {count} in {name}"));
            }
            Err(error) => faults.push(error.diagnostic()),
        }
    }
    changed
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
