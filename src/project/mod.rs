//! A project's settings and the jobs that a build makes, from `opsjd.yaml`.

pub mod format;
mod list;
mod matrix;
mod separated;
mod table;
mod workbook;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::shape::{self, Completeness, Shape};
use crate::source::{Source, Span};
use crate::yaml::{Entry, Map, Node, Value};

pub use format::PROJECT;
pub use list::{ListError, ListKind, parse_list};
pub use matrix::{Combination, expand};
pub use table::Row;

/// The file's name, which also marks a project's folder.
pub const FILE_NAME: &str = "opsjd.yaml";

const WHOLE: Shape = Shape::Record(PROJECT);

/// What is set for every job: the keys that the file and a job share.
const SHARED: &[&str] = &["languages", "formats", "posting-file", "posting", "name", "reference-doc", "strict"];

/// Settings that hold for every command in a project, and the jobs of a build.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The project's languages, the preferred one first.
    pub languages: Vec<Language>,
    /// What holds for every job that does not say otherwise, with the places where it is said.
    pub defaults: Option<Node>,
    /// The folder that a build writes to, and where that is said.
    pub output: Option<(String, Span)>,
    /// Whether a build writes an index.
    pub index: Option<bool>,
    /// The jobs, each a map with the keys of [`format::JOB`].
    pub jobs: Vec<Node>,
    /// The files with further jobs.
    pub lists: Vec<List>,
    /// The matrices, each a map with the keys of [`format::MATRIX`].
    pub matrix: Vec<Node>,
    /// `check.jurisdiction` with its places.
    pub jurisdictions: Vec<(String, Span)>,
    /// `check.rules`: ids, what each is set to, and the place of the id.
    pub rules: Vec<(String, String, Span)>,
}

/// A file with one job a row.
#[derive(Debug, Clone)]
pub struct List {
    /// The path from the manifest's folder, and where it is said.
    pub file: (String, Span),
    /// The sheet of a workbook; the first visible one without it.
    pub sheet: Option<String>,
    /// What holds for every row that does not say otherwise.
    pub defaults: Option<Node>,
}

impl Project {
    /// Whether there is anything to build.
    pub fn has_jobs(&self) -> bool {
        !(self.jobs.is_empty() && self.lists.is_empty() && self.matrix.is_empty())
    }
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
    let languages = texts(&node, "languages").filter_map(|(tag, _)| Language::parse(tag)).collect();
    let said = |node: &Node| node.as_text().map(|text| (text.to_owned(), node.span.clone()));
    let lists = each(&node, "lists").filter_map(|list| {
        let file = said(list).or_else(|| list.get("file").and_then(said))?;
        let sheet = list.get("sheet").and_then(Node::as_text).map(str::to_owned);
        Some(List { file, sheet, defaults: list.get("job").cloned() })
    });
    let check = node.get("check");
    let jurisdictions = check.into_iter().flat_map(|check| texts(check, "jurisdiction"));
    let rules = check.and_then(|check| check.get("rules")).and_then(Node::as_map).into_iter().flatten();
    let rules =
        rules.filter_map(|(id, entry)| Some((id.to_owned(), entry.node.as_text()?.to_owned(), entry.key.clone())));
    Some(Project {
        jurisdictions: jurisdictions.map(|(name, span)| (name.to_owned(), span.clone())).collect(),
        rules: rules.collect(),
        languages,
        defaults: defaults(&node),
        output: node.get("output").and_then(said),
        index: node.get("index").and_then(Node::as_text).map(|word| word == "true"),
        jobs: each(&node, "jobs").cloned().collect(),
        lists: lists.collect(),
        matrix: each(&node, "matrix").cloned().collect(),
    })
}

/// The keys that hold for every job; `company` is short for the posting's.
fn defaults(node: &Node) -> Option<Node> {
    let map = node.as_map()?;
    let shared = map.iter().filter(|(key, _)| SHARED.contains(key));
    let mut defaults: Map = shared.map(|(key, entry)| (key.to_owned(), entry.clone())).collect();
    if let Some(company) = map.get("company") {
        let alone = Map::from_iter([("company".to_owned(), company.clone())]);
        let alone = Node { span: company.node.span.clone(), value: Value::Map(alone) };
        let posting = match defaults.remove("posting") {
            Some(posting) => crate::merge::combine(alone, posting.node),
            None => alone,
        };
        defaults.insert("posting".to_owned(), Entry { key: company.key.clone(), node: posting });
    }
    (!defaults.is_empty()).then(|| Node { span: node.span.clone(), value: Value::Map(defaults) })
}

/// The items under `key`, where one may stand without the brackets of a list.
pub fn each<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    let (list, one) = match node.get(key) {
        Some(Node { value: Value::List(list), .. }) => (list.as_slice(), None),
        one => (&[] as &[Node], one),
    };
    list.iter().chain(one)
}

/// The texts under `key` with their places; a text may hold several, as in a cell.
pub fn texts<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, &'a Span)> {
    each(node, key).flat_map(|item| {
        let words = item.as_text().unwrap_or_default();
        words
            .split([',', '，', '、', ';', '；', '\n'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(|word| (word, &item.span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_company_is_short_for_the_postings() {
        let source = Source::new("opsjd.yaml", "company: Acme\nposting: { remote: hybrid }\n");
        let project = parse(&source, &mut Vec::new()).unwrap();
        let posting = project.defaults.unwrap().get("posting").cloned().unwrap();
        assert_eq!(posting.get("company").and_then(Node::as_text), Some("Acme"));
        assert_eq!(posting.get("remote").and_then(Node::as_text), Some("hybrid"));
    }

    #[test]
    fn every_fault_is_shown_at_its_place() {
        let source = Source::new("opsjd.yaml", "formats: [docx, pdf]\njobs:\n  - rol: user-ops\nlanguage: en\n");
        let mut faults = Vec::new();
        assert!(parse(&source, &mut faults).is_none());
        let places: Vec<String> =
            faults.iter().map(|fault| format!("{} {}", fault.span.as_ref().unwrap(), fault.code)).collect();
        assert_eq!(
            places,
            [
                "opsjd.yaml:1:17 bad-value",
                "opsjd.yaml:3:5 unknown-key",
                "opsjd.yaml:3:5 missing-field",
                "opsjd.yaml:4:1 unknown-key"
            ]
        );
    }
}
