//! Git, asked as a program: revisions, the files that differ between them, and their contents. No checkout is touched.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::diagnostic::{Diagnostic, reason};

/// How large a file at a revision may be, as one on disk.
const MAX_BYTES: u64 = 4 << 20;

/// What keeps git from answering.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no such program.
    #[error("git is not installed, or not on the `PATH`")]
    NotInstalled,
    /// The working folder is in no repository.
    #[error("this folder is in no git repository")]
    NoRepository,
    /// A name that means no commit.
    #[error("there is no revision `{name}`")]
    UnknownRevision {
        /// As typed.
        name: String,
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
    #[error("`{0}` is larger than {limit} MB", limit = MAX_BYTES >> 20)]
    TooLarge(String),
}

impl GitError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            GitError::NotInstalled => "git-not-installed",
            GitError::NoRepository => "no-repository",
            GitError::UnknownRevision { .. } => "unknown-revision",
            GitError::Failed { .. } => "git",
            GitError::TooLarge(_) => "file-too-large",
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        match self {
            GitError::NotInstalled => diagnostic.help("two files, roles or folders can be compared without git"),
            GitError::NoRepository => {
                diagnostic.help("name two files, two roles or two folders, or run this inside a repository")
            }
            GitError::UnknownRevision { shallow: true, .. } => diagnostic.help(
                "this clone is shallow: fetch the history with `git fetch --unshallow` (in CI: `fetch-depth: 0`)",
            ),
            GitError::UnknownRevision { .. } => diagnostic.help("`git fetch` brings the branches of the remote"),
            _ => diagnostic,
        }
    }
}

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

/// A file that is not the same on both sides. A path that is missing was added or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path on the old side, from the top of the repository.
    pub old: Option<String>,
    /// The path on the new side.
    pub new: Option<String>,
}

/// A commit of a history.
#[derive(Debug, Clone)]
pub struct Commit {
    /// Its object id.
    pub id: String,
    /// Its first parent; none for the first commit.
    pub parent: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
    /// The paths that it touches, of those asked for.
    pub paths: Vec<String>,
}

/// A repository.
#[derive(Debug)]
pub struct Repository {
    top: PathBuf,
    prefix: String,
    blobs: RefCell<Option<Blobs>>,
}

#[derive(Debug)]
struct Blobs {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Drop for Blobs {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
        Ok(Repository { top, prefix, blobs: RefCell::new(None) })
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
        let shallow = self.ask("look at its history", &["rev-parse", "--is-shallow-repository"])?.trim() == "true";
        Err(GitError::UnknownRevision { name: name.to_owned(), shallow })
    }

    /// The best common ancestor of two commits.
    ///
    /// # Errors
    /// Where there is none in this clone.
    pub fn merge_base(&self, one: &Side, other: &Side) -> Result<Side, GitError> {
        let (Side::Commit(one), Side::Commit(other)) = (one, other) else { return Ok(one.clone()) };
        let found = self.ask("find where the two revisions parted", &["merge-base", one, other])?;
        Ok(Side::Commit(found.trim().to_owned()))
    }

    /// The files under `folder` that differ. Their contents are not read: git compares ids of blobs.
    ///
    /// # Errors
    /// As git fails.
    pub fn changed(&self, old: &Side, new: &Side, folder: &str) -> Result<Vec<FileChange>, GitError> {
        let mut arguments =
            vec!["diff", "--raw", "-z", "-M", "--no-ext-diff", "--no-textconv", "--no-color", "--abbrev=40"];
        match (old, new) {
            (Side::Commit(old), Side::Commit(new)) => arguments.extend([old.as_str(), new]),
            (Side::Commit(old), Side::Index) => arguments.extend(["--cached", old]),
            (Side::Commit(old), Side::WorkingTree) => arguments.push(old),
            _ => {}
        }
        let pathspec = format!(":(top,literal){folder}");
        arguments.push("--");
        if !folder.is_empty() {
            arguments.push(&pathspec);
        }
        let mut changes = parse_raw(&self.ask("compare the two sides", &arguments)?);
        if *new == Side::WorkingTree {
            let mut arguments = vec!["ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--"];
            arguments.push(if folder.is_empty() { ":(top)" } else { &pathspec });
            let untracked = self.ask("list new files", &arguments)?;
            let paths = untracked.split('\0').filter(|path| !path.is_empty());
            changes.extend(paths.map(|path| FileChange { old: None, new: Some(path.to_owned()) }));
        }
        Ok(changes)
    }

    /// The files under `folder` that hold one of `words` as a whole word. Git looks, so that nothing has to be parsed.
    ///
    /// # Errors
    /// As git fails.
    pub fn mentioning(&self, side: &Side, words: &BTreeSet<String>, folder: &str) -> Result<Vec<String>, GitError> {
        let mut arguments = vec!["grep", "--full-name", "-l", "-z", "-w", "-F"];
        match side {
            Side::Index => arguments.push("--cached"),
            Side::WorkingTree => arguments.push("--untracked"),
            Side::Commit(_) => {}
        }
        for word in words {
            arguments.extend(["-e", word]);
        }
        if let Side::Commit(id) = side {
            arguments.push(id);
        }
        let pathspec = format!(":(top,literal){folder}");
        arguments.push("--");
        arguments.push(if folder.is_empty() { ":(top)" } else { &pathspec });
        let output = run(Some(&self.top), &arguments)?;
        // Exit code 1 means that nothing was found.
        if output.status.code().is_none_or(|code| code > 1) {
            return Err(GitError::Failed {
                what: "search the files".to_owned(),
                why: brief(&String::from_utf8_lossy(&output.stderr)),
            });
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let head = if let Side::Commit(id) = side { format!("{id}:") } else { String::new() };
        Ok(text
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(|path| path.strip_prefix(&head).unwrap_or(path).to_owned())
            .collect())
    }

    /// The bytes of the file at `path`, or `None` where that side has no such file.
    ///
    /// # Errors
    /// Where it is too large, or git fails.
    pub fn read(&self, side: &Side, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let failed = |why: String| GitError::Failed { what: format!("read `{path}`"), why };
        let question = match side {
            Side::WorkingTree => {
                let file = self.on_disk(path);
                return match std::fs::metadata(&file) {
                    Ok(metadata) if metadata.len() > MAX_BYTES => Err(GitError::TooLarge(path.to_owned())),
                    Ok(metadata) if metadata.is_file() => {
                        std::fs::read(&file).map(Some).map_err(|error| failed(reason(&error)))
                    }
                    _ => Ok(None),
                };
            }
            Side::Index => format!(":{path}\n"),
            Side::Commit(id) => format!("{id}:{path}\n"),
        };
        if path.contains('\n') {
            return Ok(None);
        }
        let mut blobs = self.blobs.borrow_mut();
        if blobs.is_none() {
            *blobs = Some(start_blobs(&self.top)?);
        }
        let Some(blobs) = blobs.as_mut() else { return Ok(None) };
        let broken = |error: std::io::Error| failed(reason(&error));
        blobs.questions.write_all(question.as_bytes()).and_then(|()| blobs.questions.flush()).map_err(broken)?;
        let mut head = String::new();
        blobs.answers.read_line(&mut head).map_err(broken)?;
        let mut parts = head.trim_end().rsplit(' ');
        let (size, kind) = (parts.next().and_then(|size| size.parse::<u64>().ok()), parts.next());
        let (Some(size), Some(kind)) = (size, kind) else { return Ok(None) };
        if size > MAX_BYTES {
            std::io::copy(&mut blobs.answers.by_ref().take(size + 1), &mut std::io::sink()).map_err(broken)?;
            return Err(GitError::TooLarge(path.to_owned()));
        }
        let mut bytes = Vec::new();
        blobs.answers.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(broken)?;
        bytes.pop();
        Ok((kind == "blob").then_some(bytes))
    }

    /// The commits that touch one of `paths`, the newest first; a single path is followed through its renames.
    ///
    /// # Errors
    /// As git fails.
    pub fn history(&self, from: &str, paths: &[String], limit: usize) -> Result<Vec<Commit>, GitError> {
        let limit = format!("-n{limit}");
        let format = "--format=%x01%H%x00%P%x00%an%x00%as%x00%s%x00";
        let mut arguments = vec![
            "-c",
            "core.quotePath=false",
            "log",
            "--no-ext-diff",
            "--no-color",
            "--name-only",
            "-z",
            "--first-parent",
            "-m",
            format,
            &limit,
        ];
        if paths.len() == 1 {
            arguments.push("--follow");
        }
        arguments.extend(["--end-of-options", from, "--"]);
        let specs: Vec<String> = paths.iter().map(|path| format!(":(top,literal){path}")).collect();
        // `--follow` takes a plain path only.
        if paths.len() == 1 {
            arguments.push(&paths[0])
        } else {
            arguments.extend(specs.iter().map(String::as_str))
        }
        let text = self.ask("read the history", &arguments)?;
        Ok(text.split('\u{1}').filter_map(parse_commit).collect())
    }

    /// The ids of the commits that touch one of `paths`, in the order of git's own log.
    ///
    /// # Errors
    /// As git fails.
    pub fn order(&self, from: &str, paths: &BTreeSet<String>) -> Result<Vec<String>, GitError> {
        let specs: Vec<String> = paths.iter().map(|path| format!(":(top,literal){path}")).collect();
        let mut arguments = vec!["rev-list", "--first-parent", "--end-of-options", from, "--"];
        arguments.extend(specs.iter().map(String::as_str));
        Ok(self.ask("read the history", &arguments)?.lines().map(str::to_owned).collect())
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

/// The three versions of a file merged line by line, as git does it by itself, and whether conflicts are left.
///
/// # Errors
/// Where git cannot, as for binary files.
pub fn merge_lines(ours: &Path, base: &Path, theirs: &Path) -> Result<(Vec<u8>, bool), GitError> {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let (ours, base, theirs) = (name(ours), name(base), name(theirs));
    let output =
        run(None, &["merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs", "--", &ours, &base, &theirs])?;
    match output.status.code() {
        // The exit code is the number of conflicts; failures are above.
        Some(code) if code < 128 => Ok((output.stdout, code > 0)),
        _ => Err(GitError::Failed {
            what: "merge the file".to_owned(),
            why: brief(&String::from_utf8_lossy(&output.stderr)),
        }),
    }
}

fn parse_commit(text: &str) -> Option<Commit> {
    let mut fields = text.split('\0');
    let id = fields.next()?.to_owned();
    let parent = fields.next()?.split(' ').next().filter(|parent| !parent.is_empty()).map(str::to_owned);
    let (author, date) = (fields.next()?.to_owned(), fields.next()?.to_owned());
    let subject = fields.next()?.to_owned();
    let paths = fields.map(|path| path.trim_start_matches('\n')).filter(|path| !path.is_empty()).map(str::to_owned);
    Some(Commit { id, parent, author, date, subject, paths: paths.collect() })
}

/// Git's raw format with `-z`: `:modes ids status`, then one path, or two for a rename or copy.
fn parse_raw(text: &str) -> Vec<FileChange> {
    let mut fields = text.split('\0');
    let mut changes = Vec::new();
    while let Some(head) = fields.next().filter(|head| head.starts_with(':')) {
        let status = head.rsplit(' ').next().unwrap_or_default();
        let Some(path) = fields.next().map(str::to_owned) else { break };
        changes.push(match status.chars().next() {
            Some('A') => FileChange { old: None, new: Some(path) },
            Some('D') => FileChange { old: Some(path), new: None },
            Some('R') => FileChange { old: Some(path), new: fields.next().map(str::to_owned) },
            Some('C') => FileChange { old: None, new: fields.next().map(str::to_owned) },
            _ => FileChange { old: Some(path.clone()), new: Some(path) },
        });
    }
    changes
}

fn start_blobs(top: &Path) -> Result<Blobs, GitError> {
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .current_dir(top)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| cannot_run(&error))?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(questions), Some(answers)) => Ok(Blobs { child, questions, answers: BufReader::new(answers) }),
        _ => Err(GitError::Failed { what: "read files".to_owned(), why: "it has no streams".to_owned() }),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_format_tells_changes_additions_deletions_and_renames() {
        let zero = "0".repeat(40);
        let head = |status: &str| format!(":100644 100644 {zero} {zero} {status}");
        let text = format!("{}\0a\0{}\0b\0{}\0c\0{}\0d\0e\0", head("M"), head("A"), head("D"), head("R090"));
        let pairs: Vec<_> = parse_raw(&text).into_iter().map(|change| (change.old, change.new)).collect();
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(pairs, [(some("a"), some("a")), (None, some("b")), (some("c"), None), (some("d"), some("e"))]);
    }
}
