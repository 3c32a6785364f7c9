//! The pairs of a real history of role files, with what people said of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use opsjd::diff::{Kind, Scope, diff, of_role};
use opsjd::source::Source;
use opsjd::yaml::Node;

#[test]
fn real_commits_are_told_as_people_told_them() {
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/history")).unwrap() {
        let path = entry.unwrap().path();
        let source = Source::new("case", fs::read_to_string(&path).unwrap());
        let case = opsjd::yaml::parse(&source, &mut Vec::new()).unwrap();
        let side = |name| of_role(case.get(name).unwrap(), Scope::Reader);
        let (old, new) = (side("old"), side("new"));
        let difference = diff(&old, &new);
        let wanted = |name| -> BTreeSet<String> {
            let list =
                case.get("changes").and_then(|changes| changes.get(name)).and_then(Node::as_list).unwrap_or_default();
            list.iter().filter_map(Node::as_text).map(str::to_owned).collect()
        };
        let found = |kind| -> BTreeSet<String> {
            let duties = difference.changes.iter().filter(|change| change.is(kind));
            let duties = duties.filter_map(change_key);
            duties.collect()
        };
        for (name, kind) in
            [("added", Kind::Added), ("removed", Kind::Removed), ("reworded", Kind::Reworded), ("moved", Kind::Moved)]
        {
            assert_eq!(found(kind), wanted(name), "{name} in {}", path.display());
        }
        let sections = |kind| -> BTreeSet<String> {
            let groups = difference.groups.iter().filter(|change| change.kinds.contains(&kind));
            groups.filter_map(|change| Some(change.id()?.key.clone())).collect()
        };
        assert_eq!(sections(Kind::Added), wanted("sections_added"), "{}", path.display());
        assert_eq!(sections(Kind::Removed), wanted("sections_removed"), "{}", path.display());
        assert_eq!(difference.apply(&old), new.groups, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 8);
}

/// The key of a duty that changed.
fn change_key(change: &opsjd::diff::Change) -> Option<String> {
    let spot = change.spot()?;
    (spot.kind == opsjd::diff::ItemKind::Duty).then(|| spot.key.clone())?
}
