//! Which law a posting is held to by its place of work, and what is said where no rule knows it.

#![allow(clippy::unwrap_used, reason = "a panic in a test is the failure that is wanted")]

#[path = "check/run.rs"]
mod run;

use run::{folder, opsjd, text};

/// What `check` says of an unlawful posting with this location, and its exit code.
fn check(location: &str) -> (String, Option<i32>) {
    let posting =
        format!("company: Acme\nlocation: {location}\nposted: 2026-01-01\nabout: Women need not apply; aged 25-35.\n");
    let folder = folder(&[("posting.yaml", &posting)]);
    let output = opsjd(folder.path(), &["check", "posting.yaml", "--lang", "en"]);
    (text(&output.stdout) + &text(&output.stderr), output.status.code())
}

#[test]
fn an_unlawful_posting_in_toronto_is_held_to_the_human_rights_code() {
    for location in ["{ city: Toronto, region: Ontario, country: CA }", "Toronto"] {
        let (said, code) = check(location);
        assert!(said.contains("error[gender-required]") && said.contains("error[age-limit]"), "{said}");
        assert!(said.contains("CA-ON, illegal: Human Rights Code") && code == Some(1), "{said}");
    }
}

#[test]
fn a_place_whose_law_no_rule_knows_is_told_and_no_foreign_law_is_named() {
    for location in ["{ city: Montreal, region: QC, country: CA }", "Singapore", "{ city: Bern, country: CH }"] {
        let (said, code) = check(location);
        assert!(said.contains("note[law-unknown]") && said.contains("note[gender-required]"), "{said}");
        assert!(!said.contains("Title VII") && !said.contains("ADEA") && code == Some(0), "{said}");
    }
}

#[test]
fn the_name_of_a_city_decides_before_the_language_of_the_text() {
    assert!(check("台北").0.contains("TW, illegal: 就業服務法"));
    assert!(check("{ city: 香港 }").0.contains("HK, illegal: Sex Discrimination Ordinance"));
}
