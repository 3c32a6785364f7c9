//! One file a command: its arguments and its run, where the pure parts meet the effects.

pub mod affected;
pub mod build;
pub mod check;
pub mod compare;
pub mod completions;
pub mod diff;
pub mod eject;
pub mod generate;
pub mod git;
pub mod list;
pub mod log;
pub mod man;
pub mod new;
mod published;
mod revisions;
pub mod schema;
pub mod show;
mod sides;
mod tree;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::catalog::{self, Catalog, Disk, Files};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::language::Language;
use crate::project;
use crate::render::RenderError;
use crate::report;
use crate::role::RoleDefinition;
use crate::terminal::{ErrorFormat, Terminal, folder_in_repository};
use crate::watchdog;

/// What a run came to, which decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Done, and there is something to look at: exit code 1.
    Findings,
    /// Could not be done: exit code 2.
    Failed,
}

impl Outcome {
    /// The graver of two outcomes.
    fn or(self, other: Outcome) -> Outcome {
        match (self, other) {
            (Outcome::Failed, _) | (_, Outcome::Failed) => Outcome::Failed,
            (Outcome::Findings, _) | (_, Outcome::Findings) => Outcome::Findings,
            _ => Outcome::Done,
        }
    }
}

/// What every command is given.
#[derive(Debug, Clone)]
pub struct Session {
    /// The folder named with `--roles`.
    pub roles: Option<PathBuf>,
    /// The folder named with `--templates`.
    pub templates: Option<PathBuf>,
    /// The folder of the project that is named; without it, the one around the working folder.
    pub project: Option<PathBuf>,
    /// How faults are shown.
    pub errors: ErrorFormat,
    /// The streams.
    pub terminal: Terminal,
}

impl Session {
    /// The session in the project whose `opsjd.yaml` is among `files`, as if it were run there.
    ///
    /// # Errors
    /// Where there are several, each with roles, templates and an output folder of its own.
    fn in_project_of(&self, files: &[PathBuf]) -> Result<Session, Diagnostic> {
        let mut projects = files.iter().filter(|file| file.ends_with(project::FILE_NAME));
        let first = projects.next();
        if let (Some(first), Some(other)) =
            (first, projects.find(|other| first.is_some_and(|first| !catalog::is_same_place(first, other))))
        {
            let (one, other) = (catalog::shown(first), catalog::shown(other));
            let fault = Diagnostic::error("two-projects", format!("`{one}` and `{other}` are two projects"));
            return Err(fault.help("each has roles, templates and an output folder of its own: build them one by one"));
        }
        let project = first.and_then(|file| file.parent()).map(Path::to_owned);
        Ok(Session { project, ..self.clone() })
    }

    /// The catalog of the working folder, or of the project that is named.
    fn catalog(&self, faults: &mut Vec<Diagnostic>) -> Catalog {
        self.catalog_in(Arc::new(Disk), faults)
    }

    /// The same where `files` stand in for those on disk.
    fn catalog_in(&self, files: Arc<dyn Files>, faults: &mut Vec<Diagnostic>) -> Catalog {
        let project = self.project.clone().or_else(catalog::find_project);
        Catalog::open(files, project, self.roles.as_deref(), self.templates.as_deref(), faults)
    }

    /// Does `work`, which renders a user's own templates and counts the documents that are `done`, and ends the program with
    /// an error where they take too long or too much.
    fn guard<T: Send>(&self, work: impl FnOnce() -> T + Send, done: &AtomicUsize) -> std::io::Result<T> {
        watchdog::guard(work, done, || {
            let error = RenderError::Unbounded;
            let fault = Diagnostic::error(error.code(), error.to_string());
            self.conclude(&[fault.help("does a loop in them ever end, or a value ever grow?")]);
        })
    }

    /// The same for work on all cores, which need not be guarded where no template is the user's own.
    fn guard_all_cores<T: Send>(
        &self,
        has_own: bool,
        work: impl FnOnce() -> T + Send,
        done: &AtomicUsize,
    ) -> anyhow::Result<T> {
        if !has_own {
            return Ok(work());
        }
        let pool = rayon::ThreadPoolBuilder::new().stack_size(watchdog::STACK_BYTES).build()?;
        Ok(self.guard(|| pool.install(work), done)?)
    }

    /// Shows `faults` as annotations of the repository's files.
    fn annotate(&self, faults: &[Diagnostic]) {
        self.terminal.tell(&report::github(faults, &folder_in_repository()));
    }

    /// Shows `faults`, and says how the run ended by them.
    fn conclude(&self, faults: &[Diagnostic]) -> Outcome {
        let (human, github) = self.errors.wanted();
        if human && !faults.is_empty() {
            self.terminal.tell(&report::human(faults, self.terminal.err_colored()));
        }
        if github && !faults.is_empty() {
            self.annotate(faults);
        }
        if has_errors(faults) { Outcome::Failed } else { Outcome::Done }
    }
}

/// The language that `asked` names, by an option or the variable that stands in for it, or a fault.
fn parse_language(asked: Option<&str>, faults: &mut Vec<Diagnostic>) -> Option<Language> {
    let asked = asked?;
    let language = Language::parse(asked);
    if language.is_none() {
        let is_variable = catalog::language_variable().is_some_and(|value| value == asked);
        if is_variable && asked.is_empty() {
            // A variable is emptied where it cannot be unset.
            return None;
        }
        let message = if is_variable {
            format!("`{}` is `{asked}`, which is not a language tag", catalog::LANGUAGE_VARIABLE)
        } else {
            format!("`{asked}` is not a language tag")
        };
        faults.push(Diagnostic::error("unknown-language", message).help("for example `zh-CN`, `zh-TW` or `en`"));
    }
    language
}

/// A file's ending that says no format, which are those of the `valid` endings.
fn unknown_ending(ending: &str, valid: impl Iterator<Item = &'static str>) -> Diagnostic {
    let valid: Vec<String> = valid.map(|extension| format!("`.{extension}`")).collect();
    Diagnostic::error("unknown-format", format!("`.{ending}` is the ending of no format"))
        .help("name the format with `--format`")
        .help(format!("endings: {}", valid.join(", ")))
}

/// The language to write `role` in: what was asked for, the project's, the locale's where the role has it, English where
/// the role has it, and at last the role's own first.
fn choose_language(asked: Option<Language>, catalog: &Catalog, role: &RoleDefinition) -> Option<Language> {
    let known = role.languages();
    let has = |language: &Language| known.iter().any(|own| language.fallbacks().contains(own));
    let english = Language::parse("en");
    asked
        .or_else(|| catalog.project.languages.first().cloned())
        .or_else(|| catalog::locale_language().filter(|language| known.is_empty() || has(language)))
        .or_else(|| english.clone().filter(|language| known.is_empty() || has(language)))
        .or_else(|| known.first().map(|language| (*language).clone()))
        .or(english)
}
