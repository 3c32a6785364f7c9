//! `--explain`: where the settings of a job come from.

use super::load::Manifest;
use super::prepare::Shared;
use crate::commands::{Outcome, Session};
use crate::diagnostic::Diagnostic;
use crate::plan::{self, Below, Job, Names, Planned};

/// How many jobs are named where none is the one that is wanted.
const MAX_LABELS: usize = 20;

/// Explains the jobs that `wanted` means: an id, a number or a file that they make. `faults` are said after that.
pub fn explain(
    wanted: &str,
    manifest: &Manifest,
    shared: &Shared,
    session: &Session,
    mut faults: Vec<Diagnostic>,
) -> anyhow::Result<Outcome> {
    let mut meant = Vec::new();
    for job in &manifest.jobs {
        let documents = documents(job, shared);
        let has_name = || documents.iter().flat_map(|planned| &planned.outputs).any(|output| output.path == wanted);
        if job.label() == wanted || job.number.to_string() == wanted || has_name() {
            let language = shared.language_of(job.role().0);
            let posting = shared.posting_layers(job);
            let below = Below { posting: &posting, role: shared.role(job), language: language.as_ref() };
            meant.push(plan::explain(job, &documents, &below));
        }
    }
    if meant.is_empty() {
        let labels: Vec<String> = manifest.jobs.iter().map(Job::label).take(MAX_LABELS).collect();
        let fault = Diagnostic::error("unknown-job", format!("there is no job `{wanted}`"));
        faults.push(fault.nearest(wanted, labels.iter().map(String::as_str)));
    } else {
        session.terminal.print(meant.join("\n").as_bytes())?;
    }
    Ok(session.conclude(&faults))
}

/// The documents of a job with the names that it would have alone, whatever other jobs are called.
fn documents(job: &Job, shared: &Shared) -> Vec<Planned> {
    let language_of = |role: &str| shared.language_of(role);
    plan::plan(std::slice::from_ref(job), &mut Names::new(&[]), language_of, &mut Vec::new())
}
