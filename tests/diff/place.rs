//! A folder or repository with a small role, and the programs run in it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

pub const ROLE: &str = "\
title: { en: Engineer, zh-CN: 工程师 }
summary: { en: Builds things, zh-CN: 构建产品 }
extends: [_base]
sections:
  build:
    title: { en: Building, zh-CN: 构建 }
    duties:
      apis: { en: Builds simple APIs, zh-CN: 构建简单接口 }
      tests: { en: Writes tests, zh-CN: 编写测试 }
    requires: [git]
    prefers: [sql]
  run:
    title: { en: Running, zh-CN: 运行 }
    duties:
      watch: { en: Watches what runs, zh-CN: 监控运行 }
";

pub const BASE: &str = "\
skills:
  sql: { name: SQL, detail: { en: Writes queries, zh-CN: 编写查询 } }
  git: { name: Git, detail: { en: Makes commits, zh-CN: 提交代码 } }
";

/// A folder of its own, gone when the test ends.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        place.write("roles/engineer.yaml", ROLE);
        place.write("roles/_base.yaml", BASE);
        place
    }

    pub fn repository() -> Place {
        let place = Place::new();
        place.git(&["init", "-q", "-b", "main"]);
        place.commit("first");
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{from}");
        self.write(name, text.replace(from, to));
    }

    /// A program in this folder, with nothing of the person's own settings.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.0.path());
        for name in ["OPSJD_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR_FORCE", "GIT_DIR"] {
            command.env_remove(name);
        }
        // No configuration but the repository's own, and commits that are the same everywhere.
        command.env("GIT_CONFIG_GLOBAL", self.path("none")).env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", self.0.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ann").env(format!("GIT_{who}_EMAIL"), "ann@example.com");
            command.env(format!("GIT_{who}_DATE"), "2026-01-02T03:04:05Z");
        }
        command
    }

    pub fn program(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program, arguments).output().unwrap()
    }

    /// The same with `input` on its standard input.
    pub fn fed(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let mut command = self.command(env!("CARGO_BIN_EXE_opsjd"), arguments);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        told(&child.wait_with_output().unwrap())
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = self.program("git", arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// Exit code, standard output, standard error.
    pub fn opsjd(&self, arguments: &[&str]) -> (i32, String, String) {
        told(&self.program(env!("CARGO_BIN_EXE_opsjd"), arguments))
    }

    /// The same from a folder below.
    pub fn opsjd_in(&self, folder: &str, arguments: &[&str]) -> (i32, String, String) {
        let mut command = self.command(env!("CARGO_BIN_EXE_opsjd"), arguments);
        told(&command.current_dir(self.path(folder)).output().unwrap())
    }
}

/// Exit code, standard output, standard error.
fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// A place with one of nearly every change.
pub fn changed_place() -> Place {
    let place = Place::repository();
    place.edit(
        "roles/engineer.yaml",
        "Builds simple APIs, zh-CN: 构建简单接口",
        "Builds reliable APIs, zh-CN: 构建可靠接口",
    );
    place.edit("roles/engineer.yaml", "requires: [git]\n    prefers: [sql]", "requires: [git, sql]");
    place.edit("roles/engineer.yaml", "      tests: { en: Writes tests, zh-CN: 编写测试 }\n", "");
    place.edit(
        "roles/engineer.yaml",
        "      watch:",
        "      tests: { en: Writes tests, zh-CN: 编写测试 }\n      mend: { en: Mends | what <broke> }\n      watch:",
    );
    place.edit("roles/_base.yaml", "Makes commits", "Makes small commits");
    place
}
