//! Marked words, forms and likeness, case by case and as properties.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn shown(old: &str, new: &str) -> String {
    let show = |run: Run| match run.mark {
        Mark::Same => run.text,
        Mark::Removed => format!("[-{}]", run.text),
        Mark::Added => format!("[+{}]", run.text),
    };
    compare(old, new).into_iter().map(show).collect()
}

#[test]
fn the_words_that_changed_are_marked_and_no_more() {
    for (old, new, marked) in [
        ("Builds simple APIs", "Builds reliable APIs", "Builds [-simple][+reliable] APIs"),
        ("每周归纳流失原因", "每月归纳流失原因", "[-每周][+每月]归纳流失原因"),
        ("负责运营活动", "主导运营活动", "[-负责][+主导]运营活动"),
        ("a", "", "[-a]"),
        ("same", "same", "same"),
    ] {
        assert_eq!(shown(old, new), marked);
    }
}

#[test]
fn one_han_character_between_two_changes_is_no_island() {
    assert_eq!(shown("计划并执行的活动", "策划且执笔的活动"), "[-计划并执行][+策划且执笔]的活动");
}

#[test]
fn a_grapheme_is_never_split() {
    assert_eq!(shown("e\u{301}t", "e\u{300}t"), "[-e\u{301}t][+e\u{300}t]");
    assert_eq!(shown("👩‍💻 a", "👩‍🔬 a"), "[-👩‍💻][+👩‍🔬] a");
}

#[test]
fn quotes_dashes_widths_markup_and_spaces_are_form_and_a_full_stop_is_not() {
    for (one, other) in [
        ("“Own” the plan", "\"Own\" the plan"),
        ("用 SQL 分析", "用SQL分析"),
        ("（如 RFM）", "(如RFM)"),
        ("**Own** the `plan`", "Own the plan"),
        ("a_b *and* c", "a_b and c"),
        ("A – B…", "A - B..."),
        ("分析，归纳", "分析, 归纳"),
        ("users' needs ", "users’  needs"),
    ] {
        assert_eq!(plain_form(one), plain_form(other), "{one} {other}");
    }
    for (one, other) in [("Do it.", "Do it"), ("2*3", "23"), ("10²", "102"), ("a b", "ab"), ("不做", "做"), ("C", "c")]
    {
        assert_ne!(plain_form(one), plain_form(other), "{one} {other}");
    }
}

/// The pairs of `tests/words` and how many of them are marked as a reader would want it.
#[test]
fn changes_are_marked_by_word_in_three_languages() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in include_str!("../../tests/words/pairs.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, old, new, marked] = fields.as_slice() else { panic!("{line}") };
        let show = |run: Run| match run.mark {
            Mark::Same => run.text,
            Mark::Removed => format!("[-{}-]", run.text),
            Mark::Added => format!("{{+{}+}}", run.text),
        };
        let found: String = compare(old, new).into_iter().map(show).collect();
        if found != *marked {
            wrong.push(format!("{found}\n  wanted {marked}"));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{} of {seen}:\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #[test]
    fn words_are_the_text_and_split_no_grapheme(text in "[用户运营甲乙丙丁戊的3年% a+C\u{301}\u{fe0f}👩\u{200d}💻]{0,30}") {
        let words = segment::split(&text);
        prop_assert_eq!(words.concat(), text.clone());
        let mut ends = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]);
        let mut at = 0;
        for word in words {
            at += word.len();
            prop_assert!(ends.any(|end| end == at), "{:?} at {}", text, at);
        }
    }

    #[test]
    fn the_runs_make_up_both_wordings(old in "[ab用户 ,e\u{301}]{0,30}", new in "[ab用户 ,e\u{301}]{0,30}") {
        let runs = compare(&old, &new);
        let without = |mark| runs.iter().filter(|run| run.mark != mark).map(|run| run.text.as_str()).collect::<String>();
        prop_assert_eq!(without(Mark::Added), old);
        prop_assert_eq!(without(Mark::Removed), new);
    }

    #[test]
    fn a_text_is_as_alike_as_can_be_to_itself_alone(text in ".{0,40}") {
        prop_assert!((likeness(&text, &text) - 1.0).abs() < 1e-9);
    }
}
