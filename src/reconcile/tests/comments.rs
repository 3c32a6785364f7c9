//! Comments merged: what one side wrote is never lost, and what both wrote otherwise is a conflict.

use proptest::prelude::*;

use super::super::*;
use crate::yaml::Node;

const BASE: &str = "\
# yaml-language-server: $schema=role.json

# the engineer
title: { zh-CN: 工程师, en: Engineer }
summary: |
  Builds things
  # not a comment
requires:
  - sql
  # both of them
  - git
focus: {
  # in Chinese
  zh-CN: 构建,
  en: Building,
}
sections:
  # what is built
  build: # first
    title: Build

    duties:
      apis: Builds APIs # well
      tests: Writes tests
  run:
    title: Run
    duties:
      watch: Watches
      # of the duties

  # of the sections
# the end
";

fn source(text: &str) -> Arc<Source> {
    Source::new("t.yaml", text.to_owned())
}

fn merged(ours: &str, theirs: &str) -> Reconciled {
    reconcile(&source(BASE), &source(ours), &source(theirs)).unwrap()
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// Changes of comments and layout alone, each at another place.
const COMMENTS: &[(&str, &str)] = &[
    ("$schema=role.json", "$schema=other.json"),
    ("# the engineer", "# the software engineer"),
    ("  - sql\n", "  # the first\n  - sql\n"),
    ("# in Chinese", "# as people say it"),
    ("  # what is built", "  # what we build\n  # and how"),
    ("# first", "# second"),
    ("      apis", "      # opsjd: allow age-limit, statutory maximum age\n      apis"),
    ("# well", "# with care"),
    ("tests: Writes tests", "tests: 'Writes tests' # all of them"),
    ("# of the duties", "# of all duties"),
    ("# of the sections", "# of all sections"),
    ("# the end", "# the very end"),
    ("    title: Run", "\n    title: Run"),
    ("  # what is built\n", ""),
    ("# the end\n", ""),
];

/// Changes of values, in or beside each of those places.
const VALUES: &[(&str, &str)] = &[
    ("工程师", "开发工程师"),
    ("  Builds things\n", "  Builds many things\n"),
    ("title: Build\n", "title: Building\n"),
    ("Builds APIs", "Builds good APIs"),
    ("Writes tests", "Writes many tests"),
    ("Watches", "Sees"),
    ("      watch: Watches\n", "      watch: Watches\n      mend: Mends\n"),
    ("      tests: Writes tests\n", "      new: Is new\n      tests: Writes tests\n"),
];

#[test]
fn a_comment_of_one_side_is_kept_whatever_the_other_changes() {
    for comment in COMMENTS {
        let commented = edited(&[*comment]);
        for value in VALUES {
            let reworded = edited(&[*value]);
            let expected = BASE.replace(value.0, value.1);
            // The replaced text of some comments holds that of some values.
            if !expected.contains(comment.0) {
                continue;
            }
            let expected = Reconciled { text: expected.replace(comment.0, comment.1), conflicts: 0 };
            assert_eq!(merged(&commented, &reworded), expected, "{comment:?} {value:?}");
            assert_eq!(merged(&reworded, &commented), expected, "{value:?} {comment:?}");
        }
        for other in COMMENTS.iter().filter(|other| *other != comment && commented.contains(other.0)) {
            let expected = commented.replace(other.0, other.1);
            let result = merged(&commented, &edited(&[*other]));
            let apart = result.conflicts == 0;
            assert!(!apart || result.text == expected, "{comment:?} {other:?} {}", result.text);
            assert!(apart || result.text.contains(comment.1) && result.text.contains(other.1), "{}", result.text);
        }
    }
}

#[test]
fn a_comment_that_both_sides_wrote_otherwise_is_a_conflict() {
    for (from, one, other, wanted) in [
        (
            "  # what is built\n",
            "  # what we build\n",
            "  # what they build\n",
            "<<<<<<< ours\n  # what we build\n=======\n  # what they build\n>>>>>>> theirs\n",
        ),
        (
            "  build: # first\n",
            "  build: # second\n",
            "  build: # third\n",
            "<<<<<<< ours\n  build: # second\n=======\n  build: # third\n>>>>>>> theirs\n",
        ),
        (
            "Builds APIs # well\n",
            "Builds APIs # fast\n",
            "Builds APIs # with care\n",
            "<<<<<<< ours\n      apis: Builds APIs # fast\n=======\n      apis: Builds APIs # with care\n>>>>>>> theirs\n",
        ),
        ("# the end\n", "# ours\n", "# theirs\n", "<<<<<<< ours\n# ours\n=======\n# theirs\n>>>>>>> theirs\n"),
        ("# the end\n", "", "# theirs\n", "<<<<<<< ours\n=======\n# theirs\n>>>>>>> theirs\n"),
    ] {
        let result = merged(&edited(&[(from, one)]), &edited(&[(from, other)]));
        assert_eq!(result.conflicts, 1, "{}", result.text);
        assert!(result.text.contains(wanted), "{}", result.text);
    }
}

#[test]
fn an_entry_that_one_side_removed_and_the_other_commented_is_a_conflict() {
    let removed = edited(&[("      tests: Writes tests\n", "")]);
    let commented = edited(&[("      tests", "      # opsjd: allow x\n      tests")]);
    let result = merged(&removed, &commented);
    assert_eq!(result.conflicts, 1);
    assert!(result.text.contains("=======\n      # opsjd: allow x\n      tests: Writes tests\n>>>>>>> "));
    // Its own comment goes with it, where nobody changed that.
    let removed = edited(&[("      apis: Builds APIs # well\n", "")]);
    assert_eq!(merged(&removed, &edited(&[("Watches", "Sees")])).text, removed.replace("Watches", "Sees"));
}

#[test]
fn comments_within_a_value_that_both_changed_are_not_lost_without_a_word() {
    for (ours, theirs) in [
        (("  - sql\n", "  # the first\n  - sql\n"), ("  - git\n", "  - git\n  - rust\n")),
        (("  zh-CN: 构建,", "  # 简体\n  zh-CN: 构建,"), ("en: Building", "en: To build")),
    ] {
        for (one, other) in [(ours, theirs), (theirs, ours)] {
            let result = merged(&edited(&[one]), &edited(&[other]));
            assert!(result.text.contains(ours.1) && result.text.contains(theirs.1), "{}", result.text);
        }
    }
}

#[test]
fn a_file_without_an_end_of_its_last_line_keeps_its_comments_apart() {
    let base = "title: T # a\nsummary: S";
    let (ours, theirs) = ("title: T # b\nsummary: S", "title: T # a\nsummary: S # end");
    let result = reconcile(&source(base), &source(ours), &source(theirs)).unwrap();
    assert_eq!(result, Reconciled { text: "title: T # b\nsummary: S # end\n".to_owned(), conflicts: 0 });
    for (ours, theirs) in [(base, ours), (ours, base)] {
        let result = reconcile(&source(base), &source(ours), &source(theirs)).unwrap();
        assert_eq!(result.text, "title: T # b\nsummary: S");
    }
}

/// The base with a comment written at some places: above a line that begins an entry, or behind one.
fn commented(choices: &[u8], name: &str) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut written = Vec::new();
    for (index, (line, choice)) in BASE.lines().zip(choices).enumerate() {
        let begins = line.trim_start().split_once(':').is_some_and(|(key, _)| !key.starts_with('#'));
        let comment = format!("# {name} {index}");
        let indent = &line[..line.len() - line.trim_start().len()];
        match choice {
            1 if begins => text.push_str(&format!("{indent}{comment}\n{line}\n")),
            2 if begins && !line.ends_with('|') && !line.contains('#') => text.push_str(&format!("{line} {comment}\n")),
            // What stands above a comment, or is written in its place.
            3 if line.trim_start().starts_with("# ") && !line.contains("not a comment") => {
                text.push_str(&format!("{indent}{comment}\n"));
            }
            _ => {
                text.push_str(&format!("{line}\n"));
                continue;
            }
        }
        written.push(comment);
    }
    (text, written)
}

fn node(text: &str) -> Node {
    parse(&source(text), &mut Vec::new()).unwrap()
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![3 => Just(0_u8), 2 => 1_u8..4], BASE.lines().count())
}

proptest! {
    #[test]
    fn no_comment_of_either_side_is_ever_lost(ours in choices(), theirs in choices(), value in 0..VALUES.len() + 1) {
        let (own, own_comments) = commented(&ours, "ours");
        let (other, other_comments) = commented(&theirs, "theirs");
        let reword = |text: &str| VALUES.get(value).map_or(text.to_owned(), |(from, to)| text.replace(from, to));
        let reworded = reword(&own);
        for (one, two) in [(&reworded, &other), (&other, &reworded)] {
            let result = merged(one, two);
            for comment in own_comments.iter().chain(&other_comments) {
                prop_assert!(result.text.contains(comment), "{} is not in\n{}", comment, result.text);
            }
            if result.conflicts == 0 {
                prop_assert!(same(&node(&result.text), &node(&reworded)), "{}", result.text);
            }
        }
    }

    #[test]
    fn merged_with_an_unchanged_side_the_other_side_is_as_it_was_to_the_letter(own in choices(), end in any::<bool>()) {
        let (mut own, _) = commented(&own, "ours");
        if end {
            own.truncate(own.trim_end().len());
        }
        prop_assert_eq!(merged(&own, BASE), Reconciled { text: own.clone(), conflicts: 0 });
        prop_assert_eq!(merged(BASE, &own), Reconciled { text: own.clone(), conflicts: 0 });
    }
}
