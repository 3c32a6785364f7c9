//! The lock file of an output folder, its parts, and what must not be written or removed.

use std::fs;

use crate::project::{ROLE, project};

#[test]
fn a_file_that_no_build_is_known_to_have_written_is_not_cleaned() {
    let project = project("languages: [en]\njobs: [{ role: tester }]\n");
    project.save("dist/.opsjd-lock.json", r#"{"version":1,"files":{"notes.en.md":{}}}"#);
    project.save("dist/notes.en.md", "mine");
    let run = project.run(&["build", "--clean"]);
    assert!(run.err.contains("`notes.en.md` may be somebody's"), "{}", run.err);
    assert!(!run.err.contains("removes what is extra"), "{}", run.err);
    assert_eq!(project.read("dist/notes.en.md"), "mine");
}

#[test]
fn parts_over_a_whole_build_leave_a_lock_file_that_is_true() {
    let jobs =
        "jobs: [{ role: tester, id: a }, { role: tester, id: b }, { role: tester, id: c }, { role: tester, id: d }]\n";
    let project = project(&format!("languages: [en]\n{jobs}"));
    assert_eq!(project.run(&["build"]).code, 0);
    project.save("roles/tester.yaml", &ROLE.replace("Find faults", "Find all"));
    for part in ["1/2", "2/2", "1/3"] {
        assert_eq!(project.run(&["build", "--shard", part]).code, 0);
    }
    project.save("opsjd.yaml", "languages: [en]\njobs: [{ role: tester, id: z }]\n");
    let run = project.run(&["build", "--clean"]);
    assert_eq!(run.err, "dist: 3 written, 4 removed\n");
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "index.html", "index.json", "z.en.md"]);
}

#[test]
fn a_lock_file_with_a_merge_conflict_loses_nothing_and_one_that_is_broken_is_an_error() {
    let project = project("languages: [en]\njobs: [{ role: tester, id: a }, { role: tester, id: b }]\n");
    project.run(&["build"]);
    let lock = project.read("dist/.opsjd-lock.json");
    project.save("opsjd.yaml", "languages: [en]\njobs: [{ role: tester, id: a }]\n");
    let conflicting =
        lock.replace("    \"b.en", "<<<<<<< HEAD\n    \"b.en").replace("\n  }", "\n=======\n>>>>>>> b\n  }");
    project.save("dist/.opsjd-lock.json", &conflicting);
    let run = project.run(&["build", "--check"]);
    assert!(run.out.contains("extra b.en.md") && run.err.contains("merge conflict"), "{run:?}");
    let run = project.run(&["build", "--clean"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!project.path("dist/b.en.md").exists());
    assert!(!project.read("dist/.opsjd-lock.json").contains("<<<<"));
    assert_eq!(project.run(&["build"]).err, "dist: 3 unchanged\n");

    project.save("dist/.opsjd-lock.json", "{ \"version\": 1, ");
    for arguments in [["build"].as_slice(), &["build", "--check"], &["build", "--clean"]] {
        let run = project.run(arguments);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("error[unreadable-lock]: cannot read `dist/.opsjd-lock.json`"), "{}", run.err);
        assert_eq!(project.read("dist/.opsjd-lock.json"), "{ \"version\": 1, ");
    }
    // A build's own index is known again by what it holds.
    fs::remove_file(project.path("dist/.opsjd-lock.json")).unwrap();
    project.save("roles/tester.yaml", &ROLE.replace("en: Tester", "en: Prober"));
    let run = project.run(&["build"]);
    assert!(run.code == 2 && run.err.contains("`a.en.md` is there and is not of an earlier build"), "{}", run.err);
    assert_eq!(project.run(&["build", "--force"]).err, "dist: 3 written\n");
}

#[test]
fn a_file_that_somebody_else_made_is_not_replaced_unless_the_build_is_told_to() {
    let project =
        project("languages: [en]\njobs: [{ role: tester, id: README }, { role: tester, id: b }]\nname: '{{ id }}'\n");
    project.save("dist/README.md", "mine");
    for _ in 0..2 {
        let run = project.run(&["build", "--clean"]);
        assert!(run.code == 2 && run.err.contains("error[file-exists]: `README.md` is there"), "{}", run.err);
        assert_eq!(project.read("dist/README.md"), "mine");
        assert!(project.path("dist/b.md").exists());
    }
    // What another number of parts wrote is of a build all the same.
    project.save("dist/index.html", "mine");
    fs::remove_file(project.path("dist/.opsjd-lock.json")).unwrap();
    let run = project.run(&["build"]);
    assert!(run.err.contains("`index.html` is there") && run.err.contains("--no-index"), "{}", run.err);
    assert_eq!(project.run(&["build", "--force"]).code, 0);
    assert_ne!(project.read("dist/index.html"), "mine");
    project.save("roles/tester.yaml", &ROLE.replace("Find", "Seek"));
    for part in ["1/2", "2/2", "1/3", "2/3", "3/3"] {
        project.save("roles/tester.yaml", &ROLE.replace("Find", &format!("Seek {part}")));
        assert_eq!(project.run(&["build", "--shard", part]).code, 0, "{part}");
    }
}

#[test]
fn no_document_takes_the_place_of_a_file_that_the_build_reads() {
    let job = "{ id: x, role: tester, languages: en, formats: json, posting-file: vacancy.json }";
    let project = project("name: '{{ id }}'\noutput: .\n");
    project.save("vacancy.json", "{ \"headcount\": 2 }\n");
    for id in ["jobs", "vacancy"] {
        let list = format!("[{}]\n", job.replace("id: x", &format!("id: {id}")));
        project.save("jobs.json", &list);
        for force in [&[] as &[&str], &["--force"]] {
            let run = project.run(&[&["build", "jobs.json"], force].concat());
            let message = format!("error[overwrites-input]: `{id}.json` would take the place");
            assert!(run.code == 2 && run.err.contains(&message), "{}", run.err);
            assert_eq!((project.read("jobs.json"), project.read("vacancy.json").len()), (list.clone(), 19));
        }
    }
}

#[test]
fn no_document_takes_the_place_of_a_template_that_documents_are_made_from() {
    let project = project("languages: [en]\noutput: templates\nname: '{{ role }}'\njobs: [{ role: tester }]\n");
    project.save("templates/tester.md", "# {% block title %}{% endblock %}\n");
    project.save(
        "templates/markdown/job.md.j2",
        "{% extends 'tester.md' %}{% block title %}{{ job.title }}{% endblock %}",
    );
    let run = project.run(&["build", "--force", "--no-index"]);
    assert!(run.code == 2 && run.err.contains("error[overwrites-input]: `templates/tester.md`"), "{}", run.err);
    assert!(project.read("templates/tester.md").contains("{% block title %}"));
}

#[test]
fn links_in_the_folders_of_a_build_are_not_followed() {
    for name in [".opsjd-cache", ".opsjd-cache/tmp", ".opsjd-cache/.gitignore", ".opsjd-cache/lock"] {
        let project = project("languages: [en]\njobs: [{ role: tester }]\n");
        project.save("other/work.tmp", "mine");
        let link = project.path("dist").join(name);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(project.path("other"), &link).unwrap();
        let run = project.run(&["build"]);
        assert!(run.code == 2 && run.err.contains("is a link"), "{name}: {}", run.err);
        assert_eq!(project.files("other"), ["work.tmp"]);
        fs::remove_file(link).unwrap();
        assert_eq!(project.run(&["build"]).code, 0);
    }
}

#[test]
fn a_list_that_has_become_empty_leaves_what_it_made_as_extra() {
    let project = project("languages: [en]\nlists: [jobs.csv]\n");
    project.save("jobs.csv", "id,role\na,tester\n");
    assert_eq!(project.run(&["build"]).code, 0);
    project.save("jobs.csv", "id,role\n");
    let run = project.run(&["build", "--check"]);
    assert_eq!((run.code, run.out.as_str()), (1, "extra a.en.md\nextra index.html\nextra index.json\n"));
    assert!(run.err.contains("the lists and matrices have no jobs"), "{}", run.err);
    let report: serde_json::Value = serde_json::from_str(&project.run(&["build", "--json"]).out).unwrap();
    assert_eq!((&report["complete"], report["outputs"].as_array().unwrap().len()), (&true.into(), 3));
    let run = project.run(&["build", "--clean"]);
    assert!(run.err.starts_with("dist: 3 removed\n"), "{}", run.err);
    assert_eq!(project.files("dist"), [".opsjd-lock.json"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_leads_no_file_out_of_it() {
    let project =
        project("languages: [en]\nname: '{{ role }}/{{ id }}'\njobs: [{ role: tester, id: a }]\nindex: false\n");
    project.save("elsewhere/a.md", "theirs");
    fs::create_dir(project.path("dist")).unwrap();
    std::os::unix::fs::symlink(project.path("elsewhere"), project.path("dist/tester")).unwrap();
    let run = project.run(&["build"]);
    assert_eq!((run.code, project.read("elsewhere/a.md").as_str()), (2, "theirs"));
    assert!(run.err.contains("`dist/tester` is a link that leads out of the output folder"), "{}", run.err);
}
