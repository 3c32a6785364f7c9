//! Files that remember what they were asked and what they said, so that a later run can tell whether they would say the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{CatalogError, Disk, Files, MAX_LIST_BYTES};
use crate::plan::{hexadecimal, sha256};

/// The files on disk, with a record of every answer. A run that reads all it depends on through them, and finds later that each
/// answer is the same, would do the same again.
#[derive(Debug, Default)]
pub struct Traced {
    answers: Mutex<BTreeMap<String, String>>,
}

/// The answer of a file that answered twice in two ways: no later one is like it.
const CHANGED: &str = "changed";

impl Traced {
    /// The record: a line for each question with its answer, sorted by the questions.
    pub fn record(&self) -> String {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().map(|(question, answer)| format!("{answer} {question}\n")).collect()
    }

    /// Whether the disk gives every answer of a record.
    pub fn still_holds(record: &str) -> bool {
        record.lines().all(|line| {
            let Some((answer, question)) = line.split_once(' ') else { return false };
            let Some((kind, path)) = question.split_once(' ') else { return false };
            let path = Path::new(path);
            answer
                == match kind {
                    "bytes" => of_bytes(&Disk.bytes(path, MAX_LIST_BYTES)),
                    "names" => of_names(&Disk.names(path)),
                    "file" => of_truth(Disk.is_file(path)),
                    "folder" => of_truth(Disk.is_folder(path)),
                    _ => return false,
                }
        })
    }

    fn note(&self, kind: &str, path: &Path, answer: String) {
        // A name with a line break, or one that is not Unicode, cannot be asked for again, and so never holds.
        let question = format!("{kind} {}", path.display());
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.entry(question).or_insert_with(|| answer.clone());
        if *known != answer {
            CHANGED.clone_into(known);
        }
    }
}

fn of_bytes(bytes: &Result<Vec<u8>, CatalogError>) -> String {
    bytes.as_ref().map_or_else(|_| "none".to_owned(), |bytes| hexadecimal(&sha256(bytes)))
}

/// The order in which a system lists a folder is not part of the answer.
fn of_names(names: &Result<Vec<(String, bool)>, CatalogError>) -> String {
    let Ok(names) = names else { return "none".to_owned() };
    let mut lines: Vec<String> = names.iter().map(|(name, is_folder)| format!("{is_folder} {name}\0")).collect();
    lines.sort();
    hexadecimal(&sha256(lines.concat().as_bytes()))
}

fn of_truth(truth: bool) -> String {
    if truth { "yes" } else { "no" }.to_owned()
}

impl Files for Traced {
    fn bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, CatalogError> {
        let bytes = Disk.bytes(path, limit);
        self.note("bytes", path, of_bytes(&bytes));
        bytes
    }

    fn is_file(&self, path: &Path) -> bool {
        let is_file = Disk.is_file(path);
        self.note("file", path, of_truth(is_file));
        is_file
    }

    fn is_folder(&self, path: &Path) -> bool {
        let is_folder = Disk.is_folder(path);
        self.note("folder", path, of_truth(is_folder));
        is_folder
    }

    fn names(&self, folder: &Path) -> Result<Vec<(String, bool)>, CatalogError> {
        let names = Disk.names(folder);
        self.note("names", folder, of_names(&names));
        names
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_record_holds_until_any_answer_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let asked = || {
            let files = Traced::default();
            let _ = files.bytes(&path("a.yaml"), 100);
            files.is_file(&path("b.yaml"));
            files.is_folder(&path("templates"));
            let _ = files.names(folder.path());
            files.record()
        };
        fs::write(path("a.yaml"), "one").unwrap();
        let changes: [&dyn Fn(); 4] = [
            &|| fs::write(path("a.yaml"), "two").unwrap(),
            &|| fs::write(path("b.yaml"), "").unwrap(),
            &|| fs::create_dir(path("templates")).unwrap(),
            &|| fs::remove_file(path("a.yaml")).unwrap(),
        ];
        for change in changes {
            let record = asked();
            assert!(Traced::still_holds(&record));
            change();
            assert!(!Traced::still_holds(&record), "{record}");
        }
    }

    #[test]
    fn a_file_that_changes_between_two_questions_never_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let files = Traced::default();
        for text in ["one", "two"] {
            fs::write(&path, text).unwrap();
            files.bytes(&path, 100).unwrap();
        }
        assert!(!Traced::still_holds(&files.record()));
    }

    #[test]
    fn a_record_that_somebody_mangled_does_not_hold() {
        for record in ["x", "none", "none bytes", "yes what a.yaml"] {
            assert!(!Traced::still_holds(record), "{record}");
        }
    }
}
