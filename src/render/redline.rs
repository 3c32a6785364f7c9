//! Two Word files as one with tracked changes (ECMA-376 Part 1, 17.13.5): accepting all gives the new, rejecting all the old.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::paragraph::{Paragraph, Piece};
use super::reference::{ReferenceDocument, ReferenceError};
use super::tracked::{Tracker, Trail};
use crate::alignment::align;
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
    let (old_file, new_file) = (ReferenceDocument::open(old.0, old.1)?, ReferenceDocument::read(new.0, new.1)?);
    let (old_xml, new_xml) = (old_file.main_text(), new_file.main_text());
    let (old_children, _) = children(&old_xml);
    let (new_children, range) = children(&new_xml);
    let lists = usize::try_from(new_file.highest_number()).unwrap_or_default();
    let body = body(&old_children, &new_children, lists);
    let document = format!("{}{body}{}", &new_xml[..range.start], &new_xml[range.end..]);
    new_file.with_main(&document, &old_file, lists)
}

/// The paragraphs of a Word file, or of a Flat OPC text, each with the name of its style and its words.
///
/// # Errors
/// Where the bytes are neither.
pub fn word_paragraphs(name: &str, bytes: &[u8]) -> Result<Vec<(String, String)>, ReferenceError> {
    let (xml, styles) = match std::str::from_utf8(bytes) {
        Ok(flat) if flat.contains("pkg:package") => (flat.to_owned(), Vec::new()),
        _ => {
            let file = ReferenceDocument::open(name, bytes)?;
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

/// A child of the new body: as it is, or come or gone as a whole.
enum Block {
    Kept(String),
    Whole(String, Trail),
}

/// `lists` is the highest number of a list in the new file.
fn body(old: &[Child], new: &[Child], lists: usize) -> String {
    let (old_senses, new_senses): (Vec<_>, Vec<_>) = (old.iter().map(sense).collect(), new.iter().map(sense).collect());
    let mut tracker = Tracker::default();
    let mut blocks = Vec::new();
    let mut same_list = HashMap::new();
    for stretch in align(&old_senses, &new_senses) {
        let (gone, come) = (stretch.old, stretch.new);
        if stretch.is_same {
            for (one, other) in old[gone].iter().zip(&new[come.clone()]) {
                same_list.extend(list_of(&one.xml).zip(list_of(&other.xml)));
            }
            blocks.extend(new[come].iter().map(|child| Block::Kept(child.xml.clone())));
        } else {
            replaced(&old[gone], &new[come], &mut tracker, &mut blocks);
        }
    }
    for block in &mut blocks {
        if let Block::Whole(xml, Trail::Deleted) = block {
            *xml = in_list_of_its_own(xml, &same_list, lists);
        }
    }
    let end = ending(&mut blocks, &mut tracker);
    let whole = |block: Block| match block {
        Block::Kept(xml) => xml,
        Block::Whole(xml, trail) => tracker.whole(&xml, trail),
    };
    blocks.into_iter().map(whole).collect::<String>() + &end
}

/// The list that a paragraph is in.
fn list_of(xml: &str) -> Option<usize> {
    let (_, rest) = xml.split_once("<w:numId w:val=\"")?;
    rest.split_once('"')?.0.parse().ok()
}

/// A paragraph that is gone, in the list of those around it that stayed. Where none stayed, its list gets a number that no
/// list of the new file has, or the new one would go on counting where the old one ends.
fn in_list_of_its_own(xml: &str, same_list: &HashMap<usize, usize>, lists: usize) -> String {
    let Some(number) = list_of(xml) else { return xml.to_owned() };
    let own = same_list.get(&number).copied().unwrap_or(number + lists);
    xml.replace(&format!("<w:numId w:val=\"{number}\""), &format!("<w:numId w:val=\"{own}\""))
}

/// A run of children in place of another: those alike are reworded, in their order; the others go or come as a whole.
fn replaced(old: &[Child], new: &[Child], tracker: &mut Tracker, blocks: &mut Vec<Block>) {
    let mut from = 0;
    let gone = |children: &[Child], blocks: &mut Vec<Block>| {
        blocks.extend(children.iter().map(|child| Block::Whole(child.xml.clone(), Trail::Deleted)));
    };
    for child in new {
        let partner = (from..old.len()).find(|index| are_alike(&old[*index], child));
        let Some(partner) = partner else {
            blocks.push(Block::Whole(child.xml.clone(), Trail::Inserted));
            continue;
        };
        gone(&old[from..partner], blocks);
        from = partner + 1;
        blocks.push(Block::Kept(reworded(&old[partner], child, tracker)));
    }
    gone(&old[from..], blocks);
}

/// The last paragraph of a body where it came or went. A paragraph whose mark goes joins the next one, and behind the last
/// there is none: so its mark stays, the mark before it goes, and its properties change to those of what is left.
fn ending(blocks: &mut Vec<Block>, tracker: &mut Tracker) -> String {
    let first = blocks.iter().rposition(|block| matches!(block, Block::Kept(_))).map_or(0, |at| at + 1);
    let last_of = |wanted: Trail| {
        blocks[first..]
            .iter()
            .rposition(|block| matches!(block, Block::Whole(xml, trail) if *trail == wanted && is_paragraph(xml)))
    };
    let (gone, come) = (last_of(Trail::Deleted), last_of(Trail::Inserted));
    let mut take = |at: usize| match blocks.remove(first + at) {
        Block::Kept(xml) | Block::Whole(xml, _) => xml,
    };
    match (gone, come) {
        (Some(gone), Some(come)) => {
            let (one, other) = if gone > come {
                (take(gone), take(come))
            } else {
                let new = take(come);
                (take(gone), new)
            };
            tracker.joined(&[(&one, Trail::Deleted), (&other, Trail::Inserted)], &properties(&one), &properties(&other))
        }
        (Some(at), None) | (None, Some(at)) => {
            let Some(before) = first.checked_sub(1) else { return String::new() };
            let Block::Kept(kept) = &blocks[before] else { return String::new() };
            if !is_paragraph(kept) || first + at + 1 != blocks.len() {
                return String::new();
            }
            let kept = kept.clone();
            let Some(Block::Whole(xml, trail)) = blocks.pop() else { return String::new() };
            let (old, new) = match trail {
                Trail::Deleted => (properties(&xml), properties(&kept)),
                Trail::Inserted => (properties(&kept), properties(&xml)),
            };
            blocks[before] = Block::Kept(tracker.with_mark(&kept, trail));
            tracker.joined(&[(&xml, trail)], &old, &new)
        }
        (None, None) => String::new(),
    }
}

fn is_paragraph(xml: &str) -> bool {
    xml.starts_with("<w:p>") || xml.starts_with("<w:p ")
}

fn properties(xml: &str) -> String {
    Paragraph::all(xml).into_iter().next().map(|paragraph| paragraph.properties).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn item(list: usize, text: &str) -> Child {
        let xml = format!("<w:p><w:pPr><w:numId w:val=\"{list}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
        Child { name: "w:p".to_owned(), xml }
    }

    #[test]
    fn what_is_gone_counts_with_its_neighbours_or_in_a_list_of_its_own() {
        let old = [item(2, "gone for good"), item(3, "stays"), item(3, "removed beside it"), item(3, "stays too")];
        let new = [item(2, "stays"), item(2, "stays too")];
        let body = body(&old, &new, 5);
        let numbers: Vec<usize> = body.split("</w:p>").filter_map(list_of).collect();
        assert_eq!(numbers, [7, 2, 2, 2]);
        assert_eq!(body.matches("<w:delText>").count(), 2);
    }
}
