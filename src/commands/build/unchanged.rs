//! A build of which nothing has changed since the last one: neither what it reads nor what it wrote. Then nothing is parsed.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Build;
use crate::catalog::{self, Traced};
use crate::commands::Session;
use crate::diagnostic::Diagnostic;
use crate::file_states;
use crate::output_folder::OutputFolder;
use crate::plan::{Ledger, hexadecimal, sha256};
use crate::report;
use crate::terminal::folder_in_repository;

/// What a build leaves for the next to know it by.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The digest of the program and its options.
    typed: String,
    /// The digest of the lock file.
    wrote: String,
    /// The record of what was read.
    read: String,
    /// The warnings as a person reads them, in colours.
    human: String,
    /// The same as GitHub's annotations.
    github: String,
    /// How many files there are.
    #[serde(skip)]
    pub count: usize,
}

impl Kept {
    /// Shows the warnings again.
    pub fn tell(&self, session: &Session) {
        let (human, github) = session.errors.wanted();
        if human && !self.human.is_empty() {
            let plain = console::strip_ansi_codes(&self.human);
            session.terminal.tell(if session.terminal.err_colored() { &self.human } else { &plain });
        }
        if github && !self.github.is_empty() {
            session.terminal.tell(&self.github);
        }
    }
}

/// A build as it can be known again: what was typed, and what it reads.
pub struct Inputs<'a> {
    typed: String,
    files: &'a Traced,
}

impl<'a> Inputs<'a> {
    /// What a build is made from; `None` for one that does other than to write all that is wanted where it is needed.
    pub fn new(build: &Build, session: &Session, files: &'a Traced) -> Option<Inputs<'a>> {
        // Every option is named, so that a new one has to be put on one side or the other.
        let Build {
            files: named,
            output: _,
            format,
            lang,
            name,
            posting,
            set,
            reference_doc,
            strict,
            sheet,
            check,
            check_rules,
            clean: _,
            dry_run,
            shard,
            jobs,
            json,
            quiet: _,
            fail_fast: _,
            force,
            no_index,
            explain,
            watch: _,
        } = build;
        let is_whole = shard.is_none() && jobs.is_none() && check_rules.is_none() && explain.is_none();
        if !is_whole || *check || *dry_run || *json || *force {
            return None;
        }
        let options = (named, format, lang, name, posting, set, reference_doc, strict, sheet, no_index);
        // Where there was no project, none of its files was asked for that would tell that there is one now.
        let folders = (
            &session.roles,
            &session.templates,
            session.project.clone().or_else(catalog::find_project),
            folder_in_repository(),
        );
        let typed = format!("{}\n{options:?}{folders:?}", file_states::program()?);
        Some(Inputs { typed: hexadecimal(&sha256(typed.as_bytes())), files })
    }

    /// What the last build left, where all that it read and wrote is as it was.
    pub fn unchanged(&self, folder: &OutputFolder) -> Option<Kept> {
        if folder.is_unfinished() {
            // What a killed build left is to be put in order, though all that is wanted may be there.
            return None;
        }
        let kept: Kept = serde_json::from_str(&folder.inputs()?).ok()?;
        let known = folder.ledger().ok().filter(|known| !known.is_conflicting)?;
        let is_as_written = |(path, written): (&String, Option<&str>)| {
            folder.read(path).is_some_and(|bytes| written == Some(hexadecimal(&sha256(&bytes)).as_str()))
        };
        let files: Vec<_> = known.files.iter().map(|(path, claim)| (path, claim.sha256.as_deref())).collect();
        let holds = kept.typed == self.typed
            && kept.wrote == digest(&known)
            && Traced::still_holds(&kept.read)
            && files.into_par_iter().all(is_as_written);
        holds.then_some(Kept { count: known.files.len(), ..kept })
    }

    /// Keeps what a build was made from that left `ledger`, wrote all that is wanted and had no more to say than `warnings`.
    pub fn keep(&self, folder: &OutputFolder, ledger: &Ledger, warnings: &[Diagnostic]) {
        let kept = Kept {
            typed: self.typed.clone(),
            wrote: digest(ledger),
            read: self.files.record(),
            human: report::human(warnings, true),
            github: report::github(warnings, &folder_in_repository()),
            count: 0,
        };
        // Strings cannot fail to serialize.
        folder.keep_inputs(&serde_json::to_string_pretty(&kept).unwrap_or_default());
    }
}

fn digest(ledger: &Ledger) -> String {
    hexadecimal(&sha256(ledger.to_text().as_bytes()))
}
