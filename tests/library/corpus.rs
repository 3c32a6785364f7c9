//! The shipped roles as tests see them: every wording with its place, and every role at every level.

use std::collections::BTreeMap;
use std::sync::Arc;

use opsjd::catalog::{Catalog, Disk, shipped_roles};
use opsjd::role::{MergedRole, RoleDefinition};
use opsjd::source::{Source, Span};
use opsjd::yaml::{self, Node, Value};
use serde::de::DeserializeOwned;

pub const LANGUAGES: [&str; 3] = ["zh-CN", "zh-TW", "en"];
pub const LEVELS: [&str; 3] = ["junior", "senior", "lead"];

/// Keys whose values are names and not texts of a document.
const NAMES: [&str; 7] = ["extends", "default-sections", "aliases", "requires", "prefers", "metrics", "alike"];

/// A text of a role file in one language.
#[derive(Debug)]
pub struct Wording {
    /// The file's stem.
    pub role: String,
    /// The keys that lead to it.
    pub path: Vec<String>,
    /// The language tag; empty where the file has one text for all.
    pub language: String,
    pub text: String,
    pub span: Span,
}

impl Wording {
    /// A fault with the file, the line and the text.
    pub fn fault(&self, what: &str) -> String {
        format!("{}: {}: {what}: {}", self.span, self.path.join("."), self.text)
    }

    /// What kind of text it is, in a level as in the role itself.
    pub fn kind(&self) -> &str {
        let path = if self.path[0] == "levels" { &self.path[2..] } else { &self.path[..] };
        match (path[0].as_str(), path.get(2).map(String::as_str)) {
            ("qualifications", _) => "qualification",
            ("relations", _) => "relation",
            ("sections", Some("title")) => "section-title",
            ("sections", Some("summary")) => "section-summary",
            ("sections", _) => "duty",
            ("skills" | "metrics", Some("name")) => "name",
            ("skills", _) => "detail",
            ("metrics", _) => "definition",
            (key, _) => key,
        }
    }
}

/// Every shipped file by its stem.
pub fn files() -> Vec<(String, Node)> {
    shipped_roles()
        .map(|file| {
            let mut faults = Vec::new();
            let node = yaml::parse(&Source::new(format!("roles/{}", file.name), file.text), &mut faults).unwrap();
            (file.name.trim_end_matches(".yaml").to_owned(), node)
        })
        .collect()
}

/// Every text of every file, and each language of it.
pub fn wordings() -> Vec<Wording> {
    let mut wordings = Vec::new();
    for (role, node) in files() {
        walk(&role, &node, &mut Vec::new(), &mut wordings);
    }
    assert!(wordings.len() > 3_000, "only {} texts were found", wordings.len());
    wordings
}

fn walk(role: &str, node: &Node, path: &mut Vec<String>, wordings: &mut Vec<Wording>) {
    let mut add = |language: &str, node: &Node| {
        wordings.push(Wording {
            role: role.to_owned(),
            path: path.clone(),
            language: language.to_owned(),
            text: node.as_text().unwrap_or_default().to_owned(),
            span: node.span.clone(),
        });
    };
    match &node.value {
        Value::Map(map) if map.keys().any(|key| LANGUAGES.contains(&key)) => {
            map.iter().for_each(|(language, entry)| add(language, &entry.node));
        }
        Value::Map(map) => {
            for (key, entry) in map.iter() {
                // `metrics` is a list of names in a section and a map of texts in a role.
                let names = NAMES.contains(&key) && entry.node.as_map().is_none();
                if !names {
                    path.push(key.to_owned());
                    walk(role, &entry.node, path, wordings);
                    path.pop();
                }
            }
        }
        Value::Text(_) => add("", node),
        Value::List(_) | Value::Null => {}
    }
}

/// Every role, without bases, laid over what it extends.
pub fn roles() -> Vec<MergedRole> {
    let mut faults = Vec::new();
    let mut catalog = Catalog::open(Arc::new(Disk), None, None, None, &mut faults);
    let roles: Vec<MergedRole> = catalog.role_ids().iter().filter_map(|id| catalog.role(id, &mut faults)).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(roles.len(), 6);
    roles
}

/// Every role as it is and at each of its levels.
pub fn definitions() -> Vec<RoleDefinition> {
    let mut faults = Vec::new();
    let mut definitions = Vec::new();
    for role in roles() {
        for level in [None].into_iter().chain(LEVELS.map(Some)) {
            definitions.extend(role.definition(level, &mut faults));
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(definitions.len(), 6 * 4);
    definitions
}

/// `role` or `role@level`.
pub fn name(role: &RoleDefinition) -> String {
    role.level.as_ref().map_or(role.id.clone(), |level| format!("{}@{level}", role.id))
}

/// A data file of the tests.
pub fn data<T: DeserializeOwned>(text: &str) -> T {
    serde_yaml::from_str(text).unwrap()
}

/// Words by language.
pub type ByLanguage = BTreeMap<String, Vec<String>>;

pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Fails with every fault, one a line.
pub fn verdict(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
