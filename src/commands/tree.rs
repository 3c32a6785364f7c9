//! The files of a commit or of the index in place of those on disk, so that a whole project can be read as it was.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::catalog::{CatalogError, Files, shown};
use crate::git::{GitError, Repository, Side};

/// The files of one side. No checkout is touched.
#[derive(Debug)]
pub struct Tree {
    repository: Arc<Repository>,
    side: Side,
    name: String,
    paths: BTreeSet<String>,
}

impl Tree {
    /// The files of `side`, which messages call `name`.
    ///
    /// # Errors
    /// As git fails.
    pub fn new(repository: &Arc<Repository>, side: &Side, name: &str) -> Result<Tree, GitError> {
        let paths = repository.paths(side)?;
        Ok(Tree { repository: Arc::clone(repository), side: side.clone(), name: name.to_owned(), paths })
    }

    /// What stands below a folder, with the length of what stands before it.
    fn below(&self, folder: &Path) -> (impl Iterator<Item = &String>, usize) {
        let path = self.repository.path_of(folder);
        let prefix = if path.is_empty() { path } else { format!("{path}/") };
        let length = prefix.len();
        let found = self.paths.range(prefix.clone()..).take_while(move |path| path.starts_with(&prefix));
        (found, length)
    }
}

impl Files for Tree {
    fn bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, CatalogError> {
        let unreadable = |why: String| CatalogError::Unreadable { path: shown(path), why };
        match self.repository.read_up_to(&self.side, &self.repository.path_of(path), limit) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(unreadable(format!("there is no such file at `{}`", self.name))),
            Err(GitError::TooLarge { limit, .. }) => Err(CatalogError::TooLarge { path: shown(path), limit }),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.paths.contains(&self.repository.path_of(path))
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.below(path).0.next().is_some()
    }

    fn names(&self, folder: &Path) -> Result<Vec<(String, bool)>, CatalogError> {
        let (paths, length) = self.below(folder);
        let mut names: Vec<(String, bool)> = Vec::new();
        for path in paths {
            let rest = &path[length..];
            let (name, is_folder) = rest.split_once('/').map_or((rest, false), |(name, _)| (name, true));
            // The paths are sorted, so what stands in one folder stands together.
            if names.last().is_none_or(|(last, _)| last != name) {
                names.push((name.to_owned(), is_folder));
            }
        }
        Ok(names)
    }
}
