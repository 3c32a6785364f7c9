//! `opsjd diff`: two files, roles, folders, revisions or finished documents compared.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::published;
use super::sides::{self, Loaded, Sides};
use super::{Outcome, Session, parse_language};
use crate::catalog::{self, Catalog};
use crate::compose::{Composer, Request, Selection};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{Compared, Comparison, Jobs};
use crate::language::Language;
use crate::output;
use crate::render::{self, Context, Format};
use crate::report::changes::{self, Telling};

/// Say what changed between two versions of a role or a document
#[derive(Debug, Args)]
#[command(after_help = "\
What can be compared:
  opsjd diff                          the roles of the last commit with those on disk
  opsjd diff main..HEAD               two revisions (main...HEAD: since they parted)
  opsjd diff main..HEAD -- user-ops   one role of them
  opsjd diff old.yaml new.yaml        two files; finished documents (md, html, docx, json) too
  opsjd diff user-ops content-ops     two roles
  opsjd diff roles-2025 roles         two folders

Exit codes: 0 the same, 1 different, 2 could not be done")]
pub struct Diff {
    /// Revisions, files, roles or folders: none, one or two
    #[arg(value_name = "WHAT", num_args = 0..=2)]
    targets: Vec<String>,
    /// Roles to look at; all without it
    #[arg(last = true, value_name = "ROLE")]
    only: Vec<String>,
    /// Compare with what is staged for the next commit instead of the files on disk
    #[arg(long, visible_alias = "cached")]
    staged: bool,
    /// Compare the files as they are, without what they extend
    #[arg(long)]
    raw: bool,
    /// Show what changed in form only, and what no reader sees
    #[arg(long)]
    all: bool,
    /// Compare the roles at this level
    #[arg(short, long)]
    level: Option<String>,
    /// Language to tell it in, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
    /// One sentence a role, in plain words
    #[arg(long, conflicts_with = "format")]
    summary: bool,
    /// How to write it
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<Writer>,
    /// File to write to; without it, or as `-`, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Word file to write with the changes of one role or document tracked, for review in Word
    #[arg(long, value_name = "FILE")]
    redline: Option<PathBuf>,
    /// Sections of the document that `--redline` writes; those of `opsjd generate` without it
    #[arg(short, long, value_name = "LIST", requires = "redline")]
    sections: Option<String>,
}

/// The ways to write a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Writer {
    /// Lines for a terminal
    Terminal,
    /// A comment for a pull request
    Markdown,
    /// A page with both sides next to each other
    Html,
    /// For machines
    Json,
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let catalog = session.catalog(&mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let language = reader_language(asked, &catalog);
        faults.extend(self.overwritten());
        let wanted = sides::Wanted {
            targets: &self.targets,
            only: self.only.iter().map(|name| role_id(name)).collect::<BTreeSet<String>>(),
            staged: self.staged,
            raw: self.raw,
            level: self.level.as_deref(),
        };
        let sides = if has_errors(&faults) { None } else { sides::gather(&wanted, session, catalog, &mut faults) };
        let (Some(sides), Some(language)) = (sides, language) else { return Ok(failed(session, &faults)) };
        let Some(mut telling) = Telling::new(&language, self.all) else { return Ok(failed(session, &faults)) };
        telling.documents = sides.documents;
        let different = sides.pairs.iter().map(sides::Pair::compared).filter(|role| !role.is_same());
        let roles: Vec<Compared> = different.collect();
        let jobs = self.jobs(&sides, session, &mut faults)?;
        let comparison = Comparison { old: sides.old.clone(), new: sides.new.clone(), roles, jobs }.gather();
        if let Some(path) = &self.redline {
            self.write_redline(path, &sides, &language, session, &mut faults);
        }
        // That nothing changed is not known of what could not be read.
        let is_unknown = comparison.is_silent() && has_errors(&faults);
        let is_told = self.redline.is_none() || self.format.is_some() || self.output.is_some() || self.summary;
        if is_told && !is_unknown {
            self.write(&comparison, &telling, session, &mut faults)?;
        }
        let outcome = session.conclude(&faults);
        let same = comparison.is_silent() && (!self.all || comparison.roles.is_empty());
        Ok(if outcome == Outcome::Done && !same { Outcome::Findings } else { outcome })
    }

    /// The fault of writing to a file that is compared.
    fn overwritten(&self) -> Option<Diagnostic> {
        let mut written = output::file(self.output.as_deref()).into_iter().chain(self.redline.as_deref());
        let compared = || self.targets.iter().map(Path::new).filter(|path| path.is_file());
        let path = written.find(|path| compared().any(|other| catalog::is_same_place(path, other)))?;
        let message = format!("`{}` is compared, and would be written over", catalog::shown(path));
        Some(Diagnostic::error("overwrites-input", message).help("write to another file"))
    }

    /// The jobs of the manifest, where revisions are compared as their readers see them.
    fn jobs(&self, sides: &Sides, session: &Session, faults: &mut Vec<Diagnostic>) -> anyhow::Result<Option<Jobs>> {
        let range = sides.range.as_ref().filter(|_| !self.raw && self.level.is_none() && self.redline.is_none());
        let Some(range) = range else { return Ok(None) };
        let Some(mut jobs) = published::compared(range, session, faults)? else { return Ok(None) };
        // A single file that is named is one role of two states.
        let file = self.targets.iter().filter(|name| self.targets.len() == 1 && role_id(name) != **name);
        let only: Vec<String> = self.only.iter().chain(file).map(|name| role_id(name)).collect();
        jobs.changed.retain(|job| only.is_empty() || only.contains(&job.role));
        Ok(Some(jobs))
    }

    fn write(
        &self,
        comparison: &Comparison,
        telling: &Telling,
        session: &Session,
        faults: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<()> {
        let terminal = &session.terminal;
        let file = output::file(self.output.as_deref());
        let extension = file.and_then(Path::extension).and_then(|extension| extension.to_str());
        let by_name = match extension {
            Some("md" | "markdown") => Writer::Markdown,
            Some("html" | "htm") => Writer::Html,
            Some("json") => Writer::Json,
            _ => Writer::Terminal,
        };
        let text = match self.format.unwrap_or(by_name) {
            _ if self.summary => changes::summary(comparison, telling),
            Writer::Terminal => {
                let colored = terminal.out_colored() && file.is_none();
                changes::terminal(comparison, telling, terminal.width(), colored)
            }
            Writer::Markdown => changes::markdown(comparison, telling),
            Writer::Html => changes::html(comparison, telling),
            Writer::Json => changes::json(comparison, telling),
        };
        match file {
            None => terminal.print(text.as_bytes())?,
            Some(path) => {
                if let Err(error) = output::write(path, text.as_bytes()) {
                    faults.push(error.diagnostic());
                }
            }
        }
        Ok(())
    }

    fn write_redline(
        &self,
        path: &Path,
        sides: &Sides,
        language: &Language,
        session: &Session,
        faults: &mut Vec<Diagnostic>,
    ) {
        let changed: Vec<&sides::Pair> = match sides.pairs.as_slice() {
            [one] => vec![one],
            several => several.iter().filter(|pair| !pair.compared().is_silent()).collect(),
        };
        let [pair] = changed.as_slice() else {
            let names: Vec<String> = changed.iter().map(|pair| format!("`{}`", pair.id)).collect();
            let fault = Diagnostic::error("redline-one", "`--redline` takes one role or document");
            faults.push(match names.is_empty() {
                true => fault.help("nothing changed"),
                false => fault.help(format!("name one after `--`: {}", names.join(", "))),
            });
            return;
        };
        let (Some(old), Some(new)) = (&pair.old, &pair.new) else {
            let message = format!("`{}` is on one side only, so there are no changes to track", pair.id);
            faults.push(Diagnostic::error("redline-one", message));
            return;
        };
        let catalog = session.catalog(faults);
        let mut word = |side: &Loaded| self.word_file(side, language, &catalog, faults);
        let Some(old) = word(old) else { return };
        let Some(new) = word(new) else { return };
        match render::redline((&sides.old, &old), (&sides.new, &new)) {
            Ok(bytes) => {
                if let Err(error) = output::write(path, &bytes) {
                    faults.push(error.diagnostic());
                }
            }
            Err(error) => faults.push(error.diagnostic()),
        }
    }

    /// One side as a Word file: the file itself, or the document that the role makes.
    fn word_file(
        &self,
        side: &Loaded,
        language: &Language,
        catalog: &Catalog,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Vec<u8>> {
        let merged = match side {
            Loaded::Word(_, bytes) => return Some(bytes.clone()),
            Loaded::Role(_, merged) => merged,
            Loaded::Document(_) | Loaded::File(_) => {
                let fault = Diagnostic::error("redline-one", "`--redline` needs two roles or two Word files");
                let is_raw = matches!(side, Loaded::File(_));
                faults.push(fault.help(if is_raw { "leave `--raw` away" } else { "make .docx files first" }));
                return None;
            }
        };
        let role = merged.definition(self.level.as_deref(), faults)?;
        let selection = Selection::from_arguments(self.sections.as_deref(), None);
        let known = role.languages();
        let has = |language: &Language| known.iter().any(|own| language.fallbacks().contains(own));
        let language = if known.is_empty() || has(language) { language.clone() } else { (*known.first()?).clone() };
        let labels = catalog.labels(&language, faults)?;
        let others = std::collections::BTreeMap::new();
        let request = Request { role: &role, others: &others, selection: &selection, posting: None, strict: false };
        let job = Composer::new(&language, &labels).compose(&request, faults)?;
        let context = Context::new(&job, &labels);
        let document = render::render(Format::Docx, &context, &catalog.templates(faults), None);
        document.map_err(|fault| faults.push(fault)).ok().map(|document| document.bytes)
    }
}

/// The role that a name after `--` means: its id, or the path of its file.
fn role_id(name: &str) -> String {
    let path = Path::new(name);
    let is_path = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let stem = path.file_stem().filter(|_| is_path).map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| name.to_owned())
}

/// A run that could not be done, whatever the faults weigh.
fn failed(session: &Session, faults: &[Diagnostic]) -> Outcome {
    session.conclude(faults);
    Outcome::Failed
}

/// The language of the person who reads the difference.
pub(super) fn reader_language(asked: Option<Language>, catalog: &Catalog) -> Option<Language> {
    asked
        .or_else(|| catalog.project.languages.first().cloned())
        .or_else(catalog::locale_language)
        .or_else(|| Language::parse("en"))
}
