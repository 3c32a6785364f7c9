//! `opsjd affected`: the documents that a change touches, for building and announcing only those.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;

use super::diff::reader_language;
use super::sides::{self, Loaded, Wanted};
use super::{Outcome, Session};
use crate::diagnostic::has_errors;
use crate::diff::{self, Scope};
use crate::report::changes::{self, Telling};

/// List the roles, and their levels, whose documents change between two revisions
#[derive(Debug, Args)]
pub struct Affected {
    /// Revisions as for `opsjd diff`; the last commit and the files on disk without it
    range: Option<String>,
    /// Write JSON with what changed in each
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Page {
    version: u32,
    affected: Vec<Job>,
}

#[derive(Serialize)]
struct Job {
    role: String,
    level: Option<String>,
    languages: Vec<String>,
    summary: String,
}

impl Affected {
    /// Runs the command: exit code 1 says that documents change.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let catalog = session.catalog(&mut faults);
        let language = reader_language(None, &catalog);
        let targets: Vec<String> = self.range.clone().into_iter().collect();
        let wanted = Wanted { targets: &targets, only: BTreeSet::new(), staged: false, raw: false, level: None };
        let sides = if has_errors(&faults) { None } else { sides::gather(&wanted, session, catalog, &mut faults) };
        let telling = language.and_then(|language| Telling::new(&language, false));
        let (Some(sides), Some(telling)) = (sides, telling) else {
            session.conclude(&faults);
            return Ok(Outcome::Failed);
        };
        let mut affected = Vec::new();
        for pair in &sides.pairs {
            affected.extend(jobs(pair, &telling));
        }
        let text = if self.json {
            serde_json::to_string_pretty(&Page { version: 1, affected })? + "\n"
        } else {
            affected
                .iter()
                .map(|job| match &job.level {
                    None => format!("{}\n", job.role),
                    Some(level) => format!("{} --level {level}\n", job.role),
                })
                .collect()
        };
        session.terminal.print(text.as_bytes())?;
        let outcome = session.conclude(&faults);
        let any = sides.pairs.iter().any(|pair| !pair.compared().is_silent());
        Ok(if outcome == Outcome::Done && any { Outcome::Findings } else { outcome })
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
            jobs.push(Job { role: pair.id.clone(), level, languages, summary: changes::sentence(&compared, telling) });
        }
    }
    jobs
}
