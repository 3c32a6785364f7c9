//! Names of files that cannot be: which jobs have them, and what to do.

use crate::project::project;

#[test]
fn a_part_that_begins_with_a_space_is_told_so() {
    let project = project("languages: [en]\njobs: [{ role: tester, id: ' x', name: 'a/{{ id }}' }]\n");
    let run = project.run(&["build", "--name", "a/ {{ role }}"]);
    assert!(run.err.contains("a part of the name `a/ tester.md` begins with a space"), "{}", run.err);
    let run = project.run(&["build", "--name", "a./{{ role }}"]);
    assert!(run.err.contains("a part of the name `a./tester.md` ends with a dot or a space"), "{}", run.err);
}
