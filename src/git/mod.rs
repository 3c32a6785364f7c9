//! Git, asked as a program: revisions, the files that differ between them, and their contents. No checkout is touched.

mod blobs;
mod changes;
mod error;
mod history;
mod merge;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::diagnostic::{nearest, reason};
use blobs::Blobs;
pub use changes::FileChange;
pub use error::{FETCH_HISTORY, GitError};
pub use history::Commit;
pub use merge::merge_lines;

/// A state of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Those of a commit or tree, by its object id.
    Commit(String),
    /// Those that the next commit would have.
    Index,
    /// Those on disk.
    WorkingTree,
}

/// A repository.
#[derive(Debug)]
pub struct Repository {
    top: PathBuf,
    prefix: String,
    blobs: Mutex<Option<Blobs>>,
}

/// The tree without files, in every repository.
pub const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

impl Repository {
    /// The repository of the working folder.
    ///
    /// # Errors
    /// Where there is none, or no git.
    pub fn open() -> Result<Repository, GitError> {
        let output = run(None, &["rev-parse", "--show-toplevel", "--show-prefix"])?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            return Err(if why.contains("not a git repository") {
                GitError::NoRepository
            } else {
                GitError::Failed { what: "open the repository".to_owned(), why: brief(&why) }
            });
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = text.lines();
        let top = PathBuf::from(lines.next().unwrap_or_default());
        let prefix = lines.next().unwrap_or_default().to_owned();
        Ok(Repository { top, prefix, blobs: Mutex::new(None) })
    }

    /// The path of `path`, which is seen from the working folder, from the top of the repository.
    pub fn path_of(&self, path: &Path) -> String {
        let absolute = if path.is_absolute() { path.strip_prefix(&self.top).ok().map(Path::to_owned) } else { None };
        let from_top = absolute.unwrap_or_else(|| Path::new(&self.prefix).join(path));
        let mut parts: Vec<String> = Vec::new();
        for part in from_top.components() {
            match part {
                std::path::Component::ParentDir => drop(parts.pop()),
                std::path::Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
                _ => {}
            }
        }
        parts.join("/")
    }

    /// The file at `path` from the top, on disk.
    pub fn on_disk(&self, path: &str) -> PathBuf {
        self.top.join(path)
    }

    /// The commit that `name` means.
    ///
    /// # Errors
    /// Where there is none.
    pub fn commit(&self, name: &str) -> Result<Side, GitError> {
        let wanted = format!("{name}^{{commit}}");
        // `--end-of-options` keeps a name that begins with a dash from being read as an option.
        let found = run(Some(&self.top), &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        if found.status.success() {
            return Ok(Side::Commit(String::from_utf8_lossy(&found.stdout).trim().to_owned()));
        }
        if name == "HEAD" {
            return Err(GitError::NoCommit);
        }
        let shallow = self.is_shallow()?;
        let refs = ["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"];
        let known = self.ask("list its branches", &refs)?;
        // `main~3` of a history that is too short is not meant to be `main`.
        let is_plain = !name.contains(['~', '^', '@', ':']);
        // In a fresh clone the branches of others are the remote's.
        let remote = known.lines().find(|known| known.strip_suffix(name).is_some_and(|rest| rest.ends_with('/')));
        let nearest = remote.or_else(|| nearest(name, known.lines())).filter(|_| is_plain).map(str::to_owned);
        Err(GitError::UnknownRevision { name: name.to_owned(), shallow, nearest })
    }

    /// Whether the clone lacks the history before some commit.
    ///
    /// # Errors
    /// As git fails.
    pub fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.ask("look at its history", &["rev-parse", "--is-shallow-repository"])?.trim() == "true")
    }

    /// The best common ancestor of two commits.
    ///
    /// # Errors
    /// Where there is none in this clone.
    pub fn merge_base(&self, one: &Side, other: &Side) -> Result<Side, GitError> {
        let (Side::Commit(one), Side::Commit(other)) = (one, other) else { return Ok(one.clone()) };
        let found = run(Some(&self.top), &["merge-base", one, other])?;
        if !found.status.success() {
            return Err(GitError::NoCommonCommit { shallow: self.is_shallow()? });
        }
        Ok(Side::Commit(String::from_utf8_lossy(&found.stdout).trim().to_owned()))
    }

    /// What git answers to `arguments`.
    ///
    /// # Errors
    /// As git fails, in its own words; `what` says what for.
    pub fn ask(&self, what: &str, arguments: &[&str]) -> Result<String, GitError> {
        let output = run(Some(&self.top), arguments)?;
        if !output.status.success() {
            let why = brief(&String::from_utf8_lossy(&output.stderr));
            return Err(GitError::Failed { what: what.to_owned(), why });
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn run(folder: Option<&Path>, arguments: &[&str]) -> Result<std::process::Output, GitError> {
    let mut command = Command::new("git");
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    // Messages are looked into, so they must not be in the user's language.
    command.env("LC_ALL", "C.UTF-8").env("LANGUAGE", "").args(arguments).stdin(Stdio::null());
    command.output().map_err(|error| cannot_run(&error))
}

fn cannot_run(error: &std::io::Error) -> GitError {
    match error.kind() {
        ErrorKind::NotFound => GitError::NotInstalled,
        _ => GitError::Failed { what: "be started".to_owned(), why: reason(error) },
    }
}

fn brief(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it gives no reason");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").trim_end_matches('.').to_owned()
}
