//! What Google's job search requires of a JobPosting and a job description may lack.
//!
//! Source: Google Search Central, "Job posting (JobPosting) structured data": title, description, datePosted,
//! hiringOrganization, and jobLocation with a country (or, for remote work, applicantLocationRequirements).

use crate::diagnostic::Diagnostic;
use crate::job_description::JobDescription;

const COUNTRY: &str = "jobLocation.address.addressCountry";

/// One warning for each property that is missing, with the posting's key that gives it.
pub fn missing_properties(job: &JobDescription) -> Vec<Diagnostic> {
    let posting = job.posting.as_ref();
    let mut missing = Vec::new();
    let mut miss = |property: &str, whose: &str, keys: &[&str]| {
        let message = format!("Google requires `{property}`, which the posting does not give{whose}");
        let fault = Diagnostic::warning("jsonld-missing", message);
        missing.push(keys.iter().fold(fault, |fault, key| fault.help(format!("set `{key}` in the posting"))));
    };
    if posting.is_none_or(|posting| posting.posted.is_none()) {
        miss("datePosted", "", &["posted"]);
    }
    if posting.is_none_or(|posting| posting.company.is_none()) {
        miss("hiringOrganization", "", &["company"]);
    }
    let locations = posting.map(|posting| posting.locations.as_slice()).unwrap_or_default();
    let location = "location: { city: …, country: … }";
    for place in locations.iter().filter(|place| place.country.is_none()) {
        let named = [&place.city, &place.region, &place.street].into_iter().flatten().next();
        miss(COUNTRY, &named.map(|name| format!(" for `{name}`")).unwrap_or_default(), &[location]);
    }
    if locations.is_empty() {
        match posting.filter(|posting| posting.remote.as_deref() == Some("full")) {
            Some(posting) if posting.applicant_countries.is_empty() => {
                miss("applicantLocationRequirements", "", &["applicant-countries", location]);
            }
            Some(_) => {}
            None => miss(COUNTRY, "", &[location]),
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job_description::{JobLocation, JobPosting};

    fn missing(change: impl FnOnce(&mut JobPosting)) -> Vec<String> {
        let mut posting = JobPosting {
            posted: Some("2026-11-22".to_owned()),
            company: Some("Acme".to_owned()),
            ..JobPosting::default()
        };
        change(&mut posting);
        let job = JobDescription { posting: Some(posting), ..JobDescription::plain() };
        missing_properties(&job)
            .into_iter()
            .map(|fault| format!("{} {}", fault.message, fault.help.join(" ")))
            .collect()
    }

    fn place(city: &str, country: Option<&str>) -> JobLocation {
        JobLocation { city: Some(city.to_owned()), country: country.map(str::to_owned), ..JobLocation::default() }
    }

    #[test]
    fn each_place_of_work_needs_a_country_of_its_own() {
        let faults = missing(|posting| posting.locations = vec![place("Paris", Some("FR")), place("Rome", None)]);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("addressCountry") && faults[0].contains("for `Rome`"), "{faults:?}");
        assert!(missing(|posting| posting.locations = vec![place("Paris", Some("FR"))]).is_empty());
        assert!(missing(|_| ())[0].contains("set `location"));
    }

    #[test]
    fn work_from_anywhere_needs_the_countries_of_the_applicants_or_a_place() {
        let remote = |posting: &mut JobPosting| posting.remote = Some("full".to_owned());
        assert!(missing(remote)[0].contains("set `applicant-countries`"));
        let countries = |posting: &mut JobPosting| {
            remote(posting);
            posting.applicant_countries = vec!["FR".to_owned()];
        };
        assert!(missing(countries).is_empty());
        let located = |posting: &mut JobPosting| {
            remote(posting);
            posting.locations = vec![place("Paris", Some("FR"))];
        };
        assert!(missing(located).is_empty());
    }
}
