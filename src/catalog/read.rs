//! Files into the memory, each within the limit of its kind.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::files::{Disk, Files};
use super::{CatalogError, RoleTexts, report};
use crate::diagnostic::{Diagnostic, reason};
use crate::render::ReferenceDocument;
use crate::source::Source;

/// How large a text file may be. The largest shipped role has 100 KB.
pub const MAX_BYTES: u64 = 4 << 20;
/// How large a job list may be: a hundred thousand rows.
pub const MAX_LIST_BYTES: u64 = 64 << 20;
/// How large a reference document may be.
pub const MAX_REFERENCE_BYTES: u64 = 32 << 20;

/// Reads a text file of at most [`MAX_BYTES`].
///
/// # Errors
/// Where it cannot be read, is too large or is not UTF-8.
pub fn read_text(path: &Path) -> Result<Arc<Source>, CatalogError> {
    <dyn Files>::text(&Disk, path)
}

/// Reads a reference document.
///
/// # Errors
/// Where it cannot be read or is no .docx that can serve as one.
pub fn read_reference(path: &Path) -> Result<ReferenceDocument, Diagnostic> {
    <dyn Files>::reference(&Disk, path).map(|(document, _)| document)
}

/// The role files and bases of `folder` by id, and what keeps some of them from being read.
pub fn read_roles(folder: &Path) -> (RoleTexts, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let mut texts = RoleTexts::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if is_yaml
            && crate::shape::is_kebab_case(id.strip_prefix('_').unwrap_or(&id))
            && let Some(source) = report(read_text(&path), &mut faults)
        {
            texts.insert(id, source);
        }
    }
    (texts, faults)
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// Where it cannot be read or is larger.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, CatalogError> {
    let unreadable = |error: std::io::Error| CatalogError::Unreadable { path: shown(path), why: reason(&error) };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let why = if metadata.is_dir() { "it is a folder" } else { "it is not a file" }.to_owned();
        return Err(CatalogError::Unreadable { path: shown(path), why });
    }
    if metadata.len() > limit {
        return Err(CatalogError::TooLarge { path: shown(path), limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    // A file that grows while it is read is stopped at the limit all the same.
    File::open(path).map_err(unreadable)?.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(CatalogError::TooLarge { path: shown(path), limit });
    }
    Ok(bytes)
}

/// A path with `/` on every system and without `./` before it, so that messages are the same everywhere.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}
