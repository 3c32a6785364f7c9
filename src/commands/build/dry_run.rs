//! `--dry-run`: what a build would write and remove, as far as that is known without rendering.

use super::index::INDEX;
use super::make::judge;
use super::prepare::Placed;
use super::settle::{INDEX_JOB, Run, gathered, planned};
use super::summary;
use crate::commands::{Outcome, Session};
use crate::diagnostic::Diagnostic;
use crate::plan::Planned;
use crate::report::{OutputReport, State};
use crate::sort;

impl Run<'_> {
    /// Lists the files that would be made on standard output, one a line for scripts; what `--clean` would remove is told beside.
    pub fn list(
        self,
        documents: &[Planned],
        mut placed: Placed,
        mut faults: Vec<Diagnostic>,
        session: &Session,
    ) -> anyhow::Result<Outcome> {
        let (found, can_be) = judge(documents, &self.manifest.jobs, self.shared);
        placed.extend(found);
        sort::by_key(&mut placed, |(job, _)| *job);
        faults.extend(gathered(placed.into_iter().map(|(_, fault)| fault)));
        let made: Vec<Planned> =
            documents.iter().zip(can_be).filter(|(_, can_be)| *can_be).map(|(planned, _)| planned.clone()).collect();
        let mut outputs = planned(self.manifest, &made);
        if self.manifest.index && !outputs.is_empty() && self.shared.page_language().is_some() {
            outputs.extend(INDEX.map(|path| OutputReport::new(INDEX_JOB, path, State::Planned)));
        }
        let removed = self.would_be_removed(&mut faults);
        if self.build.json {
            outputs.extend(removed.iter().map(|path| OutputReport::new("", path, State::Extra)));
            summary::print_report(session, &faults, outputs)?;
        } else {
            let text: String = outputs.iter().map(|output| format!("{}\n", output.path)).collect();
            session.terminal.print(text.as_bytes())?;
            for path in removed.iter().filter(|_| !self.build.quiet) {
                session.terminal.tell(&format!("would remove {path}"));
            }
        }
        Ok(session.conclude(&faults))
    }

    fn would_be_removed(&self, faults: &mut Vec<Diagnostic>) -> Vec<String> {
        if !self.build.clean {
            return Vec::new();
        }
        match self.folder.ledger() {
            Ok(known) => {
                let extra = self.extra(&known, faults);
                self.removable(&extra, &known, faults).into_iter().cloned().collect()
            }
            Err(error) => {
                faults.push(error.diagnostic());
                Vec::new()
            }
        }
    }
}
