//! Embeds `roles/`, `templates/` and the YAML files of `src/check/` into the binary, so that adding a role, a template or a rule
//! is adding a file. Their YAML is parsed here, once and for all, and what the parser said is embedded beside the text.

extern crate granit_parser;

#[allow(dead_code, reason = "only the program plays what is recorded here")]
#[path = "src/yaml/recording.rs"]
mod recording;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where a role's levels begin, which is its last key.
const LEVELS: &str = "\nlevels:\n";

fn main() -> io::Result<()> {
    let library = [("ROLES", "roles", ""), ("TEMPLATES", "templates", "labels/")];
    embed("library.rs", &library)?;
    embed("check.rs", &[("FILES", "src/check", "")])
}

/// Writes a file of code with a constant for each folder: the files below it. Those are recorded whose name has the prefix.
fn embed(code_name: &str, folders: &[(&str, &str, &str)]) -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let mut code = String::new();
    for (constant, folder, recorded) in folders {
        println!("cargo::rerun-if-changed={folder}");
        let mut names = Vec::new();
        collect(&root.join(folder), "", &mut names)?;
        names.sort();
        let _ = writeln!(code, "/// The files under `{folder}/` by name, sorted.");
        let _ = writeln!(code, "pub const {constant}: &[crate::source::Embedded] = &[");
        for name in names.iter().filter(|name| !name.ends_with(".rs")) {
            let path = root.join(folder).join(name);
            let (mut recording, mut before_levels) = (Vec::new(), 0);
            if name.ends_with(".yaml") && name.starts_with(recorded) {
                let text = fs::read_to_string(&path)?;
                let record = |text| recording::record(text).map_err(|why| io::Error::other(format!("{name}: {why}")));
                recording = record(&text)?;
                let without = record(text.split(LEVELS).next().unwrap_or_default())?;
                before_levels = recording.iter().zip(&without).take_while(|(one, other)| one == other).count();
            }
            let events = out.join(format!("{constant}-{}.events", name.replace('/', "-")));
            fs::write(&events, recording)?;
            let (path, events) = (path.display().to_string(), events.display().to_string());
            let _ = writeln!(code, "    crate::source::Embedded {{ name: {name:?}, text: include_str!({path:?}),");
            let _ = writeln!(code, "        recording: include_bytes!({events:?}), before_levels: {before_levels} }},");
        }
        code.push_str("];\n");
    }
    fs::write(out.join(code_name), code)
}

/// Names of the files below `folder`, with `/` between their parts on every system.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}
