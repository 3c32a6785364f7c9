//! Some jobs of many, what is said of one, and the report of a run that fails early.

use std::io::Write as _;
use std::process::Stdio;

use crate::project::{Project, ROLE, Run, project};

#[test]
fn a_named_opsjd_yaml_is_the_project_of_its_build() {
    let hr = "jobs: [{ role: tester }]\nlanguages: [en]\ncompany: Acme\n";
    let project = Project::new(&[("hr/roles/tester.yaml", ROLE), ("hr/opsjd.yaml", hr)]);
    project.save("hr/templates/markdown/job.md.j2", "{{ job.title }} at {{ job.posting.company }}\n");
    let run = project.run(&["build", "hr/opsjd.yaml"]);
    assert_eq!((run.code, run.err.as_str()), (0, "hr/dist: 3 written\n"));
    assert_eq!(project.read("hr/dist/tester.en.md"), "Tester at Acme\n");
    assert_eq!(project.run(&["build", "hr/opsjd.yaml", "--check"]).code, 0);
    assert!(!project.run(&["check", "hr/opsjd.yaml"]).err.contains("there is no role"));
    project.save("it/opsjd.yaml", "jobs: [{ role: user-ops }]\n");
    let report = project.run(&["build", "hr/opsjd.yaml", "it/opsjd.yaml", "--json"]).out;
    assert!(report.contains("are two projects") && report.contains("\"complete\": false"), "{report}");
    for command in ["build", "check"] {
        let both = project.run(&[command, "hr/opsjd.yaml", "it/opsjd.yaml"]);
        assert_eq!(
            both.err.contains("error[two-projects]: `hr/opsjd.yaml` and `it"),
            command == "build",
            "{}",
            both.err
        );
    }
    let same = project.run(&["build", "hr/opsjd.yaml", "./hr/../hr/opsjd.yaml", "--dry-run"]);
    assert!(!same.err.contains("two-projects") && !same.err.contains("two-outputs"), "{}", same.err);
    project.save("a.yaml", "output: a\njobs: [{ role: user-ops, id: a }]\n");
    project.save("b.yaml", "output: b\njobs: [{ role: user-ops, id: b }]\n");
    let run = project.run(&["build", "a.yaml", "b.yaml"]);
    assert!(run.code == 2 && run.err.contains("error[two-outputs]") && run.err.contains("b.yaml:1:9"), "{}", run.err);
    assert_eq!(project.run(&["build", "a.yaml", "b.yaml", "-o", "c", "--no-index"]).err, "c: 2 written\n");
}

#[test]
fn a_number_means_the_same_job_wherever_it_is_said() {
    let project = project("languages: [en]\n");
    project.save("jobs.csv", "role,id,headcount\ntester,one,many\ntester,two,1\ntester,three,1\n");
    assert!(project.run(&["build", "jobs.csv", "--explain", "2"]).out.starts_with("job 2: two\n"));
    assert_eq!(project.run(&["build", "jobs.csv", "--dry-run", "--jobs", "2"]).out, "two.en.md\n");
}

#[test]
fn some_jobs_and_a_part_of_them_take_no_name_that_the_whole_would_refuse() {
    let project = project("languages: [en]\nformats: [html]\nname: '{{ id }}'\njobs:\n  - { role: tester, id: b }\n");
    assert_eq!(project.run(&["build"]).code, 0);
    let page = project.read("dist/index.html");
    let more = "  - { role: tester, id: index }\n  - { role: tester, id: B }\n  - { role: tester, id: c }\n";
    project.save("opsjd.yaml", &(project.read("opsjd.yaml") + more));
    for arguments in [["--jobs", "index"], ["--jobs", "B"], ["--shard", "1/1"]] {
        let run = project.run(&[&["build"], arguments.as_slice()].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.contains("error[name-"), "{}", run.err);
    }
    assert_eq!((project.read("dist/index.html"), project.path("dist/B.html").exists()), (page, false));
    assert_eq!(project.run(&["build", "--jobs", "c"]).err, "dist: 1 written\n");
}

#[test]
fn a_name_with_a_comma_is_one_name_where_a_job_has_it() {
    let project = project("languages: [en]\njobs: [{ role: tester, id: 'x,y' }, { role: tester, id: z }]\n");
    assert_eq!(project.run(&["build", "--dry-run", "--jobs", "x,y"]).out, "x,y.en.md\n");
    assert_eq!(project.run(&["build", "--dry-run", "--jobs", "x,y.en.md"]).out, "x,y.en.md\n");
    assert_eq!(project.run(&["build", "--dry-run", "--jobs", "z,1"]).out, "x,y.en.md\nz.en.md\n");
    let mut command = project.command(&["build", "--dry-run", "--jobs", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"x,y\nz\n").unwrap();
    assert_eq!(Run::of(&child.wait_with_output().unwrap()).out, "x,y.en.md\nz.en.md\n");
}

#[test]
fn no_document_is_written_without_the_section_that_it_borrows_of_a_faulty_role() {
    let jobs = "jobs: [{ role: tester, id: a, sections: 'bad:x' }, { role: tester, id: b, sections: [all, 'bad:x'] }]";
    let project = project(&format!("languages: [en]\n{jobs}\n"));
    project.save(
        "roles/bad.yaml",
        "title: Bad\nsummary: s\nsections: { x: { title: X, duties: { a: A }, requires: [nope] } }\n",
    );
    let run = project.run(&["build"]);
    assert_eq!((run.code, run.err.matches("error[").count()), (2, 1), "{}", run.err);
    assert!(run.err.contains("error[dangling-id]") && run.err.contains("2 failed"), "{}", run.err);
}

#[test]
fn an_explanation_tells_the_posting_of_the_document() {
    let project = project(
        "languages: [en]\nposting: { headcount: 1 }\ncompany: { en: Project }\njobs: [{ role: tester, posting: { company: Job } }]\n",
    );
    project.save("q.yaml", "headcount: 9\n");
    let told = project.run(&["build", "--explain", "1", "--posting", "q.yaml"]).out;
    assert!(told.contains("  posting.headcount: 9  (command line, q.yaml:1:12)\n    over 1  (project, "), "{told}");
    assert!(told.contains("  posting.company: Job  (job, ") && !told.contains("  posting.company.en"), "{told}");
}

#[test]
fn a_report_is_written_however_early_a_run_fails() {
    let cases: [(&str, &[&str]); 6] = [
        ("jobs: [{ role: tester }, { role: tester }]\n", &[]),
        ("jobs: [\n", &[]),
        ("lists: [gone.csv]\n", &[]),
        ("languages: [en]\n", &[]),
        ("jobs: [{ role: tester }]\n", &["--jobs", "none"]),
        ("jobs: [{ role: tester }]\n", &["-o", "opsjd.yaml"]),
    ];
    for (manifest, arguments) in cases {
        let project: Project = project(manifest);
        let run = project.run(&[&["build", "--json"], arguments].concat());
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
        assert_eq!((run.code, &report["complete"]), (2, &false.into()), "{manifest}: {run:?}");
        assert!(!report["errors"].as_array().unwrap().is_empty(), "{manifest}");
    }
}
