//! A folder through the hands of several builds.

use std::fs::{read_dir, write};

use super::*;
use crate::plan::{Claim, Ledger, hexadecimal, sha256};

fn open(path: &Path, part: Option<&str>) -> Result<OutputFolder, FolderError> {
    OutputFolder::open(path, part.map(|part| part.parse().unwrap()))
}

fn put(folder: &OutputFolder, name: &str, text: &str) -> Result<bool, FolderError> {
    folder.write(name, text.as_bytes(), &digest(text), true)
}

fn digest(text: &str) -> String {
    hexadecimal(&sha256(text.as_bytes()))
}

fn ledger(files: &[(&str, &str)]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.files.extend(
        files.iter().map(|(name, text)| ((*name).to_owned(), Claim { sha256: Some(digest(text)), made_from: None })),
    );
    ledger
}

/// What is right in a folder, but for what a build keeps for itself.
fn names(path: &Path) -> Vec<String> {
    let names = read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != CACHE).collect();
    names.sort();
    names
}

#[test]
fn a_second_build_is_told_and_may_go_on_when_the_first_has_ended() {
    let path = tempfile::tempdir().unwrap();
    let is_busy = |part| matches!(open(path.path(), part), Err(FolderError::Busy(_)));
    let first = open(path.path(), None).unwrap();
    assert!(is_busy(None) && is_busy(Some("1/2")));
    drop(first);
    let one = open(path.path(), Some("1/2")).unwrap();
    let two = open(path.path(), Some("2/2")).unwrap();
    assert!(is_busy(None) && is_busy(Some("1/2")));
    drop((one, two));
    assert!(!is_busy(Some("1/2")) && !is_busy(None));
}

#[test]
fn a_file_is_compared_byte_by_byte() {
    let path = tempfile::tempdir().unwrap();
    let folder = open(path.path(), None).unwrap();
    assert!(put(&folder, "a/b.md", "abc").unwrap());
    drop(folder);
    let folder = open(path.path(), None).unwrap();
    assert!(!put(&folder, "a/b.md", "abc").unwrap());
    assert!(put(&folder, "a/c.md", "abc").unwrap());
    assert!(folder.holds("a/b.md", b"abc"));
    for other in [b"ab".as_slice(), b"abcd", b"abd", b""] {
        assert!(!folder.holds("a/b.md", other));
    }
    assert!(!folder.holds("a", b""));
}

#[test]
fn what_killed_builds_left_is_known_and_taken_away() {
    let path = tempfile::tempdir().unwrap();
    for (part, name) in [(None, "a.md"), (Some("1/2"), "b.md"), (Some("2/2"), "c.md")] {
        let folder = open(path.path(), part).unwrap();
        put(&folder, name, name).unwrap();
        // Numbers begin anew with each build, so that the next one comes to the names that are left.
        for number in 0..10 {
            write(folder.temporary.join(format!("{number}.tmp")), "half").unwrap();
        }
        // As when the system ends the program: nothing is saved, nothing put away, and the locks are free.
        drop(folder);
    }
    let one = open(path.path(), Some("1/2")).unwrap();
    assert_eq!(one.own_ledger().unwrap(), ledger(&[("b.md", "b.md")]));
    one.save(&one.own_ledger().unwrap()).unwrap();
    drop(one);
    let whole = open(path.path(), None).unwrap();
    assert_eq!(whole.ledger().unwrap(), ledger(&[("a.md", "a.md"), ("b.md", "b.md"), ("c.md", "c.md")]));
    drop(whole);
    assert_eq!(names(path.path()), [".opsjd-lock.json", "a.md", "b.md", "c.md"]);
}

#[test]
fn a_file_that_was_about_to_come_and_did_not_is_not_taken_for_the_builds() {
    let path = tempfile::tempdir().unwrap();
    let folder = open(path.path(), None).unwrap();
    put(&folder, "a.md", "new").unwrap();
    put(&folder, "b.md", "new").unwrap();
    drop(folder);
    write(path.path().join("a.md"), "mine").unwrap();
    std::fs::remove_file(path.path().join("b.md")).unwrap();
    assert_eq!(open(path.path(), None).unwrap().ledger().unwrap(), Ledger::default());
}

#[test]
fn a_part_says_nothing_of_the_files_of_others_and_the_newest_word_counts() {
    let path = tempfile::tempdir().unwrap();
    let save = |part: Option<&str>, files: &[(&str, &str)]| {
        let folder = open(path.path(), part).unwrap();
        folder.save(&ledger(files)).unwrap();
        // File systems tell times apart by some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    save(None, &[("a.md", "1"), ("b.md", "1")]);
    save(Some("2/3"), &[("a.md", "2")]);
    save(Some("1/2"), &[("a.md", "3")]);
    let part = open(path.path(), Some("2/2")).unwrap();
    assert_eq!(part.own_ledger().unwrap(), Ledger::default());
    assert_eq!(part.ledger().unwrap(), ledger(&[("a.md", "1"), ("b.md", "1")]));
    drop(part);
    let whole = open(path.path(), None).unwrap();
    let all = whole.ledger().unwrap();
    assert_eq!(all, ledger(&[("a.md", "3"), ("b.md", "1")]));
    whole.save(&all).unwrap();
    drop(whole);
    assert_eq!(names(path.path()), [".opsjd-lock.json"]);
}

#[test]
fn a_lock_file_that_cannot_be_read_is_an_error_and_stays() {
    let path = tempfile::tempdir().unwrap();
    write(path.path().join(ledgers::LEDGER), "{").unwrap();
    let folder = open(path.path(), None).unwrap();
    let error = folder.ledger().unwrap_err();
    assert!(error.to_string().ends_with(".opsjd-lock.json`: it is not what `opsjd build` wrote (line 1)"), "{error}");
}

#[test]
fn a_file_goes_with_the_folders_that_it_leaves_empty_and_no_other() {
    let path = tempfile::tempdir().unwrap();
    let folder = open(path.path(), None).unwrap();
    put(&folder, "a/b/c.md", "x").unwrap();
    put(&folder, "a/d.md", "x").unwrap();
    folder.remove("a/b/c.md").unwrap();
    assert!(!path.path().join("a/b").exists());
    assert!(path.path().join("a/d.md").exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_outside_is_not_followed_and_one_inside_is() {
    let (path, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir(path.path().join("real")).unwrap();
    std::os::unix::fs::symlink(other.path(), path.path().join("out")).unwrap();
    std::os::unix::fs::symlink("real", path.path().join("in")).unwrap();
    write(other.path().join("a.md"), "theirs").unwrap();
    let folder = open(path.path(), None).unwrap();
    for name in ["out/a.md", "out/new/b.md"] {
        let error = put(&folder, name, "x").unwrap_err().to_string();
        assert!(error.contains("is a link that leads out of the output folder"), "{error}");
    }
    assert!(matches!(folder.remove("out/a.md"), Err(FolderError::Outside(_))));
    assert_eq!(std::fs::read_to_string(other.path().join("a.md")).unwrap(), "theirs");
    assert!(put(&folder, "in/a.md", "x").unwrap());
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let path = tempfile::tempdir().unwrap();
    let pipe = path.path().join("a.md");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let folder = open(path.path(), None).unwrap();
    assert!(!folder.holds("a.md", b"x") && folder.read("a.md").is_none());
    assert!(put(&folder, "a.md", "x").unwrap());
    assert_eq!(folder.read("a.md").unwrap(), b"x");
}

#[test]
fn a_part_knows_what_killed_builds_wrote_and_its_own_word_is_the_last() {
    let path = tempfile::tempdir().unwrap();
    let claim = |folder: &OutputFolder, name: &str| {
        folder.everybodys_ledger().unwrap().files.get(name).and_then(|claim| claim.sha256.clone())
    };
    let whole = open(path.path(), None).unwrap();
    put(&whole, "a.md", "killed").unwrap();
    drop(whole);
    let part = open(path.path(), Some("1/2")).unwrap();
    assert_eq!(claim(&part, "a.md"), Some(digest("killed")));
    drop(part);
    open(path.path(), None).unwrap().save(&ledger(&[("a.md", "old"), ("b.md", "old")])).unwrap();
    let part = open(path.path(), Some("1/2")).unwrap();
    part.save(&ledger(&[("a.md", "new")])).unwrap();
    assert_eq!((claim(&part, "a.md"), claim(&part, "b.md")), (Some(digest("new")), Some(digest("old"))));
}

#[test]
fn what_stands_in_the_way_is_told_as_what_it_is() {
    let path = tempfile::tempdir().unwrap();
    std::fs::create_dir(path.path().join("a.md")).unwrap();
    write(path.path().join("b"), "mine").unwrap();
    write(path.path().join("c.md"), "mine").unwrap();
    let folder = open(path.path(), None).unwrap();
    let why = |name: &str| folder.write(name, b"x", &digest("x"), false).unwrap_err().to_string();
    assert!(why("a.md").ends_with("it is a folder"), "{}", why("a.md"));
    assert!(why("b/c.md").ends_with("a file stands where a folder should be"), "{}", why("b/c.md"));
    assert!(why("c.md").ends_with("is not of an earlier build"), "{}", why("c.md"));
}
