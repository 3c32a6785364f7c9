//! A finished advertisement as a whole: its length, whom it speaks of, and whether it says what the work is judged by. That a
//! document is one is known by its asking for applications; a job description for the files of the company is left alone.

use super::finding::Run;
use super::fold::Folded;
use super::measure::length;
use super::passage::{Part, Passage};
use super::subject::Kind;
use crate::language::Language;

pub(super) fn check(run: &mut Run<'_>) {
    let Some(language) = run.subject.passages().next().map(|passage| passage.language.clone()) else { return };
    if run.subject.kind != Kind::Document || !run.subject.passages().any(|passage| passage.part == Part::Paragraph) {
        return;
    }
    let text: String =
        run.subject.passages().map(|passage| Folded::new(&passage.text).text().to_lowercase() + "\n").collect();
    let asks = run
        .library
        .rule("length-total")
        .is_some_and(|rule| rule.list("application").iter().any(|word| text.contains(word.as_str())));
    if !asks {
        return;
    }
    total(run, &text, &language);
    second_person(run, &text, &language);
    blurb(run, &language);
    if let Some(rule) = run.active("no-metric")
        && rule.reads(language.as_str())
        && !rule.list("measures").iter().any(|word| text.contains(word.as_str()))
    {
        run.find_missing("no-metric", &language, &[]);
    }
}

fn total(run: &mut Run<'_>, text: &str, language: &Language) {
    let Some(rule) = run.active("length-total") else { return };
    let (count, is_chinese) = length(text);
    let (least, most) =
        if is_chinese { ("least-characters", "most-characters") } else { ("least-words", "most-words") };
    let (least, most) = (rule.limit(least), rule.limit(most));
    if count < least || count > most {
        let words = [count, least, most].map(|number| number.to_string());
        run.find_missing("length-total", language, &[("count", &words[0]), ("least", &words[1]), ("most", &words[2])]);
    }
}

fn second_person(run: &mut Run<'_>, text: &str, language: &Language) {
    let Some(rule) = run.active("second-person").filter(|rule| rule.reads(language.as_str())) else { return };
    let count = |wanted: &[&str]| text.split(|c: char| !c.is_alphabetic()).filter(|word| wanted.contains(word)).count();
    let (you, we) = (count(&["you", "your", "yours"]), count(&["we", "our", "us", "ours"]));
    if we >= rule.limit("least") && you < we {
        let (you, we) = (you.to_string(), we.to_string());
        run.find_missing("second-person", language, &[("you", &you), ("we", &we)]);
    }
}

/// How much of the text stands under a heading that is about the company.
fn blurb(run: &mut Run<'_>, language: &Language) {
    let Some(rule) = run.active("company-blurb-long") else { return };
    let subject = run.subject;
    let (mut about, mut total) = (0, 0);
    let mut heading: Option<(usize, &Passage)> = None;
    let mut own = None;
    for (order, passage) in subject.passages().enumerate() {
        if matches!(passage.part, Part::Heading | Part::Title) {
            let text = passage.text.trim().to_lowercase();
            heading = rule.list("headings").contains(&text).then_some((order, passage));
            own = own.or(heading);
        } else {
            let (count, _) = length(&passage.text);
            total += count;
            about += if heading.is_some() { count } else { 0 };
        }
    }
    let Some((order, passage)) = own else { return };
    let percent = about * 100 / total.max(1);
    if percent > rule.limit("percent") && rule.reads(language.as_str()) {
        run.find("company-blurb-long", order, passage, &(0..passage.text.len()), &[("percent", &percent.to_string())]);
    }
}
