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
        Ledger { version: VERSION, files: BTreeMap::new() }
    }
}

impl Ledger {
    /// Reads a ledger. A text that is none, or of another version, counts as empty: then every file is made and compared
    /// anew, and nothing is taken away. Paths that a build would never write are left out.
    pub fn parse(text: &str) -> Ledger {
        let mut ledger: Ledger = serde_json::from_str(text).unwrap_or_default();
        if ledger.version != VERSION {
            return Ledger::default();
        }
        ledger.files.retain(|path, _| super::is_safe(path));
        ledger
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
        assert_eq!(Ledger::parse(&text).files, BTreeMap::from([("b.md".to_owned(), claim)]));
    }

    #[test]
    fn a_broken_a_later_and_a_hostile_ledger_claim_nothing() {
        for text in [
            "",
            "{",
            r#"{"version":2,"files":{"a.md":{}}}"#,
            r#"{"version":1,"files":{"../a.md":{},"/etc/passwd":{},".git/config":{}}}"#,
        ] {
            assert_eq!(Ledger::parse(text), Ledger::default(), "{text}");
        }
    }
}
