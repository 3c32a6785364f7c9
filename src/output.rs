//! Files are written whole or not at all: a temporary file in the same folder, then a rename.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, reason};

/// What keeps a file from being written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The system refused.
    #[error("cannot write `{path}`: {why}")]
    Unwritable {
        /// The file.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// A file is there already and was not to be replaced.
    #[error("`{0}` is there already")]
    Exists(String),
}

impl OutputError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            OutputError::Unwritable { .. } => Diagnostic::error("unwritable-file", self.to_string()),
            OutputError::Exists(_) => Diagnostic::error("file-exists", self.to_string()).help("`--force` replaces it"),
        }
    }
}

/// Writes `bytes` to `path`, making its folders; a file of that name is replaced only by the whole new one.
///
/// # Errors
/// Where a folder cannot be made or the file cannot be written; the old file is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let unwritable = |error: std::io::Error| {
        let why = if error.kind() == std::io::ErrorKind::NotFound {
            "its folder cannot be made".to_owned()
        } else {
            reason(&error)
        };
        OutputError::Unwritable { path: path.display().to_string(), why }
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    if path.is_dir() {
        return Err(OutputError::Unwritable { path: path.display().to_string(), why: "it is a folder".to_owned() });
    }
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    let mut file =
        tempfile::Builder::new().prefix(".opsjd-").suffix(".tmp").tempfile_in(&folder).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    let permissions = std::fs::metadata(path).ok().map(|metadata| metadata.permissions()).or_else(default_permissions);
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(unwritable)?;
    }
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

/// A temporary file is for its owner only; a document is for everybody that the umask lets read.
#[cfg(unix)]
fn default_permissions() -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn default_permissions() -> Option<std::fs::Permissions> {
    None
}

/// Removes a file; one that is not there is no fault.
///
/// # Errors
/// Where the system refuses.
pub fn remove(path: &Path) -> Result<(), OutputError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(OutputError::Unwritable { path: path.display().to_string(), why: reason(&error) })
        }
        _ => Ok(()),
    }
}

/// The command that starts this program, quoted for a shell, for settings of this machine.
///
/// # Errors
/// Where the system does not tell.
pub fn own_program() -> Result<String, OutputError> {
    let path = std::env::current_exe()
        .map_err(|error| OutputError::Unwritable { path: "opsjd".to_owned(), why: reason(&error) })?;
    let path = path.display().to_string().replace('\\', "/");
    Ok(format!("'{}'", path.replace('\'', "'\\''")))
}

/// Writes a new file; one that is there stays, unless `force` says otherwise.
///
/// # Errors
/// As [`write()`], and where the file is there.
pub fn write_new(path: &Path, bytes: &[u8], force: bool) -> Result<(), OutputError> {
    if path.exists() && !force {
        return Err(OutputError::Exists(path.display().to_string()));
    }
    write(path, bytes)
}
