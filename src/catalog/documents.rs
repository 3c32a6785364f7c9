//! Finished documents: which there are below a folder, and their bytes.

use std::path::{Component, Path, PathBuf};

use super::{CatalogError, MAX_REFERENCE_BYTES, read_bytes, shown};
use crate::diagnostic::reason;

/// Reads a finished document, of at most [`MAX_REFERENCE_BYTES`].
///
/// # Errors
/// Where it cannot be read or is too large.
pub fn read_document(path: &Path) -> Result<(String, Vec<u8>), CatalogError> {
    Ok((shown(path), read_bytes(path, MAX_REFERENCE_BYTES)?))
}

/// The files below `folder` with one of these endings, sorted; hidden ones and what links lead to are left out.
///
/// # Errors
/// Where a folder cannot be read.
pub fn files_with(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, CatalogError> {
    let unreadable = |error: std::io::Error| CatalogError::Unreadable { path: shown(folder), why: reason(&error) };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let path = entry.path();
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            files.extend(files_with(&path, extensions)?);
        } else if kind.is_file() && extension.is_some_and(|extension| extensions.contains(&extension.as_str())) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A path as it is seen from the folder that `file` is in, where both are seen from the working folder.
pub fn seen_from(file: &Path, path: &Path) -> String {
    let parts = |path: &Path| -> Option<Vec<String>> {
        let mut parts = Vec::new();
        for part in std::path::absolute(path).ok()?.components() {
            match part {
                Component::ParentDir => drop(parts.pop()),
                part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
            }
        }
        Some(parts)
    };
    let (Some(mut folder), Some(path)) = (parts(file), parts(path)) else { return shown(path) };
    folder.pop();
    let common = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let mut from_folder = vec![".."; folder.len() - common];
    from_folder.extend(path[common..].iter().map(String::as_str));
    from_folder.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_another_folder() {
        for (file, path, seen) in [
            ("known.json", "roles/a.yaml", "roles/a.yaml"),
            ("k/known.json", "k/a.md", "a.md"),
            ("./k/../k/known.json", "b/a.md", "../b/a.md"),
            ("/x/known.json", "/x/y/a.md", "y/a.md"),
        ] {
            assert_eq!(seen_from(Path::new(file), Path::new(path)), seen);
        }
    }
}
