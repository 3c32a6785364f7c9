//! The names of files: from a template, and refused before anything is written where two are one.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use minijinja::{Environment, UndefinedBehavior, context};

use super::file_names::{allowed, folded, spelled_out};
use super::{Job, Output};
use crate::diagnostic::{Diagnostic, nearest};
use crate::language::Language;
use crate::render::Format;
use crate::shape::shortened;
use crate::source::Span;

/// The name where none is set.
pub(super) const DEFAULT: &str = r#"{{ id or role ~ ("-" ~ level if level else "") }}.{{ lang }}"#;

/// What a name template may use.
const VARIABLES: &[&str] = &["id", "role", "level", "lang", "format", "number"];

/// How many steps a name template may take.
const FUEL: u64 = 10_000;

/// What to do where a job comes to the name of the index.
const INDEX_HELP: &str =
    "give the job another `name`, or write no index: `--no-index`, or `index: false` in the manifest";

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
    #[error("two jobs have the name `{name}`: {first} and {second}")]
    Shared {
        /// The name.
        name: String,
        /// The job that has it.
        first: String,
        /// The next job.
        second: String,
    },
    /// A job with one name for two documents.
    #[error("{job} has the name `{name}` for two languages")]
    SharedByLanguages {
        /// The job.
        job: String,
        /// The name.
        name: String,
    },
    /// A job with the name of the build's own index.
    #[error("the index has the name `{0}`")]
    Index(String),
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
            NameError::Shared { .. } => {
                ("name-shared", "give each an `id`, or put into `name` what tells them apart, such as `{{ number }}`")
            }
            NameError::SharedByLanguages { .. } => ("name-shared", "put `{{ lang }}` into `name`"),
            NameError::Index(_) => ("name-shared", INDEX_HELP),
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
    taken: HashMap<String, (String, Option<Holder>)>,
    folders: HashMap<String, Holder>,
    /// The faults of this plan by what they are about, so that each is said once: its place among the faults, and the further
    /// jobs that have it.
    said: IndexMap<(&'static str, String), (usize, HashSet<usize>)>,
}

/// The job that has a name.
#[derive(Debug, Clone)]
struct Holder {
    number: usize,
    /// For people: its number, by which `--explain` takes it, and its id or role.
    words: String,
    /// Where it stands.
    span: Span,
}

impl Holder {
    /// What the job says itself leads to it, rather than a template that many share.
    fn new(job: &Job) -> Holder {
        let said = ["name", "id", "role"].iter().find_map(|key| job.own.get(key));
        Holder {
            number: job.number,
            words: format!("job {} (`{}`)", job.number, shortened(&job.label())),
            span: said.unwrap_or(&job.own).span.clone(),
        }
    }
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
        Names { environment, taken, folders: HashMap::new(), said: IndexMap::new() }
    }

    /// The files of a document, one a format. Those that cannot be are left out, and `faults` says why.
    pub fn outputs(&mut self, job: &Job, language: &Language, faults: &mut Vec<Diagnostic>) -> Vec<Output> {
        let said = job.text("name");
        let span = said.map(|(_, span)| span).or(job.text("id").map(|(_, span)| span)).unwrap_or(&job.own.span);
        let template = said.map_or(DEFAULT, |(template, _)| template);
        // Most templates name all formats alike.
        let is_by_format = template.contains("format");
        let holder = Holder::new(job);
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
            match allowed(&path).map_err(|error| error.diagnostic().at(span)) {
                Ok(()) if self.take(&path, &holder, faults) => outputs.push(Output { format, path }),
                Ok(()) => {}
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

    /// Gives a job a name, unless there is a fault.
    fn take(&mut self, path: &str, holder: &Holder, faults: &mut Vec<Diagnostic>) -> bool {
        let key = folded(path);
        if let Some((other, first)) = self.taken.get(&key) {
            let fault = clash(path, holder, other, first.as_ref());
            // A template without the language is one fault, however many jobs have it.
            let is_own = first.as_ref().is_some_and(|first| first.number == holder.number);
            self.say(if is_own { ("languages", String::new()) } else { ("name", key) }, fault, holder, faults);
            return false;
        }
        if let Some(first) = self.folders.get(&key) {
            let error = NameError::FileAndFolder(path.to_owned());
            let fault = related(error.diagnostic().at(&holder.span), first, holder, "the folder");
            self.say(("folder", key), fault, holder, faults);
            return false;
        }
        for (at, _) in key.match_indices('/') {
            if let Some((other, first)) = self.taken.get(&key[..at]) {
                let fault = NameError::FileAndFolder(other.clone()).diagnostic().at(&holder.span);
                let fault = first.iter().fold(fault, |fault, first| related(fault, first, holder, "the file"));
                self.say(("folder", key[..at].to_owned()), fault, holder, faults);
                return false;
            }
            self.folders.entry(key[..at].to_owned()).or_insert_with(|| holder.clone());
        }
        self.taken.insert(key, (path.to_owned(), Some(holder.clone())));
        true
    }

    /// Reports a fault, or counts the job where another has had it.
    fn say(&mut self, about: (&'static str, String), fault: Diagnostic, holder: &Holder, faults: &mut Vec<Diagnostic>) {
        self.said.entry(about).and_modify(|(_, more)| _ = more.insert(holder.number)).or_insert_with(|| {
            faults.push(fault);
            (faults.len() - 1, HashSet::from([holder.number]))
        });
    }

    /// Says at each fault of the plan how many further jobs have it. `faults` are those that were given to [`Names::outputs`].
    pub(super) fn count(&mut self, faults: &mut [Diagnostic]) {
        for (_, (index, jobs)) in self.said.drain(..) {
            let Some(fault) = faults.get_mut(index) else { continue };
            match jobs.len() {
                0 | 1 => {}
                2 => fault.help.push("1 more job has it".to_owned()),
                count => fault.help.push(format!("{} more jobs have it", count - 1)),
            }
        }
    }
}

/// The fault of a job that comes to a name that another has, or the index, for which there is no `first`.
fn clash(path: &str, holder: &Holder, other: &str, first: Option<&Holder>) -> Diagnostic {
    let is_same = other == path;
    let error = match first {
        _ if !is_same => NameError::Case(other.to_owned(), path.to_owned()),
        None => NameError::Index(path.to_owned()),
        Some(first) if first.number == holder.number => {
            NameError::SharedByLanguages { job: holder.words.clone(), name: path.to_owned() }
        }
        Some(first) => {
            NameError::Shared { name: path.to_owned(), first: first.words.clone(), second: holder.words.clone() }
        }
    };
    let fault = error.diagnostic().at(&holder.span);
    match first {
        None if is_same => fault,
        None => fault.help(INDEX_HELP),
        Some(first) if first.number == holder.number => fault,
        Some(first) => related(fault, first, holder, "the other one").help(format!(
            "`--explain {}` and `--explain {}` show where their settings come from",
            first.number, holder.number
        )),
    }
}

/// The fault with the place of the job that came first, unless both stand at one, as in a matrix.
fn related(fault: Diagnostic, first: &Holder, holder: &Holder, words: &str) -> Diagnostic {
    let is_one = first.span.range() == holder.span.range() && first.span.source().name() == holder.span.source().name();
    if is_one { fault } else { fault.related(&first.span, words) }
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
    let diagnostic = NameError::Template { template: shortened(template), why }.diagnostic();
    let word = error.range().and_then(|range| template.get(range)).unwrap_or_default();
    let diagnostic = match nearest(word, VARIABLES.iter().copied()) {
        Some(name) if name != word => diagnostic.help(format!("did you mean `{name}`?")),
        _ => diagnostic,
    };
    let known: Vec<String> = VARIABLES.iter().map(|name| format!("`{name}`")).collect();
    diagnostic.help(format!("it knows {}", known.join(", ")))
}
