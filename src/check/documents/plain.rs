//! Plain text: each line is a paragraph, unless it is wrapped, the first one a title; a bullet or a number before it is not part
//! of it. A line of two parts with a tab between them is a label and its value.

use std::ops::Range;

use super::{Block, table};
use crate::check::lines;

/// The paragraphs of a text whose lines may be wrapped.
pub fn blocks(text: &str) -> Vec<Block> {
    let widest = lines::widest(text);
    read(text, |line, next| lines::goes_on(line, next, widest))
}

/// The paragraphs of a text of which each is one line.
pub fn paragraphs(text: &str) -> Vec<Block> {
    read(text, |_, _| false)
}

fn read(text: &str, goes_on: impl Fn(&str, &str) -> bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = 0..0;
    let mut before = "";
    for line in text.split_inclusive('\n') {
        if !goes_on(before, line) {
            blocks.extend(block(text, &paragraph, blocks.is_empty()));
            paragraph.start = paragraph.end;
        }
        paragraph.end += line.len();
        before = line;
    }
    blocks.extend(block(text, &paragraph, blocks.is_empty()));
    blocks
}

fn block(text: &str, range: &Range<usize>, is_first: bool) -> Option<Block> {
    let whole = text[range.clone()].trim_end();
    let words = whole.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•' | '·' | '●'));
    if words.is_empty() {
        return None;
    }
    let start = range.start + whole.len() - words.len();
    let mut block = Block { is_heading: is_first && is_title(words), ..Block::default() };
    if let Some((label, rest)) = words.split_once('\t')
        && let value = rest.trim_start()
        && table::is_label(label)
        && !value.contains('\t')
    {
        block.push(label, &(start..start + label.len()));
        let mut own = Block::default();
        own.push(value, &(start + words.len() - value.len()..start + words.len()));
        block.join(own);
    } else {
        block.push(words, &(start..start + words.len()));
    }
    Some(block)
}

/// A first line is a title where it is no sentence: many a text begins without one.
fn is_title(line: &str) -> bool {
    line.chars().count() <= 80 && !line.contains(['。', '；', ';']) && !line.trim_end().ends_with('.')
}
