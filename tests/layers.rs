//! Holds the layers of `src/lib.rs`: a module uses only lower ones, and no file grows past what can be read at once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A layer a line, from the top down; the modules of one line never use each other. A new module is one more name here.
const LAYERS: &[&[&str]] = &[
    &["cli"],
    &["commands"],
    &["catalog", "output", "terminal", "git", "clock", "watchdog", "file_states", "output_folder"],
    &["report"],
    &["plan"],
    &["check", "compare", "compose", "diff", "import", "reconcile", "render", "search"],
    &["project"],
    &["glossary", "job_description", "labels", "posting", "role"],
    &["merge", "shape", "text", "words"],
    &["yaml"],
    &["alignment", "diagnostic", "characters", "language", "packed"],
    &["source", "sort"],
];

const MAX_LINES: usize = 500;

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

fn every_source() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources were not found");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.strip_prefix(&root).unwrap().to_owned(), text)
    };
    files.into_iter().map(read).collect()
}

/// The module of the crate that a file belongs to: its folder under `src`, or its own name.
fn module_of(file: &Path) -> String {
    file.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The modules that `text` reaches by `crate::name` or `crate::{name, other}`.
fn used_modules(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut modules = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            modules.insert(rest.chars().take_while(|c| is_name(*c)).collect());
            continue;
        };
        let mut depth = 0;
        let mut name = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    modules.insert(std::mem::take(&mut name));
                }
                c if depth == 0 => name.push(c),
                _ => {}
            }
        }
        modules.insert(name);
    }
    let first = |path: &String| path.trim().split(|c| !is_name(c)).next().unwrap_or_default().to_owned();
    modules.iter().map(first).filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_module_uses_only_the_layers_below_its_own() {
    let mut faults = Vec::new();
    for (file, text) in every_source() {
        let module = module_of(&file);
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let Some(own) = layer_of(&module) else {
            faults.push(format!("src/{}: `{module}` has no line in LAYERS", file.display()));
            continue;
        };
        // What a module's tests use is no part of the program.
        if file.ends_with("tests.rs") {
            continue;
        }
        for used in used_modules(&text) {
            match layer_of(&used) {
                None => faults.push(format!("src/{}: uses `{used}`, which has no line in LAYERS", file.display())),
                Some(layer) if used != module && layer <= own => {
                    faults.push(format!("src/{}: `{module}` may not use `{used}`", file.display()));
                }
                Some(_) => {}
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_modules_that_a_text_uses_are_found_in_every_way_of_writing_them() {
    let text = "use crate::yaml::{Map, Node};\nuse crate::{role, render::Format};\n// crate::comment\nlet x = crate::merge::apply();";
    let found = used_modules(text);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["merge", "render", "role", "yaml"]);
}

#[test]
fn only_the_edges_touch_files_the_environment_the_clock_and_processes() {
    let edges = layer_of("catalog");
    let effects = ["std::fs::", "std::env::", "std::process::Command", "SystemTime", "Instant::now", "std::io::std"];
    let mut faults = Vec::new();
    for (file, text) in every_source() {
        let module = module_of(&file);
        if layer_of(&module).is_none() || layer_of(&module) == edges {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for effect in effects.iter().filter(|effect| code.contains(**effect)) {
            faults.push(format!("src/{}: `{effect}` belongs into an edge", file.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for_and_stays_short() {
    let mut faults = Vec::new();
    for (file, text) in every_source() {
        if !text.starts_with("//! ") {
            faults.push(format!("src/{}: the first line is no `//! …`", file.display()));
        }
        if text.lines().count() > MAX_LINES {
            faults.push(format!("src/{}: more than {MAX_LINES} lines", file.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
