//! Markdown: the words of headings, paragraphs, items and table cells, without code and addresses.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Block;

/// The blocks with words in them.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block::default();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Text(words) if !in_code => block.push(&words, &range),
            Event::SoftBreak | Event::HardBreak => block.push(" ", &(range.start..range.start + 1)),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Heading { .. }) => {
                blocks.push(std::mem::take(&mut block));
                block.is_heading = true;
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableCell | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_)) => {
                blocks.push(std::mem::take(&mut block));
            }
            _ => {}
        }
    }
    blocks.push(block);
    blocks.retain(|block| !block.text.trim().is_empty());
    blocks
}
