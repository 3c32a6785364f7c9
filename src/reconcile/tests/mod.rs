//! Merges of a small role, case by case, and of any two sides.

mod comments;

use proptest::prelude::*;

use super::*;

const BASE: &str = "\
# a role
title: { zh-CN: 工程师, en: Engineer }
requires: [sql, git]
sections:
  # what is built
  build:
    title: Build
    duties:
      apis: Builds APIs
      tests: Writes tests
  run:
    title: Run
    duties:
      watch: Watches
";

fn merged(ours: &str, theirs: &str) -> Reconciled {
    let source = |text: &str| Source::new("t.yaml", text.to_owned());
    reconcile(&source(BASE), &source(ours), &source(theirs)).unwrap()
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn changes_of_different_keys_merge_even_on_neighbouring_lines_and_one_line() {
    for (ours, theirs) in [
        (vec![("Builds APIs", "Builds good APIs")], vec![("Writes tests", "Writes many tests")]),
        (vec![("工程师", "开发工程师")], vec![("Engineer", "Developer")]),
        (vec![("[sql, git]", "[sql, git, rust]")], vec![("[sql, git]", "[git]")]),
        (
            vec![("      tests: Writes tests\n", "      tests: Writes tests\n      new: Is new\n")],
            vec![("      tests: Writes tests\n", "")],
        ),
        (vec![("# what is built", "# what we build")], vec![("title: Run", "title: Operate")]),
        (
            vec![("      watch: Watches\n", "      watch: Watches\n      a: A\n")],
            vec![("      watch: Watches\n", "      watch: Watches\n      b: B\n")],
        ),
    ] {
        let result = merged(&edited(&ours), &edited(&theirs));
        assert_eq!(result.conflicts, 0, "{}", result.text);
        let expected: Vec<(&str, &str)> = ours.iter().chain(&theirs).copied().collect();
        for (_, to) in expected.iter().filter(|(_, to)| !to.contains(['[', '\n'])) {
            assert!(result.text.contains(to), "{}", result.text);
        }
    }
    let lists = merged(&edited(&[("[sql, git]", "[sql, git, rust]")]), &edited(&[("[sql, git]", "[git]")]));
    assert_eq!(lists.text, BASE.replace("[sql, git]", "[git, rust]"));
}

#[test]
fn the_same_text_changed_on_both_sides_is_the_only_conflict() {
    let ours = edited(&[("Builds APIs", "Builds fast APIs"), ("Watches", "Watches all")]);
    let theirs = edited(&[("Builds APIs", "Builds safe APIs"), ("Writes tests", "Writes many tests")]);
    let result = merged(&ours, &theirs);
    let conflict =
        "<<<<<<< ours\n      apis: Builds fast APIs\n=======\n      apis: Builds safe APIs\n>>>>>>> theirs\n";
    let expected = BASE
        .replace("      apis: Builds APIs\n", conflict)
        .replace("Writes tests", "Writes many tests")
        .replace("Watches", "Watches all");
    assert_eq!(result, Reconciled { text: expected, conflicts: 1 });
}

#[test]
fn what_one_side_removed_and_the_other_changed_is_a_conflict() {
    let result = merged(&edited(&[("      tests: Writes tests\n", "")]), &edited(&[("Writes tests", "Writes more")]));
    assert_eq!(result.conflicts, 1);
    assert!(result.text.contains("<<<<<<< ours\n=======\n      tests: Writes more\n>>>>>>> theirs\n"));
}

#[test]
fn an_order_that_one_side_changed_holds_and_a_side_merged_with_itself_is_itself() {
    let moved = edited(&[(
        "      apis: Builds APIs\n      tests: Writes tests\n",
        "      tests: Writes tests\n      apis: Builds APIs\n",
    )]);
    let reworded = edited(&[("Builds APIs", "Builds good APIs")]);
    let both = moved.replace("Builds APIs", "Builds good APIs");
    assert_eq!(merged(&moved, &reworded).text, both);
    assert_eq!(merged(&reworded, &moved).text, both);
    assert_eq!(merged(&both, &both).text, both);
    assert_eq!(merged(BASE, &both).text, both);
}

/// The base with some of its texts in other words, so that two of these touch the same texts or others.
fn reworded(choices: &[Option<u8>]) -> String {
    let words = ["工程师", "Engineer", "sql", "Build", "Builds APIs", "Writes tests", "title: Run", "Watches"];
    words.iter().zip(choices).fold(BASE.to_owned(), |text, (word, choice)| match choice {
        Some(number) => text.replacen(word, &format!("{word}{number}"), 1),
        None => text,
    })
}

fn choices() -> impl Strategy<Value = Vec<Option<u8>>> {
    prop::collection::vec(prop::option::of(1u8..3), 8)
}

proptest! {
    #[test]
    fn what_one_side_changed_is_the_result_and_what_both_changed_apart_is_both(ours in choices(), theirs in choices()) {
        let (one, other) = (reworded(&ours), reworded(&theirs));
        prop_assert_eq!(merged(&one, BASE).text, one.clone());
        prop_assert_eq!(merged(BASE, &one).text, one.clone());
        prop_assert_eq!(merged(&one, &one).text, one.clone());
        let apart = ours.iter().zip(&theirs).all(|(one, other)| one.is_none() || other.is_none());
        let both: Vec<Option<u8>> = ours.iter().zip(&theirs).map(|(one, other)| one.or(*other)).collect();
        let result = merged(&one, &other);
        if apart {
            prop_assert_eq!(result, Reconciled { text: reworded(&both), conflicts: 0 });
        }
    }
}

#[test]
fn a_result_that_would_say_another_thing_than_both_sides_is_left_to_the_merge_by_lines() {
    let cases = [
        // Two deletions that leave a map without a key: an empty value would remove what is inherited.
        ("q:\n  a: A\n  b: B\n", "q:\n  a: A\n", "q:\n  b: B\n"),
        // What is added under another indentation would become a part of the text above it.
        (
            "s:\n    d:\n        run: >-\n            Runs\n",
            "s:\n  d:\n    run: >-\n      Runs\n",
            "s:\n    d:\n        run: >-\n            Runs\n        mine: Is mine\n",
        ),
        // A deletion on both sides of a map that was in braces.
        ("d: { a: A, b: B }\n", "d:\n  b: B\n", "d:\n  a: A\n  b: B\n  c: C\n"),
        ("t: [{ a: b }]\n", "t: [{ a: b }, { c: d }]\n", "t: [{ a: b }, { e: f }]\n"),
        ("a: &x One\nb: Two\n", "a: One\nb: Two\n", "a: &x One\nb: Two\nc: *x\n"),
    ];
    for (base, ours, theirs) in cases {
        let source = |text: &str| Source::new("t.yaml", format!("title: T\n{text}"));
        for (one, other) in [(ours, theirs), (theirs, ours)] {
            let result = reconcile(&source(base), &source(one), &source(other));
            assert!(result.as_ref().is_none_or(|result| result.conflicts > 0), "{base}{one}{other}: {result:?}");
        }
    }
}

#[test]
fn items_of_lists_are_written_as_they_were() {
    let base = BASE.replace("[sql, git]", "[\"001\", 'it''s']");
    let source = |text: String| Source::new("t.yaml", text);
    let with = |item: &str| source(base.replace("'it''s'", &format!("'it''s', {item}")));
    let result = reconcile(&source(base.clone()), &with("\"null\""), &with("exp")).unwrap();
    assert!(result.text.contains("requires: [\"001\", 'it''s', exp, \"null\"]\n"), "{}", result.text);
    assert_eq!(result.conflicts, 0);
}
