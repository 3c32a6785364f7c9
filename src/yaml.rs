//! YAML text into a tree that knows the place of every key and value; the one module that knows the parser.
//!
//! Serde stops at its first error and loses places, so what people write is read here, over the parser of the YAML crate.
//! The limits below bound what a hostile file can cost.

mod explain;
mod map;
mod read;
mod recording;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_yaml::granit_parser::{self, Event, Options, Parser, ScalarStyle, ScanError, StrInput};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

pub use map::{Entry, Map};
pub use read::read;
pub use recording::{Player, record};

/// How deep maps and lists may nest. Roles need six levels.
pub const MAX_DEPTH: usize = 32;
/// How many values a file may hold, those repeated by aliases counted each time.
pub const MAX_NODES: usize = 200_000;
/// How many bytes of text aliases may repeat.
pub const MAX_ALIAS_BYTES: usize = 4 << 20;

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing, `~` or `null`: in a patch it removes.
    Null,
    /// A text. Numbers, booleans and dates are texts too until a reader asks for one.
    Text(Cow<'static, str>),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file.
    Map(Map),
}

impl Node {
    /// The text, where the node is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The map, where the node is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    /// The list, where the node is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(list) = &self.value { Some(list) } else { None }
    }

    /// The value under `key`, where the node is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map().and_then(|map| map.get(key)).map(|entry| &entry.node)
    }

    /// What kind of value this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.len()))?;
                for item in list {
                    items.serialize_element(item)?;
                }
                items.end()
            }
            Value::Map(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                for (key, entry) in map.iter() {
                    entries.serialize_entry(key, &entry.node)?;
                }
                entries.end()
            }
        }
    }
}

/// What keeps a text from being read as YAML.
#[derive(Debug, thiserror::Error)]
pub enum YamlError {
    /// The parser could not go on.
    #[error("this is not valid YAML: {0}")]
    Syntax(String),
    /// A key that begins with a space that is none for YAML.
    #[error("this is not valid YAML: a full-width space in the indentation")]
    WideIndentation,
    /// A key stands twice in one map.
    #[error("the key `{0}` stands twice in the same map")]
    DuplicateKey(String),
    /// A key is a list or a map.
    #[error("a key must be text")]
    KeyNotText,
    /// A second `---` document.
    #[error("the file holds more than one YAML document")]
    SeveralDocuments,
    /// A tag that is not of the core schema.
    #[error("the tag `{0}` has no meaning here")]
    Tag(String),
    /// Nesting deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// More values than [`MAX_NODES`], or more repeated text than [`MAX_ALIAS_BYTES`].
    #[error("the file holds more than {MAX_NODES} values once its aliases are followed")]
    TooLarge,
    /// `<<` with something that is no map.
    #[error("`<<` takes a map or a list of maps")]
    MergeKey,
}

impl YamlError {
    fn code(&self) -> &'static str {
        match self {
            YamlError::Syntax(_) | YamlError::WideIndentation => "yaml-syntax",
            YamlError::DuplicateKey(_) => "duplicate-key",
            YamlError::KeyNotText => "key-not-text",
            YamlError::SeveralDocuments => "several-documents",
            YamlError::Tag(_) => "yaml-tag",
            YamlError::TooDeep | YamlError::TooLarge => "yaml-too-large",
            YamlError::MergeKey => "yaml-merge-key",
        }
    }

    /// The fault as a diagnostic at `span`.
    pub fn at(&self, span: &Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code(), self.to_string()).at(span);
        match self {
            YamlError::WideIndentation => diagnostic.help("indent with ordinary spaces"),
            YamlError::SeveralDocuments => diagnostic.help("put each role into a file of its own"),
            YamlError::Tag(_) => diagnostic.help("write the value without the tag"),
            _ => diagnostic,
        }
    }
}

/// Reads one YAML document. Faults go to `faults`; the tree comes back wherever there is one, so that its other faults can
/// be found in the same run. An empty document is `Null`.
pub fn parse(source: &Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let text = source.text();
    let events = match source.recording() {
        Some(recording) => Events::Recorded(Player::new(text, recording)),
        None => {
            let mut options = Options::default();
            options.set_emit_comments(false);
            Events::Parsed(Box::new(Parser::with_options(StrInput::new(text), options)))
        }
    };
    let mut reader = Reader { source, events, anchors: HashMap::new(), nodes: 0, alias_bytes: 0, faults };
    match reader.document() {
        Ok(node) => Some(node),
        Err(Stop::Scan(error)) => {
            let diagnostic = explain::explain(&error, source);
            faults.push(diagnostic);
            None
        }
        Err(Stop::At(error, span)) => {
            faults.push(error.at(&span));
            None
        }
    }
}

enum Stop {
    Scan(ScanError),
    At(YamlError, Span),
}

impl From<ScanError> for Stop {
    fn from(error: ScanError) -> Stop {
        Stop::Scan(error)
    }
}

/// A node that an anchor names, with what it costs to repeat it.
struct Anchored {
    node: Node,
    nodes: usize,
    bytes: usize,
}

/// Where the events of a file come from.
enum Events<'a> {
    Parsed(Box<Parser<'a, StrInput<'a>>>),
    Recorded(Player<'a>),
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    events: Events<'a>,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    alias_bytes: usize,
    faults: &'a mut Vec<Diagnostic>,
}

/// An event and the bytes that it covers. A `Span` is made only for what stays: it counts a reference to the source.
type Step<'a> = (Event<'a>, Range<usize>);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Option<Step<'a>>, Stop> {
        let next = match &mut self.events {
            Events::Recorded(player) => return Ok(player.next()),
            Events::Parsed(parser) => parser.next_event(),
        };
        let Some(next) = next else { return Ok(None) };
        let (event, span) = next?;
        let start = span.start.byte_offset().unwrap_or(0);
        let end = span.end.byte_offset().unwrap_or(start);
        Ok(Some((event, start..end)))
    }

    fn document(&mut self) -> Result<Node, Stop> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentEnd | Event::StreamEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(self.stop(YamlError::SeveralDocuments, span));
                }
                Event::DocumentStart(..) => {}
                event => root = Some(self.node(event, span, 0)?),
            }
        }
        Ok(root.unwrap_or_else(|| Node { span: Span::new(self.source, 0..0), value: Value::Null }))
    }

    fn stop(&self, error: YamlError, bytes: Range<usize>) -> Stop {
        Stop::At(error, Span::new(self.source, bytes))
    }

    fn node(&mut self, event: Event<'a>, span: Range<usize>, depth: usize) -> Result<Node, Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(self.stop(YamlError::TooLarge, span));
        }
        if depth > MAX_DEPTH {
            return Err(self.stop(YamlError::TooDeep, span));
        }
        let nodes_before = self.nodes;
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text_tag = tag.as_ref().is_some_and(|tag| tag.suffix() == "str");
                let span = if style == ScalarStyle::Plain { self.trimmed(span) } else { span };
                let span = Span::new(self.source, span);
                if let Some(tag) = &tag
                    && tag.core_suffix().is_none()
                {
                    self.faults.push(YamlError::Tag(tag.to_string()).at(&span));
                }
                let null = style == ScalarStyle::Plain
                    && !is_text_tag
                    && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL");
                let value = if null { Value::Null } else { Value::Text(self.kept(text)) };
                (anchor, Node { span, value })
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                let end = loop {
                    match self.next()? {
                        Some((Event::SequenceEnd, end)) => break end.end,
                        Some((event, span)) => items.push(self.node(event, span, depth + 1)?),
                        None => break span.end,
                    }
                };
                (anchor, Node { span: self.through(span.start, end), value: Value::List(items) })
            }
            Event::MappingStart(_, anchor, _) => (anchor, self.map(span.start, depth)?),
            Event::Alias(id) => return self.repeat(id, span),
            _ => (0, Node { span: Span::new(self.source, span), value: Value::Null }),
        };
        if anchor != 0 {
            let bytes = bytes_in(&node);
            let nodes = self.nodes - nodes_before + 1;
            self.anchors.insert(anchor, Anchored { node: node.clone(), nodes, bytes });
        }
        Ok(node)
    }

    fn repeat(&mut self, id: usize, span: Range<usize>) -> Result<Node, Stop> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(self.stop(YamlError::Syntax("an alias inside of what it names".to_owned()), span));
        };
        self.nodes += anchored.nodes;
        self.alias_bytes += anchored.bytes;
        if self.nodes > MAX_NODES || self.alias_bytes > MAX_ALIAS_BYTES {
            return Err(self.stop(YamlError::TooLarge, span));
        }
        Ok(anchored.node.clone())
    }

    /// The bytes without white space at their end: the parser counts it in for some scalars.
    fn trimmed(&self, bytes: Range<usize>) -> Range<usize> {
        let length = self.source.text().get(bytes.clone()).unwrap_or_default().trim_end().len();
        bytes.start..bytes.start + length
    }

    fn through(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start..end.max(start))
    }

    /// A text that lives on after the parser: a copy, or the text of the binary itself where the source is embedded in it.
    fn kept(&self, text: Cow<'a, str>) -> Cow<'static, str> {
        match text {
            Cow::Borrowed(text) => self.source.embedded(text).map_or_else(|| text.to_owned().into(), Cow::Borrowed),
            Cow::Owned(text) => text.into(),
        }
    }

    fn map(&mut self, start: usize, depth: usize) -> Result<Node, Stop> {
        let mut map = Map::new();
        let mut merged = Vec::new();
        let end = loop {
            let (event, key_span) = match self.next()? {
                Some((Event::MappingEnd, end)) => break end.end,
                Some(step) => step,
                None => break start,
            };
            let is_plain = matches!(&event, Event::Scalar(_, ScalarStyle::Plain, ..));
            let key = self.node(event, key_span, depth + 1)?;
            // For YAML these spaces are letters, so the line would be a key of the map above.
            if is_plain && key.span.text().starts_with(['\u{3000}', '\u{a0}']) {
                let start = key.span.range().start;
                let width = key.span.text().chars().next().map_or(0, char::len_utf8);
                return Err(Stop::At(YamlError::WideIndentation, Span::new(self.source, start..start + width)));
            }
            let Some((event, span)) = self.next()? else { break start };
            let node = self.node(event, span, depth + 1)?;
            let name = match &key.value {
                Value::Text(text) => text.clone(),
                Value::Null => key.span.text().to_owned().into(),
                _ => {
                    self.faults.push(YamlError::KeyNotText.at(&key.span));
                    continue;
                }
            };
            if name == "<<" && key.span.text() == "<<" {
                merged.push(node);
                continue;
            }
            match map.get(&name) {
                Some(Entry { key: first, .. }) => {
                    let fault = YamlError::DuplicateKey(name.into_owned()).at(&key.span).related(first, "first here");
                    self.faults.push(fault.help("remove one of the two, or give it a key of its own"));
                }
                None => {
                    map.insert(name, Entry { key: key.span, node });
                }
            }
        };
        for node in merged {
            self.merge_key(&mut map, node);
        }
        Ok(Node { span: self.through(start, end), value: Value::Map(map) })
    }

    /// YAML 1.1's merge key: what the map says itself wins, then the first of a list.
    fn merge_key(&mut self, map: &mut Map, node: Node) {
        match node.value {
            Value::Map(other) => {
                for (key, entry) in other {
                    if !map.contains_key(&key) {
                        map.insert(key, entry);
                    }
                }
            }
            Value::List(list) if list.iter().all(|item| item.as_map().is_some()) => {
                for item in list {
                    self.merge_key(map, item);
                }
            }
            _ => self.faults.push(YamlError::MergeKey.at(&node.span)),
        }
    }
}

fn bytes_in(node: &Node) -> usize {
    match &node.value {
        Value::Null => 0,
        Value::Text(text) => text.len(),
        Value::List(list) => list.iter().map(bytes_in).sum(),
        Value::Map(map) => map.iter().map(|(key, entry)| key.len() + bytes_in(&entry.node)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let mut faults = Vec::new();
        let node = parse(&Source::new("t.yaml", text.to_owned()), &mut faults);
        let faults = faults.iter().map(|fault| format!("{:?} {}", fault.span, fault.message)).collect();
        (node, faults)
    }

    #[test]
    fn words_that_yaml_once_took_for_booleans_and_numbers_stay_as_written() {
        let node = read("a: NO\nb: 1.10\nc: 2026-11-22\nd: ~\n").0.unwrap();
        assert_eq!(node.get("a").and_then(Node::as_text), Some("NO"));
        assert_eq!(node.get("b").and_then(Node::as_text), Some("1.10"));
        assert_eq!(node.get("c").and_then(Node::as_text), Some("2026-11-22"));
        assert!(matches!(node.get("d").unwrap().value, Value::Null));
    }

    #[test]
    fn every_duplicate_key_is_reported_and_the_tree_still_comes_back() {
        let (node, faults) = read("a: 1\na: 2\nb: {c: 1, c: 2}\n");
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert_eq!(node.unwrap().get("a").and_then(Node::as_text), Some("1"));
    }

    #[test]
    fn spans_cover_keys_and_values_after_wide_characters() {
        let node = read("标题: 用户运营\n").0.unwrap();
        let entry = node.as_map().unwrap().get("标题").unwrap();
        assert_eq!(entry.key.text(), "标题");
        assert_eq!(entry.node.span.text(), "用户运营");
    }

    #[test]
    fn a_merge_key_gives_what_the_map_does_not_say_itself() {
        let node = read("base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\n").0.unwrap();
        let own = node.get("own").unwrap();
        assert_eq!(own.get("x").and_then(Node::as_text), Some("1"));
        assert_eq!(own.get("y").and_then(Node::as_text), Some("3"));
    }

    #[test]
    fn a_bomb_of_aliases_is_stopped_by_the_budget() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..10 {
            let before = level - 1;
            text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 10].join(", ")));
        }
        let (node, faults) = read(&text);
        assert!(node.is_none());
        assert!(faults[0].contains("200000 values"), "{faults:?}");
        let one_large = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 20_000].join(", "));
        assert!(read(&one_large).0.is_none());
    }

    #[test]
    fn ten_thousand_levels_are_an_error_and_no_crash() {
        for text in ["{a: ".repeat(10_000), "[".repeat(10_000), "- ".repeat(10_000), "? ".repeat(10_000)] {
            assert!(read(&text).0.is_none());
        }
    }

    #[test]
    fn a_second_document_and_an_unknown_tag_are_refused() {
        assert!(read("a: 1\n---\nb: 2\n").1[0].contains("more than one"));
        assert!(read("a: !python/object x\n").1[0].contains("tag"));
    }
}
