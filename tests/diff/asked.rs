//! What people type and mean: revisions, paths, roles and documents beside each other, and what is misspelt.

use std::fs;

use crate::place::{Place, ROLE};

/// A repository with one change in the working tree.
fn edited() -> Place {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "Writes tests, zh-CN: 编写测试", "Writes unit tests, zh-CN: 编写单元测试");
    place
}

#[test]
fn a_path_beside_a_revision_or_alone_is_that_path_then_and_now() {
    let place = edited();
    for arguments in [
        &["diff", "HEAD", "roles"][..],
        &["diff", "HEAD", "roles/engineer.yaml"],
        &["diff", "roles"],
        &["diff", "roles/engineer.yaml"],
    ] {
        let (code, out, err) = place.opsjd(arguments);
        assert!(code == 1 && out.contains("Writes {+unit +}tests"), "{arguments:?} {out}{err}");
    }
    place.write("other.yaml", ROLE.replace("extends: [_base]\n", "extends: [engineer]\n").replace("Watches", "Sees"));
    let (code, out, err) = place.opsjd(&["diff", "engineer", "roles/engineer.yaml"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "Nothing changed\n", ""));
}

#[test]
fn a_finished_document_is_compared_with_what_was_committed() {
    let place = Place::repository();
    for name in ["jd.md", "jd.docx"] {
        assert_eq!(place.opsjd(&["generate", "engineer", "--lang", "zh-CN", "-o", name]).0, 0);
    }
    place.commit("documents");
    place.edit("roles/engineer.yaml", "zh-CN: 编写测试", "zh-CN: 编写单元测试");
    for name in ["jd.md", "jd.docx"] {
        assert_eq!(place.opsjd(&["diff", name]).0, 0, "{name}");
        assert_eq!(place.opsjd(&["generate", "engineer", "--lang", "zh-CN", "-o", name]).0, 0);
        let (code, out, err) = place.opsjd(&["diff", name, "--lang", "zh-CN"]);
        assert!(code == 1 && out.contains("编写{+单元+}测试"), "{name}: {out}{err}");
        assert!(place.opsjd(&["diff", "HEAD~1", name, "--summary", "--lang", "en"]).1.contains("new document"));
    }
    fs::write(place.path("jd.docx"), b"PK no more").unwrap();
    let (code, out, err) = place.opsjd(&["diff", "jd.docx"]);
    assert!(code == 2 && out.contains("cannot be read") && err.contains("jd.docx"), "{out}{err}");
}

#[test]
fn a_document_that_was_renamed_is_compared_with_what_it_was_under_its_old_name() {
    let place = Place::repository();
    assert_eq!(place.opsjd(&["generate", "engineer", "--lang", "en", "-o", "jd.md"]).0, 0);
    place.commit("document");
    place.edit("jd.md", "Writes tests", "Writes unit tests");
    fs::create_dir(place.path("posted")).unwrap();
    fs::rename(place.path("jd.md"), place.path("posted/engineer.md")).unwrap();
    place.commit("posted");
    let (code, out, err) = place.opsjd(&["diff", "HEAD~1", "posted/engineer.md", "--lang", "en"]);
    assert!(code == 1 && out.contains("the document `jd.md` is now `posted/engineer.md`"), "{out}{err}");
    assert!(out.contains("Writes {+unit +}tests") && !out.contains("new document"), "{out}");
    let (_, out, _) = place.opsjd_in("posted", &["diff", "HEAD~1", "engineer.md", "--format", "json"]);
    let page: serde_json::Value = serde_json::from_str(&out).unwrap();
    let role = &page["roles"][0];
    assert_eq!((role["id"].as_str(), role["old_id"].as_str()), (Some("engineer.md"), Some("../jd.md")), "{out}");
}

#[test]
fn what_is_misspelt_is_told_with_what_was_meant() {
    let place = edited();
    for (arguments, error, help) in [
        (&["diff", "mian..HEAD"][..], "there is no revision `mian`", "did you mean `main`?"),
        (&["diff", "engineer", "user-op"], "`user-op` is neither a role nor a revision", "did you mean `user-ops`?"),
        (&["diff", "nowhere", "roles"], "`nowhere` is neither a folder nor a revision", "after `--`"),
        (&["affected", "mian..HEAD"], "there is no revision `mian`", "did you mean `main`?"),
    ] {
        let (code, _, err) = place.opsjd(arguments);
        assert!(code == 2 && err.contains(error) && err.contains(help), "{arguments:?} {err}");
    }
    place.git(&["update-ref", "refs/remotes/origin/release", "HEAD"]);
    let (_, _, err) = place.opsjd(&["diff", "release..HEAD"]);
    assert!(err.contains("did you mean `origin/release`?"), "{err}");
    let (_, _, err) = place.opsjd(&["diff", "HEAD~7"]);
    assert!(!err.contains("did you mean"), "{err}");
}

#[test]
fn a_page_names_its_sides_in_the_language_of_its_reader() {
    let place = edited();
    let page = |arguments: &[&str]| place.opsjd(arguments).1;
    assert!(page(&["diff", "-f", "html", "--lang", "zh-TW"]).contains("<h1>HEAD → 目前檔案</h1>"));
    let (_, out, _) = place.opsjd(&["diff", "-f", "html", "--lang", "zh-CN"]);
    assert!(out.find("lang=\"zh-CN\">编写") < out.find("lang=\"en\">Writes"), "{out}");
    place.git(&["add", "-A"]);
    assert!(page(&["diff", "--staged", "-f", "html", "--lang", "zh-CN"]).contains("<h1>HEAD → 暂存区</h1>"));
}

#[test]
fn a_role_rewritten_as_a_whole_is_told_in_totals() {
    let place = Place::new();
    let (code, out, _) = place.opsjd(&["diff", "user-ops", "content-ops", "--summary", "--lang", "en"]);
    assert!(code == 1 && out.chars().count() < 250, "{out}");
    for part in ["sections added", "sections removed", "duties reworded", "other changes"] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

#[test]
fn a_role_that_got_another_name_is_told_so_once() {
    let place = Place::repository();
    place.git(&["mv", "roles/engineer.yaml", "roles/builder.yaml"]);
    place.edit("roles/builder.yaml", "Writes tests", "Writes unit tests");
    let (_, out, _) = place.opsjd(&["diff", "--lang", "en"]);
    assert_eq!(out.matches("is now called `builder`").count(), 1, "{out}");
}

#[test]
fn files_as_they_are_call_skills_of_their_bases_by_name() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "requires: [git]\n    prefers: [sql]", "requires: [git, sql]");
    let (_, out, _) = place.opsjd(&["diff", "--raw", "--summary", "--lang", "en"]);
    assert!(out.contains("SQL is now required"), "{out}");
}

#[test]
fn a_file_that_is_compared_is_not_written_over() {
    let place = Place::repository();
    for name in ["a.docx", "b.docx", "a.md", "b.md"] {
        assert_eq!(place.opsjd(&["generate", "engineer", "--lang", "en", "-o", name]).0, 0);
    }
    for [old, new, option, name] in [["a.md", "b.md", "-o", "./a.md"], ["a.docx", "b.docx", "--redline", "b.docx"]] {
        let before = fs::read(place.path(name)).unwrap();
        let (code, out, err) = place.opsjd(&["diff", old, new, option, name]);
        assert!(code == 2 && err.contains("error[overwrites-input]"), "{out}{err}");
        assert_eq!(fs::read(place.path(name)).unwrap(), before);
    }
}

#[test]
fn what_is_staged_is_one_side_and_not_a_third_one() {
    let place = Place::repository();
    place.edit("roles/engineer.yaml", "Writes tests", "Writes unit tests");
    place.git(&["add", "-A"]);
    assert_eq!(place.opsjd(&["affected", "HEAD", "--staged"]).0, 1);
    for arguments in [["affected", "HEAD..HEAD", "--staged"].as_slice(), &["diff", "HEAD", "HEAD", "--staged"]] {
        let (code, out, err) = place.opsjd(arguments);
        assert!(code == 2 && err.contains("error[staged-beside]"), "{out}{err}");
    }
    place.write("roles/engineer.yaml", "broken: [");
    let (code, out, _) = place.opsjd(&["diff"]);
    assert!(code == 2 && !out.contains("Nothing changed"), "{out}");
}

#[test]
fn a_role_that_ends_in_yml_has_a_history_too_and_a_repository_without_commits_says_so() {
    let place = Place::repository();
    fs::rename(place.path("roles/engineer.yaml"), place.path("roles/tech.yml")).unwrap();
    place.commit("tech");
    let (code, out, err) = place.opsjd(&["log", "tech", "--lang", "en"]);
    assert!(code == 0 && out.contains("tech"), "{out}{err}");
    let (_, _, err) = place.opsjd(&["log", "user-ops"]);
    assert!(!err.contains("did you mean `user-ops`"), "{err}");
    let empty = Place::new();
    empty.git(&["init", "-q"]);
    let (code, _, err) = empty.opsjd(&["diff"]);
    assert!(code == 2 && err.contains("error[no-commit]"), "{err}");
}
