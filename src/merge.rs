//! The one merge rule, for `extends`, levels, local roles and jobs: JSON Merge Patch (RFC 7386).
//!
//! Maps merge by key, anything else replaces, `null` removes. Stricter than the RFC in one point: removing what is not
//! there is an error, because in a role file it is always a misspelt key.

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::{Map, Node, Value};

/// Why a patch does not fit what it is laid over.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// `null` for a key that the base does not have.
    #[error("`{0}: null` removes what is not there")]
    RemovesNothing(String),
}

impl MergeError {
    /// The fault at `key`, with the nearest of the keys that are there.
    pub fn at(&self, key: &Span, valid: Option<&Map>) -> Diagnostic {
        let MergeError::RemovesNothing(name) = self;
        let diagnostic = Diagnostic::error("removes-nothing", self.to_string()).at(key);
        match valid {
            Some(map) if !map.is_empty() => diagnostic.nearest(name, map.keys()),
            _ => diagnostic.help("the base has nothing here: remove the line"),
        }
    }
}

/// `patch` laid over `base`. A merged map has the place of the patch, each value the place that it came from.
pub fn apply(base: Node, patch: Node, faults: &mut Vec<Diagnostic>) -> Node {
    let Value::Map(patch_map) = patch.value else { return patch };
    let mut merged = match base.value {
        Value::Map(map) => map,
        _ => Map::new(),
    };
    let mut removed = HashSet::new();
    for (name, entry) in patch_map {
        if matches!(entry.node.value, Value::Null) {
            if merged.contains_key(&name) {
                removed.insert(name);
            } else {
                faults.push(MergeError::RemovesNothing(name.into_owned()).at(&entry.key, Some(&merged)));
            }
            continue;
        }
        match merged.get_mut(&name) {
            Some(existing) => {
                let empty = Node { span: existing.node.span.clone(), value: Value::Null };
                let base = std::mem::replace(&mut existing.node, empty);
                existing.node = apply(base, entry.node, faults);
                existing.key = entry.key;
            }
            // Over nothing, a patch is as it stands, unless it would remove something.
            None if !removes(&entry.node) => merged.insert(name, entry),
            None => {
                let empty = Node { span: entry.node.span.clone(), value: Value::Null };
                let node = apply(empty, entry.node, faults);
                merged.insert(name, crate::yaml::Entry { key: entry.key, node });
            }
        }
    }
    if !removed.is_empty() {
        merged.remove_all(&removed);
    }
    Node { span: patch.span, value: Value::Map(merged) }
}

/// Whether there is a `null` in a map, however deep.
fn removes(patch: &Node) -> bool {
    match &patch.value {
        Value::Map(map) => map.iter().any(|(_, entry)| matches!(entry.node.value, Value::Null) || removes(&entry.node)),
        _ => false,
    }
}

/// Two patches in one: laid over anything, the result does what `first` and then `then` would do. `null` stays, because it
/// still has to remove. (As in the RFC, a key that `first` removes or makes a text and `then` fills with a map is the one
/// thing that cannot be said in one patch; the map is then merged into what was there.)
pub fn combine(first: Node, then: Node) -> Node {
    match (first.value, then.value) {
        (Value::Map(mut merged), Value::Map(patch)) => {
            for (name, entry) in patch {
                match merged.get_mut(&name) {
                    Some(existing) => {
                        let empty = Node { span: existing.node.span.clone(), value: Value::Null };
                        existing.node = combine(std::mem::replace(&mut existing.node, empty), entry.node);
                        existing.key = entry.key;
                    }
                    None => {
                        merged.insert(name, entry);
                    }
                }
            }
            Node { span: then.span, value: Value::Map(merged) }
        }
        (_, value) => Node { span: then.span, value },
    }
}

/// Whether two values are the same, in the same order.
pub fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((key, one), (other_key, other))| key == other_key && same(&one.node, &other.node))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::source::Source;

    fn node(value: &Json) -> Node {
        let source = Source::new("t.yaml", serde_json::to_string(value).unwrap());
        crate::yaml::parse(&source, &mut Vec::new()).unwrap()
    }

    fn merged(base: &Json, patch: &Json) -> (Json, usize) {
        let mut faults = Vec::new();
        let merged = apply(node(base), node(patch), &mut faults);
        (serde_json::to_value(&merged).unwrap(), faults.len())
    }

    /// The algorithm of RFC 7386, section 2, written down once more from its text, over plain JSON.
    fn rfc_7386(target: &Json, patch: &Json) -> Json {
        let Json::Object(patch) = patch else { return patch.clone() };
        let mut result = target.as_object().cloned().unwrap_or_default();
        for (key, value) in patch {
            if value.is_null() {
                result.shift_remove(key);
            } else {
                let merged = rfc_7386(result.get(key).unwrap_or(&Json::Null), value);
                result.insert(key.clone(), merged);
            }
        }
        Json::Object(result)
    }

    fn tree(with_null: bool) -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            "[a-z]{1,3}".prop_map(|text| json!(format!("t{text}"))),
            prop::collection::vec("[a-z]{1,2}", 0..3).prop_map(|list| json!(list)),
            Just(if with_null { Json::Null } else { json!("tx") }),
        ];
        let maps = leaf.prop_recursive(3, 24, 4, |inner| {
            prop::collection::btree_map("[abc]", inner, 0..4).prop_map(|map| json!(map))
        });
        prop::collection::btree_map("[abc]", maps, 0..4).prop_map(|map| json!(map))
    }

    proptest! {
        #[test]
        fn an_empty_patch_changes_nothing(base in tree(false)) {
            prop_assert_eq!(merged(&base, &json!({})), (base, 0));
        }

        #[test]
        fn a_whole_laid_over_nothing_is_itself(patch in tree(false)) {
            prop_assert_eq!(merged(&json!({}), &patch).0, patch);
        }

        #[test]
        fn the_result_is_that_of_the_rfc(base in tree(false), patch in tree(true)) {
            prop_assert_eq!(merged(&base, &patch).0, rfc_7386(&base, &patch));
        }

        #[test]
        fn merging_the_same_patch_twice_is_merging_it_once(base in tree(false), patch in tree(false)) {
            let once = merged(&base, &patch).0;
            prop_assert_eq!(merged(&once, &patch).0, once);
        }

        #[test]
        fn patches_of_texts_at_fixed_places_may_be_grouped_either_way(
            a in texts(), b in texts(), c in texts(),
        ) {
            // RFC 7386 is associative wherever no patch removes and no place changes from map to text.
            let left = merged(&merged(&a, &b).0, &c).0;
            let right = merged(&a, &merged(&b, &c).0).0;
            prop_assert_eq!(left, right);
        }

        #[test]
        fn two_patches_combined_do_what_they_do_one_after_the_other(a in texts(), b in texts(), c in removals()) {
            let combined = serde_json::to_value(combine(node(&b), node(&c))).unwrap();
            prop_assert_eq!(merged(&merged(&a, &b).0, &c).0, merged(&a, &combined).0);
        }
    }

    fn removals() -> impl Strategy<Value = Json> {
        let value = prop_oneof!["[a-z]{1,3}".prop_map(|text| json!(text)), Just(Json::Null)];
        let leaves = prop::collection::btree_map("[xyz]", value, 0..3);
        prop::collection::btree_map("[abc]", leaves, 0..4).prop_map(|map| json!(map))
    }

    fn texts() -> impl Strategy<Value = Json> {
        let leaves = prop::collection::btree_map("[xyz]", "[a-z]{1,3}", 0..3);
        prop::collection::btree_map("[abc]", leaves, 0..4).prop_map(|map| json!(map))
    }

    #[test]
    fn the_last_patch_wins_and_a_list_replaces_a_list() {
        assert_eq!(
            merged(&json!({"a": {"x": "1", "y": "2"}}), &json!({"a": {"x": "3"}})).0,
            json!({"a": {"x": "3", "y": "2"}})
        );
        assert_eq!(merged(&json!({"a": ["1", "2"]}), &json!({"a": ["3"]})).0, json!({"a": ["3"]}));
    }

    #[test]
    fn null_removes_and_removing_nothing_is_a_fault() {
        assert_eq!(merged(&json!({"a": "1", "b": "2"}), &json!({"a": null})), (json!({"b": "2"}), 0));
        assert_eq!(merged(&json!({"b": "2"}), &json!({"a": null})), (json!({"b": "2"}), 1));
        assert_eq!(merged(&json!({}), &json!({"new": {"a": null}})), (json!({"new": {}}), 1));
    }

    #[test]
    fn each_value_keeps_the_place_that_it_came_from() {
        let base = Arc::clone(&Source::new("base.yaml", "a: {x: 1, y: 2}\n"));
        let patch = Source::new("patch.yaml", "a: {y: 3}\n");
        let read = |source| crate::yaml::parse(source, &mut Vec::new()).unwrap();
        let merged = apply(read(&base), read(&patch), &mut Vec::new());
        let a = merged.get("a").unwrap();
        assert_eq!(a.get("x").unwrap().span.source().name(), "base.yaml");
        assert_eq!(a.get("y").unwrap().span.source().name(), "patch.yaml");
    }
}
