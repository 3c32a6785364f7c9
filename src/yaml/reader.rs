//! From the events of the parser, or of a recording, to the tree.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StrInput};
use super::{Entry, MAX_ALIAS_BYTES, MAX_DEPTH, MAX_NODES, Map, Node, Player, Value, YamlError, explain};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

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
            let Node { span: key, value } = key;
            let name = match value {
                Value::Text(text) => text,
                Value::Null => key.text().to_owned().into(),
                _ => {
                    self.faults.push(YamlError::KeyNotText.at(&key));
                    continue;
                }
            };
            if name == "<<" && key.text() == "<<" {
                merged.push(node);
                continue;
            }
            match map.get(&name) {
                Some(Entry { key: first, .. }) => {
                    let fault = YamlError::DuplicateKey(name.into_owned()).at(&key).related(first, "first here");
                    self.faults.push(fault.help("remove one of the two, or give it a key of its own"));
                }
                None => {
                    map.insert(name, Entry { key, node });
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
