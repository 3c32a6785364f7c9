//! Embeds `roles/*.yaml`, `templates/**` and `src/check/rules/*.yaml` into the binary, so that adding a role, a template or
//! a rule is adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded.rs"), embed(&root, &[("ROLES", "roles"), ("TEMPLATES", "templates")])?)?;
    fs::write(out.join("check_rules.rs"), embed(&root, &[("RULES", "src/check/rules")])?)
}

/// A constant for each folder with the names and texts of the files below it.
fn embed(root: &Path, folders: &[(&str, &str)]) -> io::Result<String> {
    let mut code = String::new();
    for (constant, folder) in folders {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&root.join(folder), "", &mut files)?;
        files.sort();
        let _ = writeln!(code, "/// The files under `{folder}/` by name, sorted.");
        let _ = writeln!(code, "pub const {constant}: &[(&str, &str)] = &[");
        for name in files {
            let path = root.join(folder).join(&name);
            let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string());
        }
        code.push_str("];\n");
    }
    Ok(code)
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
