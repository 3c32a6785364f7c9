//! What each kind of job description must hold: postings by the law of their place, roles as internal job descriptions, and
//! finished advertisements, a case a line.

#![allow(clippy::unwrap_used, reason = "a panic in a test is the failure that is wanted")]

use opsjd::check::documents;
use opsjd::check::jurisdiction::Jurisdiction;
use opsjd::check::rule::Category;
use opsjd::check::{Settings, Subject, check};
use opsjd::source::Source;
use opsjd::{posting, role};

fn codes(subject: &Subject, jurisdiction: &str, wanted: impl Fn(Category, &str) -> bool) -> Vec<String> {
    let settings = Settings {
        jurisdictions: vec![Jurisdiction::named(jurisdiction).unwrap()],
        whole: true,
        today: Some("2026-06-01".to_owned()),
        ..Settings::default()
    };
    let findings = check(subject, &settings).unwrap();
    let of = findings.iter().filter(|one| wanted(one.category, one.diagnostic.code));
    of.map(|one| match one.text.as_str() {
        "" => one.diagnostic.code.to_owned(),
        text => format!("{} {text}", one.diagnostic.code),
    })
    .collect()
}

fn of_posting(yaml: &str, jurisdiction: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let node = posting::parse(&Source::new("p.yaml", yaml.to_owned()), &mut faults).unwrap();
    codes(&Subject::of_posting(&node), jurisdiction, |category, _| category == Category::Complete)
}

/// What applicants ask for everywhere, and what Google does.
const COMMON: &str = "company: Acme\nlocation: Berlin\nposted: 2026-05-01\nemployment-type: full-time\nhours: 9 to 6\napply: { url: 'https://example.com' }\n";
const PAY: &str = "pay: { min: 50000, max: 60000, currency: USD, period: year }\n";

#[test]
fn a_posting_lacks_what_the_law_of_its_place_asks_for() {
    for (jurisdiction, posting, expected) in [
        ("CN", "headcount: 2\nvalid-through: 2026-12-31\n", &["posting-elements-cn `pay`"][..]),
        ("CN", "headcount: 2\nvalid-through: 2026-12-31\npay: { note: 面议 }\n", &["posting-elements-cn `pay`"]),
        ("CN", "pay: { min: 1, max: 2, currency: CNY }\n", &["posting-elements-cn `headcount`, `valid-through`"]),
        ("TW", "", &["pay-not-disclosed"]),
        ("TW", "pay: { min: 40000, max: 50000, currency: TWD }\n", &[]),
        ("EU", "", &["pay-not-disclosed"]),
        ("EU", PAY, &[]),
        ("UK", "", &["pay-not-disclosed"]),
        ("US-CA", PAY, &[]),
        ("US-CA", "pay: { min: 50000, currency: USD }\n", &["pay-range-open `pay.min`"]),
        ("US-NYC", "pay: { max: 50000, currency: USD }\n", &["pay-range-open `pay.max`"]),
        ("US-CO", PAY, &["benefits-not-disclosed"]),
        ("US-WA", "benefits: [Health insurance]\npay: { min: 50000, max: 60000, currency: USD, period: year }\n", &[]),
        ("CA-ON", PAY, &["ontario-disclosures"]),
        (
            "CA-ON",
            "statement: This is an existing vacancy. We do not use artificial intelligence to screen applicants.\npay: { min: 50000, max: 101000, currency: CAD, period: year }\n",
            &["pay-range-wide 51000", "pay-range-ontario 51000"],
        ),
        ("UK", "pay: { min: 1, max: 1, currency: GBP }\nvalid-through: 2026-05-31\n", &["posting-expired 2026-05-31"]),
    ] {
        let mut found = of_posting(&format!("{COMMON}{posting}"), jurisdiction);
        let mut expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{jurisdiction}: {posting}");
    }
}

#[test]
fn a_posting_without_an_employer_a_place_or_a_way_to_apply_is_told_so_once() {
    let found = of_posting("pay: { min: 1, max: 1, currency: HKD }\n", "HK");
    assert_eq!(
        found,
        [
            "google-job-posting `company`, `location`, `posted`",
            "posting-incomplete `location`, `employment-type`, `hours`, `apply`",
            "blind-ad",
        ]
    );
    let remote = "company: Acme\nremote: full\nposted: 2026-05-01\nemployment-type: [full-time]\nhours: flexible\napply: { email: a@example.com }\npay: { min: 1, max: 1, currency: EUR }\n";
    assert_eq!(of_posting(remote, "EU"), ["google-job-posting `location`"], "Google wants to know who may apply");
    assert_eq!(of_posting(&format!("{remote}applicant-countries: [DE, FR]\n"), "EU"), [] as [&str; 0]);
}

#[test]
fn an_internal_job_description_names_superior_colleagues_conditions_skills_and_measures() {
    let parse = |yaml: &str| {
        let source = Source::new("r.yaml", yaml.to_owned());
        Subject::of_role(&role::parse_trusted(&source, &mut Vec::new()).unwrap().node)
    };
    let bare = "title: Writer\nsummary: Writes\nsections: { a: { title: A, duties: { b: Write one guide a week } } }\n";
    let internal = |_: Category, code: &str| code == "internal-elements";
    assert_eq!(
        codes(&parse(bare), "UK", internal),
        ["internal-elements `relations.reports-to`, `relations.works-with`, `qualifications`, `metrics`, `skills`"]
    );
    let full = format!(
        "{bare}relations: {{ reports-to: The editor, external: Readers }}\nqualifications: {{ a: A degree }}\nskills: {{ s: {{ name: Editing }} }}\nmetrics: {{ m: {{ name: Guides a month }} }}\n"
    );
    assert_eq!(codes(&parse(&full), "UK", internal), [] as [&str; 0]);
}

#[test]
fn titles_and_duties_are_held_to_their_length_and_sections_to_their_number() {
    let duties: String =
        (0..13).map(|at| format!("d{at}: {{ en: Publish guide number {at} for the help centre }}, ")).collect();
    let long = "word ".repeat(31);
    let yaml = format!(
        "title: {{ en: Senior manager of operations for growth and retention of members in all the regions }}\nsummary: Writes\nsections: {{ a: {{ title: A, duties: {{ {duties} long: {{ en: {long} }} }} }} }}\n"
    );
    let node = role::parse_trusted(&Source::new("r.yaml", yaml), &mut Vec::new()).unwrap().node;
    let found = codes(&Subject::of_role(&node), "UK", |_, code| {
        matches!(code, "title-length" | "duty-length" | "duties-count")
    });
    assert_eq!(found, ["title-length", "duties-count", "duty-length"]);
}

#[test]
fn a_finished_advertisement_is_judged_as_a_whole_and_a_job_description_for_the_files_is_not() {
    let judged = |markdown: &str| {
        let finished = documents::read("jd.md", markdown.as_bytes()).unwrap();
        codes(&Subject::of_document(finished.passages), "UK", |_, code| {
            matches!(code, "length-total" | "second-person" | "company-blurb-long" | "no-metric")
        })
    };
    let duties =
        "- Run the weekly newsletter for readers in four countries and report opens and clicks to the editor.\n"
            .repeat(12);
    let good = format!(
        "# Newsletter editor\n\n## Your work\n\n{duties}\n## Apply\n\nSend your CV; you will hear from us in a week. Open rate is the measure.\n"
    );
    assert_eq!(judged(&good), [] as [&str; 0]);
    assert_eq!(judged("# Newsletter editor\n\nRun the newsletter.\n"), [] as [&str; 0], "it asks for no application");
    let about = "We are a company that we love and our founders built for us and for our friends. ".repeat(12);
    let bad =
        format!("# Editor\n\n## About us\n\n{about}\n\n## Work\n\nRun the newsletter.\n\n## How\n\nSend your CV.\n");
    assert_eq!(judged(&bad), ["company-blurb-long", "second-person", "no-metric"]);
    let short = "# 编辑\n\n## 职责\n\n- 写稿\n\n请将简历投递至 hr@example.com\n";
    assert_eq!(judged(short), ["length-total", "no-metric"]);
}
