//! Where each setting of a job comes from, in words for `--explain`.

use std::fmt::Write as _;

use super::{Job, Layer, Planned};
use crate::project::format::JOB;
use crate::yaml::{Node, Value};

/// The settings of `job`, each with its origin and place and what it stands over; then the files that it makes. `posting` are
/// the layers of its posting, the weakest first.
pub fn explain(job: &Job, documents: &[&Planned], posting: &[Layer]) -> String {
    let mut text = format!("job {}: {}\n", job.number, job.label());
    for key in JOB.iter().map(|field| field.name) {
        if key == "posting" {
            explain_posting(posting, &mut text);
            continue;
        }
        let mut said = job.layers().filter_map(|(node, origin)| Some((node.get(key)?, origin)));
        let Some((node, origin)) = said.next() else { continue };
        let _ = writeln!(text, "  {key}: {}  ({origin}, {})", value(node), place(node));
        // The files of several layers are merged.
        let word = if key == "posting-file" { "and" } else { "over" };
        for (node, origin) in said {
            let _ = writeln!(text, "    {word} {}  ({origin}, {})", value(node), place(node));
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
