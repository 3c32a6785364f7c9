//! A matrix: roles × levels × languages × formats, less the combinations that it leaves out.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexSet;

use super::{each, texts};
use crate::diagnostic::{Diagnostic, MAX_FAULTS};
use crate::language::Language;
use crate::shape::shortened;
use crate::source::Span;
use crate::yaml::{Entry, Map, Node, Value};

/// The keys of what is left out, in the order of the words of a combination.
const KEYS: [&str; 4] = ["role", "level", "language", "format"];

/// The word for no level.
const NO_LEVEL: &str = "none";

/// The format where no setting names any.
const DEFAULT_FORMAT: &str = "markdown";

/// A job of a matrix.
#[derive(Debug)]
pub struct Combination {
    /// What it says itself.
    pub own: Node,
    /// What the command line says for it: of the languages and formats only those of the combination.
    pub command: Option<Arc<Node>>,
}

/// A word that combinations differ in. One without a place stands for what the settings below say.
struct Choice<'a> {
    word: Cow<'a, str>,
    span: Option<&'a Span>,
}

/// What is left out: the words of each of [`KEYS`].
type Excluded<'a> = [Vec<Choice<'a>>; 4];

/// The jobs of a matrix, in the order roles, levels, languages; each with the formats that are left. `all_roles` stands for
/// the word `all`. The languages and formats of `command` stand in for the matrix's. `below` are the settings that hold where
/// the matrix does not say, the strongest first, so that what is left out can name their words too. A name there that no
/// combination has is a warning.
pub fn expand(
    matrix: &Node,
    all_roles: &[String],
    below: &[&Node],
    command: Option<&Arc<Node>>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Combination> {
    let typed = command.map(Arc::as_ref);
    let (roles, levels) = (roles(matrix, all_roles), levels(matrix, below));
    let languages = dimension("languages", "", matrix, below, typed);
    let formats = dimension("formats", DEFAULT_FORMAT, matrix, below, typed);
    let excluded: Vec<Excluded<'_>> =
        each(matrix, "exclude").map(|node| KEYS.map(|key| words(node, key).collect())).collect();
    // What only the command line keeps out is no fault of the manifest.
    let said_languages = dimension("languages", "", matrix, below, None);
    let said_formats = dimension("formats", DEFAULT_FORMAT, matrix, below, None);
    let known =
        [names(&roles, &[]), names(&levels, &[]), names(&said_languages, &languages), names(&said_formats, &formats)];
    report_unknown(&excluded, &known, faults);
    let mut jobs = Vec::new();
    for role in &roles {
        for level in &levels {
            for language in &languages {
                let is_left =
                    |format: &&Choice<'_>| !excluded.iter().any(|one| fits(one, [role, level, language, *format]));
                let left: Vec<&Choice<'_>> = formats.iter().filter(is_left).collect();
                if !left.is_empty() {
                    jobs.push(job(matrix, command, role, level, [("languages", vec![language]), ("formats", left)]));
                }
            }
        }
    }
    jobs
}

/// The words under `key`, the tags of languages in their customary case.
fn words<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = Choice<'a>> {
    let is_tag = key.starts_with("language");
    texts(node, key).map(move |(word, span)| {
        let tag = if is_tag { Language::parse(word) } else { None };
        Choice { word: tag.map_or(Cow::Borrowed(word), |tag| Cow::Owned(tag.to_string())), span: Some(span) }
    })
}

fn roles<'a>(matrix: &'a Node, all_roles: &'a [String]) -> Vec<Choice<'a>> {
    let roles = texts(matrix, "roles").flat_map(|(role, span)| {
        let all = if role == "all" { all_roles } else { &[] };
        let one = (role != "all").then_some(role);
        all.iter().map(String::as_str).chain(one).map(move |role| Choice { word: role.into(), span: Some(span) })
    });
    roles.collect()
}

/// The levels of the matrix, or the one that is set below.
fn levels<'a>(matrix: &'a Node, below: &[&'a Node]) -> Vec<Choice<'a>> {
    let levels: Vec<Choice<'_>> = words(matrix, "levels").collect();
    if !levels.is_empty() {
        return levels;
    }
    let level = below.iter().find_map(|layer| layer.get("level")).and_then(Node::as_text);
    vec![Choice { word: level.unwrap_or(NO_LEVEL).into(), span: None }]
}

/// The languages or formats, each once: those `typed` on the command line, else the matrix's own, else those set below. A
/// matrix that neither says any nor leaves anything out leaves them to the settings.
fn dimension<'a>(
    key: &str,
    unset: &'static str,
    matrix: &'a Node,
    below: &[&'a Node],
    typed: Option<&'a Node>,
) -> Vec<Choice<'a>> {
    let own = texts(matrix, key).next().map(|_| matrix);
    let is_wanted = own.is_some() || matrix.get("exclude").is_some();
    let mut layers = typed.into_iter().chain(own).chain(below.iter().copied()).filter(|_| is_wanted);
    let said = layers.find(|layer| layer.get(key).is_some());
    let mut choices: Vec<Choice<'_>> = said.into_iter().flat_map(|layer| words(layer, key)).collect();
    let mut known = HashSet::new();
    choices.retain(|choice| known.insert(choice.word.clone()));
    if choices.is_empty() { vec![Choice { word: unset.into(), span: None }] } else { choices }
}

/// The words that what is left out can name.
fn names<'a>(said: &'a [Choice<'_>], typed: &'a [Choice<'_>]) -> IndexSet<&'a str> {
    said.iter().chain(typed).map(|choice| choice.word.as_ref()).filter(|word| !word.is_empty()).collect()
}

fn report_unknown(excluded: &[Excluded<'_>], known: &[IndexSet<&str>; 4], faults: &mut Vec<Diagnostic>) {
    for (key, (wanted, known)) in excluded.iter().flat_map(|one| KEYS.iter().zip(one.iter().zip(known))) {
        for Choice { word, span } in wanted.iter().filter(|choice| !known.contains(choice.word.as_ref())) {
            let Some(span) = span.filter(|_| faults.len() < MAX_FAULTS) else { return };
            let message = format!("`exclude` names the {key} `{}`, which no job of the matrix has", shortened(word));
            let mut fault =
                Diagnostic::warning("exclude-unknown", message).at(span).nearest(word, known.iter().copied());
            if known.is_empty() {
                fault = fault.help("set `languages`: without them each role is written in a language of its own");
            }
            faults.push(fault);
        }
    }
}

/// Whether a combination is left out: each key that is said has its word.
fn fits(excluded: &Excluded<'_>, combination: [&Choice<'_>; 4]) -> bool {
    let has = |wanted: &[Choice<'_>], word: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted.word == word);
    excluded.iter().zip(combination).all(|(wanted, choice)| has(wanted, &choice.word))
}

/// A combination as a job. Languages and formats that the command line says are said by it still, over the matrix's own.
fn job(
    matrix: &Node,
    command: Option<&Arc<Node>>,
    role: &Choice<'_>,
    level: &Choice<'_>,
    lists: [(&'static str, Vec<&Choice<'_>>); 2],
) -> Combination {
    let text = |choice: &Choice<'_>| Value::Text(choice.word.clone().into_owned().into());
    let entry = |span: &Span, value| Entry { key: span.clone(), node: Node { span: span.clone(), value } };
    let span = role.span.unwrap_or(&matrix.span);
    let mut own = Map::from_iter([("role", entry(span, text(role)))]);
    if let Some(span) = level.span {
        // To say nothing would leave the level to the settings below.
        own.insert("level", entry(span, if level.word == NO_LEVEL { Value::Null } else { text(level) }));
    }
    let mut command = command.cloned();
    for (key, choices) in lists {
        let nodes = choices.iter().filter_map(|choice| Some(Node { span: choice.span?.clone(), value: text(choice) }));
        let nodes: Vec<Node> = nodes.collect();
        let Some(span) = nodes.first().map(|first| first.span.clone()) else { continue };
        let list = entry(&span, Value::List(nodes));
        let typed = command.as_mut().filter(|command| command.get(key).is_some());
        if let Some(Value::Map(typed)) = typed.map(|command| &mut Arc::make_mut(command).value) {
            typed.insert(key, list);
            if let Some(said) = matrix.as_map().and_then(|map| map.get(key)) {
                own.insert(key, said.clone());
            }
        } else {
            own.insert(key, list);
        }
    }
    Combination { own: Node { span: span.clone(), value: Value::Map(own) }, command }
}

#[cfg(test)]
mod tests;
