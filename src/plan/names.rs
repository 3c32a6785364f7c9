//! The names of files: from a template, and refused before anything is written where two are one.

use std::collections::HashMap;

use minijinja::{Environment, UndefinedBehavior, context};

use super::file_names::{allowed, folded, spelled_out};
use super::{Job, Output};
use crate::diagnostic::{Diagnostic, nearest};
use crate::language::Language;
use crate::render::Format;
use crate::source::Span;

/// The name where none is set.
const DEFAULT: &str = r#"{{ id or role ~ ("-" ~ level if level else "") }}.{{ lang }}"#;

/// What a name template may use.
const VARIABLES: &[&str] = &["id", "role", "level", "lang", "format", "number"];

/// How many steps a name template may take.
const FUEL: u64 = 10_000;

/// What is wrong with the name of a file.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// The template fails.
    #[error("the name template `{template}` fails: {why}")]
    Template {
        /// The template.
        template: String,
        /// The engine's words.
        why: String,
    },
    /// Two jobs with one name.
    #[error("two jobs have the name `{0}`")]
    Shared(String),
    /// Two names that differ only in what some file systems ignore.
    #[error("the names `{}` and `{}` are one on some file systems", spelled_out(.0), spelled_out(.1))]
    Case(String, String),
    /// A file where another name needs a folder.
    #[error("`{0}` would be a file and a folder")]
    FileAndFolder(String),
}

impl NameError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            NameError::Template { .. } => ("name-template", ""),
            NameError::Shared(_) => {
                ("name-shared", "give each an `id`, or put into `name` what tells them apart, such as `{{ number }}`")
            }
            NameError::Case(..) => {
                ("name-case", "let them differ in more than capitals, forms of letters or what is not seen")
            }
            NameError::FileAndFolder(_) => ("name-folder", "give one of them another name"),
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        if help.is_empty() { diagnostic } else { diagnostic.help(help) }
    }
}

/// Makes the names of a plan and keeps those given, so that none is given twice.
pub struct Names {
    environment: Environment<'static>,
    /// By the name as the least careful file system sees it: the name as written, and the job that has it.
    taken: HashMap<String, (String, Option<Span>)>,
    folders: HashMap<String, Span>,
}

impl Names {
    /// No names but the `reserved` ones, which are the build's own.
    pub fn new(reserved: &[&str]) -> Names {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        // A level that is not there is nothing, not the word for it.
        environment.set_formatter(|out, state, value| {
            if value.is_none() { Ok(()) } else { minijinja::escape_formatter(out, state, value) }
        });
        environment.set_fuel(Some(FUEL));
        environment.remove_global("debug");
        let taken = reserved.iter().map(|name| (folded(name), ((*name).to_owned(), None))).collect();
        Names { environment, taken, folders: HashMap::new() }
    }

    /// The files of a document, one a format. Those that cannot be are left out, and `faults` says why.
    pub fn outputs(&mut self, job: &Job, language: &Language, faults: &mut Vec<Diagnostic>) -> Vec<Output> {
        let said = job.text("name");
        let span = said.map(|(_, span)| span).or(job.text("id").map(|(_, span)| span)).unwrap_or(&job.own.span);
        let template = said.map_or(DEFAULT, |(template, _)| template);
        // Most templates name all formats alike.
        let is_by_format = template.contains("format");
        let mut stem = None;
        let mut outputs = Vec::new();
        for format in job.formats() {
            if stem.is_none() || is_by_format {
                stem = self
                    .stem(template, job, language, format)
                    .map_err(|error| report(template, &error, span, faults))
                    .ok();
            }
            let Some(stem) = &stem else { continue };
            let path = format!("{}.{}", stem.trim(), format.extension());
            let result =
                allowed(&path).map_err(|error| error.diagnostic().at(span)).and_then(|()| self.take(&path, span));
            match result {
                Ok(()) => outputs.push(Output { format, path }),
                Err(fault) => faults.push(fault),
            }
        }
        outputs
    }

    /// The path without its ending.
    fn stem(
        &mut self,
        template: &str,
        job: &Job,
        language: &Language,
        format: Format,
    ) -> Result<String, minijinja::Error> {
        if self.environment.get_template(template).is_err() {
            self.environment.add_template_owned(template.to_owned(), template.to_owned())?;
        }
        self.environment.get_template(template)?.render(context! {
            id => job.text("id").map(|(id, _)| id),
            role => job.role().0,
            level => job.level(),
            lang => language.as_str(),
            format => format.name(),
            number => job.number,
        })
    }

    fn take(&mut self, path: &str, span: &Span) -> Result<(), Diagnostic> {
        let key = folded(path);
        if let Some((other, place)) = self.taken.get(&key) {
            let error = if other == path {
                NameError::Shared(path.to_owned())
            } else {
                NameError::Case(other.clone(), path.to_owned())
            };
            let diagnostic = error.diagnostic().at(span);
            return Err(match place {
                Some(place) if place.range() != span.range() => diagnostic.related(place, "the other one"),
                _ => diagnostic,
            });
        }
        if let Some(place) = self.folders.get(&key) {
            return Err(NameError::FileAndFolder(path.to_owned()).diagnostic().at(span).related(place, "the folder"));
        }
        for (at, _) in key.match_indices('/') {
            if let Some((other, _)) = self.taken.get(&key[..at]) {
                return Err(NameError::FileAndFolder(other.clone()).diagnostic().at(span));
            }
            self.folders.entry(key[..at].to_owned()).or_insert_with(|| span.clone());
        }
        self.taken.insert(key, (path.to_owned(), Some(span.clone())));
        Ok(())
    }
}

/// A template that fails for every job is one fault.
fn report(template: &str, error: &minijinja::Error, span: &Span, faults: &mut Vec<Diagnostic>) {
    let fault = explained(template, error).at(span);
    if !faults.iter().any(|known| known.message == fault.message) {
        faults.push(fault);
    }
}

fn explained(template: &str, error: &minijinja::Error) -> Diagnostic {
    let why = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let diagnostic = NameError::Template { template: crate::shape::shortened(template), why }.diagnostic();
    let word = error.range().and_then(|range| template.get(range)).unwrap_or_default();
    let diagnostic = match nearest(word, VARIABLES.iter().copied()) {
        Some(name) if name != word => diagnostic.help(format!("did you mean `{name}`?")),
        _ => diagnostic,
    };
    let known: Vec<String> = VARIABLES.iter().map(|name| format!("`{name}`")).collect();
    diagnostic.help(format!("it knows {}", known.join(", ")))
}
