//! The two sides of a comparison: what was meant, and its roles or documents from disk or from git.

mod files;
mod range;
mod roles;

use std::collections::BTreeSet;
use std::path::Path;

use super::Session;
use crate::catalog::{self, Catalog};
use crate::diagnostic::Diagnostic;
use crate::diff::{Compared, Outline};
use crate::git::Repository;
use crate::role::MergedRole;
use files::{document_in_git, files, folders, merged};
pub use range::Range;
use range::in_git;
pub(super) use roles::{Reader, compare};

/// What the user asked to compare.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// What was typed, at most two.
    pub targets: &'a [String],
    /// The roles to look at; all where it is empty.
    pub only: BTreeSet<String>,
    /// The index instead of the files on disk.
    pub staged: bool,
    /// Files as they are.
    pub raw: bool,
    /// The level to compare at.
    pub level: Option<&'a str>,
}

/// One side of a role or document.
#[derive(Debug)]
pub enum Loaded {
    /// A role.
    Role(Outline, MergedRole),
    /// A role file as it is.
    File(Outline),
    /// A finished document.
    Document(Outline),
    /// A finished Word file, with its bytes.
    Word(Outline, Vec<u8>),
}

impl Loaded {
    /// What it says.
    pub fn outline(&self) -> &Outline {
        match self {
            Loaded::Role(outline, _) | Loaded::File(outline) | Loaded::Document(outline) | Loaded::Word(outline, _) => {
                outline
            }
        }
    }
}

/// A role or document on both sides.
#[derive(Debug)]
pub struct Pair {
    /// What it is called.
    pub id: String,
    /// What it was called, where that is another name.
    pub old_id: Option<String>,
    /// The old side.
    pub old: Option<Loaded>,
    /// The new side.
    pub new: Option<Loaded>,
    /// Whether a side that is missing is there but cannot be read.
    pub broken: bool,
}

impl Pair {
    /// What changed.
    pub fn compared(&self) -> Compared {
        let outline = |side: &Option<Loaded>| side.as_ref().map(Loaded::outline).cloned();
        let (old, new) = (outline(&self.old), outline(&self.new));
        let mut compared = Compared::new(&self.id, old.as_ref(), new.as_ref(), self.broken);
        compared.old_id.clone_from(&self.old_id);
        compared
    }
}

/// Both sides.
#[derive(Debug)]
pub struct Sides {
    /// What the old side is called.
    pub old: String,
    /// What the new side is called.
    pub new: String,
    /// What may differ.
    pub pairs: Vec<Pair>,
    /// Whether these are finished documents.
    pub documents: bool,
    /// The states of the repository that the sides are, where they are.
    pub range: Option<Range>,
}

/// Finds out what is meant and reads it. `None` where `faults` says why not.
pub fn gather(wanted: &Wanted<'_>, session: &Session, catalog: Catalog, faults: &mut Vec<Diagnostic>) -> Option<Sides> {
    let sides = find(wanted, session, catalog, faults);
    // A base that is broken is broken for every role that extends it, and is told once.
    let mut told = BTreeSet::new();
    faults.retain(|fault| told.insert((fault.message.clone(), fault.span.as_ref().map(ToString::to_string))));
    sides
}

fn find(wanted: &Wanted<'_>, session: &Session, catalog: Catalog, faults: &mut Vec<Diagnostic>) -> Option<Sides> {
    match wanted.targets {
        [one, other] if Path::new(one).is_dir() && Path::new(other).is_dir() => {
            folders(one, other, wanted, &catalog, faults)
        }
        [revision, path] if !Path::new(revision).exists() && Path::new(path).exists() && is_ref(revision) => {
            in_path(&wanted.targets[..1], path, wanted, &catalog, faults)
        }
        [one, other] if is_file(one) || is_file(other) => files(one, other, wanted, session, &catalog, faults),
        [one, other] if !wanted.staged && is_role(one, &catalog) && is_role(other, &catalog) => {
            let mut catalog = catalog;
            let old = merged(&mut catalog, one, wanted, faults);
            let new = merged(&mut catalog, other, wanted, faults);
            let broken = old.is_none() || new.is_none();
            let id = if one == other { one.clone() } else { format!("{one} → {other}") };
            let pair = Pair { id, old_id: None, old, new, broken };
            sides(one, other, vec![pair], false)
        }
        [one, other] if Path::new(one).is_dir() != Path::new(other).is_dir() && !is_ref(one) && !is_ref(other) => {
            let missing = if Path::new(one).is_dir() { other } else { one };
            let fault = Diagnostic::error("no-folder", format!("`{missing}` is neither a folder nor a revision"));
            faults.push(fault.help("name two folders, or put the roles to look at after `--`"));
            None
        }
        [one, other] if is_role(one, &catalog) != is_role(other, &catalog) && !is_ref(one) && !is_ref(other) => {
            let missing = if is_role(one, &catalog) { other } else { one };
            let known = catalog.role_ids();
            let fault = Diagnostic::error("unknown-role", format!("`{missing}` is neither a role nor a revision"));
            faults.push(fault.nearest(missing, known.iter().map(String::as_str)));
            None
        }
        [path] if is_file(path) || Path::new(path).is_dir() && !is_ref(path) => {
            in_path(&[], path, wanted, &catalog, faults)
        }
        _ => in_git(wanted, &roles_folder(session), &catalog, faults),
    }
}

/// A role file, a finished document or a folder of roles at a revision and now.
fn in_path(
    targets: &[String],
    path: &str,
    wanted: &Wanted<'_>,
    catalog: &Catalog,
    faults: &mut Vec<Diagnostic>,
) -> Option<Sides> {
    let file = Path::new(path);
    let mut only = wanted.only.clone();
    if file.is_dir() {
        return in_git(&Wanted { targets, only, ..*wanted }, file, catalog, faults);
    }
    if !is_yaml(path) {
        return document_in_git(targets, path, wanted, faults);
    }
    only.insert(file.file_stem()?.to_string_lossy().into_owned());
    in_git(&Wanted { targets, only, ..*wanted }, file.parent()?, catalog, faults)
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// The folder of the project's roles, seen from the working folder.
pub fn roles_folder(session: &Session) -> std::path::PathBuf {
    session.roles.clone().unwrap_or_else(|| catalog::project_folder().join("roles"))
}

fn sides(old: &str, new: &str, mut pairs: Vec<Pair>, documents: bool) -> Option<Sides> {
    for pair in &mut pairs {
        pair.old_id = pair.old_id.take().filter(|old| *old != pair.id);
    }
    // What can be read on neither side has been reported, and there is nothing to show.
    pairs.retain(|pair| pair.old.is_some() || pair.new.is_some());
    (!pairs.is_empty() || !documents).then(|| Sides {
        old: old.to_owned(),
        new: new.to_owned(),
        pairs,
        documents,
        range: None,
    })
}

fn is_file(name: &str) -> bool {
    let path = Path::new(name);
    let known = ["yaml", "yml", "md", "markdown", "html", "htm", "docx", "json", "txt", "xml"];
    let by_name = path.extension().is_some_and(|extension| known.iter().any(|known| extension == *known));
    path.is_file() || (by_name && !name.contains(".."))
}

/// Whether the name means a revision, where there is a repository at all.
fn is_ref(name: &str) -> bool {
    name.contains("..") || Repository::open().is_ok_and(|repository| repository.commit(name).is_ok())
}

fn is_role(name: &str, catalog: &Catalog) -> bool {
    catalog.role_ids().iter().any(|id| id == name)
}
