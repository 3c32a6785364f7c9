//! `--check-rules`: the jobs of a build held to the rules of `opsjd check`. The documents are written all the same.

use super::load::Manifest;
use super::prepare::Shared;
use crate::check;
use crate::commands::check::{Deny, conclude, jobs, settings};
use crate::commands::{Outcome, Session};
use crate::diagnostic::has_errors;
use crate::plan::Planned;
use crate::report;

/// Shows what the rules find in the jobs. What keeps jobs from being made is told by the build itself.
pub fn check(
    deny: Deny,
    manifest: &Manifest,
    documents: &[Planned],
    shared: &Shared,
    session: &Session,
) -> anyhow::Result<Outcome> {
    let library = check::shipped().map_err(anyhow::Error::msg)?;
    let mut faults = Vec::new();
    let catalog = session.catalog(&mut Vec::new());
    let settings = settings::read(settings::Asked::default(), &catalog, library, &mut faults);
    if has_errors(&faults) {
        return Ok(session.conclude(&faults));
    }
    let found = jobs::check_jobs(manifest, documents, shared, &settings, |_, _| {}).map_err(anyhow::Error::msg)?;
    let found = conclude(found, &settings).map_err(anyhow::Error::msg)?;
    let mut all = found.faults;
    all.extend(found.findings.into_iter().map(|finding| finding.diagnostic));
    if !all.is_empty() {
        let (human, github) = session.errors.wanted();
        if human {
            session.terminal.tell(&report::human(&all, session.terminal.err_colored()));
            session.terminal.tell(library.term("no-advice", settings.reader));
        }
        if github {
            session.annotate(&all);
        }
    }
    Ok(if deny.any(all.iter().map(|one| one.severity)) { Outcome::Findings } else { Outcome::Done })
}
