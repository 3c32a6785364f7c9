//! `opsjd affected`: the documents that a change touches, for building and announcing only those.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;

use super::diff::reader_language;
use super::published;
use super::sides::{self, Loaded, Range, Wanted};
use super::{Outcome, Session, parse_language};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{self, JobChange, Jobs, Scope, State};
use crate::report::changes::{self, Telling};

/// List the jobs of the manifest whose documents change between two revisions
#[derive(Debug, Args)]
#[command(after_help = "\
Everything that a document is made from counts: roles and what they extend, opsjd.yaml, job lists, postings, templates,
labels, reference documents. Files are compared as they would be written. In a project without jobs, roles are listed.
What is gone is told on standard error.
  opsjd affected main..HEAD | opsjd build --jobs -      build what changed, and only that

Exit codes: 0 no document changes, 1 some do, 2 could not be done")]
pub struct Affected {
    /// Revisions as for `opsjd diff`; the last commit and the files on disk without it
    range: Option<String>,
    /// Compare with what is staged for the next commit instead of the files on disk
    #[arg(long, visible_alias = "cached")]
    staged: bool,
    /// List the files that change instead of the jobs
    #[arg(long, conflicts_with = "json")]
    files: bool,
    /// Write JSON with what changed in each
    #[arg(long)]
    json: bool,
    /// Language to tell it in, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
}

#[derive(Serialize)]
struct Page {
    version: u32,
    /// How many jobs there are; none for roles.
    total: Option<usize>,
    affected: Vec<Job>,
}

#[derive(Serialize)]
struct Job {
    /// What `opsjd build --jobs` knows it by; none for a role.
    id: Option<String>,
    role: String,
    level: Option<String>,
    languages: Vec<String>,
    state: State,
    summary: String,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: String,
    state: State,
}

impl Job {
    fn of(change: &JobChange, telling: &Telling) -> Job {
        let files = change.documents.iter().flat_map(|document| &document.files);
        Job {
            id: Some(change.id.clone()),
            role: change.role.clone(),
            level: change.level.clone(),
            languages: change.documents.iter().map(|document| document.language.clone()).collect(),
            state: change.state,
            summary: changes::job_sentence(change, telling),
            files: files.map(|file| File { path: file.path.clone(), state: file.state }).collect(),
        }
    }

    /// The job as one types it.
    fn line(&self) -> String {
        match (&self.id, &self.level) {
            (Some(id), _) => id.clone(),
            (None, None) => self.role.clone(),
            (None, Some(level)) => format!("{} --level {level}", self.role),
        }
    }
}

impl Affected {
    /// Runs the command: exit code 1 says that documents change.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let catalog = session.catalog(&mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let telling = reader_language(asked, &catalog).and_then(|language| Telling::new(&language, false));
        let (Some(telling), false) = (telling, has_errors(&faults)) else {
            session.conclude(&faults);
            return Ok(Outcome::Failed);
        };
        let targets: Vec<String> = self.range.clone().into_iter().collect();
        let range = match Range::resolve(&targets, self.staged) {
            Ok(range) => range,
            Err(error) => return Ok(session.conclude(&[error.diagnostic()])),
        };
        let jobs = published::compared(&range, session, &mut faults)?;
        let (total, affected) = match jobs {
            Some(Jobs { total, changed }) => {
                (Some(total), changed.iter().map(|change| Job::of(change, &telling)).collect())
            }
            // What is wrong with the manifest must not be passed over for the roles.
            None if has_errors(&faults) => (None, Vec::new()),
            None => (None, self.roles(&targets, session, catalog, &telling, &mut faults)),
        };
        let any = !affected.is_empty();
        let text = if self.json {
            serde_json::to_string_pretty(&Page { version: 1, total, affected })? + "\n"
        } else {
            let lines: Vec<(String, State)> = if self.files {
                let files = affected.into_iter().flat_map(|job| job.files);
                files.map(|file| (file.path, file.state)).collect()
            } else {
                affected.iter().map(|job| (job.line(), job.state)).collect()
            };
            // What is gone cannot be built, so that it must not stand among the lines that `build --jobs -` reads.
            let (gone, made): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(_, state)| *state == State::Removed);
            for (line, _) in gone {
                session.terminal.tell(&format!("no longer made: {line}"));
            }
            made.into_iter().map(|(line, _)| line + "\n").collect()
        };
        session.terminal.print(text.as_bytes())?;
        let outcome = session.conclude(&faults);
        Ok(if outcome == Outcome::Done && any { Outcome::Findings } else { outcome })
    }

    /// The roles that change, each with the levels that do.
    fn roles(
        &self,
        targets: &[String],
        session: &Session,
        catalog: Catalog,
        telling: &Telling,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<Job> {
        let wanted = Wanted { targets, only: BTreeSet::new(), staged: self.staged, raw: false, level: None };
        let sides = sides::gather(&wanted, session, catalog, faults);
        sides.iter().flat_map(|sides| &sides.pairs).flat_map(|pair| jobs(pair, telling)).collect()
    }
}

/// The documents of one role that change: the role's own and each level's, as whole documents.
fn jobs(pair: &sides::Pair, telling: &Telling) -> Vec<Job> {
    let merged = |side: &Option<Loaded>| match side {
        Some(Loaded::Role(_, merged)) => Some(merged.clone()),
        _ => None,
    };
    // A role that is gone has no document to build.
    let Some(new) = merged(&pair.new) else { return Vec::new() };
    let old = merged(&pair.old);
    let levels = std::iter::once(None).chain(new.levels().into_iter().map(Some)).map(|level| level.map(str::to_owned));
    let mut jobs = Vec::new();
    for level in levels {
        let outline = |role: &crate::role::MergedRole| {
            role.at_level(level.as_deref(), &mut Vec::new()).map(|node| diff::of_role(&node, Scope::Reader))
        };
        let (before, after) = (old.as_ref().and_then(outline), outline(&new));
        let compared = diff::Compared::new(&pair.id, before.as_ref(), after.as_ref(), false);
        if after.is_some() && !compared.is_silent() {
            let languages = after.map(|outline| outline.languages).unwrap_or_default();
            jobs.push(Job {
                id: None,
                role: pair.id.clone(),
                level,
                languages,
                state: compared.state,
                summary: changes::sentence(&compared, telling),
                files: Vec::new(),
            });
        }
    }
    jobs
}
