//! Markdown: the words of headings, paragraphs, items, table cells and front matter, without blocks of code and addresses.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Block, finish, table};

/// The blocks with words in them.
pub fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut blocks = Vec::new();
    let mut block = Block::default();
    let mut in_code = false;
    let mut in_front_matter = false;
    let mut cells = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            // Front matter is data for a program, of which some is shown: it is read line by line and stays as it is set.
            Event::Text(words) if in_front_matter => {
                let mut start = range.start;
                for line in words.split_inclusive('\n') {
                    block.push_exempt(line.trim_end(), &(start..start + line.trim_end().len()));
                    finish(&mut blocks, &mut block);
                    start += line.len();
                }
            }
            Event::Text(words) if !in_code => block.push(&words, &range),
            Event::Code(words) => {
                let start = range.start + text[range.clone()].find(&*words).unwrap_or(0);
                block.push_exempt(&words, &(start..(start + words.len()).min(range.end)));
            }
            Event::SoftBreak => block.break_line(range.start),
            Event::HardBreak => block.push(" ", &(range.start..range.start + 1)),
            Event::InlineHtml(tag) if tag.starts_with("<br") => block.push(" ", &(range.start..range.start + 1)),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::MetadataBlock(_)) => in_front_matter = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_front_matter = false,
            Event::Start(Tag::Heading { .. }) => {
                finish(&mut blocks, &mut block);
                block.is_heading = true;
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => cells.clear(),
            Event::Start(Tag::TableCell) => {
                finish(&mut blocks, &mut block);
                cells.push(blocks.len());
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => table::join(&mut blocks, &cells),
            Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_)) => {
                finish(&mut blocks, &mut block);
            }
            _ => {}
        }
    }
    finish(&mut blocks, &mut block);
    blocks
}
