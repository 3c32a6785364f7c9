//! `opsjd diff` and what belongs to it, run as a person runs them; and the pairs of a real history.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure that is wanted")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use opsjd::diff::{Kind, Scope, diff, of_role};
use opsjd::source::Source;
use opsjd::yaml::Node;

const ROLE: &str = "\
title: { en: Engineer, zh-CN: 工程师 }
summary: { en: Builds things, zh-CN: 构建产品 }
extends: [_base]
sections:
  build:
    title: { en: Building, zh-CN: 构建 }
    duties:
      apis: { en: Builds simple APIs, zh-CN: 构建简单接口 }
      tests: { en: Writes tests, zh-CN: 编写测试 }
    requires: [git]
    prefers: [sql]
  run:
    title: { en: Running, zh-CN: 运行 }
    duties:
      watch: { en: Watches what runs, zh-CN: 监控运行 }
";

const BASE: &str = "\
skills:
  sql: { name: SQL, detail: { en: Writes queries, zh-CN: 编写查询 } }
  git: { name: Git, detail: { en: Makes commits, zh-CN: 提交代码 } }
";

/// A folder of its own, gone when the test ends.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        place.write("roles/engineer.yaml", ROLE);
        place.write("roles/_base.yaml", BASE);
        place
    }

    fn repository() -> Place {
        let place = Place::new();
        place.git(&["init", "-q", "-b", "main"]);
        place.commit("first");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{from}");
        self.write(name, text.replace(from, to));
    }

    fn program(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.0.path());
        for name in ["OPSJD_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR_FORCE", "GIT_DIR"] {
            command.env_remove(name);
        }
        // No configuration but the repository's own, and commits that are the same everywhere.
        command.env("GIT_CONFIG_GLOBAL", self.path("none")).env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", self.0.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ann").env(format!("GIT_{who}_EMAIL"), "ann@example.com");
            command.env(format!("GIT_{who}_DATE"), "2026-01-02T03:04:05Z");
        }
        command.output().unwrap()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = self.program("git", arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// Exit code, standard output, standard error.
    fn opsjd(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.program(env!("CARGO_BIN_EXE_opsjd"), arguments);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

/// A place with one of nearly every change.
fn changed_place() -> Place {
    let place = Place::repository();
    place.edit(
        "roles/engineer.yaml",
        "Builds simple APIs, zh-CN: 构建简单接口",
        "Builds reliable APIs, zh-CN: 构建可靠接口",
    );
    place.edit("roles/engineer.yaml", "requires: [git]\n    prefers: [sql]", "requires: [git, sql]");
    place.edit("roles/engineer.yaml", "      tests: { en: Writes tests, zh-CN: 编写测试 }\n", "");
    place.edit(
        "roles/engineer.yaml",
        "      watch:",
        "      tests: { en: Writes tests, zh-CN: 编写测试 }\n      mend: { en: Mends | what <broke> }\n      watch:",
    );
    place.edit("roles/_base.yaml", "Makes commits", "Makes small commits");
    place
}

#[test]
fn real_commits_are_told_as_people_told_them() {
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/history")).unwrap() {
        let path = entry.unwrap().path();
        let source = Source::new("case", fs::read_to_string(&path).unwrap());
        let case = opsjd::yaml::parse(&source, &mut Vec::new()).unwrap();
        let side = |name| of_role(case.get(name).unwrap(), Scope::Reader);
        let (old, new) = (side("old"), side("new"));
        let difference = diff(&old, &new);
        let wanted = |name| -> BTreeSet<String> {
            let list =
                case.get("changes").and_then(|changes| changes.get(name)).and_then(Node::as_list).unwrap_or_default();
            list.iter().filter_map(Node::as_text).map(str::to_owned).collect()
        };
        let found = |kind| -> BTreeSet<String> {
            let duties = difference.changes.iter().filter(|change| change.is(kind));
            let duties = duties.filter_map(change_key);
            duties.collect()
        };
        for (name, kind) in
            [("added", Kind::Added), ("removed", Kind::Removed), ("reworded", Kind::Reworded), ("moved", Kind::Moved)]
        {
            assert_eq!(found(kind), wanted(name), "{name} in {}", path.display());
        }
        let sections = |kind| -> BTreeSet<String> {
            let groups = difference.groups.iter().filter(|change| change.kinds.contains(&kind));
            groups.filter_map(|change| Some(change.id()?.key.clone())).collect()
        };
        assert_eq!(sections(Kind::Added), wanted("sections_added"), "{}", path.display());
        assert_eq!(sections(Kind::Removed), wanted("sections_removed"), "{}", path.display());
        assert_eq!(difference.apply(&old), new.groups, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 8);
}

/// The key of a duty that changed.
fn change_key(change: &opsjd::diff::Change) -> Option<String> {
    let spot = change.spot()?;
    (spot.kind == opsjd::diff::ItemKind::Duty).then(|| spot.key.clone())?
}

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
        ("en", "Building: SQL is now required, 1 duty reworded; Running: 1 duty added, 1 duty moved;"),
        ("zh-CN", "构建：“SQL”改为必备，改写 1 项职责；运行：新增 1 项职责，移动 1 项职责；"),
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
    assert!(code == 1 && out.contains("title reworded"), "{out}");
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

#[test]
fn git_shows_merges_and_forgets_as_it_is_set_up() {
    let place = Place::repository();
    place.write(".gitattributes", "*.png binary\n");
    place.commit("attributes");
    let before = place.read(".git/config");
    assert_eq!(place.opsjd(&["git-setup", "--dry-run"]).0, 0);
    assert_eq!((place.read(".git/config"), place.read(".gitattributes").as_str()), (before.clone(), "*.png binary\n"));
    for _ in 0..2 {
        let (code, out, err) = place.opsjd(&["git-setup"]);
        assert!(
            code == 0 && out.is_empty() && err.contains(".gitattributes") && err.contains("merge.opsjd.driver"),
            "{err}"
        );
    }
    assert_eq!(place.read(".gitattributes").matches("diff=opsjd merge=opsjd").count(), 2);
    place.commit("set up");
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    let shown = place.git(&["diff"]);
    assert!(shown.contains("opsjd diff roles/engineer.yaml") && shown.contains("Writes {+unit +}tests"), "{shown}");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.commit("unit");
    let log = place.git(&["log", "-p", "-1"]);
    assert!(log.contains("+duty tests en: Writes unit tests"), "{log}");
    place.git(&["checkout", "-q", "main"]);
    place.edit("roles/engineer.yaml", "编写测试", "编写单元测试");
    place.commit("zh");
    // The two sides changed the same line, in two languages.
    place.git(&["merge", "-q", "side", "-m", "merged"]);
    assert!(place.read("roles/engineer.yaml").contains("tests: { en: Writes unit tests, zh-CN: 编写单元测试 }"));
    assert_eq!(place.opsjd(&["git-setup", "--undo"]).0, 0);
    assert_eq!((place.read(".git/config"), place.read(".gitattributes").as_str()), (before, "*.png binary\n"));
}

#[test]
fn a_merge_leaves_markers_only_where_both_changed_the_same_text() {
    let place = Place::new();
    place.write("base", ROLE);
    place.write("ours", ROLE.replace("Builds simple", "Builds fast").replace("Watches", "Sees"));
    place.write("theirs", ROLE.replace("Builds simple", "Builds safe").replace("Writes tests", "Writes more"));
    let (code, _, err) = place.opsjd(&["merge-driver", "base", "ours", "theirs", "--path", "roles/engineer.yaml"]);
    let text = place.read("ours");
    assert!(code == 1 && err.contains("both sides changed 1 text of `roles/engineer.yaml`"), "{err}");
    assert!(text.matches("<<<<<<<").count() == 1 && text.contains("Sees") && text.contains("Writes more"), "{text}");
    place.write("theirs", "title: [\n");
    place.write("ours", ROLE);
    assert_eq!(place.opsjd(&["merge-driver", "base", "ours", "theirs"]).0, 0);
    assert_eq!(place.read("ours"), "title: [\n");
}

#[test]
fn the_history_of_a_role_is_told_through_renames_and_bases() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    place.commit("second");
    place.edit("roles/_base.yaml", "Makes commits", "Makes small commits");
    place.commit("third");
    place.git(&["mv", "roles/engineer.yaml", "roles/builder.yaml"]);
    place.commit("fourth");
    let (code, out, err) = place.opsjd(&["log", "builder", "--lang", "en"]);
    assert_eq!((code, err.as_str()), (0, ""));
    // The ids of commits hang on the git that made them.
    let told: Vec<&str> = out.lines().map(|line| if line.starts_with(' ') { line } else { &line[9..] }).collect();
    insta::assert_snapshot!("log", told.join("\n"));
    let (code, _, err) = place.opsjd(&["log", "nobody"]);
    assert!(code == 2 && err.contains("`nobody` has no history"), "{err}");
}

#[test]
fn the_documents_that_a_change_touches_are_listed() {
    let place = Place::repository();
    place.write("roles/engineer.yaml", format!("{ROLE}levels:\n  lead: {{ title: Lead }}\n  head: {{ sections: {{ build: {{ duties: {{ apis: Decides }} }} }} }}\n"));
    place.commit("levels");
    place.edit("roles/engineer.yaml", "Builds simple APIs", "Builds reliable APIs");
    assert_eq!(place.opsjd(&["affected"]), (1, "engineer\nengineer --level lead\n".to_owned(), String::new()));
    place.commit("reliable");
    let (code, out, _) = place.opsjd(&["affected", "HEAD~1..HEAD", "--json"]);
    assert!(code == 1 && out.contains("\"level\": \"lead\""), "{out}");
    assert_eq!(place.opsjd(&["affected"]).0, 0);
}

/// Accepts (`true`) or rejects all tracked changes of a Word file and gives the text of each paragraph, by the rules of
/// ECMA-376 Part 1, 17.13.5: runs in `w:ins` or `w:del` stay or go, and a paragraph whose mark goes joins the next one.
fn settled(docx: &[u8], accept: bool) -> Vec<String> {
    use quick_xml::events::Event;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut paragraphs, mut text, mut path) = (Vec::new(), String::new(), Vec::<String>::new());
    let (mut mark_goes, mut in_text) = (false, false);
    let goes = |name: &str| (name == "w:del") == accept;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(element) => {
                path.push(element.name().as_ref().to_owned());
                in_text = matches!(element.name().as_ref(), "w:t" | "w:delText");
            }
            Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                if matches!(name.as_str(), "w:ins" | "w:del")
                    && path.ends_with(&["w:pPr".to_owned(), "w:rPr".to_owned()])
                {
                    mark_goes = goes(&name);
                }
            }
            Event::Text(_) | Event::GeneralRef(_) if in_text => {
                let trail = path.iter().find(|name| matches!(name.as_str(), "w:ins" | "w:del"));
                if trail.is_none_or(|name| !goes(name)) {
                    match &event {
                        Event::GeneralRef(reference) => {
                            text.push_str(&quick_xml::escape::unescape(&format!("&{};", &**reference)).unwrap());
                        }
                        Event::Text(words) => text.push_str(words),
                        _ => {}
                    }
                }
            }
            Event::End(_) => {
                in_text = false;
                if path.pop().as_deref() == Some("w:p") && !std::mem::take(&mut mark_goes) {
                    paragraphs.push(std::mem::take(&mut text));
                }
            }
            Event::Eof => return paragraphs,
            _ => {}
        }
    }
}

#[test]
fn a_redline_accepted_is_the_new_document_and_rejected_the_old_one() {
    let edits: [(&str, &str, &str); 8] = [
        ("reworded", "Builds simple APIs", "Builds reliable APIs & “more”"),
        ("added", "      tests:", "      docs: { en: Writes <docs> }\n      tests:"),
        ("removed", "      tests: { en: Writes tests, zh-CN: 编写测试 }\n", ""),
        ("section", "  run:\n", "  plan:\n    title: Planning\n    duties: { a: Plans, b: Counts }\n  run:\n"),
        ("longer", "boss: Reports to Ann }", "boss: Reports to Ann, more: Knows <Bea & Bob> }"),
        ("shorter", ", boss: Reports to Ann }", " }"),
        ("end", "boss: Reports to Ann }", "chief: Quite other words }"),
        ("last", "prefers: [sql]", "prefers: [sql]\n    metrics: [speed]"),
    ];
    for (name, from, to) in edits {
        let place = Place::repository();
        place.edit("roles/_base.yaml", "skills:", "metrics: { speed: { name: Speed } }\nskills:");
        place.commit("metric");
        // The relations are the last paragraphs of the document.
        place.edit(
            "roles/engineer.yaml",
            "sections:\n",
            "relations: { team: Works in a team, boss: Reports to Ann }\nsections:\n",
        );
        place.commit("relations");
        let document = |name: &str| {
            assert_eq!(place.opsjd(&["generate", "engineer", "--lang", "en", "-o", name]).0, 0);
            fs::read(place.path(name)).unwrap()
        };
        let old = document("old.docx");
        place.edit("roles/engineer.yaml", from, to);
        let new = document("new.docx");
        let arguments = ["diff", "--redline", "redline.docx", "--lang", "en"];
        let (code, out, err) = place.opsjd(&arguments);
        assert_eq!((code, out.as_str(), err.as_str()), (1, "", ""), "{name}");
        let redline = fs::read(place.path("redline.docx")).unwrap();
        assert_eq!(settled(&redline, true), settled(&new, true), "{name} accepted");
        assert_eq!(settled(&redline, false), settled(&old, true), "{name} rejected");
        assert_ne!(settled(&redline, false), settled(&redline, true), "{name}");
        assert_eq!(place.opsjd(&["diff", "old.docx", "new.docx", "--redline", "two.docx"]).0, 1);
        let two = fs::read(place.path("two.docx")).unwrap();
        assert_eq!(settled(&two, false), settled(&old, true), "{name} from two files");
    }
}
