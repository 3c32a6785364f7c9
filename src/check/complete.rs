//! What is missing: in a role as an internal job description, in a posting by the law of its place and for Google, in a
//! finished advertisement.

use super::finding::Run;
use super::fold::Folded;
use super::jurisdiction::Jurisdiction;
use super::passage::Part;
use super::subject::Kind;
use crate::language::Language;

pub(super) fn check(run: &mut Run<'_>) {
    let of_text = || run.subject.passages().next().map(|passage| passage.language.clone());
    let Some(language) = run.subject.language.clone().or_else(of_text).or_else(|| Language::parse("en")) else {
        return;
    };
    match run.subject.kind {
        Kind::Role => role(run, &language),
        Kind::Base => {}
        Kind::Advertised => advertised(run, &language),
        Kind::Posting => posting(run, &language),
        Kind::Document => document(run, &language),
    }
}

/// A field and the start of the keys that hold it.
type Element<'a> = (&'a str, &'a [&'a str]);

/// Of the fields of an internal job description those that a role holds; title, summary and sections cannot be missing.
const INTERNAL: &[Element<'_>] = &[
    ("relations.reports-to", &["relations.reports-to"]),
    ("relations.works-with", &["relations.works-with", "relations.external"]),
    ("qualifications", &["qualifications."]),
    ("metrics", &["metrics."]),
    ("skills", &["skills."]),
];

/// The six elements of a recruitment notice and its validity (人力资源市场暂行条例 art. 24, five ministries 2026-01-13), as far
/// as they are of the vacancy. Words on the pay alone, such as 面议, are no pay.
const CN_POST: &[Element<'_>] = &[
    ("company", &["company"]),
    ("headcount", &["headcount"]),
    ("location", &["location"]),
    ("pay", &["pay.min", "pay.max"]),
    ("valid-through", &["valid-through"]),
];

/// The elements that come from the role: the conditions and the content of the work.
const CN_ROLE: &[Element<'_>] = &[("qualifications", &["qualifications.", "skills."]), ("duties", &["sections."])];

/// What Google's JobPosting needs of the vacancy; the title and the description come from the role.
const GOOGLE: &[Element<'_>] =
    &[("company", &["company"]), ("location", &["location", "applicant-countries"]), ("posted", &["posted"])];

/// What applicants ask for in any place.
const APPLICANT: &[Element<'_>] = &[
    ("location", &["location", "remote"]),
    ("employment-type", &["employment-type"]),
    ("hours", &["hours"]),
    ("apply", &["apply."]),
];

fn role(run: &mut Run<'_>, language: &Language) {
    missing(run, "internal-elements", language, INTERNAL);
}

fn advertised(run: &mut Run<'_>, language: &Language) {
    if run.jurisdictions(language).contains(&Jurisdiction::Cn) {
        missing(run, "posting-elements-cn", language, CN_ROLE);
    }
}

fn posting(run: &mut Run<'_>, language: &Language) {
    let jurisdictions = run.jurisdictions(language);
    // Google shows no jobs in mainland China.
    if jurisdictions.iter().any(|one| *one != Jurisdiction::Cn) {
        missing(run, "google-job-posting", language, GOOGLE);
    }
    let is_chinese = jurisdictions.contains(&Jurisdiction::Cn);
    if is_chinese {
        missing(run, "posting-elements-cn", language, CN_POST);
    }
    // In China the place is one of the six elements and has been asked for.
    missing(run, "posting-incomplete", language, &APPLICANT[usize::from(is_chinese)..]);
    if !has(run, "company") {
        run.find_missing("blind-ad", language, &[]);
    }
    match (has(run, "pay.min"), has(run, "pay.max")) {
        (false, false) => run.find_missing("pay-not-disclosed", language, &[]),
        (true, true) => pay_range(run, language),
        (least, _) => {
            let key = if least { "pay.min" } else { "pay.max" };
            let place = run.subject.values.get(key).map(|(_, span)| span);
            run.find_at("pay-range-open", place, language, &[("text", &format!("`{key}`"))]);
        }
    }
    if !has(run, "benefits") {
        run.find_missing("benefits-not-disclosed", language, &[]);
    }
    expired(run, language);
    disclosures(run, language);
}

fn has(run: &Run<'_>, start: &str) -> bool {
    let begins = |path: &str| {
        path == start || path.strip_prefix(start).is_some_and(|rest| start.ends_with('.') || rest.starts_with('.'))
    };
    run.subject.passages().any(|passage| begins(&passage.path)) || run.subject.values.keys().any(|path| begins(path))
}

fn missing(run: &mut Run<'_>, rule: &str, language: &Language, elements: &[Element<'_>]) {
    let names = elements.iter().filter(|(_, starts)| !starts.iter().any(|start| has(run, start)));
    let names: Vec<String> = names.map(|(name, _)| format!("`{name}`")).collect();
    if !names.is_empty() {
        run.find_missing(rule, language, &[("text", &names.join(", "))]);
    }
}

fn pay_range(run: &mut Run<'_>, language: &Language) {
    let Some(rule) = run.active("pay-range-wide") else { return };
    let amount = |key: &str| run.subject.values.get(key).and_then(|(text, _)| text.parse::<f64>().ok());
    let (Some(least), Some(most)) = (amount("pay.min"), amount("pay.max")) else { return };
    let place = run.subject.values.get("pay.max").map(|(_, span)| span);
    let spread = most - least;
    let percent = u32::try_from(rule.limit("percent")).unwrap_or(u32::MAX);
    if least > 0.0 && most * 100.0 > least * f64::from(percent) {
        let spread = spread.to_string();
        run.find_at("pay-range-wide", place, language, &[("text", &spread)]);
    }
    // Ontario: the range spans at most CA$50,000 a year, unless the pay is over CA$200,000.
    let yearly = run.subject.values.get("pay.period").is_some_and(|(period, _)| period == "year");
    if run.jurisdictions(language).contains(&Jurisdiction::CaOn) && yearly && spread > 50_000.0 && most <= 200_000.0 {
        run.find_at("pay-range-ontario", place, language, &[("text", &spread.to_string())]);
    }
}

fn expired(run: &mut Run<'_>, language: &Language) {
    let Some(today) = run.settings.today.clone() else { return };
    let Some((last, place)) = run.subject.values.get("valid-through") else { return };
    // Dates are written YYYY-MM-DD, so that their order is that of their text.
    if *last < today {
        run.find_at("posting-expired", Some(place), language, &[("text", last)]);
    }
}

/// Ontario wants a statement on screening by AI and one on whether there is a vacancy.
fn disclosures(run: &mut Run<'_>, language: &Language) {
    let Some(rule) = run.active("ontario-disclosures") else { return };
    let text: String = run.subject.passages().map(|passage| passage.text.to_lowercase()).collect();
    let says = |list: &str| rule.list(list).iter().any(|word| text.contains(word.as_str()));
    if !says("screening") || !says("vacancy") {
        run.find_missing("ontario-disclosures", language, &[]);
    }
}

/// A finished advertisement in Chinese is known by asking for applications; its elements are known by the words beside them.
fn document(run: &mut Run<'_>, language: &Language) {
    let Some(rule) = run.active("document-elements-cn") else { return };
    if !rule.reads(language.as_str()) || run.subject.passages().all(|passage| passage.part != Part::Paragraph) {
        return;
    }
    let text: String =
        run.subject.passages().map(|passage| Folded::new(&passage.text).text().to_owned() + "\n").collect();
    let says = |list: &str| rule.list(list).iter().any(|word| text.contains(word.as_str()));
    if !says("application") {
        return;
    }
    let names = rule.lists.keys().filter(|name| *name != "application" && !says(name));
    let names: Vec<&str> = names.map(String::as_str).collect();
    if !names.is_empty() {
        run.find_missing("document-elements-cn", language, &[("text", &names.join("、"))]);
    }
}
