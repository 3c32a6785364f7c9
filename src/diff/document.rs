//! A finished document as an outline: what stands under each heading.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value as Json;

use super::{Group, GroupId, GroupKind, Item, ItemKind, Outline, Wordings};
use crate::sort;

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
        let key =
            path.iter().filter(|(level, _)| *level > 1).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" / ");
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
    let same = |group: &&Group| {
        group.id.key == key || group.id.key.strip_prefix(key).is_some_and(|rest| rest.starts_with(" #"))
    };
    let count = outline.groups.iter().filter(same).count();
    let key = if count == 0 { key.to_owned() } else { format!("{key} #{}", count + 1) };
    let kind = if key.is_empty() { GroupKind::Role } else { GroupKind::Section };
    outline.groups.push(Group { id: GroupId { level: None, kind, key }, items: Vec::new() });
    outline.groups.len() - 1
}

/// The blocks of a Markdown text.
pub fn markdown_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut current = Block { heading: None, text: String::new() };
    let flush = |current: &mut Block, next: Option<u8>, blocks: &mut Vec<Block>| {
        let done = std::mem::replace(current, Block { heading: next, text: String::new() });
        if !done.text.trim().is_empty() {
            blocks.push(done);
        }
    };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => flush(&mut current, Some(level as u8), &mut blocks),
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::TableHead | Tag::CodeBlock(_))
            | Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock,
            ) => flush(&mut current, None, &mut blocks),
            Event::Start(Tag::TableCell) if !current.text.is_empty() => current.text.push_str("  "),
            Event::Text(words) | Event::Code(words) => current.text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => current.text.push(' '),
            _ => {}
        }
    }
    flush(&mut current, None, &mut blocks);
    blocks
}

/// Elements of HTML that begin a block of their own.
const BLOCKS: &[&str] = &[
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "blockquote",
    "pre",
    "br",
    "body",
    "nav",
    "aside",
];
/// Elements of HTML whose text is not for readers.
const UNREAD: &[&str] = &["script", "style", "head", "template"];

/// The blocks of an HTML text. Tags that are not closed or known do no harm.
pub fn html_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut current = Block { heading: None, text: String::new() };
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        current.text.push_str(&unescaped(&rest[..at]));
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        // A sign of less than in a text is no tag.
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            current.text.push('<');
            rest = &rest[1..];
            continue;
        }
        let Some((tag, after)) = rest[1..].split_once('>') else { break };
        rest = after;
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        if UNREAD.contains(&name.as_str()) && !closing {
            let end = format!("</{name}");
            let at = rest.as_bytes().windows(end.len()).position(|window| window.eq_ignore_ascii_case(end.as_bytes()));
            rest = at.map_or("", |at| &rest[at..]);
        } else if BLOCKS.contains(&name.as_str()) {
            let level = name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|_| !closing);
            let done = std::mem::replace(&mut current, Block { heading: level, text: String::new() });
            let words = done.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !words.is_empty() {
                blocks.push(Block { heading: done.heading, text: words });
            }
        }
    }
    current.text.push_str(&unescaped(rest));
    if !current.text.trim().is_empty() {
        blocks.push(Block { heading: current.heading, text: current.text.trim().to_owned() });
    }
    blocks
}

/// The references of HTML that a job description holds: those of XML, the no-break space, and numbers.
fn unescaped(text: &str) -> String {
    let text = text.replace("&nbsp;", "\u{a0}");
    quick_xml::escape::unescape(&text).map_or_else(|_| text.clone(), |text| text.into_owned())
}

/// The blocks of a Word file's paragraphs, each given with the name of its style.
pub fn word_blocks(paragraphs: &[(String, String)]) -> Vec<Block> {
    let level = |style: &str| {
        let style = style.to_lowercase().replace(' ', "");
        match style.strip_prefix("heading").and_then(|level| level.parse::<u8>().ok()) {
            Some(level) => Some(level + 1),
            None => (style == "title").then_some(1),
        }
    };
    paragraphs.iter().map(|(style, text)| Block { heading: level(style), text: text.clone() }).collect()
}

/// The blocks of a plain text: its lines.
pub fn text_blocks(text: &str) -> Vec<Block> {
    text.lines().map(|line| Block { heading: None, text: line.trim().to_owned() }).collect()
}

/// The outline of what `--format json` wrote; items keep their keys. `None` where it is none.
pub fn of_json(text: &str) -> Option<Outline> {
    let job: Json = serde_json::from_str(text).ok()?;
    job.get("role")?;
    let mut outline = Outline::default();
    let item = |kind, key: &str, text: &Json| {
        let text = text.as_str()?.to_owned();
        Some(Item { kind, key: Some(key.to_owned()), text: Wordings::from([(String::new(), text)]) })
    };
    let id = |one: &Json| one.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
    let list = |key: &str, from: &Json| from.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
    let mut group = |kind, key: &str, items: Vec<Item>| {
        outline.groups.push(Group { id: GroupId { level: None, kind, key: key.to_owned() }, items });
    };
    let top = [("title", ItemKind::Title), ("summary", ItemKind::Summary)];
    let mut role: Vec<Item> = top.iter().filter_map(|(key, kind)| item(*kind, key, job.get(key)?)).collect();
    let skills = |key: &str, kind| {
        list(key, &job)
            .iter()
            .map(|skill| Item { kind, key: Some(id(skill)), text: Wordings::new() })
            .collect::<Vec<_>>()
    };
    role.extend(skills("required_skills", ItemKind::Required));
    role.extend(skills("preferred_skills", ItemKind::Preferred));
    role.extend(skills("metrics", ItemKind::Metric));
    let posting = job.get("posting");
    let facts = posting.map(|posting| list("facts", posting)).unwrap_or_default();
    role.extend(facts.iter().filter_map(|fact| item(ItemKind::Fact, &id(fact), fact.get("value")?)));
    for key in ["about", "statement"] {
        role.extend(posting.and_then(|posting| item(ItemKind::Line, key, posting.get(key)?)));
    }
    for (index, benefit) in posting.map(|posting| list("benefits", posting)).unwrap_or_default().iter().enumerate() {
        role.extend(item(ItemKind::Line, &format!("benefit {index}"), benefit));
    }
    let apply = posting.and_then(|posting| posting.get("apply"));
    for key in ["text", "email", "url"] {
        role.extend(apply.and_then(|apply| item(ItemKind::Line, &format!("apply {key}"), apply.get(key)?)));
    }
    sort::by_key(&mut role, |item| item.kind);
    group(GroupKind::Role, "", role);
    for (key, kind, lines) in [
        ("qualifications", GroupKind::Qualifications, ItemKind::Qualification),
        ("relations", GroupKind::Relations, ItemKind::Relation),
    ] {
        let lines = list(key, &job).iter().filter_map(|line| item(lines, &id(line), line.get("text")?)).collect();
        group(kind, "", lines);
    }
    for section in list("sections", &job) {
        let heads = [("title", ItemKind::Title), ("summary", ItemKind::Summary)];
        let mut items: Vec<Item> = heads.iter().filter_map(|(key, kind)| item(*kind, key, section.get(key)?)).collect();
        let duties = list("duties", &section);
        items.extend(duties.iter().filter_map(|duty| item(ItemKind::Duty, &id(duty), duty.get("text")?)));
        group(GroupKind::Section, &id(&section), items);
    }
    let mut names = Vec::new();
    for fact in &facts {
        if let Some(label) = fact.get("label").and_then(Json::as_str) {
            names.push(((ItemKind::Fact, id(fact)), Wordings::from([(String::new(), label.to_owned())])));
        }
    }
    for (keys, kind, detail, name_kind, detail_kind, refers) in [
        (
            &["required_skills", "preferred_skills"][..],
            GroupKind::Skills,
            "detail",
            ItemKind::SkillName,
            ItemKind::SkillDetail,
            ItemKind::Required,
        ),
        (
            &["metrics"][..],
            GroupKind::Metrics,
            "definition",
            ItemKind::MetricName,
            ItemKind::MetricDefinition,
            ItemKind::Metric,
        ),
    ] {
        let mut all: Vec<Json> = keys.iter().flat_map(|key| list(key, &job)).collect();
        sort::by_key(&mut all, id);
        let mut items = Vec::new();
        for one in &all {
            items.extend(one.get("name").and_then(|name| item(name_kind, &id(one), name)));
            items.extend(one.get(detail).and_then(|text| item(detail_kind, &id(one), text)));
            if let Some(name) = one.get("name").and_then(Json::as_str) {
                names.push(((refers, id(one)), Wordings::from([(String::new(), name.to_owned())])));
            }
        }
        sort::by_key(&mut items, |item| item.kind);
        group(kind, "", items);
    }
    outline.names.extend(names);
    outline.groups.retain(|group| !group.items.is_empty());
    Some(outline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(blocks: &[Block]) -> Vec<(u8, &str)> {
        blocks.iter().map(|block| (block.heading.unwrap_or(0), block.text.as_str())).collect()
    }

    #[test]
    fn one_document_in_three_formats_has_the_same_blocks() {
        let wanted = [(1, "Engineer"), (2, "Duties"), (0, "Builds APIs & tests"), (0, "Runs them")];
        let markdown = "# Engineer\n\n## Duties\n\n1. Builds *APIs* & tests\n2. Runs\n   them\n";
        let html = "<html><head><title>x</title><style>p{}</style></head><body><h1>Engineer</h1><h2 id=a>Duties</h2>\n<ol><li>Builds <em>APIs</em> &amp; tests<li>Runs\n them</ol></body>";
        let word = [
            ("Title", "Engineer"),
            ("heading 1", "Duties"),
            ("List Number", "Builds APIs & tests"),
            ("List Number", "Runs them"),
        ];
        let word: Vec<_> = word.iter().map(|(style, text)| ((*style).to_owned(), (*text).to_owned())).collect();
        assert_eq!(brief(&markdown_blocks(markdown)), wanted);
        assert_eq!(brief(&html_blocks(html)), wanted);
        assert_eq!(brief(&word_blocks(&word)), wanted);
    }

    #[test]
    fn broken_html_costs_no_more_than_its_words() {
        assert_eq!(brief(&html_blocks("a < b > c <p")), [(0, "a < b > c <p")]);
        assert_eq!(brief(&html_blocks("<script>x<p>y")), []);
        assert_eq!(brief(&html_blocks("<!-- x")), []);
    }
}
