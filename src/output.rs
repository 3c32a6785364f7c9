//! Files are written whole or not at all: a temporary file in the same folder, then a rename.

use std::fs::{OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
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

/// How many links lead from one to the next before the system gives up too.
const MAX_LINKS: usize = 40;

/// The file to write the product to; none where it goes to standard output, which `-` and the system's own names mean too.
pub fn file(named: Option<&Path>) -> Option<&Path> {
    let is_standard_output =
        |path: &Path| ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name));
    named.filter(|path| !is_standard_output(path))
}

/// Writes `bytes` to `path`, making its folders; a file of that name is replaced only by the whole new one. A link stays, and
/// the file that it leads to is written. A device, a pipe and what else is no ordinary file is written into.
///
/// # Errors
/// Where a folder cannot be made or the file cannot be written; the old file is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let refused = |why: String| OutputError::Unwritable { path: path.display().to_string(), why };
    let unwritable = |error: std::io::Error| {
        let is_folder_missing = error.kind() == ErrorKind::NotFound;
        refused(if is_folder_missing { "its folder cannot be made".to_owned() } else { reason(&error) })
    };
    let permissions = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(refused("it is a folder".to_owned())),
        Ok(metadata) if !metadata.is_file() || is_open_stream(path) => return pour(path, bytes).map_err(unwritable),
        Ok(metadata) => Some(metadata.permissions()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
        Err(error) => return Err(unwritable(error)),
    };
    if path.display().to_string().ends_with(std::path::is_separator) {
        return Err(refused("it is the name of a folder".to_owned()));
    }
    replace(&followed(path), bytes, permissions).map_err(unwritable)
}

/// Puts the whole of a new file into the place of the old one.
fn replace(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".opsjd-").suffix(".tmp");
    // A temporary file is for its owner only; a document is for everybody that the umask lets read.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Whether `path` names a stream that is open already: a new file in the place of its file would not be what is open.
fn is_open_stream(path: &Path) -> bool {
    ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc"].iter().any(|name| path.starts_with(name))
}

/// Writes into what is there. A reader that has gone away is no error, as for standard output.
fn pour(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).append(is_open_stream(path)).open(path)?;
    match file.write_all(bytes) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Where the links of `path` lead, whether there is a file yet or not.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(target) = std::fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Removes a file; one that is not there is no fault.
///
/// # Errors
/// Where the system refuses.
pub fn remove(path: &Path) -> Result<(), OutputError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
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
    // A link that leads nowhere is there too.
    if path.symlink_metadata().is_ok() && !force {
        return Err(OutputError::Exists(path.display().to_string()));
    }
    write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_output_has_several_names() {
        for name in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
            assert_eq!(file(Some(Path::new(name))), None, "{name}");
        }
        for name in ["./-", "-.md", "/dev/fd/3", "/dev/null"] {
            assert_eq!(file(Some(Path::new(name))), Some(Path::new(name)));
        }
        assert_eq!(file(None), None);
    }
}
