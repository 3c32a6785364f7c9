//! The library in the binary: the roles and templates that the build script embeds.

use std::sync::Arc;

use crate::packed::Role;
use crate::source::{Embedded, Source};

/// The files under `roles/` and `templates/`, which the build script puts into the binary.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

/// The names of the files of the shipped roles and bases, sorted.
pub(super) fn shipped_names() -> impl Iterator<Item = &'static str> {
    embedded::ROLES.iter().map(|role| role.base.name)
}

/// The shipped roles and bases, by file name, sorted.
pub fn shipped_roles() -> impl Iterator<Item = &'static Embedded> {
    embedded::ROLES.iter().map(Role::whole)
}

/// The shipped templates and labels, by file name, sorted.
pub fn shipped_templates() -> &'static [Embedded] {
    &embedded::TEMPLATES
}

/// A shipped role or base by id.
pub fn shipped_role(id: &str) -> Option<Arc<Source>> {
    shipped_part(id, true)
}

/// A shipped role, with its levels or without.
pub(super) fn shipped_part(id: &str, levels: bool) -> Option<Arc<Source>> {
    let name = format!("{id}.yaml");
    let at = embedded::ROLES.binary_search_by_key(&name.as_str(), |own| own.base.name).ok()?;
    let role = &embedded::ROLES[at];
    let file = if levels { role.whole() } else { &role.base };
    Some(file.source(format!("opsjd:roles/{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::role::{self, MergedRole};
    use crate::yaml::{self, Node, Value};

    /// The values of a tree with their places.
    fn places(node: &Node, found: &mut Vec<String>) {
        found.push(format!("{} {:?} {:?}", node.kind(), node.span.range(), node.as_text()));
        match &node.value {
            Value::List(list) => list.iter().for_each(|item| places(item, found)),
            Value::Map(map) => {
                for (name, entry) in map.iter() {
                    found.push(format!("{name} {:?}", entry.key.range()));
                    places(&entry.node, found);
                }
            }
            Value::Null | Value::Text(_) => {}
        }
    }

    fn tree(source: &Arc<Source>) -> Vec<String> {
        let (mut faults, mut found) = (Vec::new(), Vec::new());
        places(&yaml::parse(source, &mut faults).unwrap(), &mut found);
        assert!(faults.is_empty(), "{faults:?}");
        found
    }

    #[test]
    fn a_role_is_whole_again_when_it_is_unpacked() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("roles");
        for file in shipped_roles() {
            assert_eq!(file.text, std::fs::read_to_string(folder.join(file.name)).unwrap(), "{}", file.name);
        }
    }

    #[test]
    fn what_was_recorded_of_a_file_is_what_the_parser_says_of_it() {
        let labels = shipped_templates().iter().filter(|file| file.name.starts_with("labels/"));
        for file in shipped_roles().chain(labels) {
            assert!(!file.recording.is_empty(), "{}", file.name);
            assert_eq!(tree(&file.source(file.name)), tree(&Source::new(file.name, file.text)), "{}", file.name);
        }
    }

    #[test]
    fn a_shipped_file_keeps_the_format_so_that_no_run_checks_it_and_its_levels_come_last() {
        for role in &embedded::ROLES {
            let file = role.whole();
            let name = file.name;
            let mut faults = Vec::new();
            role::parse(name.trim_end_matches(".yaml"), &Source::new(name, file.text), &mut faults);
            assert!(faults.is_empty(), "{name}: {faults:?}");
            let keys = |source: &Arc<Source>| -> Vec<String> {
                let node = yaml::parse(source, &mut Vec::new()).unwrap();
                node.as_map().unwrap().keys().map(str::to_owned).collect()
            };
            let (all, without) = (keys(&file.source(name)), keys(&role.base.source(name)));
            let expected: Vec<String> = all.iter().filter(|key| *key != "levels").cloned().collect();
            assert_eq!(without, expected, "{name}");
            assert!(all.iter().position(|key| key == "levels").is_none_or(|at| at == all.len() - 1), "{name}");
        }
    }

    #[test]
    fn every_shipped_role_at_every_level_is_whole_so_that_no_run_checks_it() {
        let text =
            |file: &Embedded| (file.name.trim_end_matches(".yaml").to_owned(), Source::new(file.name, file.text));
        // The same files as a user's own, which are checked.
        let checked = Catalog::of_texts(shipped_roles().map(text).collect(), Default::default());
        for id in checked.role_ids() {
            let mut faults = Vec::new();
            let role = checked.role_of_id(&id, &mut faults).unwrap();
            let levels = role.levels().into_iter().map(Some);
            for level in levels.chain([None]) {
                assert!(role.definition(level, &mut faults).is_some(), "{id}: {faults:?}");
            }
            assert!(faults.is_empty(), "{id}: {faults:?}");
        }
        assert_eq!(checked.role_ids().len(), 6);
    }

    /// What a person can remove from a role, as the keys that lead to it.
    fn removable(role: &Node) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for kind in ["skills", "metrics", "qualifications", "relations", "sections"] {
            for id in role.get(kind).and_then(Node::as_map).into_iter().flat_map(yaml::Map::keys) {
                paths.push(vec![kind.to_owned(), id.to_owned()]);
                let duties = role.get(kind).and_then(|kind| kind.get(id)).and_then(|section| section.get("duties"));
                // A section without duties is a fault, which is said where its last one is removed.
                for duty in
                    duties.and_then(Node::as_map).filter(|map| map.len() > 1).into_iter().flat_map(yaml::Map::keys)
                {
                    paths.push(["sections", id, "duties", duty].map(str::to_owned).to_vec());
                }
            }
        }
        paths
    }

    #[test]
    fn whatever_a_local_file_removes_from_a_shipped_role_stays_removed_at_every_level() {
        let shipped = Catalog::of_texts(Default::default(), Default::default());
        for id in shipped.role_ids() {
            let whole = shipped.role_of_id(&id, &mut Vec::new()).unwrap();
            let paths = removable(whole.node());
            assert!(paths.len() > 50, "{id}");
            for path in paths {
                let (opened, closed) = (path.join(": {"), "}".repeat(path.len() - 1));
                let text = format!("extends: {id}\n{opened}: null{closed}\n");
                let mut faults = Vec::new();
                let file = role::parse(&id, &Source::new(format!("{id}.yaml"), text.clone()), &mut faults).unwrap();
                let role = MergedRole::new(&id, vec![whole.clone()], file, &mut faults);
                for level in whole.levels().into_iter().map(Some).chain([None]) {
                    let node = role.at_level(level, &mut faults).unwrap();
                    let kept = path.iter().try_fold(&node, |node, key| node.get(key));
                    assert!(kept.is_none(), "{text} comes back at {level:?}");
                    role.definition(level, &mut faults);
                    assert!(faults.is_empty(), "{text} {level:?}: {faults:?}");
                }
            }
        }
    }
}
