//! Plain text: each line is a paragraph; a bullet or a number before it is not part of it.

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
            let mut block = Block { is_heading: blocks.is_empty(), ..Block::default() };
            block.push(words, &(at..at + words.len()));
            blocks.push(block);
        }
        start += line.len();
    }
    blocks
}
