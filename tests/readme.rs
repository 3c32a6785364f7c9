//! The README's commands run, in its order, in a folder with the files that it shows.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

/// The fenced blocks of a Markdown text: language and content.
fn blocks(markdown: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in markdown.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.trim().to_owned(), String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, text)), _) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The file that a block shows, named in the comment on its first line.
fn shown_file(language: &str, text: &str) -> Option<String> {
    let first = text.lines().next()?;
    let name = match language {
        "yaml" | "csv" => first.strip_prefix("# ")?,
        "jinja" => first.strip_prefix("{# ")?.strip_suffix(" #}")?,
        _ => return None,
    };
    (!name.contains(' ') && name.contains('.')).then(|| name.to_owned())
}

fn run_commands_of(readme: &str) -> usize {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_opsjd"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let mut count = 0;
    for (language, block) in blocks(&text) {
        if let Some(name) = shown_file(&language, &block) {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            // A table has no comments: its name is shown above it and is no row.
            let content = if language == "csv" { block.split_once('\n').unwrap().1 } else { &block };
            std::fs::write(file, content).unwrap();
        }
        if language != "sh" {
            continue;
        }
        // What builds the project or needs a repository of the reader's own is run by no test.
        for line in block.lines().filter(|line| line.starts_with("opsjd ")) {
            let (command, expected) = match line.split_once("  # exit code ") {
                Some((command, code)) => (command, code.trim().parse().unwrap()),
                None => (line, 0),
            };
            let output = Command::new("sh")
                .args(["-c", command])
                .current_dir(folder.path())
                .env("PATH", &path)
                .env_remove("OPSJD_LANG")
                .env_remove("LC_ALL")
                .env_remove("LANG")
                .env_remove("GITHUB_ACTIONS")
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(expected), "{readme}: {line}\n{said}");
            count += 1;
        }
    }
    count
}

#[test]
#[cfg(unix)]
fn the_commands_of_the_english_readme_run() {
    assert!(run_commands_of("README.md") >= 25);
}

#[test]
#[cfg(unix)]
fn the_commands_of_the_chinese_readme_run() {
    assert!(run_commands_of("README.zh-CN.md") >= 25);
}

#[test]
fn both_readmes_show_the_same_commands_in_number() {
    let commands = |readme: &str| {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
        blocks(&text)
            .iter()
            .filter(|(language, _)| language == "sh")
            .map(|(_, block)| block.lines().count())
            .sum::<usize>()
    };
    assert_eq!(commands("README.md"), commands("README.zh-CN.md"));
}

#[test]
fn the_excerpt_in_the_readme_is_what_comes_out() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let shown = blocks(&text).into_iter().find(|(language, _)| language == "markdown").unwrap().1;
    let output = Command::new(env!("CARGO_BIN_EXE_opsjd"))
        .args(["generate", "user-ops", "--sections", "retention,data", "--lang", "en"])
        .current_dir(tempfile::tempdir().unwrap().path())
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with(&shown));
}
