//! Two Word files as one with tracked changes (ECMA-376 Part 1, 17.13.5): accepting all gives the new, rejecting all the old.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::paragraph::{Paragraph, Piece};
use super::reference::{ReferenceDocument, ReferenceError};
use super::tracked::{Tracker, Trail};
use crate::words::{self, Mark, likeness};

/// Two paragraphs of one style at least this alike are one that was reworded.
const ALIKE: f64 = 0.5;

/// What stands in the body of a Word file.
#[derive(Debug, Clone)]
pub(super) struct Child {
    /// The element's name.
    pub name: String,
    /// The element as it stands.
    pub xml: String,
}

/// The Word file `new` with tracked changes that lead to it from `old`; the names are shown in messages.
///
/// # Errors
/// Where one of the two is no Word file.
pub fn redline(old: (&str, &[u8]), new: (&str, &[u8])) -> Result<Vec<u8>, ReferenceError> {
    let (old_file, new_file) = (ReferenceDocument::read(old.0, old.1)?, ReferenceDocument::read(new.0, new.1)?);
    let (old_xml, new_xml) = (old_file.main_text(), new_file.main_text());
    let (old_children, _) = children(&old_xml);
    let (new_children, range) = children(&new_xml);
    let body = body(&old_children, &new_children);
    let document = format!("{}{body}{}", &new_xml[..range.start], &new_xml[range.end..]);
    new_file.with_main(&document, &old_file)
}

/// The paragraphs of a Word file, or of a Flat OPC text, each with the name of its style and its words.
///
/// # Errors
/// Where the bytes are neither.
pub fn word_paragraphs(name: &str, bytes: &[u8]) -> Result<Vec<(String, String)>, ReferenceError> {
    let (xml, styles) = match std::str::from_utf8(bytes) {
        Ok(flat) if flat.contains("pkg:package") => (flat.to_owned(), Vec::new()),
        _ => {
            let file = ReferenceDocument::read(name, bytes)?;
            (file.main_text(), file.styles())
        }
    };
    let named = |id: String| styles.iter().find(|(own, _)| *own == id).map_or(id, |(_, name)| name.clone());
    Ok(Paragraph::all(&xml).into_iter().map(|paragraph| (named(paragraph.style()), paragraph.text())).collect())
}

/// The children of `w:body` but for the last section's set-up, and the range that they take.
fn children(document: &str) -> (Vec<Child>, Range<usize>) {
    let mut reader = Reader::from_str(document);
    let (mut found, mut depth, mut open) = (Vec::new(), 0usize, None);
    let mut range = 0..0;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader.read_event();
        let end = usize::try_from(reader.buffer_position()).unwrap_or_default();
        let mut close = |from: usize, name: String| {
            if name != "w:sectPr" {
                found.push(Child { name, xml: document[from..end].to_owned() });
                range.end = end;
            }
        };
        match event {
            Ok(Event::Start(element)) => {
                if depth == 1 {
                    range = end..end;
                } else if depth == 2 {
                    open = Some((start, element.name().as_ref().to_owned()));
                }
                depth += 1;
            }
            Ok(Event::Empty(element)) if depth == 2 => close(start, element.name().as_ref().to_owned()),
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 2
                    && let Some((from, name)) = open.take()
                {
                    close(from, name);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    (found, range)
}

/// What makes two children of a body the same: words and style, but not the number of the list that they are in.
fn sense(child: &Child) -> (String, Vec<(String, String)>) {
    let paragraphs = Paragraph::all(&child.xml);
    (child.name.clone(), paragraphs.iter().map(|paragraph| (paragraph.style(), paragraph.text())).collect())
}

fn body(old: &[Child], new: &[Child]) -> String {
    let (old_senses, new_senses): (Vec<_>, Vec<_>) = (old.iter().map(sense).collect(), new.iter().map(sense).collect());
    let mut tracker = Tracker::default();
    let mut body = String::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old_senses, &new_senses) {
        let (gone, come) = (operation.old_range(), operation.new_range());
        if operation.tag() == DiffTag::Equal {
            new[come].iter().for_each(|child| body.push_str(&child.xml));
        } else {
            replaced(&old[gone], &new[come], &mut tracker, &mut body);
        }
    }
    body
}

/// A run of children in place of another: those alike are reworded, in their order; the others go or come as a whole.
fn replaced(old: &[Child], new: &[Child], tracker: &mut Tracker, body: &mut String) {
    let mut from = 0;
    for child in new {
        let partner = (from..old.len()).find(|index| are_alike(&old[*index], child));
        let Some(partner) = partner else {
            body.push_str(&tracker.whole(&child.xml, Trail::Inserted));
            continue;
        };
        old[from..partner].iter().for_each(|gone| body.push_str(&tracker.whole(&gone.xml, Trail::Deleted)));
        from = partner + 1;
        body.push_str(&reworded(&old[partner], child, tracker));
    }
    old[from..].iter().for_each(|gone| body.push_str(&tracker.whole(&gone.xml, Trail::Deleted)));
}

fn are_alike(old: &Child, new: &Child) -> bool {
    let (Some(one), Some(other)) = (Paragraph::simple(&old.xml), Paragraph::simple(&new.xml)) else { return false };
    one.style() == other.style() && likeness(&one.text(), &other.text()) >= ALIKE
}

fn reworded(old: &Child, new: &Child, tracker: &mut Tracker) -> String {
    let (Some(one), Some(other)) = (Paragraph::simple(&old.xml), Paragraph::simple(&new.xml)) else {
        return tracker.whole(&old.xml, Trail::Deleted) + &tracker.whole(&new.xml, Trail::Inserted);
    };
    let (mut old_left, mut new_left) = (one.pieces.clone(), other.pieces.clone());
    let mut inner = String::new();
    for run in words::compare(&one.text(), &other.text()) {
        match run.mark {
            Mark::Same => {
                take(&mut old_left, run.text.len());
                inner.extend(take(&mut new_left, run.text.len()).iter().map(Piece::xml));
            }
            Mark::Removed => inner.push_str(&tracker.pieces(&take(&mut old_left, run.text.len()), Trail::Deleted)),
            Mark::Added => inner.push_str(&tracker.pieces(&take(&mut new_left, run.text.len()), Trail::Inserted)),
        }
    }
    format!("{}{}{inner}</w:p>", other.start, other.properties)
}

/// The first `length` bytes of `pieces`, each with its formatting.
fn take(pieces: &mut Vec<Piece>, mut length: usize) -> Vec<Piece> {
    let mut taken = Vec::new();
    while length > 0 && !pieces.is_empty() {
        let first = &mut pieces[0];
        if first.text.len() <= length {
            length -= first.text.len();
            taken.push(pieces.remove(0));
        } else {
            // Both wordings break at words, so the cut falls between characters.
            let rest = first.text.split_off(length);
            taken.push(Piece { format: first.format.clone(), text: std::mem::replace(&mut first.text, rest) });
            length = 0;
        }
    }
    taken
}
