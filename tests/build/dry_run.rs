//! `--dry-run` lists what a build would do, and all of it.

use crate::project::project;

#[test]
fn a_dry_run_lists_what_a_build_would_write_and_nothing_else() {
    let jobs = "jobs:\n  - { role: tester, id: a }\n  - { role: tester, id: b, sections: none-such }\n  - { role: gone, id: c }\n";
    let project = project(&format!("languages: [en]\n{jobs}"));
    let listed = project.run(&["build", "--dry-run"]);
    assert_eq!((listed.code, listed.out.as_str()), (2, "a.en.md\nindex.html\nindex.json\n"), "{listed:?}");
    let report = project.run(&["build", "--dry-run", "--json"]).out;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let state =
        |output: &serde_json::Value| [&output["path"], &output["state"]].map(|word| word.as_str().unwrap().to_owned());
    let states: Vec<_> = report["outputs"].as_array().unwrap().iter().map(state).collect();
    assert_eq!(states, ["a.en.md", "index.html", "index.json"].map(|path| [path.to_owned(), "planned".to_owned()]));
    let built = project.run(&["build"]);
    assert_eq!(
        built.err.matches("error[").count(),
        listed.err.matches("error[").count(),
        "{}{}",
        built.err,
        listed.err
    );
    let mut files = project.files("dist");
    files.retain(|name| !name.starts_with('.'));
    assert_eq!(files.join("\n") + "\n", listed.out);
    for arguments in [["--no-index"].as_slice(), &["--jobs", "a,b"]] {
        let run = project.run(&[&["build", "--dry-run"], arguments].concat());
        assert_eq!(run.out, "a.en.md\n", "{arguments:?}");
    }
}

#[test]
fn a_dry_run_that_cleans_says_what_it_would_remove_beside_the_list() {
    let project =
        project("languages: [en]\njobs: [{ role: tester, id: a }, { role: tester, id: b }, { role: tester, id: c }]\n");
    assert_eq!(project.run(&["build"]).code, 0);
    project.save("dist/c.en.md", "mine");
    project.save("opsjd.yaml", "languages: [en]\nindex: false\njobs: [{ role: tester, id: a }]\n");
    let run = project.run(&["build", "--dry-run"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("a.en.md\n", ""));
    let before = project.files("dist");
    let run = project.run(&["build", "--dry-run", "--clean"]);
    assert_eq!((run.code, run.out.as_str()), (0, "a.en.md\n"), "{run:?}");
    for words in
        ["would remove b.en.md\n", "would remove index.html\n", "would remove index.json\n", "warning[changed-file]"]
    {
        assert!(run.err.contains(words), "`{words}` is not in\n{}", run.err);
    }
    assert!(!run.err.contains("would remove c.en.md"), "{}", run.err);
    let report = project.run(&["build", "--dry-run", "--clean", "--json"]).out;
    assert_eq!((report.matches("\"extra\"").count(), report.matches("\"planned\"").count()), (3, 1), "{report}");
    assert_eq!(project.files("dist"), before);
    let run = project.run(&["build", "--clean"]);
    assert!(run.err.contains("3 removed"), "{}", run.err);
}
