//! What the project and the environment say to every command: `opsjd.yaml`, `templates/`, `OPSJD_LANG`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use project::{Project, ROLE, watch};

fn project(settings: &str) -> Project {
    Project::with(&[("roles/keeper.yaml", ROLE), ("opsjd.yaml", settings)])
}

/// A folder without `roles/` and `opsjd.yaml`.
fn bare(files: &[(&str, &str)]) -> Project {
    let project = Project::with(files);
    std::fs::remove_dir(project.path("roles")).unwrap();
    project
}

#[test]
fn the_project_s_vacancy_data_lie_below_the_posting_file_and_what_is_set() {
    let project =
        project("company: Acme\nposting-file: jobs/base.yaml\nposting: { hours: Nine to five, headcount: 4 }\n");
    project.write("jobs/base.yaml", b"department: Growth\nheadcount: 3\nabout: From the file\n");
    project.write("own.yaml", b"headcount: 5\nabout: From the posting\n");
    let text = |line: &str| project.run(line).done().text().to_owned();
    let alone = text("generate keeper --lang en --format text");
    for part in ["Acme", "Growth", "Nine to five", "4", "From the file"] {
        assert!(alone.contains(part), "{part}: {alone}");
    }
    let over = text("generate keeper --lang en --format text -p own.yaml --set company=Nova");
    for part in ["Nova", "Growth", "Nine to five", "5", "From the posting"] {
        assert!(over.contains(part), "{part}: {over}");
    }
    assert!(!over.contains("Acme") && !over.contains("From the file"), "{over}");
    let mut command = project.command(&["generate", "keeper", "--lang", "en", "--format", "text"]);
    command.current_dir(project.path("jobs"));
    assert_eq!(watch(command).done().text(), alone, "paths are those of the folder of opsjd.yaml");
}

#[test]
fn a_fault_of_the_project_s_vacancy_data_is_shown_at_its_place() {
    let answer = |settings: &str| project(settings).run("generate keeper --lang en").failed().stderr;
    let said = answer("languages: en\nposting: { pay: { min: 3 } }\n");
    assert!(said.contains("no-currency") && said.contains("opsjd.yaml:2:24"), "{said}");
    let said = answer("posting-file: nothing.yaml\n");
    assert!(said.contains("cannot read `nothing.yaml`") && said.contains("opsjd.yaml:1:15"), "{said}");
    let project = project("posting-file: p.yaml\n");
    project.write("p.yaml", b"compny: Acme\n");
    let said = project.run("generate keeper --lang en").failed().stderr;
    assert!(said.contains(" p.yaml:1:1"), "{said}");
}

#[test]
fn the_project_s_reference_document_and_strictness_hold_for_one_document_too() {
    let project = project("strict: true\nreference-doc: look/company.docx\n");
    let run = project.run("generate keeper --lang fr --set company=Acme").failed();
    assert!(run.stderr.contains("`fr`"), "{}", run.stderr);
    project.run("generate keeper --lang en").done();
    let run = project.run("generate keeper --lang en -o a.docx").failed();
    assert!(run.stderr.contains("look/company.docx") && run.stderr.contains("opsjd.yaml:2:16"), "{}", run.stderr);
    project.write("look/company.docx", include_bytes!("fixtures/reference/libreoffice.docx"));
    project.run("generate keeper --lang en -o a.docx").done();
    project.run("generate keeper --lang en -o b.docx --reference-doc look/company.docx").done();
    let bytes = |name: &str| std::fs::read(project.path(name)).unwrap();
    assert!(bytes("a.docx") == bytes("b.docx"), "both take the look of the company's file");
}

#[test]
fn formats_names_and_the_output_folder_are_the_build_s_alone() {
    let project = project("formats: [html, docx]\nname: x\noutput: dist\n");
    let run = project.run("generate keeper --lang en").done();
    assert!(run.text().starts_with("# User operations\n"), "{}", run.text());
    assert_eq!(project.files(), ["opsjd.yaml", "roles/keeper.yaml"]);
}

#[test]
fn a_folder_of_ejected_templates_is_a_project_by_itself() {
    let project = bare(&[]);
    project.run("eject templates labels markdown").done();
    let labels = project.read("templates/labels/en.yaml");
    let overview = labels.lines().find(|line| line.starts_with("overview:")).unwrap();
    project.write("templates/labels/en.yaml", labels.replace(overview, "overview: CHANGED").as_bytes());
    let text = project.run("generate user-ops --lang en").done().text().to_owned();
    assert!(text.contains("CHANGED"), "{text}");
    std::fs::create_dir_all(project.path("docs/deep")).unwrap();
    let mut command = project.command(&["generate", "user-ops", "--lang", "en"]);
    command.current_dir(project.path("docs/deep"));
    assert_eq!(watch(command).done().text(), text);
}

#[test]
fn a_folder_with_one_template_or_the_labels_of_another_language_is_a_project_by_itself() {
    let own = bare(&[("templates/text/job.txt.j2", "own\n")]);
    assert_eq!(own.run("generate user-ops --lang en --format text").done().text(), "own\n");
    let labels = bare(&[]);
    labels.run("eject templates labels/en.yaml").done();
    let text = labels.read("templates/labels/en.yaml");
    std::fs::remove_file(labels.path("templates/labels/en.yaml")).unwrap();
    let overview = text.lines().find(|line| line.starts_with("overview:")).unwrap();
    labels.write("templates/labels/en-GB.yaml", text.replace(overview, "overview: In short").as_bytes());
    let run = labels.run("generate user-ops --lang en-GB").done();
    assert!(run.text().contains("In short"), "{}", run.text());
}

#[test]
fn the_templates_of_other_software_are_no_project() {
    let project = bare(&[
        ("templates/html/base.html.j2", "{{ nothing }}"),
        ("templates/labels/list.yaml", "x: ["),
        ("templates/index.html", "x"),
    ]);
    let run = project.run("generate user-ops --lang en").done();
    assert_eq!(run.stderr, "");
    project.run("new made").done();
    assert!(project.path("roles/made.yaml").exists());
}

#[test]
fn an_empty_variable_is_as_good_as_unset_and_a_bad_one_is_named() {
    let project = project("");
    for line in ["generate keeper", "list", "compare keeper user-ops", "diff keeper keeper"] {
        let run = project.run_in(&[("OPSJD_LANG", "")], line).done();
        assert_eq!(run.text(), project.run(line).done().text(), "{line}");
        let run = project.run_in(&[("OPSJD_LANG", "中文")], line);
        assert_eq!(run.code, Some(2), "{line}");
        assert!(run.stderr.contains("`OPSJD_LANG` is `中文`, which is not a language tag"), "{line}: {}", run.stderr);
        let run = project.run_with(&[&line.split(' ').collect::<Vec<_>>()[..], &["--lang", ""]].concat());
        assert_eq!(run.code, Some(2), "{line}");
        assert!(run.stderr.contains("`` is not a language tag"), "{line}: {}", run.stderr);
    }
}
