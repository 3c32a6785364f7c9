//! A project's settings, from `opsjd.yaml`.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::shape::{self, Completeness, Doc, Field, Shape};
use crate::source::Source;
use crate::yaml::{Map, Node, Value};

/// The file's name, which also marks a project's folder.
pub const FILE_NAME: &str = "opsjd.yaml";

/// The keys of `opsjd.yaml`.
pub const PROJECT: &[Field] = &[Field {
    name: "languages",
    shape: &Shape::OneOrMany(&Shape::Tag),
    required: false,
    doc: Doc {
        en: "The project's languages; the first is used where none is asked for.",
        zh: "项目使用的语言；未指定语言时用第一个。",
    },
}];

const WHOLE: Shape = Shape::Record(PROJECT);

/// Settings that hold for every command in a project.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The project's languages, the preferred one first.
    pub languages: Vec<Language>,
}

/// Reads the settings, held to the format.
pub fn parse(source: &Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<Project> {
    let mut node = crate::yaml::parse(source, faults)?;
    if matches!(node.value, Value::Null) {
        node.value = Value::Map(Map::new());
    }
    let before = faults.len();
    shape::check(&node, &WHOLE, Completeness::Whole, "the project", faults);
    if faults.len() > before {
        return None;
    }
    let languages = match node.get("languages") {
        Some(Node { value: Value::List(list), .. }) => {
            list.iter().filter_map(Node::as_text).filter_map(Language::parse).collect()
        }
        Some(node) => node.as_text().and_then(Language::parse).into_iter().collect(),
        None => Vec::new(),
    };
    Some(Project { languages })
}
