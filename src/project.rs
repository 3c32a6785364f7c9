//! A project's settings, from `opsjd.yaml`.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::shape::{self, Completeness, Doc, Field, Shape};
use crate::source::{Source, Span};
use crate::yaml::{Map, Node, Value};

/// The file's name, which also marks a project's folder.
pub const FILE_NAME: &str = "opsjd.yaml";

/// The keys of `opsjd.yaml`.
pub const PROJECT: &[Field] = &[
    Field {
        name: "languages",
        shape: &Shape::OneOrMany(&Shape::Tag),
        required: false,
        doc: Doc {
            en: "The project's languages; the first is used where none is asked for.",
            zh: "项目使用的语言；未指定语言时用第一个。",
        },
    },
    Field {
        name: "check",
        shape: &Shape::Record(CHECK),
        required: false,
        doc: Doc { en: "How `opsjd check` runs.", zh: "`opsjd check` 的设置。" },
    },
];

/// The keys of `check`.
const CHECK: &[Field] = &[
    Field {
        name: "jurisdiction",
        shape: &Shape::OneOrMany(&Shape::Word),
        required: false,
        doc: Doc {
            en: "Where job descriptions are to be lawful, such as CN, TW, HK, US-CA, UK, EU or CA-ON.",
            zh: "按哪些地区的法律检查，例如 CN、TW、HK、US-CA、UK、EU、CA-ON。",
        },
    },
    Field {
        name: "rules",
        shape: &Shape::Keyed(&Shape::OneOf(LEVELS)),
        required: false,
        doc: Doc {
            en: "What a rule's findings are: off, note, warning or error, by the rule's id.",
            zh: "按规则标识设置其结果：off、note、warning 或 error。",
        },
    },
];

/// Values of `check.rules`.
const LEVELS: &[&str] = &["off", "note", "warning", "error"];

const WHOLE: Shape = Shape::Record(PROJECT);

/// Settings that hold for every command in a project.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The project's languages, the preferred one first.
    pub languages: Vec<Language>,
    /// `check.jurisdiction` with its places.
    pub jurisdictions: Vec<(String, Span)>,
    /// `check.rules`: ids, what each is set to, and the place of the id.
    pub rules: Vec<(String, String, Span)>,
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
    let check = node.get("check");
    let jurisdictions = match check.and_then(|check| check.get("jurisdiction")) {
        Some(Node { value: Value::List(list), .. }) => list.iter().filter_map(word).collect(),
        Some(node) => word(node).into_iter().collect(),
        None => Vec::new(),
    };
    let rules = check.and_then(|check| check.get("rules")).and_then(Node::as_map).into_iter().flatten();
    let rules = rules
        .filter_map(|(id, entry)| Some((id.clone(), entry.node.as_text()?.to_owned(), entry.key.clone())))
        .collect();
    Some(Project { languages, jurisdictions, rules })
}

fn word(node: &Node) -> Option<(String, Span)> {
    Some((node.as_text()?.to_owned(), node.span.clone()))
}
