//! Every rule file is held to what it says of itself.

use unicode_normalization::UnicodeNormalization as _;

use super::jurisdiction::{Jurisdiction, NAMES};
use super::passage::{Part, Passage, Place};
use super::rule::{Category, Words};
use super::*;
use crate::language::Language;
use crate::source::{Source, Span};

fn codes(language: &str, text: &str, part: Part, rule: &str) -> Vec<&'static str> {
    let jurisdictions = NAMES.iter().map(|(jurisdiction, _)| *jurisdiction).collect();
    let mut settings = Settings { jurisdictions, ..Settings::default() };
    // A rule that is off until the settings turn it on is tested as if they had.
    settings.rules.insert(rule.to_owned(), Level::At(crate::diagnostic::Severity::Note));
    let source = Source::new("example", text.to_owned());
    let place = Place::Value(Span::new(&source, 0..text.len()));
    let language = Language::parse(language).unwrap();
    let text = text.to_owned();
    let passage = Passage { part, path: String::new(), language, text, place, exempt: Vec::new() };
    let findings = check(&Subject::of_document(vec![passage]), &settings).unwrap();
    findings.iter().map(|finding| finding.diagnostic.code).collect()
}

#[test]
fn every_rule_hits_its_examples_and_lets_the_others_pass() {
    let mut wrong = Vec::new();
    for rule in shipped().unwrap().rules() {
        let part = rule.parts.first().copied().unwrap_or(Part::Paragraph);
        for (language, text) in rule.examples.hit.iter().flatten() {
            if !codes(language, text, part, rule.id).contains(&rule.id) {
                wrong.push(format!("{} does not hit: {text}", rule.id));
            }
        }
        for (language, text) in rule.examples.miss.iter().flatten() {
            if codes(language, text, part, rule.id).contains(&rule.id) {
                wrong.push(format!("{} hits: {text}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text with a space wherever Han and Latin characters meet, as `--fix` sets them apart.
fn set_apart(text: &str) -> String {
    let mut spaced = String::new();
    for c in text.chars() {
        let meets = spaced.chars().next_back().is_some_and(|last| {
            passage::is_han(last) && c.is_ascii_alphanumeric() || last.is_ascii_alphanumeric() && passage::is_han(c)
        });
        spaced.extend(meets.then_some(' '));
        spaced.push(c);
    }
    spaced
}

#[test]
fn a_space_between_han_and_latin_characters_hides_nothing_from_a_rule_and_brings_nothing_up() {
    let mut wrong = Vec::new();
    for rule in shipped().unwrap().rules().iter().filter(|rule| rule.category != Category::Typography) {
        let part = rule.parts.first().copied().unwrap_or(Part::Paragraph);
        for (examples, hits) in [(&rule.examples.hit, true), (&rule.examples.miss, false)] {
            for (language, text) in examples.iter().flatten() {
                let text = set_apart(text);
                if codes(language, &text, part, rule.id).contains(&rule.id) != hits {
                    wrong.push(format!("{} {hits}: {text}", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (language, text, rule) in [
        ("zh-TW", "血型 O 型優先", "zodiac-bloodtype"),
        ("zh-CN", "AB 型血勿扰", "zodiac-bloodtype"),
        ("zh-CN", "LGBT 勿扰", "sexual-orientation"),
    ] {
        assert!(codes(language, text, Part::Paragraph, rule).contains(&rule), "{text}");
    }
}

#[test]
fn every_rule_is_found_by_its_id() {
    let library = shipped().unwrap();
    for rule in library.rules() {
        assert_eq!(library.rule(rule.id).map(|found| found.id), Some(rule.id));
    }
    assert!(library.rule("no-such-rule").is_none());
}

#[test]
fn every_rule_with_patterns_has_examples_of_both_kinds_and_every_language_that_it_reads_can_be_hit() {
    for rule in shipped().unwrap().rules().iter().filter(|rule| !rule.matchers.is_empty()) {
        assert!(!rule.examples.hit.is_empty() && !rule.examples.miss.is_empty(), "{} lacks examples", rule.id);
        assert!(rule.matchers.iter().all(|matcher| !matcher.patterns.is_empty()), "{} has an empty matcher", rule.id);
    }
}

#[test]
fn every_pattern_is_an_expression() {
    for (rule, _, pattern) in shipped().unwrap().all_patterns() {
        assert!(pattern.regex().is_some(), "{}: {pattern:?} is no expression", rule.id);
    }
}

#[test]
fn every_pattern_is_called_for_by_the_words_that_the_build_found_for_it() {
    let prefilter = shipped().unwrap().prefilter();
    let own = shipped().unwrap().all_patterns().filter(|(_, is_own, _)| *is_own);
    for (number, (rule, _, pattern)) in (0..).zip(own) {
        let words = needles::needles(&pattern.spelled()).unwrap_or_else(|| vec![String::new()]);
        for word in words {
            assert!(word.is_empty() || !word.trim().is_empty(), "{}: {pattern:?} {word:?}", rule.id);
            let mut called = Vec::new();
            prefilter.called(&word.nfkc().collect::<String>(), &word, &mut called);
            assert!(called.contains(&number), "{}: {pattern:?} is not called for by `{word}`", rule.id);
        }
    }
}

#[test]
fn messages_are_there_in_three_languages_and_every_weight_names_a_known_jurisdiction() {
    for rule in shipped().unwrap().rules() {
        for Words { zh_cn, zh_tw, en } in [&rule.message, &rule.fix] {
            assert!(!zh_cn.is_empty() && !zh_tw.is_empty() && !en.is_empty(), "{}", rule.id);
            assert!(!en.ends_with('.') && !zh_cn.ends_with('。'), "{} ends with a full stop", rule.id);
        }
        assert!(crate::shape::is_date(&rule.facts), "{}", rule.id);
        let places = rule.severity.keys().chain(rule.law.keys());
        let places = places.chain(rule.matchers.iter().flat_map(|matcher| matcher.severity.keys()));
        for place in places {
            assert!(place == "any" || Jurisdiction::named(place).is_some(), "{}: {place}", rule.id);
        }
        if rule.category == Category::Lawful {
            let any = rule.law.contains_key("any");
            let cited = rule
                .severity
                .keys()
                .all(|place| any || Jurisdiction::named(place).is_some_and(|one| rule.law_of(one).is_some()));
            assert!(cited, "{} weighs something where it cites nothing", rule.id);
        }
    }
}

#[test]
fn what_is_unverified_or_from_memory_is_never_an_error() {
    for (rule, place, text) in [
        ("overtime-996", Jurisdiction::Tw, "本職缺為責任制"),
        ("salary-missing-vague", Jurisdiction::Tw, "待遇面議"),
        ("salary-missing-vague", Jurisdiction::Eu, "Competitive salary"),
        ("dei-preference", Jurisdiction::Us, "Women are preferred"),
        ("citizenship-visa", Jurisdiction::Us, "US citizens only"),
        ("age-limit", Jurisdiction::Cn, "年龄35岁以下"),
    ] {
        let rule = shipped().unwrap().rule(rule).unwrap();
        for matcher in &rule.matchers {
            let weight = rule.weigh(&matcher.severity, &[place]).map(|(weight, _)| weight);
            let is_error = weight.is_some_and(|weight| weight.severity() == crate::diagnostic::Severity::Error);
            assert!(!is_error || (rule.id == "overtime-996" && place == Jurisdiction::Cn), "{} {text}", rule.id);
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_checked_in_any_format(text in "(\\PC|限|男|女|，|。|３|5|岁|以下|SQL| |\"|<p>|&amp;|\n|#|-){0,30}") {
        for name in ["a.txt", "a.md", "a.html"] {
            let finished = documents::read(name, text.as_bytes()).unwrap();
            let settings = Settings { whole: true, ..Settings::default() };
            for finding in check(&Subject::of_document(finished.passages), &settings).unwrap() {
                let span = finding.diagnostic.span.unwrap();
                proptest::prop_assert!(span.source().text().get(span.range()).is_some());
            }
        }
    }
}
