//! The template engine, set up once: shipped templates with the user's over them, strict, bounded, escaping by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use super::{escape, parts};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::{Embedded, Source, Span};

/// How many steps a template may take for one document. The shipped ones take under 20,000.
pub const FUEL: u64 = 2_000_000;

/// A template of this prefix is the shipped one, also where the user has one of the same name: `{% extends "opsjd/html/job.html.j2" %}`.
pub const SHIPPED_PREFIX: &str = "opsjd/";

/// The templates that documents are rendered with.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    own: Arc<BTreeMap<String, Arc<Source>>>,
}

/// What a template gets wrong.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A name that nothing defines.
    #[error("the template uses `{0}`, which is not defined")]
    Undefined(String),
    /// A template that is not there.
    #[error("there is no template `{0}`")]
    NoTemplate(String),
    /// Too long, or too much memory.
    #[error("the project's templates take too long or too much memory")]
    Unbounded,
    /// Too many steps.
    #[error("the template takes more than {FUEL} steps")]
    Endless,
    /// Anything else that the engine reports.
    #[error("{0}")]
    Template(String),
    /// A Word file that cannot be put together.
    #[error("the Word file cannot be written: {0}")]
    Package(String),
}

impl RenderError {
    /// A stable name of the kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            RenderError::Undefined(_) => "template-undefined",
            RenderError::NoTemplate(_) => "template-missing",
            RenderError::Endless | RenderError::Unbounded => "template-endless",
            RenderError::Template(_) => "template",
            RenderError::Package(_) => "docx-package",
        }
    }
}

impl Templates {
    /// Templates from `shipped` with the user's `own` over them by name. Nothing is compiled until it is used.
    pub fn new(shipped: &'static [Embedded], own: BTreeMap<String, Arc<Source>>) -> Templates {
        let own = Arc::new(own);
        let loader_own = Arc::clone(&own);
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(escape::for_template);
        environment.set_formatter(escape::formatter);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        if let Ok(syntax) = syntax {
            environment.set_syntax(syntax);
        }
        // The shipped templates are known to end; counting their steps would take a third of the time of a document.
        environment.set_fuel((!own.is_empty()).then_some(FUEL));
        // It would print every variable of the job into the document.
        environment.remove_global("debug");
        environment.add_function("each", parts::each);
        environment.set_loader(move |name| {
            let plain = name.strip_prefix(SHIPPED_PREFIX);
            if let (None, Some(source)) = (plain, loader_own.get(name)) {
                return Ok(Some(source.text().to_owned()));
            }
            Ok(find_shipped(shipped, plain.unwrap_or(name)).map(|file| file.text.to_owned()))
        });
        Templates { environment, own }
    }

    /// Whether the user has templates of his own, which are not trusted to end.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// The user's own templates, by name.
    pub fn own(&self) -> impl Iterator<Item = (&str, &str)> {
        self.own.iter().map(|(name, source)| (name.as_str(), source.text()))
    }

    /// The text that `template` makes of `context`.
    pub fn render(&self, template: &str, context: &Value) -> Result<String, Diagnostic> {
        let rendered = self.environment.get_template(template).and_then(|compiled| compiled.render(context.clone()));
        // Places inside a template are only kept in debug mode, which costs time, so a failure is rendered again with it.
        rendered.map_err(|first| self.explain(template, context, first))
    }

    fn explain(&self, template: &str, context: &Value, first: minijinja::Error) -> Diagnostic {
        let mut environment = self.environment.clone();
        environment.set_debug(true);
        environment.clear_templates();
        let again = environment.get_template(template).and_then(|compiled| compiled.render(context.clone()));
        let error = again.err().unwrap_or(first);
        let part = parts::part_of(&error);
        let error = innermost(&error);
        let name = error.name().unwrap_or(template).to_owned();
        let source = self.own.get(&name).map_or_else(
            || {
                Source::new(
                    format!("opsjd:templates/{}", name.trim_start_matches(SHIPPED_PREFIX)),
                    error.template_source().unwrap_or_default().to_owned(),
                )
            },
            Arc::clone,
        );
        let span =
            error.range().or_else(|| line_range(source.text(), error.line()?)).map(|range| Span::new(&source, range));
        let words = span.as_ref().map(|span| span.text().trim().to_owned()).unwrap_or_default();
        let (error, help) = match error.kind() {
            ErrorKind::UndefinedError => {
                let help = part.map_or_else(|| meant(&words, context), |part| meant_in_part(&words, part, context));
                (RenderError::Undefined(words), help)
            }
            ErrorKind::TemplateNotFound => {
                let missing = words.split(['"', '\'']).nth(1).unwrap_or(&name).to_owned();
                (
                    RenderError::NoTemplate(missing),
                    vec![format!("a shipped template is reached as `{SHIPPED_PREFIX}html/job.html.j2`")],
                )
            }
            ErrorKind::OutOfFuel => (RenderError::Endless, vec!["does a loop in it ever end?".to_owned()]),
            // What is wrong with the text of the template has no value of a variable in it.
            ErrorKind::SyntaxError => {
                (RenderError::Template(format!("syntax error: {}", error.detail().unwrap_or_default())), Vec::new())
            }
            kind => {
                // The detail may hold values of variables only for operations on them, so it is cut short.
                let detail = error.detail().map(crate::shape::shortened).unwrap_or_default();
                (RenderError::Template(format!("{kind}: {detail}").trim_end_matches([':', ' ']).to_owned()), Vec::new())
            }
        };
        let mut diagnostic = Diagnostic::error(error.code(), error.to_string());
        diagnostic.span = span;
        diagnostic.help.extend(help);
        diagnostic
    }
}

/// An error in an included template is the cause of the including one's.
fn innermost(error: &minijinja::Error) -> &minijinja::Error {
    let mut innermost = error;
    while let Some(source) =
        std::error::Error::source(innermost).and_then(|source| source.downcast_ref::<minijinja::Error>())
    {
        innermost = source;
    }
    innermost
}

fn line_range(text: &str, line: usize) -> Option<std::ops::Range<usize>> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let words = text.get(start..)?.lines().next()?;
    let indentation = words.len() - words.trim_start().len();
    Some(start + indentation..start + words.trim_end().len())
}

/// The advice on `expression`, such as `job.titel`, which is not defined where all of `context` is there. What begins with
/// something that is not there is taken for a part in a loop.
fn meant(expression: &str, context: &Value) -> Vec<String> {
    let found = |value: &Value, name| value.get_attr(name).ok().filter(|found| !found.is_undefined());
    let mut path: Vec<&str> = expression.split('.').collect();
    let wanted = path.pop().unwrap_or_default();
    if path.first().is_some_and(|first| found(context, first).is_none()) {
        return did_you_mean(wanted, &names_of_parts(context));
    }
    let mut value = context.clone();
    for name in path {
        let Some(next) = found(&value, name) else { break };
        value = next;
    }
    did_you_mean(wanted, &keys(&value))
}

/// The same in the template of a part, which sees the part under the name `part`, and the labels, but nothing else of `context`.
fn meant_in_part(expression: &str, part: &str, context: &Value) -> Vec<String> {
    let (first, rest) = expression.split_once('.').unwrap_or((expression, ""));
    let seen = [part.to_owned(), "labels".to_owned()];
    if first == "labels" {
        return meant(expression, context);
    }
    let is_unseen = first != part && keys(context).iter().any(|name| name == first);
    let slip = did_you_mean(first, &seen);
    if !is_unseen && !rest.is_empty() && (first == part || slip.is_empty()) {
        // A name that is neither is that of a loop over what the part has.
        return did_you_mean(rest.rsplit('.').next().unwrap_or(rest), &names_of_parts(context));
    }
    let mut help = slip;
    help.push(format!("the template of a part sees only `{part}` and `labels`"));
    help
}

fn did_you_mean(wanted: &str, known: &[String]) -> Vec<String> {
    let name = nearest(wanted, known.iter().map(String::as_str));
    name.map(|name| format!("did you mean `{name}`?")).into_iter().collect()
}

/// The names that the parts of the job have.
fn names_of_parts(context: &Value) -> Vec<String> {
    let Ok(job) = context.get_attr("job") else { return Vec::new() };
    let lists = keys(&job).into_iter().filter_map(|key| job.get_attr(&key).ok());
    lists.filter_map(|list| list.get_item_by_index(0).ok()).flat_map(|part| keys(&part)).collect()
}

fn keys(map: &Value) -> Vec<String> {
    map.try_iter().map(|keys| keys.filter_map(|key| key.as_str().map(str::to_owned)).collect()).unwrap_or_default()
}

/// A shipped template by name; the table is sorted.
pub fn find_shipped(shipped: &'static [Embedded], name: &str) -> Option<&'static Embedded> {
    shipped.binary_search_by_key(&name, |own| own.name).ok().map(|at| &shipped[at])
}
