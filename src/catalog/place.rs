//! Where a command is run: the project's folder around the working folder, and the language of the environment.

use std::path::{Path, PathBuf};

use super::shipped_templates;
use crate::language::Language;
use crate::project;

/// The nearest folder from the working folder upwards that holds `opsjd.yaml`, `roles/` or `templates/` of ours, as a
/// relative path.
pub fn find_project() -> Option<PathBuf> {
    let mut folder = PathBuf::new();
    let depth = std::env::current_dir().ok()?.components().count();
    for _ in 0..depth {
        if folder.join(project::FILE_NAME).is_file()
            || folder.join("roles").is_dir()
            || are_ours(&folder.join("templates"))
        {
            return Some(folder);
        }
        folder.push("..");
    }
    None
}

/// Whether a folder of templates is ours, for other software has such folders too: it holds a file with the name of a shipped
/// one, or labels of a language.
fn are_ours(templates: &Path) -> bool {
    let has_labels = || {
        let entries = std::fs::read_dir(templates.join("labels")).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .any(|name| name.strip_suffix(".yaml").is_some_and(|tag| Language::parse(tag).is_some()))
    };
    templates.is_dir() && (shipped_templates().iter().any(|file| templates.join(file.name).is_file()) || has_labels())
}

/// The folder that new roles and templates of the project go to: the project's own, or the working folder.
pub fn project_folder() -> PathBuf {
    find_project().unwrap_or_default()
}

/// Whether two paths lead to one file or folder, as `roles` and `./roles` do.
pub fn is_same_place(one: &Path, other: &Path) -> bool {
    // The working folder has an empty path.
    let there = |path: &Path| Path::new(".").join(path).canonicalize();
    one == other || matches!((there(one), there(other)), (Ok(one), Ok(other)) if one == other)
}

/// The variable that names the language where no option does.
pub const LANGUAGE_VARIABLE: &str = "OPSJD_LANG";

/// What the variable says, where it is set.
pub fn language_variable() -> Option<String> {
    std::env::var(LANGUAGE_VARIABLE).ok()
}

/// The language that the user's locale asks for: `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set (POSIX).
pub fn locale_language() -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())?;
    let tag = set.split(['.', '@']).next().unwrap_or_default();
    if matches!(tag, "C" | "POSIX") { None } else { Language::parse(tag) }
}
