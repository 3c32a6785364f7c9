//! The lock file of an output folder: which files a build wrote, and from what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of [`Ledger`].
const VERSION: u32 = 1;

/// The files that builds wrote into a folder, by path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Version of this structure; a ledger of another version is not read.
    version: u32,
    /// The files.
    pub files: BTreeMap<String, Claim>,
    /// Whether it was read from a text with a merge conflict, of which both sides count.
    #[serde(skip)]
    pub is_conflicting: bool,
}

/// Why a text is no ledger.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// One of another version, which is newer.
    #[error("another version of opsjd wrote it (format {0})")]
    Version(u64),
    /// Something else.
    #[error("it is not what `opsjd build` wrote (line {0})")]
    Broken(usize),
}

/// A file that a build wrote, or was about to write when it was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Claim {
    /// SHA-256 of its bytes; absent where the build was stopped before it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The fingerprint of what it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<String>,
}

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { version: VERSION, files: BTreeMap::new(), is_conflicting: false }
    }
}

impl Ledger {
    /// Reads a ledger, also one that git could not merge. Paths that a build would never write are left out.
    ///
    /// # Errors
    /// Where the text is none, or one of another version: what it knows would be lost with it.
    pub fn parse(text: &str) -> Result<Ledger, LedgerError> {
        let mut ledger = match serde_json::from_str::<Ledger>(text) {
            Ok(ledger) => ledger,
            Err(_) if text.lines().any(|line| line.starts_with("<<<<<<<")) => Ledger::of_lines(text),
            Err(error) => {
                let version =
                    serde_json::from_str::<serde_json::Value>(text).ok().and_then(|any| any.get("version")?.as_u64());
                return Err(match version.filter(|version| *version != u64::from(VERSION)) {
                    Some(version) => LedgerError::Version(version),
                    None => LedgerError::Broken(error.line()),
                });
            }
        };
        if ledger.version != VERSION {
            return Err(LedgerError::Version(ledger.version.into()));
        }
        ledger.files.retain(|path, _| super::is_safe(path));
        Ok(ledger)
    }

    /// The files of both sides of a conflict: each stands in a line of its own. Where the sides differ the last one is taken,
    /// and what the file holds tells whether that is true.
    fn of_lines(text: &str) -> Ledger {
        let files = text.lines().filter_map(|line| {
            let entry = format!("{{{}}}", line.trim().trim_end_matches(','));
            serde_json::from_str::<BTreeMap<String, Claim>>(&entry).ok()
        });
        Ledger { files: files.flatten().collect(), is_conflicting: true, ..Ledger::default() }
    }

    /// The ledger as JSON, one line a file, so that git shows which changed.
    pub fn to_text(&self) -> String {
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"files\": {{");
        for (index, (path, claim)) in self.files.iter().enumerate() {
            text.push_str(if index == 0 { "\n    " } else { ",\n    " });
            // Strings and maps of strings cannot fail to serialize.
            text.push_str(&serde_json::to_string(path).unwrap_or_default());
            text.push_str(": ");
            text.push_str(&serde_json::to_string(claim).unwrap_or_default());
        }
        text.push_str("\n  }\n}\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut ledger = Ledger::default();
        ledger.files.insert("用户/a \"b.md".to_owned(), Claim::default());
        let claim = Claim { sha256: Some("00".to_owned()), made_from: Some("11".to_owned()) };
        ledger.files.insert("b.md".to_owned(), claim.clone());
        let text = ledger.to_text();
        // A quote cannot be in a name that a build writes, so it does not come back.
        assert_eq!(Ledger::parse(&text).unwrap().files, BTreeMap::from([("b.md".to_owned(), claim)]));
    }

    #[test]
    fn a_broken_and_a_later_ledger_are_errors_and_a_hostile_one_claims_nothing() {
        for (text, error) in [
            ("", LedgerError::Broken(1)),
            ("{\n\"files\"", LedgerError::Broken(2)),
            ("[]", LedgerError::Broken(1)),
            (r#"{"version":2,"files":{"a.md":{}}}"#, LedgerError::Version(2)),
            (r#"{"version":2,"documents":[]}"#, LedgerError::Version(2)),
        ] {
            assert_eq!(Ledger::parse(text), Err(error), "{text}");
        }
        let hostile = r#"{"version":1,"files":{"../a.md":{},"/etc/passwd":{},".git/config":{}}}"#;
        assert_eq!(Ledger::parse(hostile), Ok(Ledger::default()));
    }

    #[test]
    fn both_sides_of_a_merge_conflict_count() {
        let ledger = |names: &[&str]| {
            let files = names
                .iter()
                .map(|name| ((*name).to_owned(), Claim { sha256: Some((*name).to_owned()), made_from: None }));
            Ledger { files: files.collect(), ..Ledger::default() }
        };
        let [all, ours, theirs] =
            [ledger(&["a.md", "b.md", "c.md"]), ledger(&["a.md", "b.md"]), ledger(&["a.md", "c.md"])];
        let side = |ledger: &Ledger| {
            ledger.to_text().lines().skip(3).take(2).map(|line| format!("{line}\n")).collect::<String>()
        };
        let text = format!(
            "{{\n  \"version\": 1,\n  \"files\": {{\n<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n  }}\n}}\n",
            side(&ours),
            side(&theirs)
        );
        let found = Ledger::parse(&text).unwrap();
        assert_eq!((found.files, found.is_conflicting), (all.files, true));
    }
}
