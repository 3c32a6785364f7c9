//! The role files of one side, read one by one as they are needed, and the roles that a change reaches through `extends`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::sides::Reader;
use crate::catalog::{Catalog, RoleTexts};
use crate::diagnostic::Diagnostic;
use crate::git::{FileChange, Repository, Side};
use crate::role;
use crate::source::Source;

/// The role files of one side.
#[derive(Debug)]
pub struct Snapshot {
    texts: RoleTexts,
    broken: BTreeSet<String>,
    absent: BTreeSet<String>,
    extends: BTreeMap<String, Vec<String>>,
    git: Option<Origin>,
}

/// Where in git files come from.
#[derive(Debug)]
struct Origin {
    repository: Arc<Repository>,
    side: Side,
    name: String,
    folder: String,
}

impl Snapshot {
    /// The files that were read already.
    pub fn of(texts: RoleTexts) -> Snapshot {
        Snapshot { texts, broken: BTreeSet::new(), absent: BTreeSet::new(), extends: BTreeMap::new(), git: None }
    }

    /// The files under `folder` at one side; none is read yet. `name` is what messages call the side.
    pub fn at(repository: &Arc<Repository>, side: Side, name: &str, folder: &str) -> Snapshot {
        let origin =
            Origin { repository: Arc::clone(repository), side, name: name.to_owned(), folder: folder.to_owned() };
        Snapshot { git: Some(origin), ..Snapshot::of(RoleTexts::new()) }
    }

    /// Whether this side has a file for the role or base `id`, which is then read.
    pub fn has(&mut self, id: &str, faults: &mut Vec<Diagnostic>) -> bool {
        self.read(id, faults);
        self.texts.contains_key(id) || self.broken.contains(id)
    }

    /// Reads the role and all that it extends.
    pub fn load(&mut self, id: &str, faults: &mut Vec<Diagnostic>) {
        let mut waiting = vec![id.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if seen.insert(id.clone()) && self.has(&id, faults) {
                waiting.extend(self.bases(&id));
            }
        }
    }

    /// The ids of the files that were read.
    pub fn ids(&self) -> Vec<String> {
        self.texts.keys().cloned().collect()
    }

    fn read(&mut self, id: &str, faults: &mut Vec<Diagnostic>) {
        let known = self.texts.contains_key(id) || self.broken.contains(id) || self.absent.contains(id);
        let Some(origin) = self.git.as_ref().filter(|_| !known) else { return };
        // An id is a plain name: nothing outside of the folder can be reached by it.
        if crate::shape::is_kebab_case(id.strip_prefix('_').unwrap_or(id)) {
            for extension in ["yaml", "yml"] {
                let path = join(&origin.folder, &format!("{id}.{extension}"));
                let shown = match &origin.side {
                    Side::WorkingTree => path.clone(),
                    Side::Index => format!(":{path}"),
                    Side::Commit(_) => format!("{}:{path}", origin.name),
                };
                match origin.repository.read(&origin.side, &path) {
                    Ok(None) => continue,
                    Ok(Some(bytes)) => match String::from_utf8(bytes) {
                        Ok(text) => drop(self.texts.insert(id.to_owned(), Source::new(shown, text))),
                        Err(_) => {
                            faults.push(
                                Diagnostic::error("not-utf8", format!("`{shown}` is not UTF-8 text"))
                                    .help("save the file as UTF-8"),
                            );
                            self.broken.insert(id.to_owned());
                        }
                    },
                    Err(error) => {
                        faults.push(error.diagnostic());
                        self.broken.insert(id.to_owned());
                    }
                }
                return;
            }
        }
        self.absent.insert(id.to_owned());
    }

    /// What the file of `id` extends. Its faults are told when it is merged.
    fn bases(&mut self, id: &str) -> Vec<String> {
        let Some(source) = self.texts.get(id) else { return Vec::new() };
        let parse = || {
            let file = role::parse(id, source, &mut Vec::new());
            file.map(|file| file.extends.into_iter().map(|reference| reference.name).collect()).unwrap_or_default()
        };
        self.extends.entry(id.to_owned()).or_insert_with(parse).clone()
    }

    /// The files that may extend one of `ids`: those that hold it as a word. Only they are parsed.
    fn mentioning(&self, ids: &BTreeSet<String>, faults: &mut Vec<Diagnostic>) -> Vec<String> {
        match &self.git {
            None => {
                let holds = |source: &Arc<Source>| ids.iter().any(|id| source.text().contains(id.as_str()));
                self.texts.iter().filter(|(_, source)| holds(source)).map(|(id, _)| id.clone()).collect()
            }
            Some(origin) => match origin.repository.mentioning(&origin.side, ids, &origin.folder) {
                Ok(paths) => paths.iter().filter_map(|path| role_id(path, &origin.folder)).collect(),
                Err(error) => {
                    faults.push(error.diagnostic());
                    Vec::new()
                }
            },
        }
    }

    /// The texts, for merging.
    pub(super) fn into_reader(self, catalog: &Catalog) -> Reader {
        Reader::new(self.texts, self.broken, catalog)
    }
}

/// The ids in `changed` and of all roles that extend one of them, however far away. `changed` are all the files that are not
/// the same on both sides, so the others say the same on either, and it is enough to look at the new side.
pub fn with_dependents(
    changed: &BTreeSet<String>,
    new: &mut Snapshot,
    faults: &mut Vec<Diagnostic>,
) -> BTreeSet<String> {
    let mut touched = changed.clone();
    let mut fresh = touched.clone();
    while !fresh.is_empty() {
        let mut found = BTreeSet::new();
        for id in new.mentioning(&fresh, faults) {
            if !touched.contains(&id) && new.has(&id, faults) && new.bases(&id).iter().any(|base| fresh.contains(base))
            {
                found.insert(id);
            }
        }
        touched.extend(found.iter().cloned());
        fresh = found;
    }
    touched
}

/// The old and the new id of each role file in `changes`.
pub fn role_pairs(changes: &[FileChange], folder: &str) -> Vec<(Option<String>, Option<String>)> {
    let id = |path: &Option<String>| path.as_ref().and_then(|path| role_id(path, folder));
    let pairs = changes.iter().map(|change| (id(&change.old), id(&change.new)));
    pairs.filter(|(from, to)| from.is_some() || to.is_some()).collect()
}

/// The role that the file at `path` holds, where it lies in `folder` itself.
fn role_id(path: &str, folder: &str) -> Option<String> {
    let name = if folder.is_empty() { path } else { path.strip_prefix(folder)?.strip_prefix('/')? };
    let id = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    crate::shape::is_kebab_case(id.strip_prefix('_').unwrap_or(id)).then(|| id.to_owned())
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
