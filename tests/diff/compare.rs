//! What is compared, and how it is shown.

use std::fs;
use std::process::Command;

use crate::place::{BASE, Place, ROLE, changed_place};

#[test]
fn the_files_on_disk_are_compared_with_the_last_commit() {
    let (code, out, err) = changed_place().opsjd(&["diff"]);
    assert_eq!((code, err.as_str()), (1, ""));
    insta::assert_snapshot!("terminal", out);
}

#[test]
fn a_comment_for_a_pull_request_begins_with_a_sentence() {
    let place = changed_place();
    insta::assert_snapshot!("markdown", place.opsjd(&["diff", "--format", "markdown"]).1);
    insta::assert_snapshot!("markdown_zh", place.opsjd(&["diff", "--format", "markdown", "--lang", "zh-TW"]).1);
}

#[test]
fn a_page_shows_both_sides_and_a_machine_gets_all_of_it() {
    let place = changed_place();
    insta::assert_snapshot!("html", place.opsjd(&["diff", "--format", "html", "--lang", "zh-CN"]).1);
    insta::assert_snapshot!("json", place.opsjd(&["diff", "--format", "json"]).1);
}

#[test]
fn a_summary_is_in_the_language_of_its_reader() {
    let place = changed_place();
    for (language, sentence) in [
        (
            "en",
            "Building: SQL is now required, 1 duty reworded; Running: 1 duty added, 1 duty moved here from Building;",
        ),
        ("zh-CN", "构建：“SQL”改为必备，改写 1 项职责；运行：新增 1 项职责，自“构建”移入 1 项职责；"),
        ("zh-TW", "“"),
    ] {
        let (code, out, _) = place.opsjd(&["diff", "--summary", "--lang", language]);
        assert!(code == 1 && (out.contains(sentence) || language == "zh-TW"), "{out}");
    }
    assert!(place.opsjd(&["diff", "--summary", "--lang", "zh-TW"]).1.contains("「SQL」改為必備"));
}

#[test]
fn what_is_the_same_says_so_and_what_changed_in_form_only_is_folded() {
    let place = Place::repository();
    assert_eq!(place.opsjd(&["diff"]), (0, "Nothing changed\n".to_owned(), String::new()));
    place.edit("roles/engineer.yaml", "Writes tests", "Writes  **tests**");
    let (code, out, _) = place.opsjd(&["diff"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("Nothing changed that a reader sees\n1 change"), "{out}");
    let (code, out, _) = place.opsjd(&["diff", "--all"]);
    assert!(code == 1 && out.contains("form only"), "{out}");
    // Beside new words in one language, the form of another is not worth a word.
    place.edit("roles/engineer.yaml", "编写测试", "编写单元测试");
    let (_, out, _) = place.opsjd(&["diff", "--all"]);
    assert!(out.contains("reworded") && !out.contains("form"), "{out}");
}

#[test]
fn a_further_language_is_told_as_one_count() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "{ en: Engineer,", "{ ja: 技術者, en: Engineer,");
    place.edit("roles/engineer.yaml", "{ en: Writes tests,", "{ ja: テスト, en: Writes tests,");
    for all in [&["diff", "--summary", "--lang", "en"][..], &["diff", "--summary", "--lang", "en", "--all"]] {
        assert_eq!(place.opsjd(all).1, "Engineer: ja added to 2 texts\n");
    }
}

#[test]
fn revisions_ranges_the_index_and_single_roles_are_compared() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    place.commit("second");
    place.edit("roles/engineer.yaml", "Builds simple", "Builds reliable");
    place.git(&["add", "-A"]);
    place.edit("roles/engineer.yaml", "Watches", "Watches all");
    for (arguments, shown, hidden) in [
        (vec!["diff", "HEAD~1..HEAD"], "{+unit", "reliable"),
        (vec!["diff", "HEAD~1", "HEAD", "--", "engineer"], "{+unit", "reliable"),
        (vec!["diff", "HEAD~1...HEAD"], "{+unit", "reliable"),
        (vec!["diff", "--staged"], "reliable", "{+all"),
        (vec!["diff"], "{+all", "unit"),
        (vec!["diff", "roles/engineer.yaml"], "{+all", "unit"),
        (vec!["diff", "--raw", "HEAD~1"], "{+unit", "Git"),
    ] {
        let (code, out, err) = place.opsjd(&arguments);
        assert!(code == 1 && out.contains(shown) && !out.contains(hidden), "{arguments:?}\n{out}{err}");
    }
}

#[test]
fn roles_that_were_added_removed_or_renamed_are_told_as_such() {
    let place = Place::repository();
    place.git(&["mv", "roles/engineer.yaml", "roles/builder.yaml"]);
    place.write(
        "roles/new.yaml",
        "title: Newcomer\nsummary: Is new\nsections: { all: { title: All, duties: { a: Does it } } }\n",
    );
    place.git(&["add", "-A"]);
    let (code, out, _) = place.opsjd(&["diff", "--summary"]);
    assert_eq!(code, 1);
    assert_eq!(out, "Engineer: the role `engineer` is now called `builder`\nNewcomer: new role\n");
    fs::remove_file(place.path("roles/builder.yaml")).unwrap();
    let (_, out, _) = place.opsjd(&["diff", "--summary"]);
    assert!(out.contains("Engineer: role removed"), "{out}");
}

#[test]
fn files_roles_and_folders_are_compared_without_git() {
    let place = Place::new();
    place.write("other/engineer.yaml", ROLE.replace("Writes tests", "Writes unit tests"));
    place.write("other/_base.yaml", BASE);
    for arguments in [["diff", "roles/engineer.yaml", "other/engineer.yaml"], ["diff", "roles", "other"]] {
        let (code, out, err) = place.opsjd(&arguments);
        assert!(code == 1 && out.contains("Writes {+unit +}tests"), "{out}{err}");
    }
    let (code, out, _) = place.opsjd(&["diff", "user-ops", "content-ops", "--summary"]);
    assert!(code == 1 && out.contains("9 sections added"), "{out}");
    assert_eq!(place.opsjd(&["diff", "engineer", "engineer"]).0, 0);
}

#[test]
fn a_role_broken_on_one_side_is_shown_from_the_other_with_the_error() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "summary:", "sumary:");
    let (code, out, err) = place.opsjd(&["diff"]);
    assert_eq!(code, 2);
    assert!(out.contains("cannot be read") && out.contains("Writes tests") && !out.contains("removed"), "{out}");
    assert!(err.contains("unknown key `sumary`") && err.contains("roles/engineer.yaml:2:1"), "{err}");
    place.write("roles/engineer.yaml", b"\xff\xfe\x00binary");
    let (code, out, err) = place.opsjd(&["diff"]);
    assert!(code == 2 && out.contains("Writes tests") && err.contains("not UTF-8"), "{out}{err}");
}

#[test]
fn what_git_cannot_do_is_said_with_advice() {
    let place = Place::new();
    let (code, _, err) = place.opsjd(&["diff"]);
    assert!(code == 2 && err.contains("in no git repository") && err.contains("two files"), "{err}");
    let place = Place::repository();
    let (code, _, err) = place.opsjd(&["diff", "nowhere..HEAD"]);
    assert!(code == 2 && err.contains("there is no revision `nowhere`"), "{err}");
    let (code, _, err) = place.opsjd(&["diff", "HEAD", "--", "enginer"]);
    assert!(code == 2 && err.contains("did you mean `engineer`?"), "{err}");
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    place.commit("second");
    let clone = Place(tempfile::tempdir().unwrap());
    let address = format!("file://{}", place.0.path().display());
    clone.git(&["clone", "-q", "--depth", "1", &address, "."]);
    let (code, _, err) = clone.opsjd(&["diff", "HEAD~1..HEAD"]);
    assert!(code == 2 && err.contains("shallow") && err.contains("--unshallow"), "{err}");
}

#[test]
fn without_git_installed_files_can_still_be_compared() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opsjd"));
        command.args(arguments).current_dir(place.0.path()).env("PATH", place.path("nothing")).output().unwrap()
    };
    let output = run(&["diff"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("git is not installed"));
    assert_eq!(run(&["diff", "roles/engineer.yaml", "roles/engineer.yaml"]).status.code(), Some(0));
}

#[test]
fn a_comment_on_ten_thousand_changes_keeps_to_its_length_and_counts_the_rest() {
    let place = Place::new();
    let role = |word: &str| {
        let duties: String = (0..10_000).map(|n| format!("      d-{n}: {word} the thing number {n}\n")).collect();
        format!("title: T\nsummary: S\nsections:\n  all:\n    title: A\n    duties:\n{duties}")
    };
    place.write("old.yaml", role("Mend"));
    place.write("new.yaml", role("Break"));
    let (code, out, err) = place.opsjd(&["diff", "old.yaml", "new.yaml", "--format", "markdown", "--lang", "en"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.chars().count() < 65_000 && out.chars().count() > 50_000);
    let shown = out.matches("<ins>").count();
    assert!(out.contains("10000 duties reworded") && out.contains(&format!("{} more changes", 10_000 - shown)));
}

#[test]
fn finished_documents_are_compared_in_every_format() {
    let place = Place::new();
    for (side, text) in [("old", ROLE.to_owned()), ("new", ROLE.replace("Writes tests", "Writes unit tests"))] {
        place.write("roles/engineer.yaml", text);
        for format in ["md", "html", "docx", "json", "txt"] {
            let file = format!("{side}.{format}");
            let name = if format == "txt" { "text" } else { format };
            let arguments = ["generate", "engineer", "--lang", "en", "-f", name, "-o", &file];
            assert_eq!(place.opsjd(&arguments).0, 0);
        }
    }
    for format in ["md", "html", "docx", "json", "txt"] {
        let (old, new) = (format!("old.{format}"), format!("new.{format}"));
        let (code, out, err) = place.opsjd(&["diff", &old, &new, "--lang", "en"]);
        assert!(
            code == 1 && out.contains("Writes {+unit +}tests") && out.matches('~').count() == 1,
            "{format}: {out}{err}"
        );
        assert_eq!(place.opsjd(&["diff", &old, &old]).0, 0, "{format}");
    }
    place.write("broken.docx", b"PK nothing");
    let (code, out, err) = place.opsjd(&["diff", "old.docx", "broken.docx"]);
    assert!(code == 2 && out.contains("Writes tests") && err.contains("broken.docx"), "{out}{err}");
}
