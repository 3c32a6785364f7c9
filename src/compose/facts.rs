//! A posting in one language: its raw data, and the facts that a reader sees at a glance, in the words of the labels.

use super::words::Words;
use crate::characters::one_line;
use crate::job_description::{Fact, JobApply, JobLocation, JobPay, JobPosting};
use crate::labels::Labels;
use crate::posting::{Pay, Posting};

pub fn posting(posting: &Posting, words: &mut Words<'_>, labels: &Labels) -> JobPosting {
    let mut say = |text: &Option<crate::role::Text>| text.as_ref().map(|text| words.say(text));
    let locations: Vec<JobLocation> = posting
        .locations
        .iter()
        .map(|location| JobLocation {
            city: say(&location.city),
            region: say(&location.region),
            street: say(&location.street),
            postal_code: location.postal_code.as_deref().map(one_line),
            country: location.country.clone(),
        })
        .collect();
    let pay = posting.pay.as_ref().map(|pay| JobPay {
        min: pay.min.as_deref().and_then(number),
        max: pay.max.as_deref().and_then(number),
        currency: pay.currency.clone(),
        period: pay.period.clone().unwrap_or_else(|| "month".to_owned()),
        months: pay.months,
        note: say(&pay.note),
    });
    let apply = posting.apply.as_ref().map(|apply| JobApply {
        email: apply.email.clone(),
        url: apply.url.clone(),
        text: apply.text.as_ref().map(|text| words.paragraphs(text)),
    });
    let about = posting.about.as_ref().map(|text| words.paragraphs(text));
    let mut say = |text: &Option<crate::role::Text>| text.as_ref().map(|text| words.say(text));
    let mut job = JobPosting {
        facts: Vec::new(),
        company: say(&posting.company),
        company_url: posting.company_url.clone(),
        about,
        department: say(&posting.department),
        locations,
        remote: posting.remote.clone(),
        applicant_countries: posting.applicant_countries.clone(),
        employment_types: posting.employment_types.clone(),
        headcount: posting.headcount,
        reports_to: say(&posting.reports_to),
        pay,
        hours: say(&posting.hours),
        benefits: posting.benefits.iter().map(|text| words.say(text)).collect(),
        apply,
        posted: posting.posted.clone(),
        valid_through: posting.valid_through.clone(),
        identifier: posting.identifier.as_deref().map(one_line),
        statement: posting.statement.as_ref().map(|text| words.paragraphs(text)),
    };
    job.facts = facts(&job, posting.pay.as_ref(), labels);
    job
}

fn number(text: &str) -> Option<serde_json::Number> {
    text.parse::<u64>().map(Into::into).ok().or_else(|| serde_json::Number::from_f64(text.parse().ok()?))
}

fn facts(job: &JobPosting, pay: Option<&Pay>, labels: &Labels) -> Vec<Fact> {
    let separator = labels.get("list_separator");
    let place = |location: &JobLocation| {
        // A place is written from the large to the small in Chinese, the other way round elsewhere; the label says which.
        let parts = [("region", &location.region), ("city", &location.city), ("street", &location.street)];
        // A city that is its own region is said once, by its longer name, as 上海市 where the other says 上海.
        let is_whole = |long: &str, short: &str| long.strip_prefix(short) == Some(labels.get("municipality"));
        let left_out = match (location.region.as_deref(), location.city.as_deref()) {
            (Some(region), Some(city)) if region == city || is_whole(region, city) => "city",
            (Some(region), Some(city)) if is_whole(city, region) => "region",
            _ => "",
        };
        let given: Vec<&str> = labels
            .get("place_order")
            .split_whitespace()
            .filter(|wanted| *wanted != left_out)
            .filter_map(|wanted| parts.iter().find(|(name, _)| *name == wanted)?.1.as_deref())
            .collect();
        match location.country.as_deref().filter(|_| given.is_empty()) {
            Some(country) => by_code("country_", country, labels),
            None => given.join(labels.get("place_separator")),
        }
    };
    let places: Vec<String> = job.locations.iter().map(place).filter(|place| !place.is_empty()).collect();
    let kinds: Vec<&str> = job.employment_types.iter().map(|kind| labels.get(employment_label(kind))).collect();
    let joined = |parts: Vec<&str>| (!parts.is_empty()).then(|| parts.join(separator));
    let all = [
        ("company", job.company.clone()),
        ("department", job.department.clone()),
        ("location", (!places.is_empty()).then(|| places.join(labels.get("places_separator")))),
        ("remote", job.remote.as_deref().map(|remote| labels.get(remote_label(remote)).to_owned())),
        ("employment_type", joined(kinds)),
        ("headcount", job.headcount.map(|count| labels.fill("people", &[("count", &count.to_string())]))),
        ("reports_to", job.reports_to.clone()),
        ("pay", pay.and_then(|pay| pay_in_words(pay, job, labels))),
        ("hours", job.hours.clone()),
        ("posted", job.posted.as_deref().map(|day| date(day, labels))),
        ("valid_through", job.valid_through.as_deref().map(|day| date(day, labels))),
        ("identifier", job.identifier.clone()),
    ];
    all.into_iter()
        .filter_map(|(id, value)| Some(Fact { id: id.to_owned(), label: labels.get(id).to_owned(), value: value? }))
        .collect()
}

fn employment_label(kind: &str) -> &'static str {
    match kind {
        "full-time" => "full_time",
        "part-time" => "part_time",
        "contractor" => "contractor",
        "temporary" => "temporary",
        "intern" => "intern",
        "volunteer" => "volunteer",
        "per-diem" => "per_diem",
        _ => "other_employment",
    }
}

fn remote_label(remote: &str) -> &'static str {
    match remote {
        "full" => "remote_full",
        "hybrid" => "remote_hybrid",
        _ => "remote_no",
    }
}

fn period_label(period: &str) -> &'static str {
    match period {
        "hour" => "per_hour",
        "day" => "per_day",
        "week" => "per_week",
        "year" => "per_year",
        _ => "per_month",
    }
}

fn pay_in_words(pay: &Pay, job: &JobPosting, labels: &Labels) -> Option<String> {
    let note = job.pay.as_ref().and_then(|pay| pay.note.clone());
    let currency_name = by_code("currency_", pay.currency.as_deref().unwrap_or_default(), labels);
    let least = pay.min.as_deref().map(grouped);
    let most = pay.max.as_deref().map(grouped);
    let range = match (&least, &most) {
        (Some(least), Some(most)) if least == most => Some(("pay_fixed", least.as_str(), "")),
        (Some(least), Some(most)) => Some(("pay_range", least.as_str(), most.as_str())),
        (Some(least), None) => Some(("pay_from", least.as_str(), "")),
        (None, Some(most)) => Some(("pay_up_to", "", most.as_str())),
        (None, None) => None,
    };
    let amount = range.map(|(key, least, most)| {
        let period = labels.get(period_label(pay.period.as_deref().unwrap_or("month")));
        let amount =
            labels.fill(key, &[("min", least), ("max", most), ("currency", &currency_name), ("period", period)]);
        match pay.months {
            Some(months) => labels.fill("pay_months", &[("pay", &amount), ("months", &months.to_string())]),
            None => amount,
        }
    });
    match (amount, note) {
        (Some(amount), Some(note)) => Some(labels.fill("pay_note", &[("pay", &amount), ("note", &note)])),
        (amount, note) => amount.or(note),
    }
}

/// The name of a currency or a country; one without a name in this language is shown by its code.
fn by_code(beginning: &str, code: &str, labels: &Labels) -> String {
    labels.find(&format!("{beginning}{code}")).unwrap_or(code).to_owned()
}

/// Digits in groups of three.
fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// An ISO date in the words of the labels: `{year}`, `{month}`, `{day}` as numbers, `{month_name}` as its name.
fn date(day: &str, labels: &Labels) -> String {
    let mut parts = day.split('-').map(|part| part.trim_start_matches('0'));
    let (year, month, day) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let names = labels.get("month_names");
    let name = month
        .parse::<usize>()
        .ok()
        .and_then(|month| names.split_whitespace().nth(month.saturating_sub(1)))
        .unwrap_or(month);
    labels.fill("date", &[("year", year), ("month_name", name), ("month", month), ("day", day)])
}
