//! Roles laid over others, with their levels.

use super::*;

const BELOW: &str = "
title: Keeper
summary: Keeps users
default-sections: [keep, count]
skills: { sql: { name: SQL }, talk: { name: Talking } }
metrics: { churn: { name: Churn } }
requires: [sql, talk]
sections:
  keep:
    title: Keep
    duties: { ask: Ask, answer: Answer }
    prefers: [sql]
    metrics: [churn]
  count:
    title: Count
    duties: { add: Add, sum: Sum }
levels:
  senior:
    requires: [talk, sql]
    sections:
      keep: { duties: { ask: Ask more, mentor: Mentor }, metrics: [churn] }
      count: { duties: { add: null } }
";

/// A role of these files, each laid over the ones before.
fn role(files: &[&str]) -> (MergedRole, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let mut below = Vec::new();
    for (index, text) in files.iter().enumerate() {
        let extends = if index == 0 { "" } else { "extends: below\n" };
        let source = Source::new(format!("{index}.yaml"), format!("{extends}{text}"));
        let file = parse("role", &source, &mut faults).unwrap_or_else(|| panic!("{faults:?}"));
        below = vec![MergedRole::new("role", below, file, &mut faults)];
    }
    (below.remove(0), faults)
}

/// The definition at `level` of [`BELOW`] with `upper` over it, which has no fault.
#[track_caller]
fn over(upper: &str, level: Option<&str>) -> RoleDefinition {
    let (role, mut faults) = role(&[BELOW, upper]);
    let role = role.definition(level, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    role.unwrap()
}

fn duties<'a>(role: &'a RoleDefinition, section: &str) -> Vec<&'a str> {
    role.sections[section].duties.keys().map(String::as_str).collect()
}

fn named(references: &[Reference]) -> Vec<&str> {
    references.iter().map(|reference| reference.name.as_str()).collect()
}

#[test]
fn a_removed_duty_stays_removed_at_every_level() {
    let upper = "sections: { keep: { duties: { ask: null } } }";
    assert_eq!(duties(&over(upper, None), "keep"), ["answer"]);
    assert_eq!(duties(&over(upper, Some("senior")), "keep"), ["answer", "mentor"]);
}

#[test]
fn what_a_level_below_would_remove_may_be_removed_by_the_file_already() {
    let upper = "sections: { count: { duties: { add: null } } }";
    assert_eq!(duties(&over(upper, Some("senior")), "count"), ["sum"]);
}

#[test]
fn a_removed_section_leaves_the_levels_and_the_default_sections() {
    let upper = "sections: { keep: null }";
    for level in [None, Some("senior")] {
        let role = over(upper, level);
        assert_eq!(role.sections.keys().collect::<Vec<_>>(), ["count"]);
        assert_eq!(named(&role.default_sections), ["count"]);
    }
}

#[test]
fn a_removed_skill_or_metric_is_named_by_no_list_below() {
    for level in [None, Some("senior")] {
        let role = over("skills: { sql: null }\nmetrics: { churn: null }", level);
        assert_eq!(named(&role.requires), ["talk"]);
        assert!(role.sections["keep"].prefers.is_empty() && role.sections["keep"].metrics.is_empty());
        let role = over("skills: null", level);
        assert!(role.requires.is_empty() && role.skills.is_empty());
    }
}

#[test]
fn the_file_that_removes_a_skill_cannot_name_it() {
    let (role, mut faults) = role(&[BELOW, "skills: { sql: null }\nrequires: [sql]"]);
    assert!(role.definition(None, &mut faults).is_none());
    assert_eq!((faults[0].code, faults.len()), ("dangling-id", 1));
    assert_eq!(faults[0].span.as_ref().unwrap().source().name(), "1.yaml");
}

#[test]
fn a_level_of_the_file_itself_sets_again_what_the_file_removes() {
    let upper = "sections: { keep: { duties: { ask: null } } }\n\
                 levels: { senior: { sections: { keep: { duties: { ask: Ask anew } } } } }";
    assert_eq!(duties(&over(upper, None), "keep"), ["answer"]);
    let senior = over(upper, Some("senior"));
    assert_eq!(senior.sections["keep"].duties["ask"].first().unwrap().text, "Ask anew");
}

#[test]
fn a_level_that_removes_a_section_or_skill_leaves_no_list_that_names_it() {
    let upper = "levels: { senior: { sections: { keep: null }, skills: { sql: null } } }";
    let role = over(upper, Some("senior"));
    assert_eq!((named(&role.default_sections), named(&role.requires)), (vec!["count"], vec!["talk"]));
    assert_eq!(named(&over(upper, None).requires), ["sql", "talk"]);
}

#[test]
fn a_level_removes_what_only_the_same_level_below_brings() {
    let upper = "levels: { senior: { sections: { keep: { duties: { mentor: null } } } } }";
    assert_eq!(duties(&over(upper, Some("senior")), "keep"), ["ask", "answer"]);
    // Over what the role itself has, the level still removes.
    let upper = "levels: { senior: { sections: { keep: { duties: { ask: null } } } } }";
    assert_eq!(duties(&over(upper, Some("senior")), "keep"), ["answer", "mentor"]);
}

#[test]
fn levels_are_removed_one_by_one_or_all_at_once_and_only_where_there_are_any() {
    for upper in ["levels: { senior: null }", "levels: null"] {
        let (merged, faults) = role(&[BELOW, upper]);
        assert!(faults.is_empty() && merged.levels().is_empty(), "{faults:?}");
        let (_, faults) = role(&[BELOW, upper, upper]);
        assert_eq!((faults[0].code, faults.len()), ("removes-nothing", 1), "{upper}");
    }
}

#[test]
fn a_base_is_no_role() {
    for text in ["skills: { own: { name: Own } }", BELOW] {
        let mut faults = Vec::new();
        let file = parse("_own", &Source::new("_own.yaml", text.to_owned()), &mut faults).unwrap();
        let base = MergedRole::new("_own", Vec::new(), file, &mut faults);
        assert!(base.definition(None, &mut faults).is_none());
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].message, "`_own` is a base and can only be extended");
    }
}
