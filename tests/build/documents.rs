//! Manifests and lists: what is written and what is left alone.

use std::collections::BTreeMap;
use std::fs;

use crate::project::{Project, ROLE, Run, project};
use crate::workbook::zipped;

#[test]
fn a_spreadsheet_becomes_word_files_and_an_index_and_check_guards_them() {
    let project = project("languages: [en]\n");
    fs::write(project.path("jobs.xlsx"), workbook(200)).unwrap();
    let arguments = ["build", "jobs.xlsx", "--format", "docx", "--output", "dist"];
    let run = project.run(&arguments);
    assert_eq!((run.code, run.err.as_str()), (0, "dist: 202 written\n"));
    let files = project.files("dist");
    assert_eq!(files.iter().filter(|name| name.ends_with(".docx")).count(), 200);
    assert!(fs::read(project.path("dist/job-200.en.docx")).unwrap().starts_with(b"PK"));
    assert!(project.read("dist/index.html").contains("href=\"job-7.en.docx\""));
    let with = |extra: &'static str| arguments.into_iter().chain([extra]).collect::<Vec<_>>();
    assert_eq!(project.run(&with("--check")).code, 0);
    fs::write(project.path("dist/job-3.en.docx"), "other").unwrap();
    fs::remove_file(project.path("dist/job-4.en.docx")).unwrap();
    let run = project.run(&with("--check"));
    assert_eq!((run.code, run.out.as_str()), (1, "stale job-3.en.docx\nmissing job-4.en.docx\n"));
    assert_eq!(project.run(&arguments).err, "dist: 2 written, 200 unchanged\n");
}

/// A workbook with headings and `rows` jobs, one of them a date.
fn workbook(rows: usize) -> Vec<u8> {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |cells: [&str; 4]| format!("<row>{}</row>", cells.map(cell).concat());
    let mut sheet = row(["id", "Role", "sections", "headcount"]);
    for number in 1..=rows {
        sheet.push_str(&row([&format!("job-{number}"), "tester", "craft", "2"]));
    }
    zipped(&sheet)
}

#[test]
fn a_fault_in_a_workbook_shows_sheet_row_and_column_and_the_other_rows_are_written() {
    let project = project("languages: [en]\n");
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |cells: [&str; 3]| format!("<row>{}</row>", cells.map(cell).concat());
    let rows = [["id", "role", "level"], ["a", "tester", "senior"], ["b", "tester", "junior"], ["c", "testr", ""]];
    fs::write(project.path("jobs.xlsx"), zipped(&rows.map(row).concat())).unwrap();
    let run = project.run(&["build", "jobs.xlsx", "-o", "dist"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("sheet `Hiring`, row 3, column C (`level`)"), "{}", run.err);
    assert!(run.err.contains("sheet `Hiring`, row 4, column B (`role`)"), "{}", run.err);
    assert!(run.err.contains("did you mean `tester`?"), "{}", run.err);
    assert!(project.path("dist/a.en.md").exists());
    assert!(!project.path("dist/b.en.md").exists());
}

#[test]
fn what_would_not_change_is_not_touched() {
    let project = project("jobs: [{ role: tester }, { role: tester, level: senior }]\nlanguages: [en]\n");
    assert_eq!(project.run(&["build"]).code, 0);
    let times = |project: &Project| -> BTreeMap<String, std::time::SystemTime> {
        let files = project.files("dist").into_iter();
        files
            .map(|name| (name.clone(), fs::metadata(project.path("dist").join(name)).unwrap().modified().unwrap()))
            .collect()
    };
    let before = times(&project);
    assert_eq!(project.run(&["build", "--force"]).err, "dist: 4 unchanged\n");
    assert_eq!(times(&project), before);
    project.save("roles/tester.yaml", &ROLE.replace("Senior Tester", "Lead Tester"));
    assert_eq!(project.run(&["build"]).err, "dist: 3 written, 1 unchanged\n");
    let after = times(&project);
    assert_eq!(after["tester.en.md"], before["tester.en.md"]);
    assert_ne!(after["tester-senior.en.md"], before["tester-senior.en.md"]);
}

#[test]
fn check_lists_missing_stale_and_extra_with_a_short_difference_and_writes_nothing() {
    let project = project("jobs: [{ role: tester }, { role: tester, level: senior }]\nlanguages: [en]\nindex: false\n");
    project.run(&["build"]);
    project.save("roles/tester.yaml", &ROLE.replace("Find faults", "Find all faults"));
    project.save("opsjd.yaml", "jobs: [{ role: tester }, { role: tester, id: new }]\nlanguages: [en]\nindex: false\n");
    let before = project.read("dist/tester.en.md");
    let run = project.run(&["build", "--check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("stale tester.en.md\n  @@ -"), "{}", run.out);
    assert!(run.out.contains("-1. Find faults.\n  +1. Find all faults.\n"), "{}", run.out);
    assert!(run.out.ends_with("missing new.en.md\nextra tester-senior.en.md\n"), "{}", run.out);
    assert_eq!(project.read("dist/tester.en.md"), before);
}

#[test]
fn clean_removes_what_an_earlier_run_wrote_and_nothing_else() {
    let project = project(
        "jobs: [{ role: tester }, { role: tester, level: senior }, { role: tester, id: kept }]\nlanguages: [en]\n",
    );
    project.run(&["build"]);
    project.save("dist/notes.md", "mine");
    project.save("dist/kept.en.md", "changed by hand");
    project.save("opsjd.yaml", "jobs: [{ role: tester }]\nlanguages: [en]\n");
    let run = project.run(&["build", "--clean"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("`kept.en.md` was changed after it was written"), "{}", run.err);
    assert_eq!(
        project.files("dist"),
        [".opsjd-lock.json", "index.html", "index.json", "kept.en.md", "notes.md", "tester.en.md"]
    );
}

#[test]
fn nothing_is_cleaned_while_there_are_errors() {
    let project = project("jobs: [{ role: tester }, { role: tester, level: senior }]\nlanguages: [en]\n");
    project.run(&["build"]);
    project.save("opsjd.yaml", "jobs: [{ role: tester }, { role: testr }]\nlanguages: [en]\n");
    let run = project.run(&["build", "--clean"]);
    assert_eq!(run.code, 2);
    assert!(project.path("dist/tester-senior.en.md").exists());
}

#[test]
fn a_lock_file_that_claims_files_outside_removes_none() {
    let project = project("jobs: [{ role: tester }]\nlanguages: [en]\n");
    project.save("precious.md", "mine");
    project.save("dist/.opsjd-lock.json", r#"{"version":1,"files":{"../precious.md":{},".git/config":{}}}"#);
    project.save("dist/.git/config", "mine");
    assert_eq!(project.run(&["build", "--clean"]).code, 0);
    assert_eq!((project.read("precious.md"), project.read("dist/.git/config")), ("mine".to_owned(), "mine".to_owned()));
}

#[test]
fn a_dry_run_and_a_name_that_cannot_be_write_nothing() {
    let project = project("jobs: [{ role: tester }, { role: tester, id: TESTER }]\nlanguages: [en]\n");
    assert_eq!(
        project.run(&["build", "--dry-run", "--name", "{{ number }}"]).out,
        "1.md\n2.md\nindex.html\nindex.json\n"
    );
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`tester.en.md` and `TESTER.en.md` are one"), "{}", run.err);
    assert!(!project.path("dist").exists());
}

#[test]
fn all_parts_together_are_the_whole_byte_for_byte() {
    let jobs: String = (0..40).map(|number| format!("  - {{ role: tester, id: job-{number} }}\n")).collect();
    let project = project(&format!("languages: [en, zh-CN]\nformats: [html, docx]\njobs:\n{jobs}"));
    assert_eq!(project.run(&["build", "-o", "whole"]).code, 0);
    for part in ["1/3", "2/3", "3/3"] {
        assert_eq!(project.run(&["build", "-o", "parts", "--shard", part]).code, 0);
        assert_eq!(project.run(&["build", "-o", &format!("alone-{}", &part[..1]), "--shard", part]).code, 0);
    }
    let counts = [1, 2, 3].map(|part| project.files(&format!("alone-{part}")).len() - 1);
    assert_eq!(counts.iter().sum::<usize>(), 160, "{counts:?}");
    let run = project.run(&["build", "-o", "parts"]);
    assert_eq!(run.err, "parts: 2 written, 160 unchanged\n");
    assert_eq!(project.files("parts"), project.files("whole"));
    for name in project.files("whole") {
        assert_eq!(
            fs::read(project.path("parts").join(&name)).unwrap(),
            fs::read(project.path("whole").join(&name)).unwrap()
        );
    }
}

#[test]
fn the_report_says_of_each_file_what_became_of_it() {
    let project = project("jobs: [{ role: tester, id: a }, { role: testr, id: b }]\nlanguages: [en]\nindex: false\n");
    let run = project.run(&["build", "--json"]);
    assert_eq!(run.code, 2);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&report["version"], &report["complete"]), (&1.into(), &false.into()));
    assert_eq!((&report["outputs"][0]["job"], &report["outputs"][0]["state"]), (&"a".into(), &"written".into()));
    let bytes = fs::metadata(project.path("dist/a.en.md")).unwrap().len();
    assert_eq!(report["outputs"][0]["bytes"], bytes);
    assert_eq!((&report["outputs"][1]["path"], &report["outputs"][1]["state"]), (&"b.en.md".into(), &"failed".into()));
    assert_eq!(report["errors"][0], "opsjd.yaml:1:41: there is no role `testr`");
}

#[test]
fn all_problems_are_shown_in_the_order_of_the_manifest_and_fail_fast_stops() {
    let manifest = "languages: [en]\njobs:\n  - { role: testr, id: a }\n  - { role: tester, id: b, sections: crft }\n  - { role: tester, id: c, level: jr }\n  - { role: tester, id: d }\n";
    let project = project(manifest);
    let run = project.run(&["build"]);
    let places: Vec<&str> = run.err.lines().filter_map(|line| line.trim().strip_prefix("--> ")).collect();
    assert_eq!(places, ["opsjd.yaml:3:13", "opsjd.yaml:4:38", "opsjd.yaml:5:35"]);
    assert_eq!((run.code, project.path("dist/d.en.md").exists()), (2, true));
    let run = project.run(&["build", "--fail-fast", "-o", "other"]);
    assert_eq!((run.code, project.path("other/d.en.md").exists()), (2, false), "{}", run.err);
}

#[test]
fn annotations_are_written_where_github_runs_the_build() {
    let project = project("jobs: [{ role: testr }]\nlanguages: [en]\n");
    let output = project.command(&["build"]).env("GITHUB_ACTIONS", "true").output().unwrap();
    let annotation = "::error file=opsjd.yaml,line=1,col=16,title=unknown-role::there is no role `testr`";
    assert!(Run::of(&output).err.contains(annotation), "{}", Run::of(&output).err);
    assert!(!project.run(&["build"]).err.contains("::error"));
    let run = project.run(&["build", "--format-errors", "github"]);
    assert!(run.err.contains(annotation) && !run.err.contains("-->"), "{}", run.err);
}

#[test]
fn files_that_are_other_than_they_should_be_are_annotated_where_the_repository_has_them() {
    let project = Project::new(&[
        ("hr/roles/tester.yaml", ROLE),
        ("hr/opsjd.yaml", "jobs: [{ role: tester }, { role: tester, id: b }]\nlanguages: [en]\nindex: false\n"),
    ]);
    let run = |arguments: &[&str], is_github: bool| {
        let mut command = project.command(arguments);
        command.current_dir(project.path("hr"));
        if is_github {
            command.env("GITHUB_ACTIONS", "true").env("GITHUB_WORKSPACE", project.path(""));
        }
        Run::of(&command.output().unwrap())
    };
    assert_eq!(run(&["build"], false).code, 0);
    project.save("hr/dist/tester.en.md", &project.read("hr/dist/tester.en.md").replace("Tests things", "Tests"));
    fs::remove_file(project.path("hr/dist/b.en.md")).unwrap();
    let found = run(&["build", "--check"], true);
    assert_eq!(found.code, 1);
    let line = project.read("hr/dist/tester.en.md").lines().position(|line| line == "Tests.").unwrap() + 1;
    let stale = format!("::error file=hr/dist/tester.en.md,line={line},col=1,title=stale-file::the file is not");
    assert!(found.err.contains(&stale) && found.err.contains("%0A  -Tests.%0A  +Tests things."), "{}", found.err);
    assert!(found.err.contains("::error file=hr/dist/b.en.md,line=1,col=1,title=missing-file::"), "{}", found.err);
    assert!(!run(&["build", "--check"], false).err.contains("::error"));
}

#[test]
fn a_difference_is_shown_under_its_own_file_where_documents_were_left_out() {
    let project = project(
        "languages: [en]\nindex: false\njobs:\n  - { role: tester, id: a }\n  - { role: other, id: b }\n  - { role: tester, id: c }\n",
    );
    project.save("roles/other.yaml", ROLE);
    assert_eq!(project.run(&["build"]).code, 0);
    project.save("dist/c.en.md", &project.read("dist/c.en.md").replace("Find faults", "Find none"));
    let manifest = project.read("opsjd.yaml") + "  - { role: tester, id: d, sections: crft }\n";
    project.save("opsjd.yaml", &manifest);
    // One thread makes the documents of one role before those of the next.
    let output = project.command(&["build", "--check", "--fail-fast"]).env("RAYON_NUM_THREADS", "1").output().unwrap();
    let run = Run::of(&output);
    assert!(run.err.contains("1 of 4 documents were not made"), "{}", run.err);
    assert!(run.out.starts_with("stale c.en.md\n  @@ -"), "{}", run.out);
}

#[test]
fn the_index_takes_the_place_of_no_file_that_is_not_of_a_build() {
    let project = project("jobs: [{ role: tester }]\nlanguages: [en]\n");
    project.save("dist/index.html", "mine");
    let run = project.run(&["build"]);
    assert_eq!((run.code, project.read("dist/index.html").as_str()), (2, "mine"));
    assert_eq!(project.run(&["build", "--no-index"]).code, 0);
}

#[test]
fn a_title_cannot_become_markup_of_the_index() {
    let project = project(
        "jobs: [{ role: tester, id: 'R&D <b>' , name: '{{ number }}' }]\nlanguages: [en]\ncompany: '<script>x</script>'\n",
    );
    project.save("roles/tester.yaml", &ROLE.replace("en: Tester,", "en: '<img src=x onerror=y>',"));
    assert_eq!(project.run(&["build"]).code, 0);
    let page = project.read("dist/index.html");
    assert!(!page.contains("<img") && !page.contains("<script>x"), "{page}");
    assert!(page.contains("&lt;img src=x onerror=y&gt;"), "{page}");
}

#[test]
fn the_formats_of_a_manifest_are_those_of_the_program() {
    let names: Vec<&str> = opsjd::render::Format::ALL.iter().map(|format| format.name()).collect();
    assert_eq!(opsjd::project::format::FORMATS, names);
}

const HIRING: &str = "id,role,level,sections,language,company,location,headcount,pay.min,pay.max,pay.currency\n\
    shanghai-7,user-ops,senior,\"retention, data\",zh-CN,Acme,上海,2,18000,30000,CNY\n\
    berlin-3,content-ops,,,en,Acme,Berlin,1,,,\n";

#[test]
fn the_readmes_spreadsheet_becomes_word_files_by_one_command() {
    let project = Project::new(&[("jobs.csv", HIRING)]);
    let run = project.run(&["build", "jobs.csv", "--format", "docx", "-o", "dist"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        project.files("dist"),
        [".opsjd-lock.json", "berlin-3.en.docx", "index.html", "index.json", "shanghai-7.zh-CN.docx"]
    );
}

const MANIFEST: &str = r#"
languages: [zh-CN, en]
formats: [docx, html]
company: { zh-CN: 甲公司, en: Acme }
posting: { remote: hybrid }
output: dist
name: '{{ role }}/{{ id or level or "all" }}.{{ lang }}'
jobs:
  - role: user-ops
    level: senior
    sections: [retention, data]
    posting: { location: 上海, headcount: 2 }
  - { id: editor, role: content-ops, languages: en }
lists:
  - hiring.csv
  - { file: plan.tsv, job: { level: junior } }
matrix:
  - roles: [product-ops, review-ops]
    levels: [none, senior]
    exclude:
      - { role: review-ops, level: senior }
      - { language: en, format: html }
    job: { sections: all }
"#;

#[test]
fn the_readmes_manifest_makes_what_it_says() {
    let project =
        Project::new(&[("opsjd.yaml", MANIFEST), ("hiring.csv", HIRING), ("plan.tsv", "role\nchannel-ops\n")]);
    let run = project.run(&["build", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.starts_with("dist: 25 written\n"), "{}", run.err);
    assert_eq!(project.run(&["build", "--check"]).code, 0);
}

#[test]
fn faults_of_form_and_of_jobs_are_shown_in_one_order_and_a_list_without_jobs_writes_nothing() {
    let project = project("languages: [en]\n");
    project.save("a.csv", "role,level,headcount\ntester,snr,3\ntester,,many\ntester,jnr,2\n");
    let run = project.run(&["build", "a.csv"]);
    let places: Vec<&str> = run.err.lines().filter_map(|line| line.trim().strip_prefix("--> ")).collect();
    assert_eq!(places, ["a.csv:2:8", "a.csv:3:9", "a.csv:4:8"], "{}", run.err);
    project.save("a.csv", "role,levle\ntester,senior\n");
    assert_eq!(project.run(&["build", "a.csv", "-o", "none"]).code, 2);
    assert!(!project.path("none").exists());
}
