//! Names of files that cannot be: which jobs have them, and what to do.

use crate::project::project;

#[test]
fn jobs_that_share_a_name_by_a_template_are_named_with_their_places() {
    let rows: String = (1..=6).map(|id| format!("{id},tester\n")).collect();
    let list = format!("id,role\n{rows}");
    let in_project = project("languages: [en]\nname: '{{ role }}.{{ lang }}'\n");
    let typed = project("languages: [en]\n");
    for (project, arguments) in [(&in_project, [].as_slice()), (&typed, &["--name", "{{ role }}.{{ lang }}"])] {
        project.save("jobs.csv", &list);
        let run = project.run(&[&["build", "jobs.csv", "-o", "dist"], arguments].concat());
        assert_eq!((run.code, run.err.matches("error[").count()), (2, 1), "{}", run.err);
        for words in [
            "error[name-shared]: two jobs have the name `tester.en.md`: job 1 (`1`) and job 2 (`2`)",
            "--> jobs.csv:3:1",
            "the other one",
            "row 3, column A (`id`)",
            "4 more jobs have it",
            "--explain 1",
        ] {
            assert!(run.err.contains(words), "`{words}` is not in\n{}", run.err);
        }
    }
}

#[test]
fn jobs_that_share_a_name_without_an_id_are_told_by_their_numbers() {
    let project = project("languages: [en]\njobs:\n  - { role: tester }\n  - role: tester\n    sections: craft\n");
    let run = project.run(&["build"]);
    assert!(run.err.contains("job 1 (`tester`) and job 2 (`tester`)"), "{}", run.err);
    assert!(run.err.contains("--> opsjd.yaml:4:11") && run.err.contains("the other one"), "{}", run.err);
    let run = project.run(&["build", "--json"]);
    assert!(run.out.contains("job 1 (`tester`) and job 2 (`tester`)"), "{}", run.out);
}

#[test]
fn a_job_that_makes_two_documents_of_one_name_is_told_so_once() {
    let project = project("languages: [en, zh-CN]\nname: '{{ id }}'\n");
    project.save("jobs.csv", "id,role\na,tester\nb,tester\nc,tester\n");
    let run = project.run(&["build", "jobs.csv", "-o", "dist"]);
    assert_eq!((run.code, run.err.matches("error[").count()), (2, 1), "{}", run.err);
    for words in ["job 1 (`a`) has the name `a.md` for two languages", "`{{ lang }}`", "2 more jobs have it"] {
        assert!(run.err.contains(words), "`{words}` is not in\n{}", run.err);
    }
}

#[test]
fn a_job_that_comes_to_the_name_of_the_index_is_told_that_the_index_has_it() {
    let project = project("languages: [en]\nformats: [html]\njobs: [{ role: tester, name: index }]\n");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(!run.err.contains("two jobs") && run.err.contains("the index has the name `index.html`"), "{}", run.err);
    assert!(run.err.contains("`--no-index`") && run.err.contains("`index: false`"), "{}", run.err);
    assert_eq!(project.run(&["build", "--no-index"]).code, 0);
}

#[test]
fn a_part_that_begins_with_a_space_is_told_so() {
    let project = project("languages: [en]\njobs: [{ role: tester, id: ' x', name: 'a/{{ id }}' }]\n");
    let run = project.run(&["build", "--name", "a/ {{ role }}"]);
    assert!(run.err.contains("a part of the name `a/ tester.md` begins with a space"), "{}", run.err);
    let run = project.run(&["build", "--name", "a./{{ role }}"]);
    assert!(run.err.contains("a part of the name `a./tester.md` ends with a dot or a space"), "{}", run.err);
}
