//! YAML text into a tree that knows the place of every key and value; the one module that knows the parser.
//!
//! Serde stops at its first error and loses places, so what people write is read here, over the parser of the YAML crate.
//! The limits below bound what a hostile file can cost.

mod explain;
mod map;
mod read;
mod reader;
mod recording;

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_yaml::granit_parser;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub use explain::colon_slip;
pub use map::{Entry, Map};
pub use read::read;
pub use reader::parse;
pub use recording::{Player, record};

/// How deep maps and lists may nest. Roles need six levels.
pub const MAX_DEPTH: usize = 32;
/// How many values a file may hold, those repeated by aliases counted each time.
pub const MAX_NODES: usize = 200_000;
/// How many bytes of text aliases may repeat.
pub const MAX_ALIAS_BYTES: usize = 4 << 20;

/// The advice where a key has another colon than YAML's.
pub const KEY_AND_COLON: &str = "a key is followed by a half-width colon and a space, as in `title: …`";

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

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
