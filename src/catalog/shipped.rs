//! The library in the binary: the roles and templates that the build script embeds.

use std::sync::Arc;

use crate::source::Source;

/// The files under `roles/` and `templates/`, which the build script puts into the binary.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The shipped roles and bases, by file name, sorted.
pub fn shipped_roles() -> &'static [(&'static str, &'static str)] {
    embedded::ROLES
}

/// The shipped templates and labels, by file name, sorted.
pub fn shipped_templates() -> &'static [(&'static str, &'static str)] {
    embedded::TEMPLATES
}

/// A shipped role or base by id.
pub fn shipped_role(id: &str) -> Option<Arc<Source>> {
    shipped_part(id, true)
}

/// A shipped role, with its levels or without. They are the last key of a shipped file, which `tests` below holds.
pub(super) fn shipped_part(id: &str, levels: bool) -> Option<Arc<Source>> {
    let name = format!("{id}.yaml");
    let at = embedded::ROLES.binary_search_by_key(&name.as_str(), |(own, _)| own).ok()?;
    let text = embedded::ROLES[at].1;
    let text = if levels { text } else { text.split_once(LEVELS).map_or(text, |(role, _)| role) };
    Some(Source::new(format!("opsjd:roles/{name}"), text))
}

/// How the levels of a shipped role begin.
const LEVELS: &str = "\nlevels:\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role;

    #[test]
    fn a_shipped_file_is_in_the_form_that_skipping_checks_and_levels_relies_on() {
        for (name, text) in shipped_roles() {
            let mut faults = Vec::new();
            let id = name.trim_end_matches(".yaml");
            role::parse(id, &Source::new(*name, *text), &mut faults);
            assert!(faults.is_empty(), "{name}: {faults:?}");
            let node = crate::yaml::parse(&Source::new(*name, *text), &mut faults).unwrap();
            let keys: Vec<&str> = node.as_map().unwrap().keys().collect();
            if let Some(at) = keys.iter().position(|key| *key == "levels") {
                assert_eq!(at, keys.len() - 1, "{name}: `levels` is the last key");
                assert_eq!(text.matches(LEVELS).count(), 1, "{name}");
            }
        }
    }
}
