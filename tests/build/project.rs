//! A project in a folder of its own, and runs of the program in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub fn new(files: &[(&str, &str)]) -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        for (name, text) in files {
            project.save(name, text);
        }
        project
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn save(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opsjd"));
        command.current_dir(self.folder.path()).args(arguments);
        for name in ["OPSJD_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS"] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    /// The files in a folder, without what a build keeps for itself and git leaves out.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        collect(&self.path(folder), "", &mut names);
        names.retain(|name| !name.starts_with(".opsjd-cache/"));
        names.sort();
        names
    }
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() { collect(&entry.path(), &format!("{name}/"), names) } else { names.push(name) }
    }
}

#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: &Output) -> Run {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// A role with two sections, two languages and a level.
pub const ROLE: &str = "title: { en: Tester, zh-CN: 测试 }\nsummary: { en: Tests things., zh-CN: 做测试。 }\nsections:\n  \
    craft:\n    title: { en: Craft, zh-CN: 手艺 }\n    duties: { find: { en: Find faults., zh-CN: 找问题。 } }\n  \
    team:\n    title: { en: Team, zh-CN: 团队 }\n    duties: { help: { en: Help others., zh-CN: 帮别人。 } }\n\
    levels: { senior: { title: { en: Senior Tester, zh-CN: 高级测试 } } }\n";

/// A project with the role `tester` and a manifest.
pub fn project(manifest: &str) -> Project {
    Project::new(&[("roles/tester.yaml", ROLE), ("opsjd.yaml", manifest)])
}
