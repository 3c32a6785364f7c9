//! The words of a document that belong to no role: a project's own file of them, numbers in words, and the facts of a posting.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use project::{Project, ROLE};

const VACANCY: &str =
    "--set location=Paris --set pay.min=1 --set pay.max=2 --set pay.currency=EUR --set posted=2026-01-02";

fn document(labels: &[(&str, &str)], line: &str) -> String {
    let files: Vec<(&str, &str)> = labels.iter().copied().chain([("roles/r.yaml", ROLE)]).collect();
    Project::with(&files).run(line).done().text().to_owned()
}

#[test]
fn what_an_own_labels_file_does_not_say_is_as_in_the_shipped_one() {
    let line = format!("generate r --lang en {VACANCY}");
    let text = document(&[("templates/labels/en.yaml", "location: Where\n")], &line);
    assert_eq!(text, document(&[], &line).replace("**Location**", "**Where**"));
    assert!(text.contains("**Where**: Paris") && text.contains("EUR 1–2 per month") && text.contains("2 January 2026"));
}

#[test]
fn an_own_labels_file_of_another_language_is_filled_up_along_its_fallbacks() {
    let line = format!("generate r --lang zh-HK {VACANCY}");
    let own = [
        ("templates/labels/zh-HK.yaml", "location: 上班地點\n"),
        ("templates/labels/zh-TW.yaml", "location: 地點\npay: 薪酬\n"),
    ];
    let text = document(&own, &line);
    assert!(text.contains("**上班地點**：Paris") && text.contains("**薪酬**：歐元 1～2/月"), "{text}");
    let french = document(
        &[("templates/labels/fr.yaml", "location: Lieu\n"), ("roles/s.yaml", &ROLE.replace("en: ", "fr: "))],
        &format!("generate s --lang fr {VACANCY}"),
    );
    assert!(french.contains("**Lieu**: Paris") && french.contains("**Posted**: 2 January 2026"), "{french}");
}

#[test]
fn a_slip_in_an_own_labels_file_is_a_warning_and_a_label_for_own_templates_is_none() {
    let own = "place_oder: city\nour_motto: Onwards\n";
    let project = Project::with(&[("roles/r.yaml", ROLE), ("templates/labels/en.yaml", own)]);
    let run = project.run("generate r --lang en").done();
    assert!(run.stderr.contains("did you mean `place_order`?"), "{}", run.stderr);
    assert!(!run.stderr.contains("our_motto`"), "{}", run.stderr);
}

/// A number up to 99 in Chinese.
fn in_chinese(number: usize) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", digits[tens]),
    };
    format!("{tens}{}", digits[number % 10])
}

#[test]
fn ninety_nine_sections_are_numbered_in_chinese_to_the_last() {
    let section = |number| format!("  s{number}: {{ title: 第{number}块, duties: {{ d: 做事 }} }}\n");
    let role = format!("title: 运营\nsummary: 概述\nsections:\n{}", (1..=99).map(section).collect::<String>());
    for language in ["zh-CN", "zh-TW"] {
        let project = Project::with(&[("roles/r.yaml", &role)]);
        let run = project.run(&format!("generate r --format text --lang {language}")).done();
        for number in 1..=99 {
            let heading = format!("（{}）第{number}块\n", in_chinese(number));
            assert!(run.text().contains(&heading), "{language}: {heading}");
        }
    }
}

#[test]
fn a_country_is_shown_where_it_is_all_that_is_known_of_a_place() {
    let posting = ("p.yaml", "location: [{ country: CN }, { city: Paris, country: FR }]\n");
    let line = "generate r --lang en --posting p.yaml";
    assert!(document(&[posting], line).contains("**Location**: CN; Paris\n"));
    let own = ("templates/labels/en.yaml", "country_CN: China\n");
    assert!(document(&[posting, own], line).contains("**Location**: China; Paris\n"));
}

#[test]
fn a_way_to_apply_that_says_nothing_has_no_heading() {
    let text = document(&[("p.yaml", "apply: {}\n")], "generate r --lang en --posting p.yaml");
    assert!(!text.contains("How to apply"), "{text}");
}

#[test]
fn commas_within_a_place_are_kept_where_semicolons_separate() {
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    let set = |value: &str| {
        let run = project.run_with(&["generate", "r", "--lang", "en", "--set", &format!("location={value}")]);
        run.done().text().to_owned()
    };
    assert!(set("Washington, DC;").contains("**Location**: Washington, DC\n"));
    assert!(set("Washington, DC; New York, NY").contains("**Location**: Washington, DC; New York, NY\n"));
    assert!(set("上海、杭州").contains("**Location**: 上海; 杭州\n"));
}

#[test]
fn headings_in_another_language_than_the_texts_are_a_warning_and_an_error_where_one_is_strict() {
    let own = ("roles/s.yaml", &*ROLE.replace("en: ", "fr: "));
    let project = Project::with(&[own]);
    let run = project.run("generate s --lang fr").done();
    assert!(run.stderr.contains("warning[labels-fallback]: there are no labels in `fr`"), "{}", run.stderr);
    assert!(project.run("generate s --lang fr --strict").failed().stderr.contains("error[labels-fallback]"));
    let named = Project::with(&[own, ("templates/labels/fr.yaml", "overview: Présentation\n")]);
    assert_eq!(named.run("generate s --lang fr --strict").done().stderr, "");
    assert_eq!(named.run("generate s --lang zh-HK").done().stderr.matches("labels").count(), 0);
}

#[test]
fn braces_of_a_label_that_nothing_fills_and_a_slip_in_a_block_s_name_do_not_pass_in_silence() {
    let project = Project::with(&[
        ("roles/r.yaml", ROLE),
        ("templates/labels/en.yaml", "people: '{cuont}'\n"),
        (
            "templates/markdown/job.md.j2",
            "{% extends \"opsjd/markdown/job.md.j2\" %}\n{% block overviw %}x{% endblock %}\n",
        ),
    ]);
    let run = project.run("generate r --lang en").failed();
    assert!(run.stderr.contains("error[unknown-placeholder]") && run.stderr.contains("did you mean `count`?"));
    project.write("templates/labels/en.yaml", b"people: '{count}'\n");
    let run = project.run("generate r --lang en").done();
    assert!(
        run.stderr.contains("warning[unknown-block]") && run.stderr.contains("did you mean `overview`?"),
        "{}",
        run.stderr
    );
}
