//! The contents of files at a revision, read one by one from a single git process.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{GitError, Repository, Side, cannot_run};
use crate::diagnostic::reason;

/// How large a file at a revision may be, as one on disk.
const MAX_BYTES: u64 = 4 << 20;

#[derive(Debug)]
pub(super) struct Blobs {
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

impl Repository {
    /// The bytes of the file at `path`, or `None` where that side has no such file.
    ///
    /// # Errors
    /// Where it is too large, or git fails.
    pub fn read(&self, side: &Side, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        self.read_up_to(side, path, MAX_BYTES)
    }

    /// The same for a file of at most `limit` bytes.
    ///
    /// # Errors
    /// Where it is larger, or git fails.
    pub fn read_up_to(&self, side: &Side, path: &str, limit: u64) -> Result<Option<Vec<u8>>, GitError> {
        let failed = |why: String| GitError::Failed { what: format!("read `{path}`"), why };
        let question = match side {
            Side::WorkingTree => {
                let file = self.on_disk(path);
                return match std::fs::metadata(&file) {
                    Ok(metadata) if metadata.len() > limit => Err(GitError::TooLarge { path: path.to_owned(), limit }),
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
        // A thread that panicked with the lock may have left half an answer unread.
        let mut blobs = self.blobs.lock().map_err(|_| failed("an earlier file was not read to its end".to_owned()))?;
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
        if size > limit {
            std::io::copy(&mut blobs.answers.by_ref().take(size + 1), &mut std::io::sink()).map_err(broken)?;
            return Err(GitError::TooLarge { path: path.to_owned(), limit });
        }
        let mut bytes = Vec::new();
        blobs.answers.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(broken)?;
        bytes.pop();
        Ok((kind == "blob").then_some(bytes))
    }
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
