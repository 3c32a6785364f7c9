//! The documents of a build: composed, rendered in their formats, compared with what is there, written where they are other.

use std::collections::HashMap;

use super::difference::{Difference, difference};
use super::prepare::{Placed, Shared};
use crate::compose::{Composer, Request};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::job_description::{JobDescription, OfParts};
use crate::labels::Labels;
use crate::language::Language;
use crate::output_folder::OutputFolder;
use crate::plan::{Claim, Fingerprint, Job, Ledger, Output, Planned, hexadecimal, sha256};
use crate::render::{self, Format, ReferenceDocument, Values};
use crate::report::State;
use crate::source::Span;

/// What a run does with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Writes it where it is other than what is there; with `force` it is rendered in any case.
    Write {
        /// Whether to render what has not changed.
        force: bool,
    },
    /// Compares it with what is there.
    Check,
}

/// What became of a document. It holds no text of it, so that memory does not grow with what is written.
#[derive(Debug, Default)]
pub struct Made {
    /// The title, where the document could be composed.
    pub title: String,
    /// The files, in the order of the plan.
    pub files: Vec<MadeFile>,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
    /// Whether every other document would fail in the same way, as on a full disk.
    pub is_hopeless: bool,
}

/// What became of a file.
#[derive(Debug)]
pub struct MadeFile {
    /// What was done.
    pub state: State,
    /// The size in bytes.
    pub bytes: u64,
    /// What to remember of it.
    pub claim: Claim,
    /// `--check`: how it differs.
    pub difference: Option<Difference>,
}

impl Made {
    /// A document of which no file could be made.
    pub fn failed(planned: &Planned) -> Made {
        Made { files: planned.outputs.iter().map(|_| MadeFile::failed()).collect(), ..Made::default() }
    }
}

impl MadeFile {
    fn failed() -> MadeFile {
        MadeFile { state: State::Failed, bytes: 0, claim: Claim::default(), difference: None }
    }
}

/// Documents in one language, made one after the other: what they share is made once.
pub struct Series<'a> {
    shared: &'a Shared,
    language: &'a Language,
    labels: &'a Labels,
    composer: Composer<'a>,
    values: Values,
    digests: OfParts<[u8; 32]>,
}

/// A document before it is rendered.
pub struct Composed<'a> {
    /// What it says.
    pub description: JobDescription,
    /// The labels of its language.
    pub labels: &'a Labels,
    /// The reference document of its Word files.
    pub reference: Option<&'a ReferenceDocument>,
    /// What its files are made from.
    pub fingerprint: Fingerprint,
}

impl<'a> Series<'a> {
    /// A series that is empty yet. `None` where the labels could not be read, which has been reported.
    pub fn new(language: &'a Language, shared: &'a Shared) -> Option<Series<'a>> {
        let labels = shared.labels(language)?;
        Some(Series {
            shared,
            language,
            labels,
            composer: Composer::new(language, labels),
            values: Values::new(labels),
            digests: OfParts::default(),
        })
    }

    /// The job description of a job of the series; `None` where there is a fault, which is in `faults` or has been reported
    /// when what is missing was read.
    pub fn describe(&mut self, job: &Job, faults: &mut Vec<Diagnostic>) -> Option<JobDescription> {
        let before = faults.len();
        let description = self.compose(job, faults);
        show_at(job, &mut faults[before..]);
        description
    }

    fn compose(&mut self, job: &Job, faults: &mut Vec<Diagnostic>) -> Option<JobDescription> {
        let role = self.shared.role(job)?;
        let selection = job.selection();
        let others = self.shared.others(job, &selection)?;
        let own;
        let posting = if !job.is_sound {
            None
        } else if job.has_own_posting() {
            own = self.shared.own_posting(job, faults)?;
            Some(&own)
        } else {
            self.shared.group_posting(&job.group)?.as_ref()
        };
        let request = Request { role, others, selection: &selection, posting, strict: job.is_strict() };
        self.composer.compose(&request, faults).filter(|_| job.is_sound)
    }

    /// Composes a document. `None` where something is missing, which has been reported here or when it was read.
    pub fn composed(&mut self, job: &Job, faults: &mut Vec<Diagnostic>) -> Option<Composed<'a>> {
        let reference = self.shared.reference(job)?;
        let description = self.compose(job, faults)?;
        let mut fingerprint = self.shared.fingerprint(self.language, reference)?;
        fingerprint.job(&description, &mut self.digests);
        let reference = reference.map(|(document, _)| document);
        Some(Composed { description, labels: self.labels, reference, fingerprint })
    }

    /// Makes a document: composed, rendered, and written or compared.
    pub fn make(&mut self, planned: &Planned, job: &Job, folder: &OutputFolder, known: &Ledger, mode: Mode) -> Made {
        let mut made = Made::default();
        if self.compose_and_render(planned, job, folder, known, mode, &mut made).is_none() {
            made.files = Made::failed(planned).files;
        }
        show_at(job, &mut made.faults);
        made
    }

    fn compose_and_render(
        &mut self,
        planned: &Planned,
        job: &Job,
        folder: &OutputFolder,
        known: &Ledger,
        mode: Mode,
        made: &mut Made,
    ) -> Option<()> {
        let composed = self.composed(job, &mut made.faults)?;
        let description = &composed.description;
        let wants_json_ld = |output: &Output| {
            output.format == Format::JsonLd || (output.format == Format::Html && description.posting.is_some())
        };
        if planned.outputs.iter().any(wants_json_ld) {
            made.faults.extend(render::missing_properties(description));
        }
        let mut context = None;
        for output in &planned.outputs {
            let made_from = composed.fingerprint.of(output.format);
            if mode == (Mode::Write { force: false })
                && let Some(file) = as_before(output, &made_from, folder, known)
            {
                made.files.push(file);
                continue;
            }
            let context = context.get_or_insert_with(|| self.values.context(description));
            let document = render::render(output.format, context, &self.shared.templates, composed.reference);
            let file = match document {
                Ok(document) => {
                    let is_ours = mode == (Mode::Write { force: true }) || known.files.contains_key(&output.path);
                    settle(output, &document.bytes, made_from, folder, (mode, is_ours), made)
                }
                Err(fault) => {
                    made.faults.push(fault);
                    MadeFile::failed()
                }
            };
            made.files.push(file);
        }
        made.title = composed.description.title;
        Some(())
    }
}

/// What is wrong with the documents themselves, of which none is to be made, and whether each of them could be.
pub fn judge(documents: &[Planned], jobs: &[Job], shared: &Shared) -> (Placed, Vec<bool>) {
    let mut series: HashMap<&Language, Option<Series<'_>>> = HashMap::new();
    let mut placed = Placed::new();
    let mut can_be = Vec::new();
    for Planned { job, language, .. } in documents {
        let mut found = Vec::new();
        let series = series.entry(language).or_insert_with(|| Series::new(language, shared));
        can_be.push(series.as_mut().is_some_and(|series| series.composed(&jobs[*job], &mut found).is_some()));
        show_at(&jobs[*job], &mut found);
        placed.extend(found.into_iter().map(|fault| (*job, fault)));
    }
    (placed, can_be)
}

/// A fault of what was asked for is shown where it was asked.
fn show_at(job: &Job, faults: &mut [Diagnostic]) {
    for fault in faults.iter_mut().filter(|fault| fault.span.is_none() && fault.code != "unwritable-file") {
        let span = place(job, &fault.message);
        if !span.source().name().is_empty() {
            fault.span = Some(span.clone());
        }
    }
}

/// The file as an earlier run left it, where it would come out the same and nobody has changed it since.
fn as_before(output: &Output, made_from: &str, folder: &OutputFolder, known: &Ledger) -> Option<MadeFile> {
    let claim = known.files.get(&output.path)?;
    if claim.made_from.as_deref() != Some(made_from) {
        return None;
    }
    let bytes = folder.read(&output.path)?;
    (claim.sha256.as_deref() == Some(hexadecimal(&sha256(&bytes)).as_str())).then(|| MadeFile {
        state: State::Unchanged,
        bytes: bytes.len() as u64,
        claim: claim.clone(),
        difference: None,
    })
}

/// Writes a file or compares it.
fn settle(
    output: &Output,
    bytes: &[u8],
    made_from: String,
    folder: &OutputFolder,
    (mode, is_ours): (Mode, bool),
    made: &mut Made,
) -> MadeFile {
    let sha256 = hexadecimal(&sha256(bytes));
    let claim = Claim { sha256: Some(sha256.clone()), made_from: Some(made_from) };
    let mut file = MadeFile { state: State::Unchanged, bytes: bytes.len() as u64, claim, difference: None };
    match mode {
        Mode::Check if folder.holds(&output.path, bytes) => {}
        Mode::Check => {
            let old = folder.read(&output.path);
            file.state = if old.is_some() { State::Stale } else { State::Missing };
            file.difference = old.filter(|_| !output.format.is_binary()).map(|old| difference(&old, bytes));
        }
        Mode::Write { .. } => match folder.write(&output.path, bytes, &sha256, is_ours) {
            Ok(true) => file.state = State::Written,
            Ok(false) => {}
            Err(error) => {
                made.is_hopeless |= error.is_for_all();
                made.faults.push(error.diagnostic());
                return MadeFile::failed();
            }
        },
    }
    file
}

/// The place of the job's word that a message quotes, or of the job.
fn place<'a>(job: &'a Job, message: &str) -> &'a Span {
    let quoted = |word: &str| message.contains(&format!("`{word}`"));
    for key in ["sections", "exclude", "level", "languages"] {
        let Some((node, _)) = job.setting(key) else { continue };
        for item in node.as_list().unwrap_or(std::slice::from_ref(node)) {
            let mut words = item.as_text().unwrap_or_default().split([',', '，', '、', ';', '；', '\n']);
            if words.any(|word| {
                quoted(word.trim()) || word.rsplit([':', '：']).next().is_some_and(|own| quoted(own.trim()))
            }) {
                return &item.span;
            }
        }
    }
    job.role().1
}

/// Whether a document failed.
pub fn has_failed(made: &Made) -> bool {
    has_errors(&made.faults) || made.files.iter().any(|file| file.state == State::Failed)
}
