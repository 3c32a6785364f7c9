//! The files that differ between two sides, and those that hold a word, as git finds them without any being parsed.

use std::collections::BTreeSet;

use super::{GitError, Repository, Side, brief, run};

/// A file that is not the same on both sides. A path that is missing was added or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path on the old side, from the top of the repository.
    pub old: Option<String>,
    /// The path on the new side.
    pub new: Option<String>,
}

impl Repository {
    /// The paths of all files of a side, from the top.
    ///
    /// # Errors
    /// As git fails.
    pub fn paths(&self, side: &Side) -> Result<BTreeSet<String>, GitError> {
        let list: &[&str] = match side {
            Side::Commit(id) => &["ls-tree", "-r", "-z", "--name-only", "--full-tree", id],
            Side::Index => &["ls-files", "-z", "--full-name", "--", ":(top)"],
            Side::WorkingTree => &["ls-files", "-z", "--full-name", "-c", "-o", "--exclude-standard", "--", ":(top)"],
        };
        let text = self.ask("list the files", list)?;
        Ok(text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
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
