//! The build's own pages: `index.html` and `index.json` of the documents that could be made.

use super::difference::difference;
use super::make::{Made, MadeFile, Mode};
use super::settle::Run;
use crate::diagnostic::Diagnostic;
use crate::output_folder::FolderError;
use crate::plan::{Claim, Ledger, Planned, hexadecimal, sha256};
use crate::render::{self, IndexEntry, IndexFile};
use crate::report::State;

/// The index's files, which no job may have.
pub const INDEX: [&str; 2] = ["index.html", "index.json"];

impl Run<'_> {
    /// The index of the documents that could be made.
    pub fn index(
        &self,
        documents: &[Planned],
        made: &[Option<Made>],
        known: &Ledger,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(String, MadeFile)> {
        let entries: Vec<IndexEntry> =
            documents.iter().zip(made).filter_map(|(planned, made)| self.entry(planned, made.as_ref()?)).collect();
        // Nothing is listed where nothing could be made; an index that is there may still be right.
        let Some((language, labels)) = self.shared.page_language().filter(|_| !entries.is_empty()) else {
            return Vec::new();
        };
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
        let sha256 = hexadecimal(&sha256(bytes));
        let claim = Claim { sha256: Some(sha256.clone()), made_from: None };
        let mut file = MadeFile { state: State::Unchanged, bytes: bytes.len() as u64, claim, difference: None };
        if self.folder.holds(path, bytes) {
            return file;
        }
        if self.mode == Mode::Check {
            let old = self.folder.read(path);
            file.state = if old.is_some() { State::Stale } else { State::Missing };
            file.difference = old.map(|old| difference(&old, bytes));
            return file;
        }
        let is_forced = self.mode == Mode::Write { force: true };
        let is_ours = is_forced || known.files.contains_key(path) || self.is_index(path);
        match self.folder.write(path, bytes, &sha256, is_ours) {
            Ok(_) => file.state = State::Written,
            Err(error) => {
                let fault = error.diagnostic();
                let is_foreign = matches!(error, FolderError::NotOurs(_));
                faults.push(if is_foreign { fault.help("`--no-index` leaves the index away") } else { fault });
                file.state = State::Failed;
            }
        }
        file
    }

    /// Whether what is there is an index, though no lock file says so.
    fn is_index(&self, path: &str) -> bool {
        self.folder.read(path).is_some_and(|bytes| render::is_index(&bytes))
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
}
