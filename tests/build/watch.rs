//! `--watch`: what a saved file touches is built again.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::project::{Project, ROLE, Run, project};

/// Waits for what will come in any case, so that a slow machine takes longer and does not fail.
fn until(is_there: &dyn Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !is_there() {
        assert!(Instant::now() < deadline, "nothing came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_saved_while_another_build_has_the_folder_is_built_when_it_has_ended() {
    // Roles that come where there was no project are seen too.
    let project = Project::new(&[("jobs.csv", "id,role,language\na,user-ops,en\n")]);
    let child = project.command(&["build", "jobs.csv", "--watch"]).stderr(Stdio::piped()).spawn().unwrap();
    until(&|| project.path("dist/index.json").exists() && !project.path("dist/.opsjd-cache/tmp").exists());
    let lock = fs::OpenOptions::new().write(true).open(project.path("dist/.opsjd-cache/lock")).unwrap();
    lock.lock().unwrap();
    project.save("roles/user-ops.yaml", "extends: user-ops\ntitle: { en: Keeper }\n");
    std::thread::sleep(Duration::from_millis(600));
    drop(lock);
    until(&|| fs::read_to_string(project.path("dist/a.en.md")).is_ok_and(|text| text.starts_with("# Keeper")));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert!(run.code == 0 && run.err.contains("waiting for it to end"), "{}", run.err);
}

#[test]
fn a_saved_role_rebuilds_its_documents_and_only_those() {
    let project = project("languages: [en]\nindex: false\njobs: [{ role: tester }, { role: other }]\n");
    project.save("roles/other.yaml", ROLE);
    let child = project.command(&["build", "--watch"]).stderr(Stdio::piped()).spawn().unwrap();
    let says =
        |words: &str| fs::read_to_string(project.path("dist/tester.en.md")).is_ok_and(|text| text.contains(words));
    until(&|| says("Find faults") && project.path("dist/other.en.md").exists());
    let other = fs::metadata(project.path("dist/other.en.md")).unwrap().modified().unwrap();
    project.save("roles/tester.yaml", &ROLE.replace("Find faults", "Find every fault"));
    until(&|| says("Find every fault"));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("dist: 1 written, 1 unchanged"), "{}", run.err);
    assert_eq!(fs::metadata(project.path("dist/other.en.md")).unwrap().modified().unwrap(), other);
}
