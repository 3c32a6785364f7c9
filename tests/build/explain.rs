//! `--explain`: every layer that decides about a job, each once.

use crate::project::{ROLE, project};

#[test]
fn an_explanation_works_where_names_clash() {
    let project = project("languages: [en]\njobs: [{ role: tester }, { role: tester, sections: craft }]\n");
    for wanted in ["2", "tester", "tester.en.md"] {
        let run = project.run(&["build", "--explain", wanted]);
        assert!(
            run.out.contains("job 2: tester\n") && run.out.contains("  → tester.en.md (en, markdown)\n"),
            "{run:?}"
        );
        assert_eq!(run.out.contains("job 1: "), wanted != "2", "{}", run.out);
        assert!(run.code == 2 && run.err.contains("error[name-shared]"), "{run:?}");
    }
}

#[test]
fn an_explanation_shows_what_the_role_and_the_program_decide() {
    let project = project("jobs: [{ role: tester, id: q }]\n");
    let run = project.run(&["build", "--explain", "q"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for line in [
        "  languages: en  (role, tester)\n",
        "  formats: markdown  (program)\n",
        "  sections: craft, team  (role, tester)\n",
        "  name: {{ id or role",
    ] {
        assert!(run.out.contains(line), "`{line}` is not in\n{}", run.out);
    }
    let run = project.run(&["build", "--explain", "q", "--lang", "zh-CN", "--format", "html"]);
    assert!(
        run.out.contains("  languages: zh-CN  (command line, --lang)\n    over en  (role, tester)\n"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("  formats: html  (command line, --format)\n") && !run.out.contains("markdown"),
        "{}",
        run.out
    );
    project.save("roles/tester.yaml", &format!("{ROLE}default-sections: [team]\n"));
    project.save("opsjd.yaml", "jobs: [{ role: tester, id: q }, { role: tester, id: r, sections: craft }]\n");
    let run = project.run(&["build", "--explain", "q"]);
    assert!(run.out.contains("  sections: team  (role, tester)\n"), "{}", run.out);
    let run = project.run(&["build", "--explain", "r"]);
    assert!(
        run.out.contains("  sections: craft  (job, opsjd.yaml:1:66)\n    over team  (role, tester)\n"),
        "{}",
        run.out
    );
}

#[test]
fn the_projects_own_file_named_is_one_layer() {
    let project = project("languages: [zh-CN]\nposting: { headcount: 2 }\njobs: [{ role: tester, id: q }]\n");
    let plain = project.run(&["build", "--explain", "q"]).out;
    assert!(plain.contains("  languages: zh-CN  (project, "), "{plain}");
    for name in ["opsjd.yaml", "./opsjd.yaml"] {
        assert_eq!(project.run(&["build", name, "--explain", "q"]).out, plain, "{name}");
    }
    project.save("other.yaml", "languages: [en]\njobs: [{ role: tester, id: q }]\n");
    let other = project.run(&["build", "other.yaml", "--explain", "q"]).out;
    assert!(other.contains("  languages: en  (manifest, other.yaml:1:12)\n    over zh-CN  (project, "), "{other}");
}
