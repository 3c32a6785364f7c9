//! What is checked: the texts of a role, of a posting or of a finished document, each with its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::jurisdiction::Jurisdiction;
use super::passage::{Part, Passage, Place, guess_language};
use super::places;
use crate::language::Language;
use crate::source::{Source, Span};
use crate::yaml::{Node, Value};

/// What kind of thing is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A role: an internal job description.
    Role,
    /// A base that roles extend, which need not be complete.
    Base,
    /// A posting: the vacancy's data.
    Posting,
    /// A finished document.
    Document,
    /// The part of a public job description that comes from a role; its posting is checked beside it.
    Advertised,
}

/// The texts of one thing to be checked.
#[derive(Debug)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// Each text in its languages.
    pub texts: Vec<Vec<Passage>>,
    /// The values that are no texts for people, such as dates and figures, by the keys that lead to them.
    pub values: BTreeMap<String, (String, Span)>,
    /// The place of what concerns the whole.
    pub head: Option<Span>,
    /// The jurisdictions that the subject itself points to, such as by the location of a posting.
    pub jurisdictions: Vec<Jurisdiction>,
    /// The language of the whole where no text says it.
    pub language: Option<Language>,
}

/// Keys whose values are ids, addresses, dates or figures and no texts for people.
const NO_TEXT: &[&str] = &[
    "aliases",
    "requires",
    "prefers",
    "default-sections",
    "alike",
    "extends",
    "email",
    "url",
    "company-url",
    "posted",
    "valid-through",
    "identifier",
    "remote",
    "applicant-countries",
    "employment-type",
    "headcount",
    "country",
    "postal-code",
    "currency",
    "period",
    "months",
    "min",
    "max",
];

impl Subject {
    /// The texts of a role after merging, its levels included.
    pub fn of_role(node: &Node) -> Subject {
        Subject::of_tree(Kind::Role, node)
    }

    /// The texts of a base.
    pub fn of_base(node: &Node) -> Subject {
        Subject::of_tree(Kind::Base, node)
    }

    /// The texts of a posting.
    pub fn of_posting(node: &Node) -> Subject {
        let mut subject = Subject::of_tree(Kind::Posting, node);
        subject.jurisdictions = places::of_posting(&subject);
        subject
    }

    fn of_tree(kind: Kind, node: &Node) -> Subject {
        let head = node.as_map().and_then(|map| map.iter().next()).map(|(_, entry)| entry.key.clone());
        let mut subject = Subject {
            kind,
            texts: Vec::new(),
            values: BTreeMap::new(),
            head,
            jurisdictions: Vec::new(),
            language: None,
        };
        subject.walk(node, &mut Vec::new());
        subject
    }

    fn walk(&mut self, node: &Node, path: &mut Vec<String>) {
        let key = path.last().map(String::as_str).unwrap_or_default();
        if NO_TEXT.contains(&key) {
            // Of a list the first stands for all: what is asked of it is whether it is there.
            let first = node.as_list().map_or(Some(node), <[Node]>::first);
            if let Some(text) = first.and_then(Node::as_text) {
                self.values.insert(path.join("."), (text.to_owned(), node.span.clone()));
            }
            return;
        }
        match &node.value {
            Value::Map(map) => {
                let is_text = !map.is_empty()
                    // `url`, `min` and `max` could be tags of languages too.
                    && map.iter().all(|(key, entry)| {
                        Language::parse(key).is_some() && !NO_TEXT.contains(&key) && entry.node.as_map().is_none()
                    })
                    && !path.is_empty()
                    && !matches!(
                        key,
                        "sections" | "duties" | "skills" | "metrics" | "qualifications" | "relations" | "levels"
                    );
                if is_text {
                    let wordings = map
                        .iter()
                        .filter_map(|(tag, entry)| passage(self.kind, path, Some(Language::parse(tag)?), &entry.node));
                    self.texts.push(wordings.collect());
                    return;
                }
                for (key, entry) in map {
                    path.push(key.to_owned());
                    self.walk(&entry.node, path);
                    path.pop();
                }
            }
            Value::List(list) => {
                for (index, item) in list.iter().enumerate() {
                    path.push(index.to_string());
                    self.walk(item, path);
                    path.pop();
                }
            }
            Value::Text(_) => self.texts.extend(passage(self.kind, path, None, node).map(|one| vec![one])),
            Value::Null => {}
        }
    }

    /// The texts of a finished document in the order of the page.
    pub fn of_document(passages: Vec<Passage>) -> Subject {
        let head = passages.first().map(|passage| passage.locate(&(0..passage.text.len())));
        let texts = passages.into_iter().map(|passage| vec![passage]).collect();
        Subject {
            kind: Kind::Document,
            texts,
            values: BTreeMap::new(),
            head,
            jurisdictions: Vec::new(),
            language: None,
        }
    }

    /// Every text in every language.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.texts.iter().flatten()
    }

    /// The files that the texts come from, each once.
    pub fn sources(&self) -> Vec<Arc<Source>> {
        let mut sources: Vec<Arc<Source>> = Vec::new();
        for passage in self.passages() {
            let source = match &passage.place {
                Place::Value(span) => span.source(),
                Place::Mapped(source, _) => source,
            };
            // The texts of one file follow each other, but a merged role goes back and forth between a few.
            if !sources.iter().rev().any(|own| Arc::ptr_eq(own, source)) {
                sources.push(Arc::clone(source));
            }
        }
        sources
    }

    /// The languages that occur, in order of first use.
    pub fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> = Vec::new();
        for passage in self.passages() {
            if !languages.contains(&passage.language) {
                languages.push(passage.language.clone());
            }
        }
        languages
    }

    /// Whether a level's patch holds the passage.
    pub fn is_of_level(passage: &Passage) -> bool {
        passage.path.starts_with("levels.")
    }
}

fn passage(kind: Kind, path: &[String], language: Option<Language>, node: &Node) -> Option<Passage> {
    let text = node.as_text()?.to_owned();
    let language = language.or_else(|| guess_language(&text))?;
    let part = if kind == Kind::Posting { Part::Posting } else { part(path) };
    let place = Place::Value(node.span.clone());
    Some(Passage { part, path: path.join("."), language, text, place, exempt: Vec::new() })
}

fn part(path: &[String]) -> Part {
    let holds = |name: &str| path.iter().any(|key| key == name);
    match path.last().map(String::as_str) {
        _ if holds("duties") => Part::Duty,
        _ if holds("qualifications") => Part::Qualification,
        _ if holds("relations") => Part::Relation,
        Some("title") if holds("sections") => Part::Heading,
        Some("title") => Part::Title,
        Some("name") => Part::Name,
        Some("detail" | "definition") => Part::Detail,
        _ => Part::Summary,
    }
}
