//! A matrix: what the command line makes of it, what is left out of it, and what it stands over.

use crate::project::{Run, project};

/// What a build with `arguments` would make.
fn listed(manifest: &str, arguments: &[&str]) -> String {
    let run = project(manifest).run(&[&["build", "--dry-run", "--no-index"], arguments].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{manifest}");
    run.out
}

fn warned(manifest: &str, arguments: &[&str]) -> Run {
    let run = project(manifest).run(&[&["build", "--dry-run"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

fn assert_nothing_is_left(manifest: &str) {
    let run = warned(manifest, &[]);
    assert!(run.out.is_empty() && run.err.starts_with("warning[no-jobs]"), "{manifest}: {run:?}");
}

#[test]
fn the_command_lines_languages_stand_in_for_those_of_a_matrix() {
    let own = "matrix: [{ roles: [tester], languages: [zh-CN, en] }]\n";
    let below = "languages: [zh-CN, en]\nmatrix:\n  - { roles: [tester], levels: [none, senior], exclude: [{ level: senior }] }\n";
    for manifest in [own, below] {
        assert_eq!(listed(manifest, &["--lang", "en"]), "tester.en.md\n");
        assert_eq!(listed(manifest, &["--lang", "en,zh-cn,zh-CN"]), "tester.en.md\ntester.zh-CN.md\n");
    }
    let project = project(own);
    let run = project.run(&["build", "--lang", "en", "--no-index"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "tester.en.md"]);
}

#[test]
fn what_a_matrix_leaves_out_stays_out_whatever_the_command_line_says() {
    let manifest = "languages: [zh-CN, en]\nmatrix:\n  roles: [tester]\n  formats: [markdown, html]\n  \
                    exclude: [{ format: html, language: en }, { format: markdown, language: zh-CN }]\n";
    assert_eq!(listed(manifest, &["--format", "html"]), "tester.zh-CN.html\n");
    assert_eq!(
        listed(manifest, &["--format", "markdown,html,text", "--lang", "en,zh-CN"]),
        "tester.en.md\ntester.en.txt\ntester.zh-CN.html\ntester.zh-CN.txt\n"
    );
}

#[test]
fn an_explanation_says_that_the_command_line_stands_over_a_matrix() {
    let manifest = "formats: [html, docx]\nmatrix:\n  roles: [tester]\n  languages: [zh-CN, en]\n  \
                    exclude: { format: html }\n";
    let run = project(manifest).run(&["build", "--lang", "en", "--format", "html,text", "--explain", "tester"]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
}

#[test]
fn what_is_left_out_is_known_in_any_spelling_of_a_tag_and_wherever_it_is_set() {
    for left_out in ["language: zh-cn", "language: [zh_CN]"] {
        let manifest = format!("matrix: [{{ roles: [tester], languages: [ZH-cn, en], exclude: {{ {left_out} }} }}]\n");
        assert_eq!(listed(&manifest, &[]), "tester.en.md\n");
    }
    for levels in ["levels: [none, senior], exclude: { level: none }", "levels: senior", "job: { level: senior }"] {
        assert_eq!(listed(&format!("matrix: [{{ roles: [tester], {levels} }}]\n"), &[]), "tester-senior.en.md\n");
    }
    for nothing in ["job: { level: senior }, exclude: { level: senior }", "exclude: { level: none }"] {
        assert_nothing_is_left(&format!("matrix: [{{ roles: [tester], {nothing} }}]\n"));
    }
    assert_nothing_is_left("matrix: [{ roles: [tester], exclude: { format: markdown } }]\n");
}

#[test]
fn what_is_left_out_without_being_there_is_a_warning_with_the_nearest_name() {
    let manifest = "matrix:\n  roles: [tester]\n  levels: [none, senior]\n  languages: [zh-CN, en]\n  exclude:\n    \
                    - { role: testr }\n    - { role: tester, level: Senior }\n    - { language: [en, zh-TW], format: html }\n";
    insta::assert_snapshot!(warned(manifest, &[]).err);
    let unsaid = warned("matrix: { roles: [tester], exclude: { language: fr } }\n", &[]);
    insta::assert_snapshot!(unsaid.err);
}

#[test]
fn what_the_command_line_alone_keeps_out_of_a_matrix_is_no_fault_of_the_manifest() {
    let manifest = "matrix:\n  roles: [tester]\n  languages: [zh-CN, en]\n  formats: [markdown, html]\n  \
                    exclude: [{ language: zh-CN, format: html }]\n";
    assert_eq!(listed(manifest, &["--lang", "en", "--format", "text"]), "tester.en.txt\n");
}

#[test]
fn a_warning_of_a_matrix_is_said_again_where_nothing_has_changed() {
    let project = project("matrix: { roles: [tester], languages: en, exclude: { level: senior } }\n");
    let (first, second) = (project.run(&["build"]), project.run(&["build"]));
    assert_eq!((first.code, second.code), (0, 0), "{}", first.err);
    assert_eq!(first.err.matches("exclude-unknown").count(), 1, "{}", first.err);
    assert_eq!(second.err.matches("exclude-unknown").count(), 1, "{}", second.err);
}

#[test]
fn none_is_the_role_without_a_level_whatever_level_is_set_below() {
    let matrix = "roles: [tester], levels: [none, senior]";
    for manifest in [
        format!("matrix: [{{ {matrix}, job: {{ level: senior }} }}]\n"),
        format!("matrix: [{{ {matrix}, job: {{ level: junior }} }}]\n"),
    ] {
        assert_eq!(listed(&manifest, &[]), "tester.en.md\ntester-senior.en.md\n");
    }
    let manifest = "matrix: [{ roles: [tester], levels: [none], job: { level: senior } }]\n";
    let project = project(manifest);
    assert_eq!(project.run(&["build"]).code, 0);
    assert!(project.read("dist/tester.en.md").starts_with("# Tester\n"));
    insta::assert_snapshot!(project.run(&["build", "--explain", "tester"]).out);
}
