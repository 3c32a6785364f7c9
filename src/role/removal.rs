//! What goes with a value that `null` removes: what levels say of it, and its name in the lists that refer to it.

use crate::yaml::{Map, Node, Value};

/// The lists of ids in a role, a level and a section, with the map that each refers to.
const LISTS: [(&str, &str); 4] =
    [("default-sections", "sections"), ("requires", "skills"), ("prefers", "skills"), ("metrics", "metrics")];

/// Takes out of `level`, a patch of the role below, what `upper` removes from that role.
pub fn from_level(level: &mut Map, upper: &Map) {
    for (name, entry) in upper {
        match &entry.node.value {
            Value::Null => {
                level.remove(name);
            }
            Value::Map(upper) => {
                if let Some(Value::Map(level)) = level.get_mut(name).map(|entry| &mut entry.node.value) {
                    from_level(level, upper);
                }
            }
            Value::Text(_) | Value::List(_) => {}
        }
    }
}

/// Takes the sections, skills and metrics that `upper` removes out of the lists of `role`, which may be a level's patch too.
pub fn from_lists(role: &mut Node, upper: &Node) {
    if !LISTS.iter().any(|(_, kind)| upper.get(kind).is_some_and(removes_any)) {
        return;
    }
    let Value::Map(role) = &mut role.value else { return };
    without_removed(role, upper);
    let Some(Value::Map(sections)) = role.get_mut("sections").map(|entry| &mut entry.node.value) else { return };
    let ids: Vec<String> = sections.keys().map(str::to_owned).collect();
    for id in ids {
        if let Some(Value::Map(section)) = sections.get_mut(&id).map(|entry| &mut entry.node.value) {
            without_removed(section, upper);
        }
    }
}

fn without_removed(holder: &mut Map, upper: &Node) {
    for (list, kind) in LISTS {
        let Some(removed) = upper.get(kind) else { continue };
        if let Some(Value::List(names)) = holder.get_mut(list).map(|entry| &mut entry.node.value) {
            names.retain(|name| name.as_text().is_none_or(|name| !removes(removed, name)));
        }
    }
}

fn removes_any(patch: &Node) -> bool {
    is_null(patch) || patch.as_map().is_some_and(|map| map.iter().any(|(_, entry)| is_null(&entry.node)))
}

fn removes(patch: &Node, name: &str) -> bool {
    is_null(patch) || patch.get(name).is_some_and(is_null)
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Null)
}

/// Takes out of both patches what `above` removes and only `below` brings: `role`, which both are laid over, has nothing there
/// that the two in one could remove.
pub fn between_levels(below: &mut Map, above: &mut Map, role: Option<&Map>) {
    let shared: Vec<String> = above.keys().filter(|name| below.contains_key(name)).map(str::to_owned).collect();
    for name in shared {
        let role = role.and_then(|map| map.get(&name)).map(|entry| &entry.node);
        let (Some(lower), Some(upper)) = (below.get_mut(&name), above.get_mut(&name)) else { continue };
        match (&mut lower.node.value, &mut upper.node.value) {
            (Value::Map(lower), Value::Map(upper)) => between_levels(lower, upper, role.and_then(Node::as_map)),
            (Value::Null, _) => {}
            (_, Value::Null) if role.is_none() => {
                below.remove(&name);
                above.remove(&name);
            }
            _ => {}
        }
    }
}
