//! What a build did, as JSON for other programs.

use serde::Serialize;

/// The version of [`BuildReport`].
const VERSION: u32 = 1;

/// A whole build. A field may be added; a change of meaning raises `version`.
#[derive(Debug, Serialize)]
pub struct BuildReport {
    /// Version of this structure.
    pub version: u32,
    /// Whether every document was made and no error was found.
    pub complete: bool,
    /// Every file, in the order of the manifest; then what is no longer wanted.
    pub outputs: Vec<OutputReport>,
    /// Errors that belong to no output, in words.
    pub errors: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct OutputReport {
    /// The job: its id, or its place in the manifest.
    pub job: String,
    /// The path in the output folder, with `/` between its parts.
    pub path: String,
    /// What became of it.
    pub state: State,
    /// Its size in bytes, where it was made.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes in hexadecimal, where it was made.
    pub sha256: Option<String>,
    /// The warnings of its document, in words.
    pub warnings: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Written, because it was not there or other.
    Written,
    /// Left alone, because it would be the same.
    Unchanged,
    /// `--check`: it is not there.
    Missing,
    /// `--check`: it is there and would be another.
    Stale,
    /// An earlier run wrote it, this one would not; `--dry-run --clean`: it would be taken away.
    Extra,
    /// `--clean` took it away.
    Removed,
    /// `--dry-run`: it would be made.
    Planned,
    /// It could not be made.
    Failed,
}

impl OutputReport {
    /// A file of which no more is known.
    pub fn new(job: impl Into<String>, path: impl Into<String>, state: State) -> OutputReport {
        OutputReport { job: job.into(), path: path.into(), state, bytes: None, sha256: None, warnings: Vec::new() }
    }
}

impl BuildReport {
    /// A report of `outputs`.
    pub fn new(complete: bool, outputs: Vec<OutputReport>, errors: Vec<String>) -> BuildReport {
        BuildReport { version: VERSION, complete, outputs, errors }
    }
}
