//! The roles of two sides, each read with what it extends and merged.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Loaded, Pair, Wanted};
use crate::catalog::{self, Catalog};
use crate::commands::revisions::Snapshot;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::diff::{self, Scope};
use crate::role::{self, MergedRole};

/// The role as its readers see it: whole, with its levels, or at the level asked for.
pub(super) fn at_level(merged: MergedRole, wanted: &Wanted<'_>, faults: &mut Vec<Diagnostic>) -> Option<Loaded> {
    let outline = match wanted.level {
        None => diff::of_role(merged.node(), Scope::Reader),
        level => diff::of_role(&merged.at_level(level, faults)?, Scope::Reader),
    };
    Some(Loaded::Role(outline, merged))
}

/// Reads the roles `ids` (old and new id) from two snapshots.
pub(in crate::commands) fn compare(
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
pub(in crate::commands) struct Reader {
    texts: catalog::RoleTexts,
    broken: BTreeSet<String>,
    catalog: Catalog,
}

impl Reader {
    pub(in crate::commands) fn new(texts: catalog::RoleTexts, broken: BTreeSet<String>, catalog: &Catalog) -> Reader {
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
            let named = self.catalog.role_of_id(id, &mut Vec::new());
            let named = named.map(|role| diff::of_role(role.node(), Scope::Reader));
            let file = role::parse(id, &source, faults);
            file.map(|file| Loaded::File(diff::of_file(&file).with_names_of(named.as_ref())))
        } else {
            self.catalog.role(id, faults).and_then(|merged| at_level(merged, wanted, faults))
        };
        loaded.filter(|_| !has_errors(&faults[before..])).map(|loaded| (id.to_owned(), loaded))
    }
}
