//! The run over all documents and its summary.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use indexmap::IndexMap;
use rayon::prelude::*;

use super::difference::Difference;
use super::load::Manifest;
use super::make::{Made, MadeFile, Mode, Series, has_failed};
use super::prepare::{Placed, Shared};
use super::unchanged::Inputs;
use super::{Build, is_set, summary};
use crate::commands::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::output_folder::OutputFolder;
use crate::plan::{Ledger, Output, Planned};
use crate::report::{OutputReport, State};
use crate::sort;

/// How many series there are at least for each core: the last to end leaves the others idle.
const SERIES_PER_CORE: usize = 8;

/// The job of the index's files in a report.
pub const INDEX_JOB: &str = "index";

/// A build on its way.
pub struct Run<'a> {
    pub build: &'a Build,
    pub manifest: &'a Manifest,
    pub shared: &'a Shared,
    pub folder: OutputFolder,
    pub mode: Mode,
    pub interrupted: &'a AtomicBool,
    /// What the build is made from, where it is to be known again.
    pub inputs: Option<&'a Inputs<'a>>,
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
        let is_writing = self.mode != Mode::Check;
        let (known, own) = match self.folder.ledger().and_then(|known| Ok((known, self.folder.own_ledger()?))) {
            Ok(ledgers) => ledgers,
            Err(error) => {
                faults.push(error.diagnostic());
                return self.build.end(&faults, session);
            }
        };
        if known.is_conflicting {
            let fault = Diagnostic::warning("conflicting-lock", "the lock file has a merge conflict; both sides count");
            faults.push(fault.help("`opsjd build` writes it anew"));
        }
        // A part may replace what another part wrote, as when their number changes; only it is not the one to clean it.
        let everybodys =
            match self.build.shard.filter(|_| is_writing).map(|_| self.folder.everybodys_ledger()).transpose() {
                Ok(everybodys) => everybodys,
                Err(error) => {
                    faults.push(error.diagnostic());
                    return self.build.end(&faults, session);
                }
            };
        let is_faulty = placed.iter().any(|(_, fault)| fault.severity == Severity::Error);
        let made = self.make_all(documents, everybodys.as_ref().unwrap_or(&known), is_faulty, session)?;
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
            let is_merged = known.is_conflicting;
            let ledger = self.remembered(own, documents, &made, &index, &removed);
            let is_said = made.iter().flatten().any(|made| made.is_hopeless);
            match self.folder.save(&ledger) {
                Err(error) if !is_said => faults.push(error.diagnostic()),
                Ok(()) if !has_errors(&faults) && !is_merged && skipped == 0 && extra.len() == removed.len() => {
                    self.inputs.iter().for_each(|inputs| inputs.keep(&self.folder, &ledger, &faults));
                }
                _ => {}
            }
        }
        if skipped > 0 {
            faults.push(summary::stopped(skipped, made.len(), is_set(self.interrupted)));
        }
        outputs.extend(index.iter().map(|(path, file)| OutputReport {
            bytes: Some(file.bytes),
            sha256: file.claim.sha256.clone(),
            ..OutputReport::new(INDEX_JOB, path, file.state)
        }));
        outputs.extend(extra.iter().map(|path| {
            let state = if removed.contains(path) { State::Removed } else { State::Extra };
            OutputReport::new("", path, state)
        }));
        let differences = differences(documents, &made, &index);
        self.tell(&outputs, &differences, &faults, session)?;
        let differs = outputs.iter().any(|output| matches!(output.state, State::Missing | State::Stale | State::Extra));
        Ok(match session.conclude(&faults) {
            Outcome::Done if self.build.check && differs => Outcome::Findings,
            outcome => outcome,
        })
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
        sort::by_key(&mut placed, |(job, _)| *job);
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
}

/// How each file differs from what is there, in the order of the reports; the files of a document that was left out too.
fn differences<'m>(
    documents: &[Planned],
    made: &'m [Option<Made>],
    index: &'m [(String, MadeFile)],
) -> Vec<Option<&'m Difference>> {
    let of_documents = documents.iter().zip(made).flat_map(|(planned, made)| {
        let file = |at: usize| made.as_ref()?.files.get(at)?.difference.as_ref();
        (0..planned.outputs.len()).map(file)
    });
    of_documents.chain(index.iter().map(|(_, file)| file.difference.as_ref())).collect()
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

/// The files of a plan, in its order.
pub fn planned(manifest: &Manifest, documents: &[Planned]) -> Vec<OutputReport> {
    let files = documents.iter().flat_map(|planned| planned.outputs.iter().map(move |output| (planned, output)));
    let report = |(planned, output): (&Planned, &Output)| {
        OutputReport::new(manifest.jobs[planned.job].label(), &output.path, State::Planned)
    };
    files.map(report).collect()
}
