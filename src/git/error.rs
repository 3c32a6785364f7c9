//! What keeps git from answering, with advice.

use crate::diagnostic::Diagnostic;

/// What helps where a clone has only the latest commits.
pub const FETCH_HISTORY: &str =
    "this clone is shallow: fetch the history with `git fetch --unshallow` (in CI: `fetch-depth: 0`)";

/// What keeps git from answering.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no such program.
    #[error("git is not installed, or not on the `PATH`")]
    NotInstalled,
    /// The working folder is in no repository.
    #[error("this folder is in no git repository")]
    NoRepository,
    /// A repository of which nothing is committed.
    #[error("the repository has no commit yet")]
    NoCommit,
    /// What is staged beside two sides that are named.
    #[error("`{0}` names both sides, and `--staged` is one")]
    StagedBeside(String),
    /// A name that means no commit.
    #[error("there is no revision `{name}`")]
    UnknownRevision {
        /// As typed.
        name: String,
        /// Whether the clone leaves out older history.
        shallow: bool,
        /// The branch or tag that was most likely meant.
        nearest: Option<String>,
    },
    /// Two revisions whose histories never met.
    #[error("the two revisions have no commit in common")]
    NoCommonCommit {
        /// Whether the clone leaves out older history.
        shallow: bool,
    },
    /// Git said no.
    #[error("git cannot {what}: {why}")]
    Failed {
        /// What was asked of it.
        what: String,
        /// Its own words.
        why: String,
    },
    /// A blob over the limit.
    #[error("`{path}` is larger than {} MB", limit >> 20)]
    TooLarge {
        /// The file, from the top of the repository.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
}

impl GitError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            GitError::NotInstalled => "git-not-installed",
            GitError::NoRepository => "no-repository",
            GitError::NoCommit => "no-commit",
            GitError::StagedBeside(_) => "staged-beside",
            GitError::UnknownRevision { .. } => "unknown-revision",
            GitError::NoCommonCommit { .. } => "no-common-commit",
            GitError::Failed { .. } => "git",
            GitError::TooLarge { .. } => "file-too-large",
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        match self {
            GitError::NotInstalled => diagnostic.help("two files, roles or folders can be compared without git"),
            GitError::NoCommit => diagnostic.help("what is committed can be compared with what comes after it"),
            GitError::StagedBeside(_) => diagnostic.help("leave `--staged` away, or name the old side alone"),
            GitError::NoRepository => diagnostic
                .help("run this inside a repository; `opsjd diff` compares two files, roles or folders anywhere"),
            GitError::UnknownRevision { shallow, nearest, .. } => {
                let meant = nearest.iter().map(|name| format!("did you mean `{name}`?"));
                let advice = match (shallow, nearest) {
                    (true, _) => Some(FETCH_HISTORY),
                    (false, Some(_)) => None,
                    (false, None) => Some("`git fetch` brings the branches of the remote"),
                };
                meant.chain(advice.map(str::to_owned)).fold(diagnostic, Diagnostic::help)
            }
            GitError::NoCommonCommit { shallow: true } => diagnostic.help(FETCH_HISTORY),
            GitError::NoCommonCommit { shallow: false } => {
                diagnostic.help("`old..new` with two dots compares them all the same")
            }
            _ => diagnostic,
        }
    }
}
