//! Where files are read from: the disk, or what stands in for it, as the files of a revision.

use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

use super::read::{MAX_BYTES, MAX_LIST_BYTES, MAX_REFERENCE_BYTES};
use super::{CatalogError, read_bytes, shown};
use crate::diagnostic::{Diagnostic, reason};
use crate::render::ReferenceDocument;
use crate::source::Source;

/// Files by their paths as seen from the working folder.
pub trait Files: Debug + Send + Sync {
    /// The bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// Where it cannot be read or is larger.
    fn bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, CatalogError>;

    /// Whether there is such a file.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether there is such a folder.
    fn is_folder(&self, path: &Path) -> bool;

    /// What stands right in a folder: names, and whether each is a folder itself.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    fn names(&self, folder: &Path) -> Result<Vec<(String, bool)>, CatalogError>;
}

/// The files on disk.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl Files for Disk {
    fn bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, CatalogError> {
        read_bytes(path, limit)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn names(&self, folder: &Path) -> Result<Vec<(String, bool)>, CatalogError> {
        let unreadable = |error: std::io::Error| CatalogError::Unreadable { path: shown(folder), why: reason(&error) };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let is_folder = entry.file_type().map_err(unreadable)?.is_dir();
            // What a link leads to counts as a file where it is one.
            if is_folder || entry.path().is_file() {
                names.push((entry.file_name().to_string_lossy().into_owned(), is_folder));
            }
        }
        Ok(names)
    }
}

/// The text that `bytes` are.
///
/// # Errors
/// Where they are not UTF-8.
pub(super) fn decoded(name: String, bytes: Vec<u8>) -> Result<Arc<Source>, CatalogError> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(CatalogError::NotUtf8 { path: name, line })
        }
    }
}

impl dyn Files + '_ {
    /// Reads a text file of at most [`MAX_BYTES`].
    ///
    /// # Errors
    /// Where it cannot be read, is too large or is not UTF-8.
    pub fn text(&self, path: &Path) -> Result<Arc<Source>, CatalogError> {
        decoded(shown(path), self.bytes(path, MAX_BYTES)?)
    }

    /// Reads a job list of at most [`MAX_LIST_BYTES`].
    ///
    /// # Errors
    /// Where it cannot be read or is too large.
    pub fn list(&self, path: &Path) -> Result<Vec<u8>, CatalogError> {
        self.bytes(path, MAX_LIST_BYTES)
    }

    /// Reads a reference document, with its bytes.
    ///
    /// # Errors
    /// Where it cannot be read or is no .docx that can serve as one.
    pub fn reference(&self, path: &Path) -> Result<(ReferenceDocument, Vec<u8>), Diagnostic> {
        let bytes = self.bytes(path, MAX_REFERENCE_BYTES).map_err(|error| error.diagnostic())?;
        let document = ReferenceDocument::read(&shown(path), &bytes).map_err(|error| error.diagnostic())?;
        Ok((document, bytes))
    }
}
