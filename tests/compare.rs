//! `opsjd compare` and `opsjd list` as a person runs them.

#![cfg(test)]

use std::path::Path;
use std::process::{Command, Output};

/// Runs `opsjd` in `folder` with nothing of this machine's settings.
fn opsjd(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_opsjd"));
    for name in ["OPSJD_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments).output().unwrap()
}

/// Standard output of a run that went well.
fn product(folder: &Path, arguments: &[&str]) -> String {
    let output = opsjd(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn three_roles_end_in_what_they_share_and_what_is_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["compare", "product-ops", "user-ops", "content-ops", "--lang", "zh-CN", "--parts", "summary"];
    let text = product(folder.path(), &arguments);
    for line in [
        "共有\n  全岗必备技能：市场分析、数据分析\n",
        "产品运营与用户运营共有\n  全岗必备技能：沟通协调\n",
        "  全岗必备技能：客户服务意识、活动策划\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn the_file_s_ending_chooses_the_format_and_two_runs_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one.html", "two.html", "levels.json"] {
        product(folder.path(), &["compare", "user-ops@junior", "user-ops@lead", "-o", name]);
    }
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("one.html").starts_with(b"<!DOCTYPE html>"));
    assert_eq!(read("one.html"), read("two.html"));
    let json: serde_json::Value = serde_json::from_slice(&read("levels.json")).unwrap();
    assert_eq!(json["roles"][1]["key"], "user-ops@lead");
}

#[test]
fn what_cannot_be_compared_is_an_error_with_the_names_that_can() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (["compare", "user-ops", "prodct-ops"], "did you mean `product-ops`?"),
        (["compare", "user-ops", "user-ops@boss"], "has no level `boss`"),
        (["compare", "user-ops", "user-ops"], "`user-ops` was named twice"),
        (["compare", "user-ops", "--lang=en"], "2 values required"),
    ] {
        let output = opsjd(folder.path(), &arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_list_shows_every_role_in_the_reader_s_language_and_no_base() {
    let folder = tempfile::tempdir().unwrap();
    let text = product(folder.path(), &["list", "--lang", "zh-TW"]);
    assert_eq!(text.lines().count(), 6, "{text}");
    assert!(text.contains("使用者營運") && text.contains("18 個領域") && !text.contains('_'), "{text}");
}

#[test]
fn a_search_finds_a_word_of_any_language_and_marks_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = product(folder.path(), &["list", "--search", "留存", "--lang", "en"]);
    assert!(text.contains("user-ops:retention\n  section: "), "{text}");
    assert!(text.contains("[留存]"), "{text}");
    let text = product(folder.path(), &["list", "user-ops", "--search", "retention", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["version"], 1);
    let hit = &json["hits"][0];
    let mark = &hit["marks"][0];
    let (start, end) = (mark[0].as_u64().unwrap() as usize, mark[1].as_u64().unwrap() as usize);
    let word: String = hit["text"].as_str().unwrap().chars().skip(start).take(end - start).collect();
    assert_eq!(word.to_lowercase(), "retention");
}

#[test]
fn a_search_without_a_hit_says_so_and_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let output = opsjd(folder.path(), &["list", "--search", "zeppelin"]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no section or duty holds `zeppelin`"));
}
