//! What git calls once it is set up, and the history of a role.

use crate::place::{Place, ROLE};

#[test]
fn git_shows_merges_and_forgets_as_it_is_set_up() {
    let place = Place::repository();
    place.write(".gitattributes", "*.png binary\n");
    place.commit("attributes");
    let before = place.read(".git/config");
    assert_eq!(place.opsjd(&["git-setup", "--dry-run"]).0, 0);
    assert_eq!((place.read(".git/config"), place.read(".gitattributes").as_str()), (before.clone(), "*.png binary\n"));
    for _ in 0..2 {
        let (code, out, err) = place.opsjd(&["git-setup"]);
        assert!(
            code == 0 && out.is_empty() && err.contains(".gitattributes") && err.contains("merge.opsjd.driver"),
            "{err}"
        );
    }
    assert_eq!(place.read(".gitattributes").matches("diff=opsjd merge=opsjd").count(), 2);
    place.commit("set up");
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    let shown = place.git(&["diff"]);
    assert!(shown.contains("opsjd diff roles/engineer.yaml") && shown.contains("Writes {+unit +}tests"), "{shown}");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.commit("unit");
    let log = place.git(&["log", "-p", "-1"]);
    assert!(log.contains("+duty tests en: Writes unit tests"), "{log}");
    place.git(&["checkout", "-q", "main"]);
    place.edit("roles/engineer.yaml", "编写测试", "编写单元测试");
    place.commit("zh");
    // The two sides changed the same line, in two languages.
    place.git(&["merge", "-q", "side", "-m", "merged"]);
    assert!(place.read("roles/engineer.yaml").contains("tests: { en: Writes unit tests, zh-CN: 编写单元测试 }"));
    assert_eq!(place.opsjd(&["git-setup", "--undo"]).0, 0);
    assert_eq!((place.read(".git/config"), place.read(".gitattributes").as_str()), (before, "*.png binary\n"));
}

#[test]
fn a_folder_with_a_space_and_signs_of_patterns_is_set_up_as_any_other() {
    for folder in ["项目 a/roles", "a[1]\"b/roles", "#x/roles"] {
        let place = Place::repository();
        place.write(&format!("{folder}/engineer.yaml"), ROLE);
        place.write(&format!("{folder}/_base.yaml"), crate::place::BASE);
        let (code, _, err) = place.opsjd(&["git-setup", "--roles", folder]);
        assert_eq!(code, 0, "{err}");
        place.commit("set up");
        place.edit(&format!("{folder}/engineer.yaml"), "Writes tests", "Writes unit tests");
        let shown = place.git(&["diff"]);
        assert!(shown.contains("Writes {+unit +}tests"), "{folder}: {shown}");
        assert_eq!(place.opsjd(&["git-setup", "--undo", "--roles", folder]).0, 0);
        assert!(!place.path(".gitattributes").exists());
    }
}

#[test]
fn a_merge_leaves_markers_only_where_both_changed_the_same_text() {
    let place = Place::new();
    place.write("base", ROLE);
    place.write("ours", ROLE.replace("Builds simple", "Builds fast").replace("Watches", "Sees"));
    place.write("theirs", ROLE.replace("Builds simple", "Builds safe").replace("Writes tests", "Writes more"));
    let (code, _, err) = place.opsjd(&["merge-driver", "base", "ours", "theirs", "--path", "roles/engineer.yaml"]);
    let text = place.read("ours");
    assert!(code == 1 && err.contains("both sides changed 1 text of `roles/engineer.yaml`"), "{err}");
    assert!(text.matches("<<<<<<<").count() == 1 && text.contains("Sees") && text.contains("Writes more"), "{text}");
    place.write("theirs", "title: [\n");
    place.write("ours", ROLE);
    assert_eq!(place.opsjd(&["merge-driver", "base", "ours", "theirs"]).0, 0);
    assert_eq!(place.read("ours"), "title: [\n");
}

#[test]
fn a_shallow_clone_says_that_what_looks_new_is_only_as_old_as_the_clone() {
    let place = Place::repository();
    place.git(&["branch", "side"]);
    for (from, to) in [("Writes tests", "Writes unit tests"), ("Writes unit tests", "Writes all tests")] {
        place.edit("roles/engineer.yaml", from, to);
        place.commit(to);
    }
    assert!(!place.opsjd(&["log", "engineer"]).2.contains("clone"));
    let origin = format!("file://{}", place.path("").display());
    place.git(&["clone", "-q", "--depth", "2", "--no-single-branch", &origin, "clone"]);
    let clone = |arguments: &[&str]| place.opsjd_in("clone", arguments);
    let (code, out, err) = clone(&["log", "engineer", "--lang", "en"]);
    assert!(code == 0 && out.contains("1 duty reworded") && out.contains("new role"), "{out}{err}");
    assert!(err.contains("warning[shallow-clone]: what was before") && err.contains("--unshallow"), "{err}");
    let (code, _, err) = clone(&["diff", "origin/side...HEAD"]);
    assert!(code == 2 && err.contains("have no commit in common") && err.contains("--unshallow"), "{err}");
}

#[test]
fn the_history_of_a_role_is_told_through_renames_and_bases() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    place.commit("second");
    place.edit("roles/_base.yaml", "Makes commits", "Makes small commits");
    place.commit("third");
    place.git(&["mv", "roles/engineer.yaml", "roles/builder.yaml"]);
    place.commit("fourth");
    let (code, out, err) = place.opsjd(&["log", "builder", "--lang", "en"]);
    assert_eq!((code, err.as_str()), (0, ""));
    // The ids of commits hang on the git that made them.
    let told: Vec<&str> = out.lines().map(|line| if line.starts_with(' ') { line } else { &line[9..] }).collect();
    insta::assert_snapshot!("log", told.join("\n"));
    let (code, _, err) = place.opsjd(&["log", "nobody"]);
    assert!(code == 2 && err.contains("`nobody` has no history"), "{err}");
}

#[test]
fn git_shows_a_conflict_by_its_lines_and_a_hunk_by_its_section() {
    let place = Place::repository();
    assert_eq!(place.opsjd(&["git-setup"]).0, 0);
    place.commit("set up");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.edit("roles/engineer.yaml", "Watches what runs", "Watches all that runs");
    place.commit("side");
    let log = place.git(&["log", "-p", "-U0", "-1"]);
    assert!(log.lines().any(|line| line.starts_with("@@") && line.ends_with("@@ run")), "{log}");
    place.git(&["checkout", "-q", "main"]);
    place.edit("roles/engineer.yaml", "Watches what runs", "Sees what runs");
    place.commit("main");
    assert_eq!(place.program("git", &["merge", "side"]).status.code(), Some(1));
    let shown = place.git(&["diff"]);
    assert!(shown.lines().count() < 30, "{shown}");
    for line in ["++<<<<<<< ours", " +duty watch en: Sees what runs", "+ duty watch en: Watches all that runs"] {
        assert!(shown.lines().any(|own| own == line), "{line}\n{shown}");
    }
}

#[test]
fn a_merge_keeps_a_comment_of_the_other_branch_and_marks_one_that_both_wrote() {
    let place = Place::repository();
    assert_eq!(place.opsjd(&["git-setup"]).0, 0);
    place.commit("set up");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.edit(
        "roles/engineer.yaml",
        "      tests:",
        "      # opsjd: allow age-limit, statutory maximum age\n      tests:",
    );
    place.commit("allow");
    place.git(&["checkout", "-q", "main"]);
    place.edit("roles/engineer.yaml", "Builds simple", "Builds fast");
    place.commit("reword");
    place.git(&["merge", "-q", "side", "-m", "merged"]);
    let text = place.read("roles/engineer.yaml");
    assert!(
        text.contains("Builds fast") && text.contains("# opsjd: allow age-limit, statutory maximum age\n"),
        "{text}"
    );
    place.git(&["checkout", "-q", "side"]);
    place.edit("roles/engineer.yaml", "statutory", "lawful");
    place.commit("theirs");
    place.git(&["checkout", "-q", "main"]);
    place.edit("roles/engineer.yaml", "statutory", "legal");
    place.commit("ours");
    assert_eq!(place.program("git", &["merge", "side"]).status.code(), Some(1));
    let text = place.read("roles/engineer.yaml");
    assert!(text.contains("legal maximum age\n=======") && text.contains("lawful maximum age\n>>>>>>>"), "{text}");
}
