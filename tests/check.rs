//! `opsjd check` from end to end.

#![allow(clippy::unwrap_used, reason = "a panic in a test is the failure that is wanted")]

use std::fs;
use std::path::Path;
use std::process::Command;

use opsjd::source::Source;
use opsjd::yaml::{self, Node};
use serde_json::Value;
use unicode_normalization::is_nfkc;

#[path = "check/run.rs"]
mod run;

use run::{folder, opsjd, text};

const ROLE: &str = "\
extends: user-ops
qualifications:
  age: { zh-CN: 年龄35岁以下, zh-TW: 限35歲以下, en: Aged 25-35 }
levels:
  senior:
    sections:
      retention:
        duties:
          lift: { zh-CN: 限男性, zh-TW: 限男性, en: Male only }
";

#[test]
fn the_shipped_library_gives_no_finding_in_any_jurisdiction() {
    let folder = folder(&[]);
    let everywhere = "CN,TW,HK,US,US-CA,US-CO,US-NY,US-NYC,US-WA,UK,EU,CA-ON";
    for arguments in [&["check"][..], &["check", "--jurisdiction", everywhere]] {
        let output = opsjd(folder.path(), arguments);
        let text = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0));
        assert!(text.starts_with("checked 6, nothing found\n"), "{text}");
        assert!(text.contains("no legal advice"));
    }
}

#[test]
fn a_finding_on_a_merged_role_points_to_the_line_of_each_text_through_levels() {
    let folder = folder(&[("roles/mine.yaml", ROLE)]);
    let output = opsjd(folder.path(), &["check", "mine", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let places: Vec<String> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{}:{}:{} {} {}",
                one["file"].as_str().unwrap(),
                one["line"],
                one["column"],
                one["rule"].as_str().unwrap(),
                one["severity"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            "roles/mine.yaml:3:19 age-limit warning",
            "roles/mine.yaml:3:34 age-limit error",
            "roles/mine.yaml:3:45 age-limit error",
            "roles/mine.yaml:3:45 numbers-differ warning",
            "roles/mine.yaml:9:26 gender-required error",
            "roles/mine.yaml:9:38 gender-required error",
            "roles/mine.yaml:9:47 gender-required error",
        ]
    );
}

#[test]
fn a_role_that_generate_would_refuse_is_refused_with_all_its_faults() {
    let folder = folder(&[(
        "roles/bad.yaml",
        "extends: user-ops\nrequires: [nosuch]\nsections: { data: { metrics: [none] } }\n",
    )]);
    let output = opsjd(folder.path(), &["check", "bad"]);
    assert_eq!(output.status.code(), Some(2));
    let text = text(&output.stdout);
    assert!(text.contains("nosuch") && text.contains("`none`"), "{text}");
}

#[test]
fn the_jurisdiction_comes_from_the_option_the_project_or_the_place_of_the_posting() {
    let posting = "company: Acme\nlocation: { city: San Francisco, region: California, country: US }\nposted: 2026-01-01\nabout: Salary commensurate with experience\n";
    let folder = folder(&[("p.yaml", posting), ("jd.txt", "用户运营\n年龄35岁以下\n")]);
    let output = opsjd(folder.path(), &["check", "p.yaml", "--today", "2026-02-01"]);
    assert!(text(&output.stderr).contains("US-CA"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Labor Code 432.3"));
    assert_eq!(opsjd(folder.path(), &["check", "jd.txt"]).status.code(), Some(0));
    assert_eq!(opsjd(folder.path(), &["check", "jd.txt", "--jurisdiction", "TW"]).status.code(), Some(1));
    fs::write(folder.path().join("opsjd.yaml"), "check: { jurisdiction: CN, rules: { age-limit: error } }\n").unwrap();
    assert_eq!(opsjd(folder.path(), &["check", "jd.txt"]).status.code(), Some(1));
}

#[test]
fn a_suppression_needs_a_reason_expires_and_must_be_used() {
    let role = |comment: &str| {
        format!(
            "extends: user-ops\nqualifications:\n  {comment}\n  age:\n    zh-CN: 年龄35岁以下\n    zh-TW: 限35歲以下\n    en: Aged 25-35\n"
        )
    };
    let run = |comment: &str, today: &str| {
        let folder = folder(&[("roles/a.yaml", &role(comment))]);
        let output = opsjd(folder.path(), &["check", "a", "--today", today]);
        (output.status.code(), text(&output.stdout))
    };
    let good = "# opsjd: allow age-limit until 2027-01-01, statutory minimum age";
    assert_eq!(run(good, "2026-12-31").0, Some(0));
    let (code, output) = run(good, "2027-01-02");
    assert_eq!(code, Some(1));
    assert!(output.contains("suppression-expired"), "{output}");
    let (code, output) = run("# opsjd: allow age-limit", "2026-12-31");
    assert_eq!(code, Some(2));
    assert!(output.contains("without a reason"), "{output}");
    assert!(run("# opsjd: allow culture-fit, asked for by legal", "2026-12-31").1.contains("suppression-unused"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_text_whose_translation_has_not_followed_it_in_git_is_noted_at_the_translation() {
    let role = |chinese: &str, english: &str| {
        format!(
            "extends: user-ops\nsections:\n  retention:\n    duties:\n      review:\n        zh-CN: {chinese}\n        en: {english}\n"
        )
    };
    let folder =
        folder(&[("roles/a.yaml", &role("每周复盘留存数据并写成结论", "Review retention figures and write them up"))]);
    let place = folder.path();
    let run =
        |arguments: &[&str]| text(&opsjd(place, &[&["check", "a", "--format", "json"], arguments].concat()).stdout);
    let drift = |output: &str| -> Vec<(u64, String)> {
        let json: Value = serde_json::from_str(output).unwrap();
        let all = json["findings"].as_array().unwrap().iter().filter(|one| one["rule"] == "translation-drift");
        all.map(|one| (one["line"].as_u64().unwrap(), one["message"].as_str().unwrap().to_owned())).collect()
    };
    assert!(drift(&run(&[])).is_empty(), "there is no repository");
    git(place, &["init", "-q"]);
    git(place, &["add", "."]);
    git(place, &["commit", "-qm", "one"]);
    assert!(drift(&run(&[])).is_empty());
    let changed = role("每天复盘留存数据并写成结论", "Review retention figures and write them up");
    fs::write(place.join("roles/a.yaml"), &changed).unwrap();
    assert_eq!(
        drift(&run(&[])),
        [(7, "zh-CN was reworded in a change that is not committed yet, and this was not".to_owned())]
    );
    git(place, &["commit", "-qam", "two"]);
    fs::write(place.join("roles/a.yaml"), changed.replace("retention:\n", "retention: # kept\n")).unwrap();
    git(place, &["commit", "-qam", "three"]);
    let found = drift(&run(&[]));
    assert_eq!((found.len(), found[0].0), (1, 7), "{found:?}");
    assert!(!found[0].1.contains("not committed"), "{found:?}");
    fs::write(
        place.join("roles/a.yaml"),
        role("每天复盘留存数据并写成结论", "Review retention figures daily and write them up"),
    )
    .unwrap();
    assert!(drift(&run(&[])).is_empty(), "the translation has followed");
}

#[test]
fn only_new_findings_fail_against_a_baseline() {
    let folder = folder(&[("jd.md", "# Writer\n\nMale only.\n")]);
    let arguments = ["check", "jd.md", "--baseline", "known.json"];
    let made = opsjd(folder.path(), &[&arguments[..], &["--write-baseline"]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stdout));
    fs::write(folder.path().join("jd.md"), "# Writer\n\nAn intro.\n\nMale only.\n").unwrap();
    assert_eq!(opsjd(folder.path(), &arguments).status.code(), Some(0));
    fs::write(folder.path().join("jd.md"), "# Writer\n\nMale only.\n\nJapanese nationals only.\n").unwrap();
    assert_eq!(opsjd(folder.path(), &arguments).status.code(), Some(1));
}

#[test]
fn the_glossary_is_a_house_style_that_a_project_turns_on() {
    let role = "extends: user-ops\nsections: { data: { duties: { x: { zh-CN: 搭建专案看板并每周更新, zh-TW: 搭建項目看板並每週更新, en: Build a project board and update it weekly } } } }\n";
    let folder = folder(&[("roles/a.yaml", role)]);
    assert!(!text(&opsjd(folder.path(), &["check", "a"]).stdout).contains("glossary"));
    fs::write(folder.path().join("opsjd.yaml"), "check: { rules: { glossary: warning } }\n").unwrap();
    let shown = text(&opsjd(folder.path(), &["check", "a"]).stdout);
    assert!(shown.contains("`项目`") && shown.contains("`專案`"), "{shown}");
    assert!(!text(&opsjd(folder.path(), &["check", "user-ops"]).stdout).contains("glossary"), "the library keeps it");
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let folder = folder(&[("jd.txt", "用户运营\n年龄35岁以下\n")]);
    assert_eq!(opsjd(folder.path(), &["check", "jd.txt"]).status.code(), Some(0));
    assert_eq!(opsjd(folder.path(), &["check", "jd.txt", "--deny", "warning"]).status.code(), Some(1));
}

#[test]
fn safe_changes_are_made_in_the_file_and_only_those() {
    let folder = folder(&[("jd.md", "# 用户运营\n\n熟悉SQL查询,会用Excel制表。限男性。\n")]);
    let output = opsjd(folder.path(), &["check", "jd.md", "--fix"]);
    assert_eq!(output.status.code(), Some(1));
    let mended = fs::read_to_string(folder.path().join("jd.md")).unwrap();
    assert_eq!(mended, "# 用户运营\n\n熟悉 SQL 查询，会用 Excel 制表。限男性。\n");
}

#[test]
fn old_encodings_are_read_and_said_and_what_is_no_document_is_refused() {
    let folder = folder(&[("a.docx", "hello")]);
    let (bytes, _, _) = encoding_rs::GB18030.encode("岗位职责：负责用户运营工作。仅限女性应聘，工作地点在上海。");
    fs::write(folder.path().join("old.txt"), bytes).unwrap();
    let output = opsjd(folder.path(), &["check", "old.txt"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("read as GB18030") && shown.contains("gender-required"), "{shown}");
    let output = opsjd(folder.path(), &["check", "a.docx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("not a Word document"));
}

#[test]
fn a_word_file_that_this_program_wrote_is_read_again() {
    let folder = folder(&[("roles/mine.yaml", ROLE)]);
    let made = opsjd(folder.path(), &["generate", "mine", "--lang", "en", "-f", "docx", "-o", "jd.docx"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let output = opsjd(folder.path(), &["check", "jd.docx"]);
    assert!(text(&output.stdout).contains("age-limit"), "{}", text(&output.stdout));
}

#[test]
fn every_machine_format_shows_the_same_finding() {
    let folder = folder(&[("jd.txt", "Writer\nMale only, 100%\n")]);
    let run = |format: &str| text(&opsjd(folder.path(), &["check", "jd.txt", "--format", format]).stdout);
    assert!(run("github").starts_with("::error file=jd.txt,line=2,col=1,title=gender-required::"));
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "gender-required");
    assert_eq!(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    let page = run("html");
    assert!(page.starts_with("<!doctype html>") && page.contains("Title VII") && !page.contains("http"));
}

#[test]
fn rules_are_listed_and_explained_in_the_language_of_the_reader() {
    let folder = folder(&[]);
    assert!(text(&opsjd(folder.path(), &["check", "--rules"]).stdout).contains("overtime-996"));
    let shown = text(&opsjd(folder.path(), &["check", "--explain", "age-limit", "--lang", "zh-CN"]).stdout);
    assert!(shown.contains("29 CFR 1625.4") && shown.contains("不是法律意见"), "{shown}");
    let output = opsjd(folder.path(), &["check", "--explain", "age-limits"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `age-limit`?"));
}

#[test]
fn a_pattern_that_could_never_match_a_folded_text_is_found() {
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/rules")).unwrap() {
        let path = entry.unwrap().path();
        let source = Source::new(path.display().to_string(), fs::read_to_string(&path).unwrap());
        let rule = yaml::parse(&source, &mut Vec::new()).unwrap();
        // Typography is matched as it stands; everything else is matched after NFKC, which leaves no such character.
        if rule.get("category").unwrap().as_text() == Some("typography") {
            continue;
        }
        let list = |node: &Node, key: &str| node.get(key).and_then(Node::as_list).unwrap_or_default().to_vec();
        for matcher in list(&rule, "matchers") {
            for key in ["patterns", "not-before", "not-after", "unless", "unless-document"] {
                for pattern in list(&matcher, key) {
                    assert!(is_nfkc(pattern.as_text().unwrap()), "{}: {pattern:?}", path.display());
                }
            }
        }
    }
}
