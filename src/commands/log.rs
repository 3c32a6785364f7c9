//! `opsjd log`: the history of a role in words, one entry a commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::Args;

use super::diff::reader_language;
use super::revisions::Snapshot;
use super::sides::{self, Wanted};
use super::{Outcome, Session, parse_language};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{Compared, Comparison};
use crate::git::{Commit, EMPTY_TREE, FETCH_HISTORY, Repository, Side};
use crate::report::changes::{self, Telling};
use crate::sort;

/// Tell the history of a role in words, one entry a commit
#[derive(Debug, Args)]
pub struct Log {
    /// The role's id
    role: String,
    /// The revision to begin at
    #[arg(default_value = "HEAD")]
    from: String,
    /// How many commits to tell at most
    #[arg(short = 'n', long, default_value_t = 50, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Show what changed in full, not in a sentence
    #[arg(short, long)]
    patch: bool,
    /// Tell too what changed in form only, and what no reader sees
    #[arg(long)]
    all: bool,
    /// Language to tell it in, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
}

impl Log {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let catalog = session.catalog(&mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let telling = reader_language(asked, &catalog).and_then(|language| Telling::new(&language, self.all));
        if let (Some(telling), false) = (telling, has_errors(&faults)) {
            match self.entries(session, &catalog, &telling, &mut faults) {
                Ok(text) => session.terminal.print(text.as_bytes())?,
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        Ok(session.conclude(&faults))
    }

    fn entries(
        &self,
        session: &Session,
        catalog: &Catalog,
        telling: &Telling,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<String, crate::git::GitError> {
        let repository = Arc::new(Repository::open()?);
        let start = repository.commit(&self.from)?;
        let folder = repository.path_of(&sides::roles_folder(session));
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let paths = |id: &str| ["yaml", "yml"].map(|ending| format!("{prefix}{id}.{ending}"));
        let mut own = Vec::new();
        // A single path is followed through its renames.
        for path in paths(&self.role) {
            if own.is_empty() {
                own = repository.history(&self.from, &[path], count)?;
            }
        }
        if own.is_empty() {
            let known: Vec<String> = catalog.role_ids().into_iter().filter(|id| *id != self.role).collect();
            let fault = Diagnostic::error("unknown-role", format!("`{}` has no history in this repository", self.role));
            faults.push(fault.nearest(&self.role, known.iter().map(String::as_str)));
            return Ok(String::new());
        }
        let mut snapshot = Snapshot::at(&repository, start, &self.from, &folder);
        snapshot.load(&self.role, faults);
        let bases: Vec<String> =
            snapshot.ids().into_iter().filter(|id| *id != self.role).flat_map(|id| paths(&id)).collect();
        let mut commits: Vec<(Commit, bool)> = own.into_iter().map(|commit| (commit, true)).collect();
        if !bases.is_empty() {
            let known: BTreeSet<String> = commits.iter().map(|(commit, _)| commit.id.clone()).collect();
            let others = repository.history(&self.from, &bases, count)?;
            commits
                .extend(others.into_iter().filter(|commit| !known.contains(&commit.id)).map(|commit| (commit, false)));
            let paths = commits.iter().flat_map(|(commit, _)| commit.paths.iter().cloned()).chain(bases).collect();
            let order = repository.order(&self.from, &paths)?;
            let place = |id: &String| order.iter().position(|own| own == id);
            sort::by_key(&mut commits, |(commit, _)| place(&commit.id).unwrap_or(usize::MAX));
        }
        // The oldest commit of a shallow clone looks like the first of all, in which everything is new.
        if let Some((oldest, _)) = commits.iter().find(|(commit, _)| commit.parent.is_none())
            && repository.is_shallow()?
        {
            let message = format!("what was before {} is not in this clone, and all of it looks new", short(oldest));
            faults.push(Diagnostic::warning("shallow-clone", message).help(FETCH_HISTORY));
        }
        let mut text = String::new();
        let mut id = self.role.clone();
        for (index, (commit, is_own)) in commits.iter().enumerate().take(count) {
            // A followed commit lists the file under the name that it has there.
            let older = commits[index + 1..].iter().find(|(_, is_own)| *is_own).and_then(|(commit, _)| stem(commit));
            let old_id = older.filter(|_| *is_own).unwrap_or_else(|| id.clone());
            let compared = compare(&repository, commit, (&old_id, &id), &folder, catalog);
            id = old_id;
            self.entry(commit, compared, telling, session, &mut text);
        }
        Ok(text)
    }

    fn entry(
        &self,
        commit: &Commit,
        compared: Option<Compared>,
        telling: &Telling,
        session: &Session,
        text: &mut String,
    ) {
        let short = short(commit);
        if compared.as_ref().is_some_and(Compared::is_same)
            || (compared.is_none() && !text.is_empty() && commit.parent.is_some())
        {
            // The commit touches a base in a way that this role does not feel, or the role does not exist there.
            return;
        }
        text.push_str(&format!("{short} {} {}: {}\n", commit.date, commit.author, commit.subject));
        let Some(compared) = compared else { return };
        if self.patch {
            let comparison = Comparison { old: String::new(), new: String::new(), roles: vec![compared], jobs: None };
            let terminal = &session.terminal;
            let lines =
                changes::terminal(&comparison, telling, terminal.width().saturating_sub(4), terminal.out_colored());
            text.extend(lines.lines().map(|line| format!("{}\n", format!("    {line}").trim_end())));
        } else {
            text.push_str(&format!("    {}\n", changes::sentence(&compared, telling)));
        }
    }
}

fn short(commit: &Commit) -> &str {
    commit.id.get(..8).unwrap_or(&commit.id)
}

fn stem(commit: &Commit) -> Option<String> {
    let path = commit.paths.first()?;
    std::path::Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned())
}

fn compare(
    repository: &Arc<Repository>,
    commit: &Commit,
    (old_id, id): (&str, &str),
    folder: &str,
    catalog: &Catalog,
) -> Option<Compared> {
    let parent = commit.parent.clone().unwrap_or_else(|| EMPTY_TREE.to_owned());
    let old = Snapshot::at(repository, Side::Commit(parent), "parent", folder);
    let new = Snapshot::at(repository, Side::Commit(commit.id.clone()), &commit.id, folder);
    let wanted = Wanted { targets: &[], only: BTreeSet::new(), staged: false, raw: false, level: None };
    let ids = vec![(Some(old_id.to_owned()), Some(id.to_owned()))];
    // A version that could not be read is history: it is told as such, and is no fault of this run.
    let pairs = sides::compare(ids, old, new, &wanted, catalog, &mut Vec::new());
    pairs.first().map(sides::Pair::compared)
}
