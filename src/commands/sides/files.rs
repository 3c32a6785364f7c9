//! Sides that are files, folders or finished documents on disk.

use std::collections::BTreeSet;
use std::path::Path;

use super::roles::{at_level, compare};
use super::{Loaded, Pair, Sides, Wanted, sides};
use crate::catalog::{self, Catalog};
use crate::commands::Session;
use crate::commands::revisions::{self, Snapshot};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{self, document};
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
    let (mut old, mut new) = (Snapshot::of(old), Snapshot::of(new));
    let touched = revisions::with_dependents(&changed, &mut old, &mut new, faults);
    let pairs = touched.into_iter().map(|id| (Some(id.clone()), Some(id))).collect();
    let pairs = compare(pairs, old, new, wanted, catalog, faults);
    sides(one, other, pairs, false)
}
