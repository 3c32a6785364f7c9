//! What Google's job search requires of a JobPosting and a job description may lack.
//!
//! Source: Google Search Central, "Job posting (JobPosting) structured data": title, description, datePosted,
//! hiringOrganization, and jobLocation with a country (or, for remote work, applicantLocationRequirements).

use crate::diagnostic::Diagnostic;
use crate::job_description::JobDescription;

/// One warning for each property that is missing, with the posting's key that gives it.
pub fn missing_properties(job: &JobDescription) -> Vec<Diagnostic> {
    let posting = job.posting.as_ref();
    let located = posting.is_some_and(|posting| posting.locations.iter().any(|location| location.country.is_some()));
    let remote = posting
        .is_some_and(|posting| posting.remote.as_deref() == Some("full") && !posting.applicant_countries.is_empty());
    let mut missing = Vec::new();
    let mut require = |there: bool, property: &str, key: &str| {
        if !there {
            let message = format!("Google requires `{property}`, which the posting does not give");
            missing.push(Diagnostic::warning("jsonld-missing", message).help(format!("set `{key}` in the posting")));
        }
    };
    require(posting.is_some_and(|posting| posting.posted.is_some()), "datePosted", "posted");
    require(posting.is_some_and(|posting| posting.company.is_some()), "hiringOrganization", "company");
    require(located || remote, "jobLocation.address.addressCountry", "location: { city: …, country: … }");
    missing
}
