//! Files into the memory, each within the limit of its kind.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::files::{Disk, Files, decoded};
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

/// Reads a text file that a person named, of at most [`MAX_BYTES`]: it may be a pipe, and `-` is standard input. What is met
/// in a folder is not read so, since a pipe would be waited for.
///
/// # Errors
/// As [`read_text`].
pub fn read_typed(path: &Path) -> Result<Arc<Source>, CatalogError> {
    if path == Path::new("-") {
        // As what stands in an option, it is no file for an annotation.
        let name = Path::new("- (standard input)");
        return decoded(shown(name), read_up_to(std::io::stdin().lock(), name, MAX_BYTES, 0)?);
    }
    if !is_pipe(path) {
        return read_text(path);
    }
    decoded(shown(path), read_up_to(File::open(path).map_err(|error| unreadable(path, &error))?, path, MAX_BYTES, 0)?)
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
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
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        let why = if metadata.is_dir() { "it is a folder" } else { "it is not a file" }.to_owned();
        return Err(CatalogError::Unreadable { path: shown(path), why });
    }
    if metadata.len() > limit {
        return Err(CatalogError::TooLarge { path: shown(path), limit });
    }
    read_up_to(File::open(path).map_err(|error| unreadable(path, &error))?, path, limit, metadata.len())
}

/// Reads all of `reader`, which has about `expected` bytes. A file that grows while it is read is stopped at the limit, as is
/// a pipe that never ends.
fn read_up_to(reader: impl Read, path: &Path, limit: u64, expected: u64) -> Result<Vec<u8>, CatalogError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default() + 1);
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(CatalogError::TooLarge { path: shown(path), limit });
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> CatalogError {
    CatalogError::Unreadable { path: shown(path), why: reason(error) }
}

/// A path with `/` on every system and without `./` before it, so that messages are the same everywhere.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}
