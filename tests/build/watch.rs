//! `--watch`: what a saved file touches is built again.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::project::{ROLE, Run, project};

#[test]
fn a_saved_role_rebuilds_its_documents_and_only_those() {
    let project = project("languages: [en]\nindex: false\njobs: [{ role: tester }, { role: other }]\n");
    project.save("roles/other.yaml", ROLE);
    let child = project.command(&["build", "--watch"]).stderr(Stdio::piped()).spawn().unwrap();
    // It waits for what will come in any case, so that a slow machine takes longer and does not fail.
    let until = |is_there: &dyn Fn() -> bool| {
        let deadline = Instant::now() + Duration::from_secs(120);
        while !is_there() {
            assert!(Instant::now() < deadline, "nothing came");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
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
