//! The run over all documents, and what follows it: the index, the lock file, what is no longer wanted, the summary.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use indexmap::IndexMap;
use rayon::prelude::*;

use super::load::Manifest;
use super::make::{Made, MadeFile, Mode, Series, difference, has_failed};
use super::prepare::{Placed, Shared};
use super::{Build, INDEX, errors, is_set};
use crate::commands::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::output_folder::OutputFolder;
use crate::plan::{Claim, Ledger, Planned, hexadecimal, sha256};
use crate::render::{self, IndexEntry, IndexFile};
use crate::report::{BuildReport, OutputReport, State};

/// How many differences `--check` shows in full; all are listed.
const SHOWN_DIFFERENCES: usize = 10;

/// How many series there are at least for each core: the last to end leaves the others idle.
const SERIES_PER_CORE: usize = 8;

/// A build on its way.
pub struct Run<'a> {
    pub build: &'a Build,
    pub manifest: &'a Manifest,
    pub shared: &'a Shared,
    pub folder: OutputFolder,
    pub mode: Mode,
    pub interrupted: &'a AtomicBool,
    /// The files of all parts, so that none of them counts as no longer wanted.
    pub all: HashSet<String>,
}

impl Run<'_> {
    /// Makes the documents and everything that follows from them.
    pub fn finish(
        self,
        documents: &[Planned],
        placed: Placed,
        mut faults: Vec<Diagnostic>,
        session: &Session,
    ) -> anyhow::Result<Outcome> {
        let known = self.folder.ledger();
        let is_writing = self.mode != Mode::Check;
        if is_writing && let Err(error) = self.claim(documents, &known) {
            faults.push(error);
            return Ok(session.conclude(&faults));
        }
        let is_faulty = placed.iter().any(|(_, fault)| fault.severity == Severity::Error);
        let made = self.make_all(documents, &known, is_faulty, session)?;
        let mut outputs = self.reports(documents, &made);
        let skipped = made.iter().filter(|made| made.is_none()).count();
        let mut index = Vec::new();
        self.collect(placed, &made, documents, &mut faults);
        if self.manifest.index && skipped == 0 {
            index = self.index(documents, &made, &known, &mut faults);
        }
        let extra = self.extra(&known, &mut faults);
        let removed = self.clean(&extra, &known, &mut faults);
        if is_writing {
            let ledger = self.remembered(known, documents, &made, &index, &removed);
            let is_said = made.iter().flatten().any(|made| made.is_hopeless);
            if let Err(error) = self.folder.save(&ledger)
                && !is_said
            {
                faults.push(error.diagnostic());
            }
        }
        if skipped > 0 {
            faults.push(stopped(skipped, made.len(), is_set(self.interrupted)));
        }
        let own = |path: &str, state: State| OutputReport {
            job: "index".to_owned(),
            path: path.to_owned(),
            state,
            bytes: None,
            sha256: None,
            warnings: Vec::new(),
        };
        outputs.extend(index.iter().map(|(path, file)| OutputReport {
            bytes: Some(file.bytes),
            sha256: file.claim.sha256.clone(),
            ..own(path, file.state)
        }));
        outputs.extend(extra.iter().map(|path| {
            let state = if removed.contains(path) { State::Removed } else { State::Extra };
            OutputReport { job: String::new(), ..own(path, state) }
        }));
        self.tell(&outputs, &made, &index, &faults, session)?;
        let differs = outputs.iter().any(|output| matches!(output.state, State::Missing | State::Stale | State::Extra));
        Ok(match session.conclude(&faults) {
            Outcome::Done if self.build.check && differs => Outcome::Findings,
            outcome => outcome,
        })
    }

    /// Writes down what is about to be written, so that a build that is killed leaves nothing that the next does not know.
    /// What is there already and of no build stays unclaimed: it may be somebody's.
    fn claim(&self, documents: &[Planned], known: &Ledger) -> Result<(), Diagnostic> {
        let paths = documents.iter().flat_map(|planned| &planned.outputs).map(|output| output.path.as_str());
        let index: &[&str] = if self.manifest.index { &INDEX } else { &[] };
        let mut new = paths
            .chain(index.iter().copied())
            .filter(|path| !known.files.contains_key(*path) && !self.folder.has(path))
            .peekable();
        if new.peek().is_none() {
            return Ok(());
        }
        let mut claimed = known.clone();
        claimed.files.extend(new.map(|path| (path.to_owned(), Claim::default())));
        self.folder.save(&claimed).map_err(|error| error.diagnostic())
    }

    /// Makes the documents on all cores; `None` for those that were left out after a stop.
    fn make_all(
        &self,
        documents: &[Planned],
        known: &Ledger,
        is_faulty: bool,
        session: &Session,
    ) -> anyhow::Result<Vec<Option<Made>>> {
        let stop = AtomicBool::new(self.build.fail_fast && is_faulty);
        let bar = session.terminal.progress(documents.len(), self.build.quiet);
        let done = AtomicUsize::new(0);
        let make_one = |planned: &Planned, series: &mut Option<Series<'_>>| {
            if is_set(&stop) || is_set(self.interrupted) {
                return None;
            }
            let job = &self.manifest.jobs[planned.job];
            let made = match series {
                Some(series) => series.make(planned, job, &self.folder, known, self.mode),
                None => Made::failed(planned),
            };
            if made.is_hopeless || self.build.fail_fast && has_failed(&made) {
                stop.store(true, Ordering::Relaxed);
            }
            bar.inc(1);
            done.fetch_add(1, Ordering::Relaxed);
            Some(made)
        };
        let has_own = self.shared.templates.has_own();
        let make_series = |numbers: &Vec<usize>| {
            let mut series = Series::new(&documents[numbers[0]].language, self.shared);
            numbers.iter().map(|at| (*at, make_one(&documents[*at], &mut series))).collect::<Vec<_>>()
        };
        let series = self.series(documents);
        let make_all = || series.par_iter().flat_map_iter(make_series).collect();
        let made: anyhow::Result<Vec<(usize, Option<Made>)>> = session.guard_all_cores(has_own, make_all, &done);
        bar.finish_and_clear();
        let mut in_order: Vec<Option<Made>> = documents.iter().map(|_| None).collect();
        for (at, made) in made? {
            in_order[at] = made;
        }
        Ok(in_order)
    }

    /// The numbers of the documents that share a role and a language, in lists that are short enough to keep all cores busy.
    fn series(&self, documents: &[Planned]) -> Vec<Vec<usize>> {
        let mut series: IndexMap<_, Vec<usize>> = IndexMap::new();
        for (number, planned) in documents.iter().enumerate() {
            let job = &self.manifest.jobs[planned.job];
            series.entry((job.role().0, &planned.language)).or_default().push(number);
        }
        let longest = documents.len().div_ceil(SERIES_PER_CORE * rayon::current_num_threads());
        series.values().flat_map(|numbers| numbers.chunks(longest.max(1))).map(<[usize]>::to_vec).collect()
    }

    /// All problems in the order of the manifest. What every other file would meet too is said once.
    fn collect(&self, mut placed: Placed, made: &[Option<Made>], documents: &[Planned], faults: &mut Vec<Diagnostic>) {
        let mut hopeless = None;
        for (made, planned) in made.iter().zip(documents) {
            let Some(made) = made else { continue };
            if made.is_hopeless {
                hopeless = hopeless.or(made.faults.last().cloned());
            } else {
                placed.extend(made.faults.iter().map(|fault| (planned.job, fault.clone())));
            }
        }
        placed.sort_by_key(|(job, _)| *job);
        faults.extend(gathered(placed.into_iter().map(|(_, fault)| fault)));
        faults.extend(hopeless);
    }

    fn reports(&self, documents: &[Planned], made: &[Option<Made>]) -> Vec<OutputReport> {
        let mut outputs = planned(self.manifest, documents);
        let files = made.iter().zip(documents).flat_map(|(made, planned)| {
            let count = planned.outputs.len();
            (0..count).map(move |at| made.as_ref().and_then(|made| Some((made, made.files.get(at)?))))
        });
        for (output, found) in outputs.iter_mut().zip(files) {
            output.state = State::Failed;
            let Some((made, file)) = found else { continue };
            output.state = file.state;
            if file.state != State::Failed {
                output.bytes = Some(file.bytes);
                output.sha256.clone_from(&file.claim.sha256);
            }
            let warnings = made.faults.iter().filter(|fault| fault.severity != Severity::Error);
            output.warnings = warnings.map(|fault| fault.message.clone()).collect();
        }
        outputs
    }

    /// The index of the documents that could be made.
    fn index(
        &self,
        documents: &[Planned],
        made: &[Option<Made>],
        known: &Ledger,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(String, MadeFile)> {
        let entries: Vec<IndexEntry> =
            documents.iter().zip(made).filter_map(|(planned, made)| self.entry(planned, made.as_ref()?)).collect();
        let Some((language, labels)) = self.shared.page_language() else { return Vec::new() };
        let company = self.manifest.jobs.first().and_then(|job| job.setting("posting")).and_then(|(posting, _)| {
            let company = posting.get("company")?;
            crate::role::Text::decode(company)?.wording(&language.fallbacks()).map(|wording| wording.text.clone())
        });
        let page = render::index_page(&entries, company.as_deref(), language, labels, &self.shared.templates);
        let page = match page {
            Ok(page) => page,
            Err(fault) => {
                faults.push(fault);
                return Vec::new();
            }
        };
        let files = [(INDEX[0], page), (INDEX[1], render::index_json(&entries))];
        files.into_iter().map(|(path, bytes)| (path.to_owned(), self.own_file(path, &bytes, known, faults))).collect()
    }

    fn own_file(&self, path: &str, bytes: &[u8], known: &Ledger, faults: &mut Vec<Diagnostic>) -> MadeFile {
        let claim = Claim { sha256: Some(hexadecimal(&sha256(bytes))), made_from: None };
        let mut file = MadeFile { state: State::Unchanged, bytes: bytes.len() as u64, claim, difference: None };
        if self.folder.holds(path, bytes) {
            return file;
        }
        if self.mode == Mode::Check {
            let old = self.folder.read(path);
            file.state = if old.is_some() { State::Stale } else { State::Missing };
            file.difference = old.map(|old| difference(&old, bytes));
        } else if self.folder.has(path) && !known.files.contains_key(path) {
            // A job is asked for by its name; the index is not, so that it may not take the place of somebody's file.
            let message = format!("`{path}` is there and is not of an earlier build");
            faults.push(Diagnostic::error("file-exists", message).help("move it away, or say `--no-index`"));
            file.state = State::Failed;
        } else if let Err(error) = self.folder.write(path, bytes) {
            faults.push(error.diagnostic());
            file.state = State::Failed;
        } else {
            file.state = State::Written;
        }
        file
    }

    fn entry(&self, planned: &Planned, made: &Made) -> Option<IndexEntry> {
        let job = &self.manifest.jobs[planned.job];
        let files: Vec<IndexFile> = planned
            .outputs
            .iter()
            .zip(&made.files)
            .filter(|(_, file)| file.state != State::Failed)
            .map(|(output, file)| IndexFile::new(output.format.name(), &output.path, file.bytes))
            .collect();
        (!files.is_empty()).then(|| IndexEntry {
            id: job.text("id").map(|(id, _)| id.to_owned()),
            title: made.title.clone(),
            role: job.role().0.to_owned(),
            level: job.level().map(str::to_owned),
            language: planned.language.to_string(),
            files,
        })
    }

    /// What earlier builds wrote and this one, in all its parts, does not; nothing while there are errors, because then it is
    /// not known what is wanted.
    fn extra(&self, known: &Ledger, faults: &mut Vec<Diagnostic>) -> Vec<String> {
        if self.build.jobs.is_some() {
            // What the jobs that are not named make is not known.
            return Vec::new();
        }
        let is_wanted = |path: &String| {
            self.all.contains(path)
                || (self.manifest.index || self.build.shard.is_some()) && INDEX.contains(&path.as_str())
        };
        let extra: Vec<String> =
            known.files.keys().filter(|path| !is_wanted(path) && self.folder.has(path)).cloned().collect();
        if self.build.clean && !extra.is_empty() && (has_errors(faults) || is_set(self.interrupted)) {
            let message = "nothing is cleaned, because of the errors";
            faults.push(Diagnostic::warning("not-cleaned", message));
        }
        extra
    }

    /// Removes what is no longer wanted and nobody has changed.
    fn clean(&self, extra: &[String], known: &Ledger, faults: &mut Vec<Diagnostic>) -> HashSet<String> {
        let mut removed = HashSet::new();
        if !self.build.clean || has_errors(faults) || is_set(self.interrupted) {
            return removed;
        }
        for path in extra {
            let written = known.files.get(path).and_then(|claim| claim.sha256.as_deref());
            let found = self.folder.read(path).map(|bytes| hexadecimal(&sha256(&bytes)));
            if written.is_some() && written != found.as_deref() {
                let message = format!("`{path}` was changed after it was written, so it is kept");
                faults.push(Diagnostic::warning("changed-file", message).help("remove it yourself"));
                continue;
            }
            match self.folder.remove(path) {
                Ok(()) => {
                    removed.insert(path.clone());
                }
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        removed
    }

    /// What the next run is to know.
    fn remembered(
        &self,
        known: Ledger,
        documents: &[Planned],
        made: &[Option<Made>],
        index: &[(String, MadeFile)],
        removed: &HashSet<String>,
    ) -> Ledger {
        let mut ledger = known;
        let is_wanted = |path: &String| self.all.contains(path) || INDEX.contains(&path.as_str());
        ledger.files.retain(|path, _| !removed.contains(path) && (is_wanted(path) || self.folder.has(path)));
        let files = documents.iter().zip(made).flat_map(|(planned, made)| {
            let files = made.iter().flat_map(|made| &made.files);
            planned.outputs.iter().zip(files).map(|(output, file)| (&output.path, file))
        });
        for (path, file) in files.chain(index.iter().map(|(path, file)| (path, file))) {
            if file.state != State::Failed {
                ledger.files.insert(path.clone(), file.claim.clone());
            }
        }
        ledger
    }

    fn tell(
        &self,
        outputs: &[OutputReport],
        made: &[Option<Made>],
        index: &[(String, MadeFile)],
        faults: &[Diagnostic],
        session: &Session,
    ) -> anyhow::Result<()> {
        if self.build.json {
            return print_report(session, faults, outputs.to_vec());
        }
        let count = |state: State| outputs.iter().filter(|output| output.state == state).count();
        if self.build.check {
            let differences = made.iter().flatten().flat_map(|made| &made.files).map(|file| &file.difference);
            let mut differences = differences.chain(index.iter().map(|(_, file)| &file.difference));
            let mut text = String::new();
            let mut shown = 0;
            for output in outputs {
                let difference = differences.next().and_then(Option::as_ref);
                let word = match output.state {
                    State::Missing => "missing",
                    State::Stale => "stale",
                    State::Extra => "extra",
                    _ => continue,
                };
                text.push_str(&format!("{word} {}\n", output.path));
                if let Some(difference) = difference.filter(|_| shown < SHOWN_DIFFERENCES) {
                    text.push_str(difference);
                    shown += 1;
                }
            }
            session.terminal.print(text.as_bytes())?;
        }
        if self.build.quiet {
            return Ok(());
        }
        let counted = [
            (State::Written, "written"),
            (State::Unchanged, "unchanged"),
            (State::Missing, "missing"),
            (State::Stale, "stale"),
            (State::Extra, "extra"),
            (State::Removed, "removed"),
            (State::Failed, "failed"),
        ];
        let parts = counted.iter().filter(|(state, _)| count(*state) > 0);
        let parts: Vec<String> = parts.map(|(state, word)| format!("{} {word}", count(*state))).collect();
        let folder = crate::catalog::shown(&self.manifest.output);
        session.terminal.tell(&format!(
            "{folder}: {}",
            if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") }
        ));
        if count(State::Extra) > 0 && !self.build.check {
            session.terminal.tell("`--clean` removes what is extra");
        }
        Ok(())
    }
}

/// A fault that several documents have is shown once: an error by its place, a warning by its words, with a count.
pub fn gathered(faults: impl Iterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let mut once: IndexMap<(String, Option<String>), (Diagnostic, usize)> = IndexMap::new();
    for fault in faults {
        let is_error = fault.severity == Severity::Error;
        let place = is_error.then(|| fault.span.as_ref().map(|span| format!("{span}"))).flatten();
        once.entry((fault.message.clone(), place)).or_insert((fault, 0)).1 += 1;
    }
    let counted = once.into_values().map(|(fault, count)| match count {
        1 => fault,
        2 => fault.help("the same in 1 more document"),
        _ => fault.help(format!("the same in {} more documents", count - 1)),
    });
    counted.collect()
}

fn stopped(skipped: usize, of: usize, interrupted: bool) -> Diagnostic {
    let (code, why) = if interrupted { ("interrupted", "interrupted") } else { ("stopped", "stopped") };
    let message = format!("{why}: {skipped} of {of} documents were not made");
    Diagnostic::error(code, message).help("no file was lost; the next run makes the rest")
}

/// The files of a plan, in its order.
pub fn planned(manifest: &Manifest, documents: &[Planned]) -> Vec<OutputReport> {
    let files = documents.iter().flat_map(|planned| planned.outputs.iter().map(move |output| (planned, output)));
    files
        .map(|(planned, output)| OutputReport {
            job: manifest.jobs[planned.job].label(),
            path: output.path.clone(),
            state: State::Planned,
            bytes: None,
            sha256: None,
            warnings: Vec::new(),
        })
        .collect()
}

/// Prints the report as JSON.
pub fn print_report(session: &Session, faults: &[Diagnostic], outputs: Vec<OutputReport>) -> anyhow::Result<()> {
    let words = faults.iter().filter(|fault| fault.severity == Severity::Error);
    let words = words.map(|fault| match &fault.span {
        Some(span) => format!("{span}: {}", fault.message),
        None => fault.message.clone(),
    });
    let report = BuildReport::new(errors(faults) == 0, outputs, words.collect());
    session.terminal.print((serde_json::to_string_pretty(&report)? + "\n").as_bytes())?;
    Ok(())
}
