//! Where each setting of a job comes from, in words for `--explain`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::names::DEFAULT as DEFAULT_NAME;
use super::{DEFAULT_FORMAT, Job, Layer, Planned};
use crate::compose::Selection;
use crate::language::Language;
use crate::project::format::JOB;
use crate::role::RoleDefinition;
use crate::yaml::{Node, Value};

/// What holds below all settings.
#[derive(Debug, Clone, Copy)]
pub struct Below<'a> {
    /// The layers of the job's posting, the weakest first.
    pub posting: &'a [Layer],
    /// The role, where it can be read.
    pub role: Option<&'a RoleDefinition>,
    /// The language that the role is written in where none is set.
    pub language: Option<&'a Language>,
}

impl Below<'_> {
    /// What the role says of a setting, the last of its layers.
    fn of_role(&self, key: &str) -> Option<String> {
        let role = self.role?;
        match key {
            "languages" => Some(self.language?.to_string()),
            "sections" => {
                let others = BTreeMap::new();
                let chosen = Selection::default().choose(role, &others, &mut Vec::new());
                Some(chosen.iter().map(|chosen| chosen.id).collect::<Vec<_>>().join(", "))
            }
            _ => None,
        }
    }
}

/// What the program takes where nothing is set.
fn of_program(key: &str) -> Option<String> {
    match key {
        "formats" => Some(DEFAULT_FORMAT.name().to_owned()),
        "name" => Some(DEFAULT_NAME.to_owned()),
        _ => None,
    }
}

/// The settings of `job`, each with its origin and place and what it stands over; then the files that it makes.
pub fn explain(job: &Job, documents: &[Planned], below: &Below<'_>) -> String {
    let mut text = format!("job {}: {}\n", job.number, job.label());
    for key in JOB.iter().map(|field| field.name) {
        if key == "posting" {
            explain_posting(below.posting, &mut text);
            continue;
        }
        let said = job.layers().filter_map(|(node, origin)| {
            let node = node.get(key)?;
            Some(format!("{}  ({origin}, {})", value(node), place(node)))
        });
        let role = below.of_role(key).map(|words| format!("{words}  (role, {})", job.role().0));
        let mut said: Vec<String> = said.chain(role).collect();
        if said.is_empty() {
            said.extend(of_program(key).map(|words| format!("{words}  (program)")));
        }
        // The files of several layers are merged.
        let word = if key == "posting-file" { "and" } else { "over" };
        for (index, words) in said.iter().enumerate() {
            let start = if index == 0 { format!("  {key}:") } else { format!("    {word}") };
            let _ = writeln!(text, "{start} {words}");
        }
    }
    for document in documents {
        for output in &document.outputs {
            let _ = writeln!(text, "  → {} ({}, {})", output.path, document.language, output.format.name());
        }
    }
    text
}

/// The posting's values, each of which may come from another layer.
fn explain_posting(layers: &[Layer], text: &mut String) {
    let mut keys: Vec<String> = Vec::new();
    for layer in layers {
        leaves(&layer.node, "", &mut |path, _| {
            if !keys.iter().any(|known| known == path) {
                keys.push(path.to_owned());
            }
        });
    }
    for key in keys {
        let mut said = layers.iter().rev().filter_map(|layer| Some((said_of(&key, &layer.node)?, layer.origin)));
        let Some((Said::Itself(node), origin)) = said.next() else { continue };
        let _ = writeln!(text, "  posting.{key}: {}  ({origin}, {})", value(node), place(node));
        for (said, origin) in said {
            match said {
                Said::Itself(node) | Said::Below(node) => {
                    let _ = writeln!(text, "    over {}  ({origin}, {})", value(node), place(node));
                }
                // What stands below a value that takes the whole place counts no more.
                Said::Above => break,
            }
        }
    }
}

/// What a layer says of a key of the posting.
enum Said<'a> {
    /// Its value.
    Itself(&'a Node),
    /// Values of keys below it.
    Below(&'a Node),
    /// A value of a key above it, which leaves no room for it.
    Above,
}

fn said_of<'a>(key: &str, layer: &'a Node) -> Option<Said<'a>> {
    let mut node = layer;
    for part in key.split('.') {
        if node.as_map().is_none() {
            return Some(Said::Above);
        }
        node = node.get(part)?;
    }
    Some(if node.as_map().is_some() { Said::Below(node) } else { Said::Itself(node) })
}

fn leaves(node: &Node, prefix: &str, found: &mut impl FnMut(&str, &Node)) {
    match &node.value {
        Value::Map(map) => {
            for (key, entry) in map {
                let path = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
                leaves(&entry.node, &path, found);
            }
        }
        _ => found(prefix, node),
    }
}

fn value(node: &Node) -> String {
    match &node.value {
        Value::Null => "nothing".to_owned(),
        Value::Text(text) => crate::shape::shortened(text),
        Value::List(list) => list.iter().map(value).collect::<Vec<_>>().join(", "),
        Value::Map(map) => {
            map.iter().map(|(key, entry)| format!("{key}: {}", value(&entry.node))).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The place: a cell of a table, a line of a file, or an option.
fn place(node: &Node) -> String {
    match node.span.cell() {
        Some(cell) => format!("{}, {cell}", node.span.source().name()),
        None if node.span.source().name().starts_with('-') => node.span.source().name().to_owned(),
        None => node.span.to_string(),
    }
}
