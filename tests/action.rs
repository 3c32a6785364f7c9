//! The GitHub action and the release that it downloads, their scripts run as a runner would run them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure that is wanted")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use opsjd::source::Source;
use opsjd::yaml::{self, Node};

/// Stands in for GitHub's own program: a download gives the file of the release that the pattern means.
const GH: &str = "#!/usr/bin/env bash\nset -euo pipefail\n[ \"$1 $2 $3\" = \"release download v9.9.9\" ]\n[ \"$5\" = OWNER/opsjd ]\ncat \"$RELEASE\"/$7\n";

const ROLE: &str = "title: { en: Tester }\nsummary: { en: Tests things. }\nsections:\n  craft:\n    title: { en: Craft }\n    duties: { find: { en: Find faults. } }\n";

fn read(name: &str) -> Node {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let source = Source::new(name, fs::read_to_string(path).unwrap());
    let mut faults = Vec::new();
    let node = yaml::parse(&source, &mut faults).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    node
}

/// The script of the step of this name.
fn script(steps: &Node, name: &str) -> String {
    let is_named = |step: &&Node| step.get("name").and_then(Node::as_text) == Some(name);
    let step = steps.as_list().unwrap().iter().find(is_named).unwrap();
    step.get("run").unwrap().as_text().unwrap().to_owned()
}

/// Runs a script as `shell: bash` does.
fn run(script: &str, folder: &Path, environment: &[(&str, &str)]) -> Output {
    let path = folder.join("step.sh");
    fs::write(&path, script).unwrap();
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(path).current_dir(folder);
    command.envs(environment.iter().copied()).output().unwrap()
}

#[test]
fn a_release_is_packed_as_the_action_asks_for_it_and_the_action_runs_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (action, release) = (read("action.yml"), read(".github/workflows/release.yml"));
    let steps = action.get("runs").unwrap().get("steps").unwrap();
    for name in ["target/release", "bin", "project/roles", "temporary"] {
        fs::create_dir_all(path(name)).unwrap();
    }
    fs::copy(env!("CARGO_BIN_EXE_opsjd"), path("target/release/opsjd")).unwrap();
    fs::write(path("bin/gh"), GH).unwrap();
    fs::set_permissions(path("bin/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let runner = [("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")];

    let jobs = release.get("jobs").unwrap().get("binary").unwrap();
    let pack = script(jobs.get("steps").unwrap(), "Pack");
    let packed = run(&pack, folder.path(), &[runner.as_slice(), &[("GITHUB_REF_NAME", "v9.9.9")]].concat());
    assert!(packed.status.success(), "{packed:?}");

    let search = format!("{}:{}", path("bin"), std::env::var("PATH").unwrap());
    let (temporary, added, root) = (path("temporary"), path("added"), path(""));
    let fetch = [
        ("PATH", search.as_str()),
        ("RELEASE", &root),
        ("RUNNER_TEMP", &temporary),
        ("GITHUB_PATH", &added),
        ("OPSJD_VERSION", "v9.9.9"),
        ("OPSJD_REPOSITORY", "OWNER/opsjd"),
    ];
    let fetched = run(&script(steps, "Fetch the release"), folder.path(), &[runner.as_slice(), &fetch].concat());
    assert!(fetched.status.success(), "{fetched:?}");

    let project = folder.path().join("project");
    fs::write(project.join("roles/tester.yaml"), ROLE).unwrap();
    fs::write(project.join("opsjd.yaml"), "jobs: [{ role: tester }]\nlanguages: [en]\n").unwrap();
    let installed = format!("{}:/usr/bin:/bin", fs::read_to_string(&added).unwrap().trim());
    let opsjd = |command: &str| {
        let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", root.as_str())];
        let environment = [github.as_slice(), &[("PATH", &installed), ("OPSJD_COMMAND", command)]].concat();
        run(&script(steps, "Run opsjd"), &project, &environment)
    };
    let run = opsjd("build --check");
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("::error file=project/dist/tester.en.md,line=1,col=1,title=missing-file::"), "{said}");
    assert_eq!(opsjd("build -q").status.code(), Some(0));
    assert_eq!(opsjd("build --check").status.code(), Some(0));
    // What is written there is words: nothing of it is run.
    assert_eq!(opsjd("build $(touch made) ; touch made").status.code(), Some(2));
    assert!(!project.join("made").exists());
}
