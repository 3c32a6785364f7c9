//! A finished document as an outline: what stands under each heading.

use super::{Group, GroupId, GroupKind, Item, ItemKind, Outline, Wordings};

/// A paragraph, heading or list item of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The level of a heading, the title being 1; `None` for what is no heading.
    pub heading: Option<u8>,
    /// The words.
    pub text: String,
}

/// The outline of a document: a group for each heading with the lines below it.
pub fn of_blocks(blocks: &[Block]) -> Outline {
    let mut outline = Outline::default();
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut current = start(&mut outline, "");
    for block in blocks.iter().filter(|block| !block.text.trim().is_empty()) {
        let text = Wordings::from([(String::new(), block.text.trim().to_owned())]);
        let Some(level) = block.heading else {
            outline.groups[current].items.push(Item { kind: ItemKind::Line, key: None, text });
            continue;
        };
        path.retain(|(above, _)| *above < level);
        path.push((level, block.text.trim().to_owned()));
        // The title of the document is above all, so it does not make every section another one.
        let key = path.iter().filter(|(level, _)| *level > 1).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" / ");
        current = start(&mut outline, &key);
        outline.groups[current].items.push(Item { kind: ItemKind::Title, key: Some("title".to_owned()), text });
    }
    outline.groups.retain(|group| !group.items.is_empty());
    outline
}

/// A group of this key; one that is there already, as of a heading used twice, gets a number.
fn start(outline: &mut Outline, key: &str) -> usize {
    if key.is_empty() && !outline.groups.is_empty() {
        return 0;
    }
    let same = |group: &&Group| group.id.key == key || group.id.key.strip_prefix(key).is_some_and(|rest| rest.starts_with(" #"));
    let count = outline.groups.iter().filter(same).count();
    let key = if count == 0 { key.to_owned() } else { format!("{key} #{}", count + 1) };
    let kind = if key.is_empty() { GroupKind::Role } else { GroupKind::Section };
    outline.groups.push(Group { id: GroupId { level: None, kind, key }, items: Vec::new() });
    outline.groups.len() - 1
}
