//! The jobs and roles that a change touches.

use crate::place::{Place, ROLE};

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

const MANIFEST: &str = "\
languages: [en, zh-CN]
posting-file: posting.yaml
jobs:
  - { role: engineer }
  - { role: engineer, id: runner, sections: run, languages: en }
  - { role: user-ops, level: senior, languages: en }
lists: jobs.csv
matrix: { roles: content-ops, levels: [junior, senior], languages: en }
";

/// A repository with a manifest of six jobs.
fn published() -> Place {
    let place = Place::new();
    place.write("opsjd.yaml", MANIFEST);
    place.write("posting.yaml", "pay: { min: 20000, max: 30000, currency: CNY }\n");
    place.write("jobs.csv", "id,role,sections,languages\nbuilder,engineer,build,en\n");
    place.git(&["init", "-q", "-b", "main"]);
    place.commit("first");
    place
}

/// The jobs that the working tree changes.
fn affected(place: &Place) -> String {
    let (code, out, err) = place.opsjd(&["affected"]);
    assert!(err.lines().all(|line| line.starts_with("no longer made: ")), "{err}");
    assert_eq!(code, i32::from(!out.is_empty()));
    out.replace('\n', " ").trim_end().to_owned()
}

#[test]
fn only_the_jobs_of_which_a_document_changes_are_listed() {
    let all = "engineer runner user-ops-senior builder content-ops-junior content-ops-senior";
    for (file, from, to, wanted) in [
        ("roles/engineer.yaml", "Writes tests", "Writes unit tests", "engineer builder"),
        ("roles/engineer.yaml", "Watches what", "Watches  all that", "engineer runner"),
        // A base, by way of the role that extends it, as far as its skill is asked for.
        ("roles/_base.yaml", "Makes commits", "Makes small commits", "engineer builder"),
        ("posting.yaml", "max: 30000", "max: 35000", all),
        ("jobs.csv", "builder,engineer,build", "builder,engineer,run", "builder"),
        ("jobs.csv", "\nbuilder", "\nwatcher,engineer,run,en\nbuilder", "watcher"),
        ("opsjd.yaml", "sections: run,", "sections: [build, run],", "runner"),
        ("opsjd.yaml", "[junior, senior]", "[junior, lead]", "content-ops-lead"),
        ("opsjd.yaml", "languages: [en, zh-CN]", "languages: [en, zh-TW]", "engineer"),
        ("opsjd.yaml", "posting-file: posting.yaml\n", "", all),
        // Whoever builds is warned of a name that leaves nothing out.
        ("opsjd.yaml", "senior], languages: en }", "senior], languages: en, exclude: { level: Senior } }", ""),
        // What is written in another way and makes the same documents.
        ("opsjd.yaml", "  - { role: engineer }", "  # the first\n  - role: engineer", ""),
        ("roles/engineer.yaml", "extends: [_base]", "extends: _base", ""),
        ("roles/_base.yaml", "name: SQL, detail", "name: 'SQL', detail", ""),
    ] {
        let place = published();
        place.edit(file, from, to);
        assert_eq!(affected(&place), wanted, "{from} -> {to}");
    }
    let place = published();
    place.write("templates/labels/en.yaml", labels().replace("Overview", "In short"));
    assert_eq!(affected(&place), all, "labels");
    let place = published();
    place.write("templates/html/job.html.j2", "{% extends \"opsjd/html/job.html.j2\" %}");
    // No job writes HTML, and this template would change nothing in it either.
    assert_eq!(affected(&place), "", "templates");
    place.write("templates/markdown/job.md.j2", "{{ job.title }}\n");
    assert_eq!(affected(&place), all, "templates");
}

fn labels() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/labels/en.yaml");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn two_revisions_are_read_through_git_whatever_lies_on_disk() {
    let place = published();
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    place.edit("posting.yaml", "max: 30000", "max: 35000");
    place.commit("second");
    place.write("roles/engineer.yaml", "broken: [");
    std::fs::remove_file(place.path("opsjd.yaml")).unwrap();
    std::fs::remove_file(place.path("jobs.csv")).unwrap();
    let (code, out, err) = place.opsjd(&["affected", "main~1..main", "--json", "--lang", "en"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let page: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((page["total"].as_u64(), page["affected"].as_array().map(Vec::len)), (Some(6), Some(6)));
    let first = &page["affected"][0];
    assert_eq!((first["id"].as_str(), first["state"].as_str()), (Some("engineer"), Some("changed")));
    assert_eq!(
        first["summary"],
        "Pay: CNY 20,000–30,000 per month → CNY 20,000–35,000 per month; Building: 1 duty reworded"
    );
    assert_eq!(first["files"][1]["path"], "engineer.zh-CN.md");
}

#[test]
fn what_changes_in_one_language_only_is_told_to_readers_of_another() {
    let place = published();
    place.edit("posting.yaml", "max: 30000", "max: 35000");
    place.edit("roles/engineer.yaml", "zh-CN: 编写测试", "zh-CN: 编写单元测试");
    let summary = |language: &str| {
        let (_, out, _) = place.opsjd(&["affected", "--json", "--lang", language]);
        let page: serde_json::Value = serde_json::from_str(&out).unwrap();
        page["affected"][0]["summary"].as_str().unwrap().to_owned()
    };
    let pay = "Pay: CNY 20,000–30,000 per month → CNY 20,000–35,000 per month";
    assert_eq!(summary("en"), format!("{pay}; in zh-CN only: Building: 1 duty reworded"));
    assert!(!summary("zh-CN").contains("仅"), "{}", summary("zh-CN"));
    place.edit("opsjd.yaml", "languages: [en, zh-CN]", "languages: [en, zh-CN, zh-TW]");
    place.commit("a third language");
    place.edit("roles/engineer.yaml", "编写单元测试", "编写集成测试");
    place.edit("posting.yaml", "max: 35000", "max: 36000");
    assert!(summary("en").contains("in zh-CN, zh-TW only: "), "{}", summary("en"));
}

#[test]
fn a_job_that_is_gone_is_told_and_not_built_and_one_that_has_no_name_of_its_own_is_called_by_its_file() {
    let place = published();
    place.edit("opsjd.yaml", "  - { role: user-ops, level: senior, languages: en }\n", "");
    let gone = |what: &str| (1, String::new(), format!("no longer made: {what}\n"));
    assert_eq!(place.opsjd(&["affected"]), gone("user-ops-senior"));
    assert_eq!(place.opsjd(&["affected", "--files"]), gone("user-ops-senior.en.md"));
    let (_, out, _) = place.opsjd(&["affected", "--json"]);
    assert!(out.contains("\"state\": \"removed\""), "{out}");
    let two =
        "jobs:\n  - { role: engineer, sections: run, name: one }\n  - { role: engineer, sections: build, name: two }\n";
    place.write("opsjd.yaml", two);
    place.commit("two of one name");
    place.edit("roles/engineer.yaml", "Watches", "Sees");
    assert_eq!(affected(&place), "one.md");
    let (code, _, err) = place.opsjd(&["build", "--jobs", "one.md", "--quiet"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(place.path("dist/one.md").exists() && !place.path("dist/two.md").exists());
}

#[test]
fn what_is_broken_on_the_old_side_is_a_warning_and_on_the_new_one_an_error() {
    let place = published();
    place.edit("roles/engineer.yaml", "summary:", "sumary:");
    let (code, out, err) = place.opsjd(&["affected"]);
    assert!(
        code == 2 && out.starts_with("engineer\nrunner\n") && err.contains("roles/engineer.yaml:2:1"),
        "{out}{err}"
    );
    place.commit("broken");
    place.edit("roles/engineer.yaml", "sumary:", "summary:");
    let (code, out, err) = place.opsjd(&["affected"]);
    assert!(code == 1 && out == "engineer\nrunner\nbuilder\n" && err.contains("warning"), "{out}{err}");
    assert!(err.contains("HEAD:roles/engineer.yaml:2:1") && err.contains("nothing to compare with"), "{err}");
}

#[test]
fn a_build_takes_the_jobs_that_are_named_and_leaves_the_others_as_they_are() {
    let place = published();
    let (code, _, err) = place.opsjd(&["build", "--quiet"]);
    assert_eq!(code, 0, "{err}");
    let before = (place.read("dist/index.json"), place.read("dist/runner.en.md"));
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    let affected = place.opsjd(&["affected"]).1;
    let build = place.fed(&["build", "--jobs", "-"], &affected);
    assert_eq!(build, (0, String::new(), "dist: 2 written, 1 unchanged\n".to_owned()));
    assert!(place.read("dist/builder.en.md").contains("Writes unit tests"));
    assert_eq!((place.read("dist/index.json"), place.read("dist/runner.en.md")), before);
    // What the others wrote still is of this build, so that nothing is extra; the index waits for a whole build.
    let (_, out, _) = place.opsjd(&["build", "--check"]);
    assert!(out.starts_with("stale index") && !out.contains("extra") && !out.contains(".md"), "{out}");
    assert_eq!(place.fed(&["build", "--jobs", "-"], "").0, 0);
    assert_eq!(place.opsjd(&["build", "--jobs", "2,builder", "--dry-run"]).1, "runner.en.md\nbuilder.en.md\n");
    let (code, _, err) = place.opsjd(&["build", "--jobs", "bilder"]);
    assert!(code == 2 && err.contains("there is no job `bilder`") && err.contains("did you mean `builder`?"), "{err}");
}

#[test]
fn a_difference_says_which_published_job_descriptions_it_touches() {
    let place = published();
    place.edit("roles/engineer.yaml", "Writes tests, zh-CN: 编写测试", "Writes unit tests, zh-CN: 编写单元测试");
    place.edit("opsjd.yaml", "[junior, senior]", "[junior, lead]");
    place.write("jobs.csv", "id,role,sections,languages,headcount\nbuilder,engineer,build,en,3\n");
    insta::assert_snapshot!("comment", place.opsjd(&["diff", "--format", "markdown", "--lang", "en"]).1);
    insta::assert_snapshot!("comment_zh", place.opsjd(&["diff", "--format", "markdown", "--lang", "zh-CN"]).1);
    insta::assert_snapshot!("terminal", place.opsjd(&["diff", "--lang", "en"]).1);
    insta::assert_snapshot!("summary", place.opsjd(&["diff", "--summary", "--lang", "zh-CN"]).1);
    let (_, out, _) = place.opsjd(&["diff", "--format", "json", "--lang", "en"]);
    let page: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((page["jobs"]["total"].as_u64(), page["jobs"]["changed"].as_array().map(Vec::len)), (Some(6), Some(4)));
    let (_, out, _) = place.opsjd(&["diff", "--format", "html", "--lang", "en"]);
    assert!(out.contains("<h2>4 of 6 published job descriptions change</h2>"), "{out}");
}

#[test]
fn a_change_of_the_vacancy_alone_is_a_difference_too() {
    let place = published();
    place.edit("posting.yaml", "min: 20000, max: 30000", "min: 25000, max: 35000");
    let (code, out, _) = place.opsjd(&["diff", "--summary", "--lang", "zh-CN"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("6 份已发布的职位描述中，6 份有变化\n"), "{out}");
    assert!(out.contains("：薪资：20,000–30,000 元/月 → 25,000–35,000 元/月\n"), "{out}");
    let (_, out, _) = place.opsjd(&["diff", "--summary", "--", "engineer"]);
    assert!(out.contains("builder") && !out.contains("content-ops"), "{out}");
}
