//! `--check`: how a stale file differs, also where no line does.

use std::fs;

use crate::project::project;

#[test]
fn a_file_that_differs_in_its_line_ends_alone_is_told_so() {
    let project = project("languages: [en]\njobs: [{ role: tester }]\n");
    assert_eq!(project.run(&["build"]).code, 0);
    let path = project.path("dist/tester.en.md");
    let written = fs::read_to_string(&path).unwrap();
    let ends = "  the line ends differ: CRLF in the file, LF in what a build writes\n";
    let newline = "  the newline at the end of the file is missing\n";
    for (text, words, is_git) in [
        (written.replace('\n', "\r\n"), ends.to_owned(), true),
        (written.trim_end().to_owned(), newline.to_owned(), false),
        (written.trim_end().replace('\n', "\r\n"), format!("{ends}{newline}"), true),
    ] {
        fs::write(&path, text).unwrap();
        let run = project.run(&["build", "--check"]);
        assert_eq!((run.code, run.out), (1, format!("stale tester.en.md\n{words}")));
        assert_eq!(run.err.contains("`* -text`") && run.err.contains("dist/.gitattributes"), is_git, "{}", run.err);
    }
    fs::write(&path, written.replace('\n', "\r\n").replace("Find faults", "Find all")).unwrap();
    let run = project.run(&["build", "--check"]);
    assert!(run.out.contains(ends) && run.out.contains("+1. Find faults"), "{}", run.out);
}

#[test]
fn a_checkout_with_other_line_ends_is_helped_once() {
    let project = project("languages: [en, zh-CN]\njobs: [{ role: tester }]\n");
    assert_eq!(project.run(&["build"]).code, 0);
    for name in project.files("dist").iter().filter(|name| !name.starts_with('.')) {
        let text = fs::read_to_string(project.path("dist").join(name)).unwrap();
        fs::write(project.path("dist").join(name), text.replace('\n', "\r\n")).unwrap();
    }
    let run = project.run(&["build", "--check"]);
    assert_eq!((run.code, run.out.matches("CRLF in the file").count()), (1, 4), "{}", run.out);
    assert_eq!(run.err.matches("`* -text`").count(), 1, "{}", run.err);
    let run = project.run(&["build", "--check", "--format-errors", "github"]);
    assert!(run.err.contains("CRLF in the file") && run.err.contains("`* -text`"), "{}", run.err);
}
