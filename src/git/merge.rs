//! Git's own merge of three files by their lines.

use std::path::Path;

use super::{GitError, brief, run};

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
