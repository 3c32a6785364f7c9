//! `opsjd check` over manifests and job lists, `opsjd build --check-rules`, and the SARIF of all kinds of input.

#![allow(clippy::unwrap_used, reason = "a panic in a test is the failure that is wanted")]

use std::fs;
use std::path::Path;

use serde_json::Value;

#[path = "check/run.rs"]
mod run;

use run::{folder, opsjd, text};

/// The findings, a line each: `file:line:column rule severity`.
fn findings(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = opsjd(folder, &[&["check"], arguments, &["--format", "json", "--today", "2026-06-01"]].concat());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |one: &Value| {
        let place = format!("{}:{}:{}", words(&one["file"]), one["line"], one["column"]);
        format!("{place} {} {}", words(&one["rule"]), words(&one["severity"]))
    };
    json["findings"].as_array().unwrap().iter().map(line).collect()
}

const ROLE: &str = "\
extends: user-ops
sections:
  data:
    duties:
      young: { zh-CN: 仅限男性负责取数工作, zh-TW: 僅限男性負責取數工作, en: Only men pull the figures for the team }
  retention:
    duties:
      single: { zh-CN: 未婚者优先负责留存工作, zh-TW: 未婚者優先負責留存工作, en: Unmarried preferred for this retention work }
";

const COMPLETE: &str = "甲公司,2,上海,10000,15000,CNY,2026-12-31";

#[test]
fn a_job_list_is_checked_row_by_row_and_its_roles_at_their_own_lines_in_the_languages_and_sections_of_the_job() {
    let heading = "id,role,sections,languages,company,headcount,location,pay.min,pay.max,pay.currency,valid-through,hours,employment-type,apply.email";
    let list = format!(
        "{heading}\na,mine,data,zh-CN,{COMPLETE},9:00–18:00,full-time,a@example.com\nb,user-ops,data,zh-CN,{COMPLETE},实行 996 工作制,full-time,a@example.com\nc,user-ops,retention,zh-CN,甲公司,2,,,,,2026-01-31,,,\n"
    );
    let folder = folder(&[("roles/mine.yaml", ROLE), ("jobs.csv", &list)]);
    assert_eq!(
        findings(folder.path(), &["jobs.csv"]),
        [
            "roles/mine.yaml:5:23 gender-required error",
            "jobs.csv:3:62 overtime-996 error",
            "jobs.csv:4:3 posting-elements-cn warning",
            "jobs.csv:4:3 posting-incomplete note",
            "jobs.csv:4:38 posting-expired warning",
        ]
    );
    let output = opsjd(folder.path(), &["check", "jobs.csv", "--today", "2026-06-01"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stdout);
    assert!(shown.contains("row 3, column L (`hours`)") && shown.contains("checked 3: "), "{shown}");
}

#[test]
fn a_manifest_is_checked_by_the_place_of_each_posting_and_only_the_jobs_languages_count() {
    let manifest = "\
company: Acme
jobs:
  - role: mine
    sections: [retention]
    languages: [en]
    posting:
      location: { city: Taipei, country: TW }
      about: { en: Pay is negotiable, zh-CN: 限男性 }
      posted: 2026-05-01
      employment-type: full-time
      hours: { en: 9 to 6 on weekdays }
      apply: { email: jobs@example.com }
      pay: { min: 40000, max: 50000, currency: TWD }
";
    let folder = folder(&[("roles/mine.yaml", ROLE), ("opsjd.yaml", manifest)]);
    let found = findings(folder.path(), &["opsjd.yaml"]);
    assert_eq!(found, ["roles/mine.yaml:8:61 marital-parental-status error"], "{found:?}");
    let all = findings(folder.path(), &[]);
    assert!(
        all.iter().any(|one| one.contains("mine.yaml:5:23")),
        "without a target the roles are checked too: {all:?}"
    );
}

#[test]
fn what_a_build_would_refuse_is_a_fault_of_the_check_with_its_row() {
    let folder = folder(&[("jobs.csv", "role,sections,headcount\nuser-ops,nosuch,1\nnobody,,2\nuser-ops,data,many\n")]);
    let output = opsjd(folder.path(), &["check", "jobs.csv"]);
    assert_eq!(output.status.code(), Some(2));
    let shown = text(&output.stdout);
    for words in ["row 2, column B (`sections`)", "there is no role `nobody`", "row 4, column C (`headcount`)"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn a_manifest_without_faults_or_findings_passes() {
    let manifest = "\
company: { zh-CN: 甲公司, en: Acme }
languages: [zh-CN, en]
matrix: { roles: all, levels: [none, senior] }
";
    let folder = folder(&[("m.yaml", manifest)]);
    assert_eq!(
        findings(folder.path(), &["m.yaml", "--jurisdiction", "UK"])
            .iter()
            .filter(|one| !one.starts_with("m.yaml"))
            .count(),
        0
    );
}

#[test]
fn a_workbook_is_never_written_by_a_fix() {
    let list = "role,languages,about\nuser-ops,zh-CN,熟悉SQL查询\n";
    let folder = folder(&[("jobs.csv", list)]);
    let found = findings(folder.path(), &["jobs.csv", "--fix"]);
    assert!(found.iter().any(|one| one.contains("cjk-latin-space")), "{found:?}");
    assert_eq!(fs::read_to_string(folder.path().join("jobs.csv")).unwrap(), list);
}

#[test]
fn a_build_that_checks_its_rules_writes_its_documents_and_fails_by_their_weight() {
    let jobs = format!(
        "role,sections,languages,company,headcount,location,pay.min,pay.max,pay.currency,valid-through,employment-type,hours,apply.email\nmine,data,zh-CN,{COMPLETE},full-time,9:00–18:00,a@example.com\n"
    );
    let folder = folder(&[("roles/mine.yaml", ROLE), ("jobs.csv", &jobs)]);
    let run = |arguments: &[&str]| opsjd(folder.path(), &[&["build", "jobs.csv"], arguments].concat());
    assert_eq!(run(&[]).status.code(), Some(0), "a build asks for no rules by itself");
    fs::remove_dir_all(folder.path().join("dist")).unwrap();
    let output = run(&["--check-rules"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stderr);
    assert!(shown.contains("roles/mine.yaml:5:23") && shown.contains("no legal advice"), "{shown}");
    assert!(folder.path().join("dist/mine.zh-CN.md").is_file());
    fs::write(folder.path().join("opsjd.yaml"), "check: { rules: { gender-required: note } }\n").unwrap();
    assert_eq!(run(&["--check-rules"]).status.code(), Some(0));
    assert_eq!(run(&["--check-rules=note"]).status.code(), Some(1));
    fs::write(folder.path().join("opsjd.yaml"), "check: { rules: { gender-required: off } }\n").unwrap();
    assert_eq!(run(&["--check-rules=note"]).status.code(), Some(0));
}

#[test]
fn the_sarif_of_roles_documents_lists_fixes_and_suppressions_is_as_its_specification_has_it() {
    let role = "\
extends: user-ops
qualifications:
  # opsjd: allow age-limit until 2027-01-01, statutory minimum age
  age: { zh-CN: 年龄35岁以下, zh-TW: 限35歲以下, en: Aged 35 or under only }
sections: { data: { duties: { x: { zh-CN: 熟悉SQL查询, zh-TW: 熟悉 SQL 查詢, en: Query with SQL and plan manpower } } } }
";
    let list = "role,languages,headcount\nuser-ops,zh-CN,1\nuser-ops,zh-CN,many\n";
    let folder = folder(&[("岗位/a b.yaml", role), ("jd.md", "# Writer\n\nMale only.\n"), ("jobs.csv", list)]);
    let targets =
        ["check", "岗位/a b.yaml", "jd.md", "jobs.csv", "nosuch", "--format", "sarif", "--today", "2026-06-01"];
    let output = opsjd(folder.path(), &targets);
    let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
    let shape: Value = serde_json::from_str(include_str!("check/sarif-shape.json")).unwrap();
    let validator = jsonschema::validator_for(&shape).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "there is no role `nosuch`");
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let one =
        |rule: &str| results.iter().find(|one| one["ruleId"] == rule).unwrap_or_else(|| panic!("{rule}: {sarif:#}"));
    assert_eq!(one("age-limit")["suppressions"][0]["justification"], "statutory minimum age");
    let fix = &one("cjk-latin-space")["fixes"][0]["artifactChanges"][0];
    assert_eq!(fix["artifactLocation"]["uri"], "%E5%B2%97%E4%BD%8D/a%20b.yaml");
    // The column counts characters, not bytes: the text before it is Chinese.
    assert_eq!(fix["replacements"][0]["deletedRegion"]["startColumn"], 44);
    assert_eq!(one("gender-required")["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(one("bad-value")["locations"][0]["message"]["text"], "row 3, column C (`headcount`)");
}

#[test]
fn a_project_that_is_named_from_above_is_held_to_its_own_settings() {
    let settings = "check: { jurisdiction: [CN], rules: { posting-incomplete: error } }\n";
    let jobs = "jobs: [{ role: user-ops, languages: en, posting: { company: A } }]\n";
    let folder = folder(&[("hr/opsjd.yaml", &format!("{settings}{jobs}"))]);
    let output = opsjd(folder.path(), &["check", "hr/opsjd.yaml"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("error[posting-incomplete]") && !said.contains("guessed"), "{said}");
}
