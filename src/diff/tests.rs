//! Comparisons of roles, sentence by sentence.

use proptest::prelude::*;

use super::*;
use crate::source::Source;

fn outline(text: &str) -> Outline {
    let mut faults = Vec::new();
    let node = crate::yaml::parse(&Source::new("t.yaml", text.to_owned()), &mut faults).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    of_role(&node, Scope::Reader)
}

/// A change in short: its kinds, its item, its key.
fn brief(diff: &RoleDiff) -> Vec<String> {
    let groups = diff.groups.iter().map(|change| format!("{:?} section {}", change.kinds, change.id().unwrap().key));
    let items = diff.changes.iter().map(|change| {
        let spot = change.spot().unwrap();
        format!("{:?} {:?} {}", change.kinds, spot.kind, spot.key.clone().unwrap_or_default())
    });
    groups.chain(items).collect()
}

fn between(old: &str, new: &str) -> Vec<String> {
    brief(&diff(&outline(old), &outline(new)))
}

const ROLE: &str = "\
title: { en: Engineer, zh-CN: 工程师 }
summary: Works
skills: { sql: { name: SQL }, unused: { name: U } }
sections:
  build:
    title: Build
    duties: { apis: { en: Builds simple APIs, zh-CN: 构建简单接口 }, tests: Writes tests for features }
    requires: [sql]
  run:
    title: Run
    duties: { watch: Watches what runs, mend: Mends what broke }
levels:
  senior: { sections: { run: { duties: { mentor: Mentors others } } } }
";

fn changed_role(from: &str, to: &str) -> Vec<String> {
    assert!(ROLE.contains(from), "{from}");
    between(ROLE, &ROLE.replace(from, to))
}

#[test]
fn each_kind_of_change_is_told_by_its_name() {
    for (from, to, wanted) in [
        ("Writes tests for features", "Writes unit tests for features", "{Reworded} Duty tests"),
        ("requires: [sql]", "prefers: [sql]", "{Preferred} Preferred sql"),
        ("tests: Writes tests for features", "testing: Writes tests for features", "{Renamed} Duty testing"),
        (
            "tests: Writes tests for features",
            "testing: Writes many tests for features",
            "{Reworded, Renamed} Duty testing",
        ),
        ("zh-CN: 构建简单接口", "zh-CN: 构建简单接口, zh-TW: 構建", "{LanguageAdded} Duty apis"),
        (
            "watch: Watches what runs, mend: Mends what broke",
            "mend: Mends what broke, watch: Watches what runs",
            "{Moved} Duty mend",
        ),
        ("Builds simple APIs", "Builds “simple”  APIs", "{Reworded} Duty apis"),
        (", tests: Writes tests for features", "", "{Removed} Duty tests"),
        ("mend: Mends", "new: Something else, mend: Mends", "{Added} Duty new"),
    ] {
        let found = changed_role(from, to);
        assert_eq!(found, [wanted], "{from} -> {to}");
    }
}

#[test]
fn a_duty_that_goes_to_another_section_or_level_moved() {
    let moved = ROLE
        .replace(", tests: Writes tests for features", "")
        .replace("mend:", "tests: Writes tests for features, mend:");
    assert_eq!(between(ROLE, &moved), ["{Moved} Duty tests"]);
    let level = ROLE
        .replace(", mend: Mends what broke", "")
        .replace("mentor: Mentors others", "mentor: Mentors others, mend: Mends what broke");
    assert_eq!(between(ROLE, &level), ["{Level} Duty mend"]);
}

#[test]
fn a_skill_that_nothing_names_is_not_seen_and_a_level_change_is() {
    assert_eq!(changed_role("name: U", "name: V"), Vec::<String>::new());
    assert_eq!(changed_role("Mentors others", "Mentors two others"), ["{Reworded} Duty mentor"]);
}

#[test]
fn a_change_of_form_only_is_silent_and_still_held() {
    let difference = diff(&outline(ROLE), &outline(&ROLE.replace("Builds simple APIs", "Builds **simple** APIs")));
    assert!(difference.is_silent() && !difference.is_empty());
}

#[test]
fn a_language_that_did_not_follow_is_behind() {
    let difference = diff(&outline(ROLE), &outline(&ROLE.replace("Builds simple", "Builds reliable")));
    assert_eq!(difference.changes[0].behind, ["zh-CN"]);
    let both = ROLE.replace("Builds simple", "Builds reliable").replace("简单", "可靠");
    assert!(diff(&outline(ROLE), &outline(&both)).changes[0].behind.is_empty());
}

#[test]
fn a_section_that_moved_or_got_another_key_is_one_change() {
    let other_key = ROLE.replace("  build:", "  make:");
    assert_eq!(between(ROLE, &other_key), ["{Renamed} section make"]);
    let (head, rest) = ROLE.split_once("  build:").unwrap();
    let (build, rest) = rest.split_once("  run:").unwrap();
    let (run, levels) = rest.split_once("levels:").unwrap();
    let swapped = format!("{head}  run:{run}  build:{build}levels:{levels}");
    assert_eq!(between(ROLE, &swapped).len(), 1);
}

#[test]
fn default_sections_that_are_not_named_are_all_sections() {
    let between = |old: &str, new: &str| {
        let (old, new) = (outline(old), outline(new));
        brief(&Compared::new("engineer", Some(&old), Some(&new), false).diff)
    };
    let with =
        |names: &str| ROLE.replace("sections:\n  build", &format!("default-sections: {names}\nsections:\n  build"));
    assert_eq!(between(ROLE, &with("[run]")), ["{Removed} DefaultSection build"]);
    assert_eq!(between(&with("[run]"), ROLE), ["{Added} DefaultSection build"]);
    assert_eq!(between(ROLE, &with("[build, run]")), Vec::<String>::new());
    let third = "  third: { title: Third, duties: { some: Does something else } }\nlevels:";
    let more = with("[run]").replace("levels:", third);
    assert!(between(ROLE, &more).contains(&"{Removed} DefaultSection build".to_owned()));
    assert!(!between(ROLE, &more).iter().any(|change| change.contains("Added} DefaultSection")));
    // A level has the default sections of its role until it names its own.
    let senior = |text: &str| text.replace("senior: { sections", "senior: { default-sections: [build], sections");
    assert_eq!(between(ROLE, &senior(ROLE)), ["{Removed} DefaultSection run"]);
    assert_eq!(
        between(&with("[run]"), &senior(&with("[run]"))),
        ["{Added} DefaultSection build", "{Removed} DefaultSection run"]
    );
}

#[test]
fn ten_thousand_changes_come_back() {
    let many = |word: &str| {
        let duties: String = (0..10_000).map(|n| format!("      d-{n}: {word} {n}\n")).collect();
        format!("title: T\nsummary: S\nsections:\n  all:\n    title: A\n    duties:\n{duties}")
    };
    let (old, new) = (outline(&many("old")), outline(&many("new")));
    let difference = diff(&old, &new);
    assert_eq!(difference.changes.len(), 10_000);
    assert_eq!(difference.apply(&old), new.groups);
}

fn words() -> impl Strategy<Value = Wordings> {
    prop::collection::btree_map(
        "(en|zh)",
        "(a|b|用|户| |\\*|the words that one says|what others say to them){0,4}",
        1..3,
    )
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        ("[abcd]", words()).prop_map(|(key, text)| Item { kind: ItemKind::Duty, key: Some(key), text }),
        words().prop_map(|text| Item { kind: ItemKind::Line, key: None, text }),
        ("[abc]", any::<bool>()).prop_map(|(key, must)| Item {
            kind: if must { ItemKind::Required } else { ItemKind::Preferred },
            key: Some(key),
            text: Wordings::new(),
        }),
    ]
}

fn outlines() -> impl Strategy<Value = Outline> {
    let id = (prop::option::of("[s]"), "[pqrs]");
    let group = (id, prop::collection::vec(item(), 1..6));
    prop::collection::vec(group, 0..5).prop_map(|groups| {
        let mut outline = Outline::default();
        for ((level, key), mut items) in groups {
            let id = GroupId { level, kind: GroupKind::Section, key };
            items.sort_by_key(|item| item.kind);
            if outline.groups.iter().all(|group| group.id != id) {
                outline.groups.push(Group { id, items });
            }
        }
        outline
    })
}

proptest! {
    #[test]
    fn a_thing_and_itself_do_not_differ(one in outlines()) {
        prop_assert!(diff(&one, &one).is_empty());
    }

    #[test]
    fn the_old_with_the_difference_applied_is_the_new(old in outlines(), new in outlines()) {
        prop_assert_eq!(diff(&old, &new).apply(&old), new.groups);
    }

    #[test]
    fn a_section_taken_to_another_place_is_one_move(mut old in outlines(), from in 0usize..5, to in 0usize..5) {
        prop_assume!(old.groups.len() > 2);
        let mut new = old.clone();
        let group = new.groups.remove(from % old.groups.len());
        new.groups.insert(to % old.groups.len(), group);
        old.languages.clear();
        let difference = diff(&old, &new);
        prop_assert!(difference.changes.is_empty());
        prop_assert_eq!(difference.groups.len(), usize::from(old.groups != new.groups));
    }

    #[test]
    fn markup_around_a_text_is_silent(old in outlines()) {
        let mut new = old.clone();
        for text in new.groups.iter_mut().flat_map(|group| &mut group.items).flat_map(|item| item.text.values_mut()) {
            if text.chars().all(|c| c.is_alphanumeric()) && !text.is_empty() {
                *text = format!("**{text}**");
            }
        }
        prop_assert!(diff(&old, &new).is_silent());
    }
}
