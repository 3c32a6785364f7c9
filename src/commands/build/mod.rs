//! `opsjd build`: all the job descriptions of a manifest in one run.

mod compared;
mod difference;
mod dry_run;
mod explain;
mod index;
mod load;
mod make;
mod prepare;
mod remember;
mod roles;
mod rules;
mod select;
mod settle;
mod summary;
mod unchanged;
mod watch;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::check::Deny;
use super::{Outcome, Session};
use crate::catalog::{self, Files, Traced};
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::output_folder::{FolderError, OutputFolder};
use crate::plan::{self, Names, Planned, Shard};
use crate::sort;
pub(super) use compared::{Differences, compare};
use index::INDEX;
pub(super) use load::{Manifest, folder_of, load};
use make::Mode;
pub use make::Series;
pub use prepare::{Shared, at, prepare};
use select::Named;
pub use settle::gathered;
use unchanged::Inputs;

/// Write all the job descriptions of a manifest or of job lists
#[derive(Debug, Default, Args)]
#[command(after_help = "Precedence: command line over job over list or matrix over manifest over project over role.\n\
    Exit codes: 0 done, 1 `--check` found differences or `--check-rules` found something, 2 something could not be done; good jobs are written all the same")]
pub struct Build {
    /// Manifests and job lists (yaml, json, csv, tsv, xlsx); without any, the project's opsjd.yaml
    files: Vec<PathBuf>,
    /// Folder to write to instead of the manifest's `output`
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Formats for every job, instead of what it sets
    #[arg(short, long, value_name = "LIST")]
    format: Option<String>,
    /// Languages for every job, instead of what it sets
    #[arg(long, value_name = "LIST")]
    lang: Option<String>,
    /// Template of the names of files, such as `{{ role }}/{{ level }}.{{ lang }}`
    #[arg(long, value_name = "TEMPLATE")]
    name: Option<String>,
    /// File with vacancy data for every job
    #[arg(short, long, value_name = "FILE")]
    posting: Option<PathBuf>,
    /// One of the vacancy's data for every job; `opsjd schema posting` lists the keys
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Word file whose styles, page set-up, header and footer to take
    #[arg(long, value_name = "FILE")]
    reference_doc: Option<PathBuf>,
    /// Take a text that lacks the language for an error
    #[arg(long)]
    strict: bool,
    /// Sheet of the workbooks named here
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Write nothing; list missing, stale and extra files, and exit 1 where there are any
    #[arg(long, conflicts_with_all = ["clean", "dry_run", "watch", "force"])]
    check: bool,
    /// Hold every job to the rules of `opsjd check` too; errors, or what LEVEL names (error, warning, note), make it exit 1
    #[arg(long, value_name = "LEVEL", num_args = 0..=1, require_equals = true, default_missing_value = "error")]
    check_rules: Option<Deny>,
    /// Remove what an earlier run wrote and this one does not
    #[arg(long)]
    clean: bool,
    /// Write nothing; list the files that would be made, and with `--clean` tell those that would be removed
    #[arg(long, conflicts_with = "watch")]
    dry_run: bool,
    /// Only the part `I` of `N`, the same jobs in every run
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Only these jobs, by id, number or a file that they make; `-` reads one a line, as `opsjd affected`
    /// prints them. The index is left as it is
    #[arg(long, value_name = "LIST", conflicts_with_all = ["clean", "watch"])]
    jobs: Option<String>,
    /// Print a report of every file as JSON
    #[arg(long, conflicts_with = "watch")]
    json: bool,
    /// Say nothing but faults
    #[arg(short, long)]
    quiet: bool,
    /// Stop at the first error
    #[arg(long)]
    fail_fast: bool,
    /// Render every document, also where nothing has changed since the last run, and replace files that are not of an earlier run
    #[arg(long)]
    force: bool,
    /// Write no index.html and index.json
    #[arg(long)]
    no_index: bool,
    /// Show where each setting of a job comes from, by its id, number or a file that it makes
    #[arg(long, value_name = "JOB", conflicts_with_all = ["check", "clean", "dry_run", "watch", "json"])]
    explain: Option<String>,
    /// Stay, and rebuild what a saved file touches
    #[arg(long, conflicts_with = "shard")]
    watch: bool,
}

impl Build {
    /// The build of one manifest or job list, as if nothing else had been typed.
    pub fn of_file(path: PathBuf) -> Build {
        Build { files: vec![path], ..Build::default() }
    }

    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let interrupted = crate::terminal::interruption();
        let session = &match session.in_project_of(&self.files) {
            Ok(session) => session,
            Err(fault) => return self.end(&[fault], session),
        };
        if self.watch { watch::watch(self, session, interrupted) } else { Ok(self.once(session, interrupted)?.0) }
    }

    /// One build, and the files and folders that it depends on.
    fn once(&self, session: &Session, interrupted: &AtomicBool) -> anyhow::Result<(Outcome, Vec<PathBuf>)> {
        let mut faults = Vec::new();
        let files = Arc::new(Traced::default());
        let catalog = session.catalog_in(Arc::clone(&files) as Arc<dyn Files>, &mut faults);
        let Some(mut manifest) = load(self, catalog, &mut faults) else {
            return Ok((self.end(&faults, session)?, load::watched(self, session)));
        };
        if let Some(list) = &self.jobs {
            let read;
            let named = if list == "-" {
                read = session.terminal.read()?;
                Named::Lines(&read)
            } else {
                Named::Listed(list)
            };
            select::select(&mut manifest, named, &mut faults);
            if manifest.jobs.is_empty() {
                if !has_errors(&faults) && !self.quiet {
                    session.terminal.tell("no job is named, so there is nothing to build");
                }
                return Ok((self.end(&faults, session)?, manifest.watched));
            }
        }
        let watched = manifest.watched.clone();
        let inputs = if has_errors(&faults) { None } else { Inputs::new(self, session, &files) };
        let before = OutputFolder::look(&manifest.output, self.shard);
        if let Some(kept) = inputs.as_ref().and_then(|inputs| inputs.unchanged(&before)) {
            summary::tell_unchanged(self, &manifest, &kept, session);
            return Ok((Outcome::Done, watched));
        }
        Ok((self.with(&manifest, session, interrupted, inputs.as_ref(), faults)?, watched))
    }

    fn with(
        &self,
        manifest: &Manifest,
        session: &Session,
        interrupted: &AtomicBool,
        inputs: Option<&Inputs<'_>>,
        found: Vec<Diagnostic>,
    ) -> anyhow::Result<Outcome> {
        if manifest.jobs.is_empty() && has_errors(&found) {
            return self.end(&found, session);
        }
        let mut placed = in_order(found, &manifest.jobs);
        let (shared, of_jobs) = prepare(manifest);
        placed.extend(of_jobs);
        let mut faults = Vec::new();
        if manifest.jobs.is_empty() {
            let fault = Diagnostic::warning("no-jobs", "the lists and matrices have no jobs, so no file is wanted");
            faults.push(fault.help("`--clean` removes what earlier builds made of them"));
        }
        let mut names = Names::new(if manifest.has_index { &INDEX } else { &[] });
        let language_of = |role: &str| shared.language_of(role);
        plan::plan(&manifest.beside, &mut names, language_of, &mut Vec::new());
        let mut documents = plan::plan(&manifest.jobs, &mut names, language_of, &mut faults);
        faults.extend(overwritten(manifest, &documents));
        if let Some(wanted) = &self.explain {
            // Names that clash are no hindrance: this is how one finds out why they do.
            faults.extend(placed.into_iter().map(|(_, fault)| fault));
            return explain::explain(wanted, manifest, &shared, session, faults);
        }
        if has_errors(&faults) {
            // A name that cannot be is found before anything is written, so that nothing has to be undone.
            placed.extend(make::judge(&documents, &manifest.jobs, &shared).0);
            sort::by_key(&mut placed, |(job, _)| *job);
            faults.extend(gathered(placed.into_iter().map(|(_, fault)| fault)));
            return self.end(&faults, session);
        }
        let all: HashSet<String> =
            documents.iter().flat_map(|planned| planned.outputs.iter().map(|output| output.path.clone())).collect();
        if let Some(shard) = self.shard {
            documents.retain(|planned| planned.outputs.first().is_some_and(|first| shard.holds(&first.path)));
        }
        let lawful = match self.check_rules {
            Some(deny) => rules::check(deny, manifest, &documents, &shared, session)?,
            None => Outcome::Done,
        };
        let mode = if self.check || self.dry_run { Mode::Check } else { Mode::Write { force: self.force } };
        let folder = match mode {
            Mode::Check => OutputFolder::look(&manifest.output, self.shard),
            Mode::Write { .. } => match self.open(&manifest.output, session, interrupted) {
                Ok(folder) => folder,
                // Whoever waited for another build and has had enough is told nothing.
                Err(FolderError::Busy(_)) if self.watch && is_set(interrupted) => return Ok(Outcome::Done),
                Err(error) => {
                    faults.push(error.diagnostic());
                    return self.end(&faults, session);
                }
            },
        };
        let run = settle::Run { build: self, manifest, shared: &shared, folder, mode, interrupted, inputs, all };
        let outcome = if self.dry_run {
            run.list(&documents, placed, faults, session)?
        } else {
            run.finish(&documents, placed, faults, session)?
        };
        Ok(outcome.or(lawful))
    }

    /// The output folder. Whoever watches waits until another build has left it, as nothing else would make up for what is saved
    /// meanwhile.
    fn open(&self, output: &Path, session: &Session, interrupted: &AtomicBool) -> Result<OutputFolder, FolderError> {
        let mut is_said = false;
        loop {
            match OutputFolder::open(output, self.shard) {
                Err(error @ FolderError::Busy(_)) if self.watch && !is_set(interrupted) => {
                    if !is_said {
                        session.terminal.tell(&format!("{error}; waiting for it to end"));
                        is_said = true;
                    }
                    std::thread::sleep(watch::PAUSE);
                }
                opened => return opened,
            }
        }
    }

    /// The end of a run that comes to no document.
    fn end(&self, faults: &[Diagnostic], session: &Session) -> anyhow::Result<Outcome> {
        if self.json {
            summary::print_report(session, faults, Vec::new())?;
        }
        Ok(session.conclude(faults))
    }
}

/// The faults of files that would take the place of one that the build is made from.
fn overwritten(manifest: &Manifest, documents: &[Planned]) -> Vec<Diagnostic> {
    let Ok(output) = manifest.output.canonicalize() else { return Vec::new() };
    let inputs: HashSet<PathBuf> = manifest.watched.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let names: HashSet<_> = inputs.iter().filter_map(|path| path.file_name()).collect();
    // The roles and templates of a folder, where the output is beside, above or below it.
    let is_near = |folder: &&PathBuf| folder.is_dir() && (folder.starts_with(&output) || output.starts_with(folder));
    let folders: Vec<&PathBuf> = inputs.iter().filter(is_near).collect();
    let outputs = documents.iter().flat_map(|planned| planned.outputs.iter().map(move |output| (planned, output)));
    // A system is asked only for those that may be one.
    let may_be = |name: &Path| !folders.is_empty() || names.contains(name.file_name().unwrap_or_default());
    let faults = outputs.filter(|(_, output)| may_be(Path::new(&output.path))).filter_map(|(planned, output)| {
        let target = manifest.output.join(&output.path);
        let real = target.canonicalize().ok()?;
        if !inputs.contains(&real) && !folders.iter().any(|folder| real.starts_with(folder)) {
            return None;
        }
        let message = format!("`{}` would take the place of a file that the build reads", catalog::shown(&target));
        let fault = Diagnostic::error("overwrites-input", message).at(&manifest.jobs[planned.job].own.span);
        Some(fault.help("give the job another name, or write to another folder with `-o`"))
    });
    faults.collect()
}

/// Each fault of form with the place in the manifest of the first job at or after it, so that it is shown among that job's.
pub fn in_order(faults: Vec<Diagnostic>, jobs: &[plan::Job]) -> prepare::Placed {
    let mut places: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for (index, job) in jobs.iter().enumerate().filter(|_| !faults.is_empty()) {
        let span = &job.own.span;
        places.entry(span.source().name()).or_default().push((span.range().start, index));
    }
    let placed = faults.into_iter().map(|fault| {
        let index = fault.span.as_ref().map_or(0, |span| {
            let jobs = places.get(span.source().name()).map(Vec::as_slice).unwrap_or_default();
            let after = jobs.partition_point(|(start, _)| *start < span.range().start);
            jobs.get(after).map_or(jobs.last().map_or(0, |(_, last)| last + 1), |(_, index)| *index)
        });
        (index, fault)
    });
    placed.collect()
}

/// Whether the run is to stop: it was interrupted, or an error is enough.
fn is_set(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Relaxed)
}

fn errors(faults: &[Diagnostic]) -> usize {
    faults.iter().filter(|fault| fault.severity == Severity::Error).count()
}
