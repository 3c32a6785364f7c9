//! A second build: nothing is done where nothing has changed, and whatever has is seen.

use std::fs;

use opsjd::plan::{hexadecimal, sha256};

use crate::project::{Project, ROLE, project};

const LIST: &str = "id,role,level,posting-file\na,tester,,vacancy.yaml\nb,tester,senior,\n";

fn built() -> Project {
    let project =
        project("languages: [en]\nlists: [jobs.csv]\nformats: [markdown, html, docx]\nposting-file: vacancy.yaml\n");
    project.save("roles/tester.yaml", &format!("extends: _base\n{ROLE}"));
    project.save(
        "roles/_base.yaml",
        "sections:\n  base:\n    title: { en: Base }\n    duties: { stand: { en: Stand. } }\n",
    );
    project.save("jobs.csv", LIST);
    project.save("vacancy.yaml", "headcount: 2\n");
    let run = project.run(&["build", "--set", "location=Berlin"]);
    assert!(run.code == 0 && run.err.starts_with("dist: 8 written\n"), "{}", run.err);
    project
}

fn again(project: &Project) -> String {
    let run = project.run(&["build", "--set", "location=Berlin"]);
    run.err.lines().next().unwrap().to_owned()
}

/// Puts another fingerprint into the lock file, as if it had always been there. A build that makes a document puts the right
/// one back, so that it shows whether any was made.
fn falsify(project: &Project) -> String {
    let lock = project.read("dist/.opsjd-lock.json");
    let falsified = lock.replace("\"made-from\":\"", "\"made-from\":\"00");
    let inputs = project.read("dist/.opsjd-cache/inputs.json");
    let [old, new] = [&lock, &falsified].map(|text| hexadecimal(&sha256(text.as_bytes())));
    assert!(lock != falsified && inputs.contains(&old));
    project.save("dist/.opsjd-lock.json", &falsified);
    project.save("dist/.opsjd-cache/inputs.json", &inputs.replace(&old, &new));
    falsified
}

#[test]
fn a_build_of_which_nothing_changed_makes_no_document() {
    let project = built();
    let falsified = falsify(&project);
    assert_eq!(again(&project), "dist: 8 unchanged");
    assert_eq!(project.read("dist/.opsjd-lock.json"), falsified);
    let forced = project.run(&["build", "--set", "location=Berlin", "--force"]);
    assert!(forced.err.starts_with("dist: 8 unchanged\n"), "{}", forced.err);
    assert_ne!(project.read("dist/.opsjd-lock.json"), falsified);
}

/// What is changed, and how.
type Change<'a> = (&'a str, &'a dyn Fn(&Project));

#[test]
fn whatever_changes_is_seen_by_the_next_build() {
    let label = include_str!("../../templates/labels/en.yaml").replace("Responsibilities", "What you do");
    let changes: [Change<'_>; 9] = [
        ("the role", &|project| project.save("roles/tester.yaml", &ROLE.replace("Find", "Seek"))),
        ("its base", &|project| project.save("roles/_base.yaml", "{}\n")),
        ("its base's new name", &|project| {
            fs::rename(project.path("roles/_base.yaml"), project.path("roles/_base.yml")).unwrap();
        }),
        ("the list", &|project| project.save("jobs.csv", &LIST.replace("senior", ""))),
        ("the project", &|project| project.save("opsjd.yaml", &project.read("opsjd.yaml").replace("[en]", "[zh-CN]"))),
        ("the vacancy", &|project| project.save("vacancy.yaml", "headcount: 3\n")),
        ("a new template", &|project| project.save("templates/markdown/line.md.j2", "* {{ line.text }}\n")),
        ("new labels", &|project| project.save("templates/labels/en.yaml", &label)),
        ("all at once", &|project| {
            fs::remove_file(project.path("dist/a.en.md")).unwrap();
            project.save("dist/b.en.md", "mine");
            fs::remove_file(project.path("dist/.opsjd-cache/inputs.json")).unwrap();
        }),
    ];
    for (what, change) in changes {
        let project = built();
        change(&project);
        let said = again(&project);
        let run = project.run(&["build", "--set", "location=Berlin", "-o", "fresh"]);
        assert_eq!(run.code, 0, "{what}: {}", run.err);
        for name in project.files("fresh").into_iter().filter(|name| !name.starts_with('.')) {
            let [old, new] = ["dist", "fresh"].map(|folder| fs::read(project.path(folder).join(&name)).unwrap());
            assert!(old == new, "{what}: {name} ({said})");
        }
    }
}

#[test]
fn a_file_that_somebody_changed_or_took_away_is_made_again_and_another_option_is_another_build() {
    let project = built();
    project.save("dist/a.en.md", "mine");
    assert_eq!(again(&project), "dist: 1 written, 7 unchanged");
    fs::remove_file(project.path("dist/b.en.docx")).unwrap();
    assert_eq!(again(&project), "dist: 1 written, 7 unchanged");
    let other = project.run(&["build", "--set", "location=Paris"]);
    assert!(other.err.starts_with("dist: 7 written, 1 unchanged\n"), "{}", other.err);
    assert_eq!(project.run(&["build", "--lang", "zh-CN"]).code, 0);
    assert!(project.path("dist/a.zh-CN.md").exists());
}

#[test]
fn what_a_build_had_to_say_is_said_again() {
    let project = built();
    let falsified = falsify(&project);
    let said = |extra: &[&str]| {
        let run = project.run(&[&["build", "--set", "location=Berlin"], extra].concat());
        assert_eq!(run.code, 0);
        run.err
    };
    for extra in [["--quiet"].as_slice(), &["-q", "--format-errors", "github"], &["-q", "--color", "always"]] {
        let again = said(extra);
        assert_eq!(project.read("dist/.opsjd-lock.json"), falsified);
        let made = said(&[extra, &["-o", "other", "--force"]].concat());
        assert!(made.contains("hiringOrganization"), "{made}");
        assert_eq!(again, made);
    }
}

#[test]
fn what_a_build_keeps_for_itself_stays_out_of_git() {
    let project = built();
    assert_eq!(project.read("dist/.opsjd-cache/.gitignore"), "*\n");
}

#[test]
fn a_folder_that_becomes_a_project_is_seen_by_the_next_build() {
    let project = Project::new(&[("jobs.csv", "role,language\nuser-ops,en\n")]);
    let build = || project.run(&["build", "jobs.csv", "--no-index"]).err;
    assert_eq!(build().lines().next(), Some("dist: 1 written"));
    assert_eq!(build().lines().next(), Some("dist: 1 unchanged"));
    project.save("templates/markdown/job.md.j2", "own\n");
    assert_eq!(build().lines().next(), Some("dist: 1 written"));
    project.save("roles/user-ops.yaml", "extends: user-ops\ntitle: { en: Ours }\n");
    project.save("templates/markdown/job.md.j2", "{{ job.title }}\n");
    build();
    assert_eq!(project.read("dist/user-ops.en.md"), "Ours\n");
}
