//! Comparing roles, by small roles of its own.

use super::*;
use crate::role;
use crate::source::Source;

/// A role with the sections and levels that `text` gives, in one language.
fn role(id: &str, level: Option<&str>, text: &str) -> RoleDefinition {
    let mut faults = Vec::new();
    let text = format!("title: The {id}\nsummary: What {id} does\n{text}");
    let file = role::parse(id, &Source::new(format!("{id}.yaml"), text), &mut faults).unwrap();
    let role = role::MergedRole::new(id, Vec::new(), file, &mut faults).definition(level, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    role.unwrap()
}

fn english(roles: &[RoleDefinition]) -> Comparison {
    compare(roles, &Language::parse("en").unwrap())
}

const ONE: &str = "
skills: { a: { name: A }, b: { name: B }, c: { name: C } }
metrics: { m: { name: M } }
requires: [a, b]
sections:
  data:   { title: Data, duties: { watch: Watch figures, tell: Tell one }, requires: [c], metrics: [m] }
  events: { title: Events, duties: { run: Run events }, alike: [other:parties] }
";

const OTHER: &str = "
skills: { a: { name: A }, c: { name: C } }
metrics: { m: { name: M }, n: { name: N } }
requires: [a]
prefers: [c]
sections:
  parties: { title: Parties, duties: { run: Run parties }, metrics: [n] }
  data:    { title: Figures, duties: { watch: Watch figures, ask: Ask other }, metrics: [m] }
";

#[test]
fn sections_with_one_key_are_shared_and_linked_ones_are_alike() {
    for roles in
        [[role("one", None, ONE), role("other", None, OTHER)], [role("other", None, OTHER), role("one", None, ONE)]]
    {
        let comparison = english(&roles);
        assert_eq!(comparison.sections.len(), 2);
        let data = &comparison.sections[0];
        assert_eq!((data.ids.as_slice(), data.alike, data.sharing), (&["data".to_owned()][..], false, Sharing::All));
        let events = &comparison.sections[1];
        assert!(events.alike);
        assert_eq!(events.ids.len(), 2);
        assert_eq!(events.cells.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    }
}

#[test]
fn sections_with_different_keys_and_no_link_are_not_alike_however_they_are_called() {
    let plain = OTHER.replace("Parties", "Events");
    let roles = [role("one", None, ONE), role("third", None, &plain)];
    assert_eq!(english(&roles).sections.iter().filter(|row| row.sharing == Sharing::One).count(), 2);
}

#[test]
fn duties_stand_side_by_side_by_key_and_say_whether_they_are_the_same() {
    let comparison = english(&[role("one", None, ONE), role("other", None, OTHER)]);
    let duties = &comparison.sections[0].duties;
    assert_eq!(
        duties.iter().map(|row| (row.id.as_str(), row.same)).collect::<Vec<_>>(),
        [("watch", true), ("tell", false), ("ask", false)]
    );
    assert_eq!(duties[1].cells, [Some("Tell one".to_owned()), None]);
}

#[test]
fn only_a_skill_that_the_whole_role_requires_counts_as_shared_by_roles() {
    let comparison = english(&[role("one", None, ONE), role("other", None, OTHER)]);
    let row = |id: &str| comparison.skills.iter().find(|row| row.id == id).unwrap();
    assert_eq!((row("a").role_wide, row("a").sharing), (true, Sharing::All));
    assert_eq!((row("b").role_wide, row("b").sharing), (true, Sharing::One));
    assert_eq!(row("c").cells, [Some(Need::RequiredInSections), Some(Need::Preferred)]);
    assert!(!row("c").role_wide);
    assert_eq!(comparison.groups[0].skills, ["a"]);
    assert_eq!(comparison.groups[0].section_skills, ["c"]);
    assert_eq!(comparison.groups[0].metrics, ["m"]);
}

#[test]
fn levels_of_one_role_are_compared_under_the_names_that_a_person_types() {
    let text = format!(
        "{ONE}levels:\n  lead: {{ title: Lead, sections: {{ data: {{ duties: {{ tell: null, hire: Hire }} }} }} }}\n"
    );
    let comparison = english(&[role("one", None, &text), role("one", Some("lead"), &text)]);
    assert_eq!(comparison.roles.iter().map(|role| role.key.as_str()).collect::<Vec<_>>(), ["one", "one@lead"]);
    let duties = &comparison.sections[0].duties;
    assert_eq!(duties.iter().filter(|row| row.cells.iter().all(Option::is_some)).count(), 1);
    assert_eq!(duties.len(), 3);
}

#[test]
fn a_text_in_another_language_is_counted() {
    let roles =
        [role("one", None, ONE), role("other", None, &OTHER.replace("title: Parties", "title: { zh-CN: 聚会 }"))];
    assert_eq!(english(&roles).fell_back, 1);
}
