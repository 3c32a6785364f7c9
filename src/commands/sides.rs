//! The two sides of a comparison: what was meant, and its roles or documents from disk or from git.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::Session;
use super::revisions::{self, Snapshot};
use crate::catalog::{self, Catalog};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{self, Compared, Outline, Scope, document};
use crate::git::{Repository, Side};
use crate::render;
use crate::role::{self, MergedRole};

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
        [one, other] if is_file(one) || is_file(other) => files(one, other, wanted, session, faults),
        [one, other] if !wanted.staged && is_role(one, &catalog) && is_role(other, &catalog) => {
            let mut catalog = catalog;
            let old = merged(&mut catalog, one, wanted, faults);
            let new = merged(&mut catalog, other, wanted, faults);
            let broken = old.is_none() || new.is_none();
            let id = if one == other { one.clone() } else { format!("{one} → {other}") };
            let pair = Pair { id, old_id: None, old, new, broken };
            sides(one, other, vec![pair], false)
        }
        [file] if is_file(file) => {
            let id = Path::new(file).file_stem()?.to_string_lossy().into_owned();
            let folder = Path::new(file).parent()?;
            let mut only = wanted.only.clone();
            only.insert(id);
            in_git(&Wanted { targets: &[], only, ..*wanted }, folder, &catalog, faults)
        }
        _ => in_git(wanted, &roles_folder(session), &catalog, faults),
    }
}

/// The folder of the project's roles, seen from the working folder.
pub fn roles_folder(session: &Session) -> std::path::PathBuf {
    session.roles.clone().unwrap_or_else(|| catalog::project_folder().join("roles"))
}

fn sides(old: &str, new: &str, mut pairs: Vec<Pair>, documents: bool) -> Option<Sides> {
    for pair in &mut pairs {
        pair.old_id = pair.old_id.take().filter(|old| *old != pair.id && !documents);
    }
    // What can be read on neither side has been reported, and there is nothing to show.
    pairs.retain(|pair| pair.old.is_some() || pair.new.is_some());
    (!pairs.is_empty() || !documents).then(|| Sides { old: old.to_owned(), new: new.to_owned(), pairs, documents })
}

fn is_file(name: &str) -> bool {
    let path = Path::new(name);
    let known = ["yaml", "yml", "md", "markdown", "html", "htm", "docx", "json", "txt", "xml"];
    let by_name = path.extension().is_some_and(|extension| known.iter().any(|known| extension == *known));
    path.is_file() || (by_name && !name.contains(".."))
}

fn is_role(name: &str, catalog: &Catalog) -> bool {
    catalog.role_ids().iter().any(|id| id == name)
}

fn merged(catalog: &mut Catalog, name: &str, wanted: &Wanted<'_>, faults: &mut Vec<Diagnostic>) -> Option<Loaded> {
    let before = faults.len();
    let merged = catalog.role(name, faults)?;
    if has_errors(&faults[before..]) {
        return None;
    }
    at_level(merged, wanted, faults)
}

/// The role as its readers see it: whole, with its levels, or at the level asked for.
fn at_level(merged: MergedRole, wanted: &Wanted<'_>, faults: &mut Vec<Diagnostic>) -> Option<Loaded> {
    let outline = match wanted.level {
        None => diff::of_role(merged.node(), Scope::Reader),
        level => diff::of_role(&merged.at_level(level, faults)?, Scope::Reader),
    };
    Some(Loaded::Role(outline, merged))
}

fn files(
    one: &str,
    other: &str,
    wanted: &Wanted<'_>,
    session: &Session,
    faults: &mut Vec<Diagnostic>,
) -> Option<Sides> {
    let is_yaml = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
    let documents = !(is_yaml(one) || is_yaml(other));
    let mut read = |name: &str| -> Option<Loaded> {
        let before = faults.len();
        let loaded = if !is_yaml(name) {
            finished(name, faults)
        } else if wanted.raw {
            let source = catalog::read_text(Path::new(name)).map_err(|error| faults.push(error.diagnostic())).ok()?;
            let id = Path::new(name).file_stem()?.to_string_lossy().into_owned();
            role::parse(&id, &source, faults).map(|file| Loaded::File(diff::of_file(&file)))
        } else {
            merged(&mut session.catalog(faults), name, wanted, faults)
        };
        loaded.filter(|_| !has_errors(&faults[before..]))
    };
    let (old, new) = (read(one), read(other));
    let stem = |name: &str| Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let id = if documents { other.to_owned() } else { stem(other)? };
    let broken = old.is_none() || new.is_none();
    // Two files that are named on the command line are two versions of one thing, whatever they are called.
    sides(one, other, vec![Pair { id, old_id: None, old, new, broken }], documents)
        .filter(|sides| !sides.pairs.is_empty())
}

/// A finished document, by the ending of its name.
fn finished(name: &str, faults: &mut Vec<Diagnostic>) -> Option<Loaded> {
    let path = Path::new(name);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    if extension == "docx" {
        let (_, bytes) = catalog::read_document(path).map_err(|error| faults.push(error.diagnostic())).ok()?;
        let paragraphs = render::word_paragraphs(name, &bytes).map_err(|error| faults.push(error.diagnostic())).ok()?;
        return Some(Loaded::Word(document::of_blocks(&document::word_blocks(&paragraphs)), bytes));
    }
    let source = catalog::read_text(path).map_err(|error| faults.push(error.diagnostic())).ok()?;
    let text = source.text();
    let blocks = match extension.as_str() {
        "md" | "markdown" => document::markdown_blocks(text),
        "html" | "htm" => document::html_blocks(text),
        "xml" => {
            let paragraphs = render::word_paragraphs(name, text.as_bytes());
            document::word_blocks(&paragraphs.map_err(|error| faults.push(error.diagnostic())).ok()?)
        }
        "json" => {
            let outline = document::of_json(text);
            if outline.is_none() {
                let message = format!("`{name}` is no job description in JSON");
                faults
                    .push(Diagnostic::error("no-document", message).help("`opsjd generate --format json` writes one"));
            }
            return outline.map(Loaded::Document);
        }
        _ => document::text_blocks(text),
    };
    Some(Loaded::Document(document::of_blocks(&blocks)))
}

fn folders(
    one: &str,
    other: &str,
    wanted: &Wanted<'_>,
    catalog: &Catalog,
    faults: &mut Vec<Diagnostic>,
) -> Option<Sides> {
    let mut read = |folder: &str| {
        let (texts, problems) = catalog::read_roles(Path::new(folder));
        faults.extend(problems);
        texts
    };
    let (old, new) = (read(one), read(other));
    let ids: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    let text = |texts: &catalog::RoleTexts, id: &String| texts.get(id).map(|source| source.text().to_owned());
    let changed: BTreeSet<String> = ids.iter().filter(|id| text(&old, id) != text(&new, id)).cloned().collect();
    let (mut old, mut new) = (Snapshot::of(old), Snapshot::of(new));
    let touched = revisions::with_dependents(&changed, &mut old, &mut new, faults);
    let pairs = touched.into_iter().map(|id| (Some(id.clone()), Some(id))).collect();
    let pairs = compare(pairs, old, new, wanted, catalog, faults);
    sides(one, other, pairs, false)
}

/// Reads the roles `ids` (old and new id) from two snapshots.
pub(super) fn compare(
    ids: Vec<(Option<String>, Option<String>)>,
    mut old: Snapshot,
    mut new: Snapshot,
    wanted: &Wanted<'_>,
    catalog: &Catalog,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Pair> {
    let mut known = Vec::new();
    for (from, to) in ids {
        let Some(id) = to.clone().or_else(|| from.clone()) else { continue };
        let is_wanted = wanted.only.is_empty()
            || wanted.only.contains(&id)
            || from.as_ref().is_some_and(|from| wanted.only.contains(from));
        if is_wanted && (wanted.raw || !role::is_base(&id)) {
            known.push((id, from, to));
        }
    }
    // All texts are read before the first role is merged, since merging looks for what a role extends.
    for (_, from, to) in &known {
        from.iter().for_each(|id| old.load(id, faults));
        to.iter().for_each(|id| new.load(id, faults));
    }
    let (mut old, mut new) = (old.into_reader(catalog), new.into_reader(catalog));
    known
        .into_iter()
        .map(|(id, from, to)| {
            let old_side = from.as_ref().and_then(|id| old.role(id, wanted, faults));
            let new_side = to.as_ref().and_then(|id| new.role(id, wanted, faults));
            let broken = (old_side.is_none() && from.is_some_and(|id| old.has(&id)))
                || (new_side.is_none() && to.is_some_and(|id| new.has(&id)));
            let old_id = old_side.as_ref().and(known_as(&id, &old_side, &new_side));
            Pair {
                id,
                old_id,
                old: old_side.map(|(_, loaded)| loaded),
                new: new_side.map(|(_, loaded)| loaded),
                broken,
            }
        })
        .filter(|pair| pair.old.is_some() || pair.new.is_some())
        .collect()
}

type Named = Option<(String, Loaded)>;

fn known_as(id: &str, old: &Named, new: &Named) -> Option<String> {
    let (old, _) = old.as_ref()?;
    new.as_ref().filter(|_| old != id).map(|_| old.clone())
}

/// The roles of one side, ready to be merged.
pub(super) struct Reader {
    texts: catalog::RoleTexts,
    broken: BTreeSet<String>,
    catalog: Catalog,
}

impl Reader {
    pub(super) fn new(texts: catalog::RoleTexts, broken: BTreeSet<String>, catalog: &Catalog) -> Reader {
        Reader { catalog: Catalog::of_texts(texts.clone(), catalog.project.clone()), texts, broken }
    }

    /// Whether this side has a file for the role.
    fn has(&self, id: &str) -> bool {
        self.texts.contains_key(id) || self.broken.contains(id)
    }

    /// The role, where this side has a file for it that can be read.
    fn role(&mut self, id: &str, wanted: &Wanted<'_>, faults: &mut Vec<Diagnostic>) -> Named {
        let source = Arc::clone(self.texts.get(id)?);
        let before = faults.len();
        let loaded = if wanted.raw {
            role::parse(id, &source, faults).map(|file| Loaded::File(diff::of_file(&file)))
        } else {
            self.catalog.role(id, faults).and_then(|merged| at_level(merged, wanted, faults))
        };
        loaded.filter(|_| !has_errors(&faults[before..])).map(|loaded| (id.to_owned(), loaded))
    }
}

fn in_git(wanted: &Wanted<'_>, folder: &Path, catalog: &Catalog, faults: &mut Vec<Diagnostic>) -> Option<Sides> {
    let mut fault = |error: crate::git::GitError| faults.push(error.diagnostic());
    let repository = Repository::open().map_err(&mut fault).ok()?;
    let present = if wanted.staged { Side::Index } else { Side::WorkingTree };
    let present_name = if wanted.staged { "the index" } else { "the files on disk" };
    let side = |name: &str| repository.commit(if name.is_empty() { "HEAD" } else { name });
    let found = match wanted.targets {
        [] => side("HEAD").map(|old| ("HEAD".to_owned(), old, present_name.to_owned(), present)),
        [range] if range.contains("...") => {
            let (from, to) = range.split_once("...")?;
            side(from).and_then(|from_side| {
                let new = side(to)?;
                Ok((from.to_owned(), repository.merge_base(&from_side, &new)?, to.to_owned(), new))
            })
        }
        [range] if range.contains("..") => {
            let (from, to) = range.split_once("..")?;
            side(from).and_then(|old| Ok((from.to_owned(), old, to.to_owned(), side(to)?)))
        }
        [one] => side(one).map(|old| (one.clone(), old, present_name.to_owned(), present)),
        [one, other, ..] => side(one).and_then(|old| Ok((one.clone(), old, other.clone(), side(other)?))),
    };
    let (old_name, old, new_name, new) = found.map_err(&mut fault).ok()?;
    let named = |name: String| if name.is_empty() { "HEAD".to_owned() } else { name };
    let (old_name, new_name) = (named(old_name), named(new_name));
    let folder = repository.path_of(folder);
    let changed = repository.changed(&old, &new, &folder).map_err(&mut fault).ok()?;
    let mut pairs = revisions::role_pairs(&changed, &folder);
    let repository = std::rc::Rc::new(repository);
    let mut old = Snapshot::at(&repository, old, &old_name, &folder);
    let mut new = Snapshot::at(&repository, new, &new_name, &folder);
    let changed: BTreeSet<String> = pairs.iter().flat_map(|(from, to)| from.iter().chain(to)).cloned().collect();
    if !wanted.raw && !changed.is_empty() {
        let touched = revisions::with_dependents(&changed, &mut old, &mut new, faults);
        pairs.extend(touched.difference(&changed).map(|id| (Some(id.clone()), Some(id.clone()))));
    }
    for id in &wanted.only {
        let is_changed = pairs.iter().any(|(from, to)| from.as_ref() == Some(id) || to.as_ref() == Some(id));
        if !is_changed && !new.has(id, faults) && !old.has(id, faults) {
            let message = format!("neither side has a role `{id}`");
            let known = catalog.role_ids();
            faults.push(Diagnostic::error("unknown-role", message).nearest(id, known.iter().map(String::as_str)));
        }
    }
    if has_errors(faults) && changed.is_empty() {
        return None;
    }
    pairs.sort_by_key(|(from, to)| to.clone().or_else(|| from.clone()));
    let pairs = compare(pairs, old, new, wanted, catalog, faults);
    sides(&old_name, &new_name, pairs, false)
}
