//! Sides that are files, folders or finished documents on disk.

use std::collections::BTreeSet;
use std::path::Path;

use super::roles::{at_level, compare};
use super::{Loaded, Pair, Range, Sides, Wanted, is_role, is_yaml, sides};
use crate::catalog::{self, Catalog};
use crate::commands::Session;
use crate::commands::revisions::{self, Snapshot};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{self, document};
use crate::git::Side;
use crate::render;
use crate::role;

pub(super) fn merged(
    catalog: &mut Catalog,
    name: &str,
    wanted: &Wanted<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Loaded> {
    let before = faults.len();
    let merged = catalog.role(name, faults)?;
    if has_errors(&faults[before..]) {
        return None;
    }
    at_level(merged, wanted, faults)
}

pub(super) fn files(
    one: &str,
    other: &str,
    wanted: &Wanted<'_>,
    session: &Session,
    catalog: &Catalog,
    faults: &mut Vec<Diagnostic>,
) -> Option<Sides> {
    // A role's id beside a role file is that role.
    let is_id = |name: &str| !Path::new(name).exists() && is_role(name, catalog);
    let is_role = |name: &str| is_yaml(name) || is_id(name);
    let documents = !(is_role(one) || is_role(other));
    let mut read = |name: &str| -> Option<Loaded> {
        let before = faults.len();
        let loaded = if !is_role(name) {
            let bytes = catalog::read_document(Path::new(name)).map_err(|error| faults.push(error.diagnostic()));
            bytes.ok().and_then(|(_, bytes)| finished(name, bytes, faults))
        } else if wanted.raw && !is_id(name) {
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

/// A finished document at a revision and now.
pub(super) fn document_in_git(
    targets: &[String],
    path: &str,
    wanted: &Wanted<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Sides> {
    let range = Range::resolve(targets, wanted.staged).map_err(|error| faults.push(error.diagnostic())).ok()?;
    let repository = &range.repository;
    let from_top = repository.path_of(Path::new(path));
    let mut broken = false;
    let mut read = |side: &Side, name: &str, from_top: &str, shown: &str| -> Option<Loaded> {
        let bytes = repository.read_up_to(side, from_top, catalog::MAX_REFERENCE_BYTES);
        let bytes = bytes.map_err(|error| faults.push(error.diagnostic())).ok()??;
        let shown = if *side == Side::WorkingTree { shown.to_owned() } else { format!("{name}:{shown}") };
        let loaded = finished(&shown, bytes, faults);
        broken |= loaded.is_none();
        loaded
    };
    let mut old_id = None;
    let mut old = read(&range.old, &range.old_name, &from_top, path);
    let new = read(&range.new, &range.new_name, &from_top, path);
    if old.is_none() {
        let changes = repository.changed(&range.old, &range.new, "").unwrap_or_default();
        let renamed = changes.into_iter().find(|change| change.new.as_ref() == Some(&from_top));
        if let Some(name) = renamed.and_then(|change| change.old).filter(|name| *name != from_top) {
            old = read(&range.old, &range.old_name, &name, &name);
            old_id = Some(catalog::seen_from(Path::new("x"), &repository.on_disk(&name)));
        }
    }
    if old.is_none() && new.is_none() {
        let message = format!("neither side has a document `{path}` that can be read");
        faults.push(Diagnostic::error("unreadable-file", message));
    }
    let pair = Pair { id: path.to_owned(), old_id, old, new, broken };
    sides(&range.old_name, &range.new_name, vec![pair], true)
}

/// A finished document, by the ending of its name.
fn finished(name: &str, bytes: Vec<u8>, faults: &mut Vec<Diagnostic>) -> Option<Loaded> {
    let path = Path::new(name);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    if extension == "docx" {
        let paragraphs = render::word_paragraphs(name, &bytes).map_err(|error| faults.push(error.diagnostic())).ok()?;
        return Some(Loaded::Word(document::of_blocks(&document::word_blocks(&paragraphs)), bytes));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        faults
            .push(Diagnostic::error("not-utf8", format!("`{name}` is not UTF-8 text")).help("save the file as UTF-8"));
        return None;
    };
    let text = text.as_str();
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

pub(super) fn folders(
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
    let (old, mut new) = (Snapshot::of(old), Snapshot::of(new));
    let touched = revisions::with_dependents(&changed, &mut new, faults);
    let pairs = touched.into_iter().map(|id| (Some(id.clone()), Some(id))).collect();
    let pairs = compare(pairs, old, new, wanted, catalog, faults);
    sides(one, other, pairs, false)
}
