//! Where each setting of a job comes from, in words for `--explain`.

use std::fmt::Write as _;

use super::{Job, Planned};
use crate::project::format::JOB;
use crate::yaml::{Node, Value};

/// The settings of `job`, each with its origin and place and what it stands over; then the files that it makes.
pub fn explain(job: &Job, number: usize, documents: &[&Planned]) -> String {
    let mut text = format!("job {number}: {}\n", job.label());
    for key in JOB.iter().map(|field| field.name) {
        if key == "posting" {
            explain_posting(job, &mut text);
            continue;
        }
        let mut said = job.layers().filter_map(|(node, origin)| Some((node.get(key)?, origin)));
        let Some((node, origin)) = said.next() else { continue };
        let _ = writeln!(text, "  {key}: {}  ({origin}, {})", value(node), place(node));
        for (node, origin) in said {
            let _ = writeln!(text, "    over {}  ({origin}, {})", value(node), place(node));
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
fn explain_posting(job: &Job, text: &mut String) {
    let layers: Vec<(&Node, &str)> =
        job.layers().filter_map(|(node, origin)| Some((node.get("posting")?, origin))).collect();
    let mut keys: Vec<String> = Vec::new();
    for (node, _) in layers.iter().rev() {
        leaves(node, "", &mut |path, _| {
            if !keys.iter().any(|known| known == path) {
                keys.push(path.to_owned());
            }
        });
    }
    for key in keys {
        let mut said = layers.iter().filter_map(|(node, origin)| {
            let found = key.split('.').try_fold(*node, |node, part| node.get(part))?;
            Some((found, *origin))
        });
        let Some((node, origin)) = said.next() else { continue };
        let _ = writeln!(text, "  posting.{key}: {}  ({origin}, {})", value(node), place(node));
        for (node, origin) in said {
            let _ = writeln!(text, "    over {}  ({origin}, {})", value(node), place(node));
        }
    }
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
