//! The commits that touch a file.

use std::collections::BTreeSet;

use super::{GitError, Repository};

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

impl Repository {
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
