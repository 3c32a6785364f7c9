//! What keeps a build from its folder.

use crate::diagnostic::Diagnostic;
use crate::plan::LedgerError;

/// What keeps a build from its folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another build has the folder, or the same part of it.
    #[error("another build is writing to `{0}`")]
    Busy(String),
    /// The system refuses a file.
    #[error("cannot write `{path}`: {why}")]
    Unwritable {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
        /// Whether every other file would meet the same.
        for_all: bool,
    },
    /// The system refuses to remove a file.
    #[error("cannot remove `{path}`: {why}")]
    Unremovable {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// A folder in the output folder that is a link to one outside.
    #[error("`{0}` is a link that leads out of the output folder")]
    Outside(String),
    /// A link where the folder keeps what only it knows.
    #[error("`{0}` is a link")]
    Link(String),
    /// A file that no build is known to have written.
    #[error("`{0}` is there and is not of an earlier build")]
    NotOurs(String),
    /// A lock file that says nothing to this program.
    #[error("cannot read `{path}`: {why}")]
    Ledger {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: LedgerError,
    },
}

impl FolderError {
    /// Whether every other file would meet the same, as on a full disk.
    pub fn is_for_all(&self) -> bool {
        matches!(self, FolderError::Unwritable { for_all: true, .. })
    }

    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            FolderError::Busy(_) => ("folder-busy", Some("wait for it to end, or write to another folder with `-o`")),
            FolderError::Unwritable { for_all: true, .. } => {
                ("unwritable-file", Some("no file was lost; the next run writes what is missing"))
            }
            FolderError::Unwritable { .. } => ("unwritable-file", None),
            FolderError::Unremovable { .. } => ("unremovable-file", None),
            FolderError::Outside(_) => {
                ("unwritable-file", Some("put a folder in its place, or give the files another name"))
            }
            FolderError::Link(_) => {
                ("unwritable-file", Some("remove the link; the build makes a folder or file there"))
            }
            FolderError::NotOurs(_) => {
                ("file-exists", Some("move it away, or give the job another name; `--force` replaces it"))
            }
            FolderError::Ledger { why: LedgerError::Version(_), .. } => (
                "unreadable-lock",
                Some(
                    "use the opsjd that wrote it; or delete it and build with `--force`, which forgets files that no job makes",
                ),
            ),
            FolderError::Ledger { .. } => (
                "unreadable-lock",
                Some(
                    "take it from git again; or delete it and build with `--force`, which forgets files that no job makes",
                ),
            ),
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}
