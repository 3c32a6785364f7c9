//! Plain text: each line is a paragraph, the first one a title; a bullet or a number before it is not part of it.

use super::Block;

/// The lines with words in them.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words =
            line.trim_end().trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•' | '·' | '●'));
        if !words.is_empty() {
            let at = start + line.find(words).unwrap_or(0);
            let is_heading = blocks.is_empty() && is_title(words);
            let mut block = Block { is_heading, ..Block::default() };
            block.push(words, &(at..at + words.len()));
            blocks.push(block);
        }
        start += line.len();
    }
    blocks
}

/// A first line is a title where it is no sentence: many a text begins without one.
fn is_title(line: &str) -> bool {
    line.chars().count() <= 80 && !line.contains(['。', '；', ';']) && !line.trim_end().ends_with('.')
}
