//! Killed, full, wrong: no half file, no lost old file, and the next run mends everything.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::project::{Project, ROLE, Run, project};

const JOBS: usize = 600;

fn large() -> Project {
    let jobs: String = (0..JOBS).map(|number| format!("  - {{ role: tester, id: job-{number} }}\n")).collect();
    project(&format!("languages: [en]\nformats: [html]\njobs:\n{jobs}"))
}

/// The documents in a folder, without the build's own files.
fn documents(project: &Project, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let names = project.files(folder).into_iter().filter(|name| name.starts_with("job-"));
    names.map(|name| (name.clone(), fs::read(project.path(folder).join(&name)).unwrap())).collect()
}

/// Starts a build and waits until it has begun to write.
fn started(project: &Project) -> Child {
    let child = project.command(&["build"]).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while !project.path("dist/.opsjd-cache/tmp").exists() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    child
}

fn is_mended(project: &Project) {
    assert_eq!(project.run(&["build", "-o", "whole"]).code, 0);
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(documents(project, "dist"), documents(project, "whole"));
    assert!(!project.path("dist/.opsjd-cache/tmp").exists());
}

#[test]
fn a_killed_build_leaves_only_whole_files_old_or_new() {
    let project = large();
    assert_eq!(project.run(&["build"]).code, 0);
    let old = documents(&project, "dist");
    project.save("roles/tester.yaml", &ROLE.replace("Find faults", "Find all faults"));
    let mut child = started(&project);
    child.kill().unwrap();
    child.wait().unwrap();
    let found = documents(&project, "dist");
    is_mended(&project);
    let new = documents(&project, "dist");
    assert_eq!(found.len(), JOBS);
    for (name, bytes) in &found {
        assert!(bytes == &old[name] || bytes == &new[name], "{name} is neither the old nor the new one");
    }
}

#[test]
fn what_a_killed_build_wrote_is_known_to_the_next_and_can_be_cleaned() {
    let project = large();
    let mut child = started(&project);
    child.kill().unwrap();
    child.wait().unwrap();
    project.save("opsjd.yaml", "languages: [en]\njobs: [{ role: tester }]\n");
    assert_eq!(project.run(&["build", "--clean"]).code, 0);
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "index.html", "index.json", "tester.en.md"]);
}

#[test]
fn what_is_cleaned_after_a_killed_build_is_what_it_wrote_and_nobody_has_changed() {
    let project = large();
    let mut child = started(&project);
    child.kill().unwrap();
    child.wait().unwrap();
    let written: Vec<String> = documents(&project, "dist").into_keys().collect();
    let never = (0..JOBS).map(|number| format!("job-{number}.en.html")).find(|name| !written.contains(name));
    let mine: Vec<String> = written.first().cloned().into_iter().chain(never).collect();
    for name in &mine {
        project.save(&format!("dist/{name}"), "mine");
    }
    project.save("opsjd.yaml", "languages: [en]\nindex: false\njobs: [{ role: tester }]\n");
    assert_eq!(project.run(&["build", "--clean"]).code, 0);
    let left: Vec<String> = documents(&project, "dist").into_keys().collect();
    let mut mine = mine;
    mine.sort();
    assert_eq!(left, mine);
    // A part that was killed is mended by the whole as well.
    project.save("dist/.opsjd-cache/tmp-1-of-2/7.tmp", "half");
    assert_eq!(project.run(&["build", "--force"]).code, 0);
    assert!(!project.path("dist/.opsjd-cache/tmp-1-of-2").exists());
}

#[test]
fn a_build_of_which_nothing_changed_puts_in_order_what_one_left_that_was_killed_meanwhile() {
    let project = large();
    let (many, few) = (project.read("opsjd.yaml"), "languages: [en]\njobs: [{ role: tester }]\n");
    project.save("opsjd.yaml", few);
    assert_eq!(project.run(&["build"]).code, 0);
    project.save("opsjd.yaml", &many);
    let mut child = started(&project);
    child.kill().unwrap();
    child.wait().unwrap();
    project.save("opsjd.yaml", few);
    let left = documents(&project, "dist").len();
    let found = project.run(&["build", "--check"]);
    assert_eq!(found.out.matches("extra job-").count(), left, "{}{}", found.out, found.err);
    assert_eq!(project.run(&["build", "--clean"]).code, 0);
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "index.html", "index.json", "tester.en.md"]);
    assert!(!project.path("dist/.opsjd-cache/tmp").exists());
    // A file half there that a full disk left is mended too.
    project.save("dist/.opsjd-cache/.gitignore", "");
    assert_eq!(project.run(&["build", "--force"]).code, 0);
    assert_eq!(project.read("dist/.opsjd-cache/.gitignore"), "*\n");
}

#[test]
fn an_interrupted_build_ends_in_good_order() {
    let project = large();
    let child = started(&project);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert!(!project.path("dist/.opsjd-cache/tmp").exists());
    // A fast machine may have been done before the signal came.
    if run.code != 0 {
        assert_eq!(run.code, 2);
        assert!(run.err.contains("interrupted: "), "{}", run.err);
        assert!(run.err.contains("the next run makes the rest"), "{}", run.err);
    }
    is_mended(&project);
}

#[test]
fn a_second_build_in_the_same_folder_is_refused() {
    let project = project("languages: [en]\njobs: [{ role: tester }]\n");
    project.save("dist/.opsjd-cache/lock", "");
    let held = fs::File::open(project.path("dist/.opsjd-cache/lock")).unwrap();
    held.lock().unwrap();
    for arguments in [["build", "--json"].as_slice(), &["build", "--shard", "1/2"]] {
        let run = project.run(arguments);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("another build is writing to `dist`"), "{}", run.err);
    }
    drop(held);
    assert_eq!(project.run(&["build"]).code, 0);
}

/// A small file system of its own, where the test may mount one.
struct Disk<'a>(&'a Path);

impl Disk<'_> {
    fn mount(path: &Path) -> Option<Disk<'_>> {
        fs::create_dir_all(path).unwrap();
        let options = std::ffi::CString::new("size=256k").unwrap();
        match rustix::mount::mount("tmpfs", path, "tmpfs", rustix::mount::MountFlags::empty(), Some(options.as_c_str()))
        {
            Ok(()) => Some(Disk(path)),
            Err(error) => {
                eprintln!("skipped: no file system can be mounted here ({error})");
                None
            }
        }
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = rustix::mount::unmount(self.0, rustix::mount::UnmountFlags::empty());
    }
}

#[test]
fn a_full_disk_loses_no_file_and_says_so_once() {
    let project = large();
    let folder = project.path("dist");
    let Some(_disk) = Disk::mount(&folder) else { return };
    project.save(
        "few.yaml",
        "output: dist\nlanguages: [en]\nformats: [html]\nindex: false\njobs: [{ role: tester, id: job-0 }]\n",
    );
    assert_eq!(project.run(&["build", "few.yaml"]).code, 0);
    let old = documents(&project, "dist");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err.matches("error[unwritable-file]").count(), 1, "{}", run.err);
    assert_eq!(documents(&project, "dist")["job-0.en.html"], old["job-0.en.html"]);
    project.run(&["build", "-o", "whole"]);
    let whole = documents(&project, "whole");
    for (name, bytes) in documents(&project, "dist") {
        assert_eq!(bytes, whole[&name], "{name} is not whole");
    }
    // Once there is room, the next run mends it.
    let roomy = std::ffi::CString::new("size=64m").unwrap();
    rustix::mount::mount_remount(&folder, rustix::mount::MountFlags::empty(), roomy.as_c_str()).unwrap();
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(documents(&project, "dist"), whole);
    assert!(!project.path("dist/.opsjd-cache/tmp").exists());
}

#[test]
fn a_read_only_folder_is_a_clear_error_and_harms_nothing() {
    let project = project("languages: [en]\njobs: [{ role: tester }]\n");
    let folder = project.path("dist");
    let Some(_disk) = Disk::mount(&folder) else { return };
    assert_eq!(project.run(&["build"]).code, 0);
    let before = project.read("dist/tester.en.md");
    project.save("roles/tester.yaml", &ROLE.replace("Find faults", "Find all faults"));
    rustix::mount::mount_remount(&folder, rustix::mount::MountFlags::RDONLY, c"").unwrap();
    let run = project.run(&["build"]);
    assert_eq!((run.code, project.read("dist/tester.en.md")), (2, before));
    assert!(run.err.contains("cannot write `dist/"), "{}", run.err);
    assert_eq!(project.run(&["build", "--check"]).code, 1);
    rustix::mount::mount_remount(&folder, rustix::mount::MountFlags::empty(), c"").unwrap();
    assert_eq!(project.run(&["build"]).code, 0);
}

#[test]
fn a_role_that_has_gone_keeps_its_old_document_and_spares_the_others() {
    let project = project("languages: [en]\njobs: [{ role: tester }, { role: gone }]\n");
    project.save("roles/gone.yaml", ROLE);
    assert_eq!(project.run(&["build"]).code, 0);
    fs::remove_file(project.path("roles/gone.yaml")).unwrap();
    project.save("roles/tester.yaml", &ROLE.replace("Find faults", "Find all faults"));
    let run = project.run(&["build", "--clean"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no role `gone`"), "{}", run.err);
    assert!(project.path("dist/gone.en.md").exists());
    assert!(project.read("dist/tester.en.md").contains("Find all faults"));
}
