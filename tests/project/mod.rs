//! A project in a temporary folder, and the binary run in it under a watchdog.
#![allow(dead_code, reason = "each test file uses what it needs")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What the binary is allowed before it counts as hanging. Machines differ; what hangs takes for ever.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a run may take at its peak, in kilobytes.
const MAX_KILOBYTES: u64 = 500_000;

/// A role small enough to read, complete enough to generate.
pub const ROLE: &str = "\
title: { zh-CN: 用户运营, zh-TW: 使用者營運, en: User operations }
summary: { zh-CN: 让用户留下来, zh-TW: 讓使用者留下來, en: Keeps users }
skills:
  sql: { name: SQL }
metrics:
  churn: { name: { zh-CN: 流失率, zh-TW: 流失率, en: Churn } }
sections:
  retention:
    title: { zh-CN: 用户留存, zh-TW: 使用者留存, en: Retention }
    duties:
      find-causes: { zh-CN: 找到流失的原因, zh-TW: 找到流失的原因, en: Find out why users leave }
    requires: [sql]
    metrics: [churn]
";

pub struct Project {
    folder: tempfile::TempDir,
}

#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
    /// The peak of resident memory, in kilobytes, as far as it was seen.
    pub peak: u64,
}

impl Run {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("the product is UTF-8")
    }

    #[track_caller]
    pub fn done(self) -> Run {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn failed(self) -> Run {
        assert_eq!(self.code, Some(2), "{}\n{}", self.stderr, String::from_utf8_lossy(&self.stdout));
        assert!(self.stdout.is_empty(), "a run that fails prints no product");
        self
    }

    /// Exit code and messages, as a snapshot holds them.
    pub fn report(&self) -> String {
        format!("exit code {}\n{}", self.code.unwrap_or(-1), self.stderr)
    }
}

impl Project {
    /// A project with a `roles` folder and these files.
    pub fn with(files: &[(&str, &str)]) -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(project.path("roles")).unwrap();
        for (name, text) in files {
            project.write(name, text.as_bytes());
        }
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The files below the project, sorted, as relative paths.
    pub fn files(&self) -> Vec<String> {
        fn walk(folder: &Path, root: &Path, files: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    walk(&entry.path(), root, files);
                } else {
                    files.push(entry.path().strip_prefix(root).unwrap().display().to_string());
                }
            }
            files.sort();
        }
        let mut files = Vec::new();
        walk(self.root(), self.root(), &mut files);
        files
    }

    /// The binary in the project's folder, in an environment that says nothing about language or colour.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opsjd"));
        command.args(arguments).current_dir(self.root()).env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the words of `line`.
    #[track_caller]
    pub fn run(&self, line: &str) -> Run {
        self.run_with(&line.split_whitespace().collect::<Vec<_>>())
    }

    #[track_caller]
    pub fn run_with(&self, arguments: &[&str]) -> Run {
        watch(self.command(arguments))
    }

    #[track_caller]
    pub fn run_in(&self, environment: &[(&str, &str)], line: &str) -> Run {
        let mut command = self.command(&line.split_whitespace().collect::<Vec<_>>());
        command.envs(environment.iter().copied());
        watch(command)
    }
}

/// Runs `command` to its end; a run that hangs, is killed by a signal, panics or takes too much memory fails the test.
#[track_caller]
pub fn watch(mut command: Command) -> Run {
    let mut child = command.spawn().unwrap();
    let stdout = drain(child.stdout.take().unwrap());
    let stderr = drain(child.stderr.take().unwrap());
    let start = Instant::now();
    let mut peak = 0;
    let code = loop {
        peak = peak.max(memory_peak(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if start.elapsed() > PATIENCE || peak > MAX_KILOBYTES {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{command:?} was stopped after {:?} with {peak} kB", start.elapsed());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let run = Run {
        code,
        stdout: stdout.join().unwrap(),
        stderr: String::from_utf8(stderr.join().unwrap()).expect("messages are UTF-8"),
        peak,
    };
    assert!(run.code.is_some(), "{command:?} ended by a signal: {}", run.stderr);
    assert!(run.code != Some(101) && !run.stderr.contains("panicked"), "{command:?} panicked: {}", run.stderr);
    run
}

fn drain(mut stream: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// `VmHWM` of the child, where the system tells.
fn memory_peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// A Word file's part as text.
pub fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// A file of `size` bytes that takes no room on the disk.
pub fn sparse(path: &Path, size: u64) {
    let mut file = std::fs::File::create(path).unwrap();
    file.write_all(b"title: x\n").unwrap();
    file.set_len(size).unwrap();
}
