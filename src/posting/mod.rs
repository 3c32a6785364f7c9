//! A posting: the vacancy data that is never in a role, from a file and from `--set`.

mod decode;
pub mod format;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, nearest};
use crate::merge;
use crate::shape::{self, Completeness, Field, Shape};
use crate::source::{Source, Span};
use crate::text::Text;
use crate::yaml::{Entry, Map, Node, Value};

/// A vacancy's data, in all its languages. Numbers stay as they were written.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each field is described in `format::POSTING`")]
pub struct Posting {
    pub company: Option<Text>,
    pub company_url: Option<String>,
    pub about: Option<Text>,
    pub department: Option<Text>,
    pub locations: Vec<Location>,
    pub remote: Option<String>,
    pub applicant_countries: Vec<String>,
    pub employment_types: Vec<String>,
    pub headcount: Option<u64>,
    pub reports_to: Option<Text>,
    pub pay: Option<Pay>,
    pub hours: Option<Text>,
    pub benefits: Vec<Text>,
    pub apply: Option<Apply>,
    pub posted: Option<String>,
    pub valid_through: Option<String>,
    pub identifier: Option<String>,
    pub statement: Option<Text>,
}

/// A place of work.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each field is described in `format::LOCATION`")]
pub struct Location {
    pub city: Option<Text>,
    pub region: Option<Text>,
    pub street: Option<Text>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

/// What is paid.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each field is described in `format::POSTING`")]
pub struct Pay {
    pub min: Option<String>,
    pub max: Option<String>,
    pub currency: Option<String>,
    pub period: Option<String>,
    pub months: Option<u64>,
    pub note: Option<Text>,
}

/// How to apply.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each field is described in `format::POSTING`")]
pub struct Apply {
    pub email: Option<String>,
    pub url: Option<String>,
    pub text: Option<Text>,
}

/// What a posting gets wrong beyond its form.
#[derive(Debug, thiserror::Error)]
pub enum PostingError {
    /// `--set` without `=`.
    #[error("`--set {0}` is not of the form `key=value`")]
    NoAssignment(String),
    /// `--set` with a key that a posting does not have.
    #[error("unknown `--set` key `{0}`")]
    UnknownKey(String),
    /// The least is more than the most.
    #[error("the pay begins at {min} and ends at {max}")]
    PayReversed {
        /// The least, as written.
        min: String,
        /// The most, as written.
        max: String,
    },
    /// A figure without its currency.
    #[error("the pay has no currency")]
    NoCurrency,
    /// Months' pay of what is not paid by the month.
    #[error("`months` counts pay by the month, and this is paid by the {0}")]
    NotByTheMonth(String),
    /// The posting ends before it begins.
    #[error("the posting is valid through {valid_through}, before it is posted on {posted}")]
    DatesReversed {
        /// First day.
        posted: String,
        /// Last day.
        valid_through: String,
    },
}

/// Reads a posting file as a tree, held to the format.
pub fn parse(source: &Arc<Source>, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut node = crate::yaml::parse(source, faults)?;
    if matches!(node.value, Value::Null) {
        node.value = Value::Map(Map::new());
    }
    let before = faults.len();
    shape::check(&node, &format::WHOLE, Completeness::Whole, "the posting", faults);
    (faults.len() == before).then_some(node)
}

/// One `--set key=value` as a patch over a posting. Dots lead into records (`pay.min=15000`), semicolons or
/// else commas separate the items of a list, and a language tag after a text's key sets that language (`company.en=Acme`).
pub fn parse_assignment(assignment: &str, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let source = Source::new("--set", assignment.to_owned());
    let Some((path, value)) = assignment.split_once('=') else {
        let error = PostingError::NoAssignment(assignment.to_owned());
        faults.push(Diagnostic::error("bad-assignment", error.to_string()).help("for example `--set company=Acme`"));
        return None;
    };
    let value_span = Span::new(&source, path.len() + 1..assignment.len());
    let Some(shape) = shape_at(path) else {
        let valid = all_keys(format::POSTING, "");
        let error = PostingError::UnknownKey(path.to_owned());
        let mut diagnostic = Diagnostic::error("unknown-set-key", error.to_string());
        if let Some(name) = nearest(path, valid.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
        }
        let names: Vec<String> = valid.iter().map(|name| format!("`{name}`")).collect();
        faults.push(diagnostic.help(format!("valid: {}", names.join(", "))));
        return None;
    };
    let node = nest(path, &Span::new(&source, 0..path.len()), shape.typed(value, &value_span));
    let before = faults.len();
    shape::check(&node, &format::WHOLE, Completeness::Patch, "--set", faults);
    (faults.len() == before).then_some(node)
}

/// What the dotted key `path` (`pay.min`, `company.en`) takes; `None` where a posting has no such key.
pub fn shape_at(path: &str) -> Option<&'static Shape> {
    let mut fields = Some(format::POSTING);
    let mut shape = &format::WHOLE;
    for part in path.split('.') {
        if let (Shape::Text, Some(_)) = (shape, crate::language::Language::parse(part)) {
            shape = &Shape::Word;
            fields = None;
            continue;
        }
        shape = fields.into_iter().flatten().find(|field| field.name == part)?.shape;
        fields = record_of(shape);
    }
    Some(shape)
}

/// `leaf` under the dotted key `path`, as maps in maps.
pub fn nest(path: &str, key: &Span, leaf: Node) -> Node {
    path.rsplit('.').fold(leaf, |node, part| Node {
        span: node.span.clone(),
        value: Value::Map(Map::from_iter([(part.to_owned(), Entry { key: key.clone(), node })])),
    })
}

fn record_of(shape: &'static Shape) -> Option<&'static [Field]> {
    match shape {
        Shape::Record(fields) => Some(fields),
        _ => None,
    }
}

/// Every key that `--set` takes, with dots.
pub fn all_keys(fields: &'static [Field], prefix: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for field in fields {
        match record_of(field.shape) {
            Some(inner) => keys.extend(all_keys(inner, &format!("{prefix}{}.", field.name))),
            None => keys.push(format!("{prefix}{}", field.name)),
        }
    }
    keys
}

/// The tree of all `layers`, each laid over the ones before it, with the place of every value. `None` where there is no layer.
pub fn lay(layers: Vec<Node>, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    layers.into_iter().reduce(|below, above| merge::apply(below, above, faults))
}

/// The posting that the `layers` make, each laid over the ones before it. `None` where there is no layer.
pub fn merge(layers: Vec<Node>, faults: &mut Vec<Diagnostic>) -> Option<Posting> {
    let before = faults.len();
    let merged = lay(layers, faults)?;
    shape::check(&merged, &format::WHOLE, Completeness::Whole, "the posting", faults);
    if faults.len() > before {
        return None;
    }
    let posting = decode::posting(&merged);
    validate(&merged, &posting, faults);
    (faults.len() == before).then_some(posting)
}

fn validate(node: &Node, posting: &Posting, faults: &mut Vec<Diagnostic>) {
    if let (Some(pay), Some(pay_node)) = (&posting.pay, node.get("pay")) {
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
        if let (Some(least), Some(most)) = (number(&pay.min), number(&pay.max))
            && least > most
        {
            let error = PostingError::PayReversed {
                min: pay.min.clone().unwrap_or_default(),
                max: pay.max.clone().unwrap_or_default(),
            };
            let span = &pay_node.get("min").unwrap_or(pay_node).span;
            faults.push(Diagnostic::error("pay-reversed", error.to_string()).at(span));
        }
        if (pay.min.is_some() || pay.max.is_some()) && pay.currency.is_none() {
            let span = &pay_node.get("min").or(pay_node.get("max")).unwrap_or(pay_node).span;
            faults.push(
                Diagnostic::error("no-currency", PostingError::NoCurrency.to_string())
                    .at(span)
                    .help("add `currency: CNY` (ISO 4217)"),
            );
        }
    }
    if let (Some(period), Some(pay_node)) = (posting.pay.as_ref().and_then(by_other_than_months), node.get("pay")) {
        let error = PostingError::NotByTheMonth(period.to_owned());
        let span = &pay_node.get("months").unwrap_or(pay_node).span;
        let fault = Diagnostic::error("months-without-month", error.to_string()).at(span);
        faults.push(fault.help("leave `months` away, or give the pay of a month"));
    }
    if let (Some(posted), Some(valid_through)) = (&posting.posted, &posting.valid_through)
        && valid_through < posted
    {
        let error = PostingError::DatesReversed { posted: posted.clone(), valid_through: valid_through.clone() };
        let span = &node.get("valid-through").unwrap_or(node).span;
        faults.push(Diagnostic::error("dates-reversed", error.to_string()).at(span));
    }
}

/// The period of pay that has months and is paid by another period.
fn by_other_than_months(pay: &Pay) -> Option<&str> {
    pay.months?;
    pay.period.as_deref().filter(|period| *period != "month")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, sets: &[&str]) -> Result<Posting, Vec<String>> {
        let mut faults = Vec::new();
        let mut layers: Vec<Node> = parse(&Source::new("p.yaml", text.to_owned()), &mut faults).into_iter().collect();
        layers.extend(sets.iter().filter_map(|set| parse_assignment(set, &mut faults)));
        let posting = merge(layers, &mut faults);
        if faults.is_empty() {
            Ok(posting.unwrap_or_default())
        } else {
            Err(faults.into_iter().map(|fault| fault.message).collect())
        }
    }

    #[test]
    fn a_set_goes_over_the_file_into_records_lists_and_languages() {
        let posting = read(
            "company: { en: Acme, zh-CN: 甲公司 }\npay: { min: 1, max: 2, currency: CNY }\n",
            &["pay.max=30000", "location=上海、杭州", "company.en=Beta"],
        )
        .unwrap();
        let pay = posting.pay.unwrap();
        assert_eq!((pay.min.as_deref(), pay.max.as_deref()), (Some("1"), Some("30000")));
        assert_eq!(posting.locations.len(), 2);
        let company: Vec<_> = posting.company.unwrap().wordings().iter().map(|wording| wording.text.clone()).collect();
        assert_eq!(company, ["Beta", "甲公司"]);
    }

    #[test]
    fn commas_separate_places_only_where_nothing_stronger_does() {
        let cities = |set: &str| -> Vec<String> {
            let locations = read("", &[set]).unwrap().locations.into_iter();
            locations.map(|location| location.city.unwrap().wordings()[0].text.clone().into_owned()).collect()
        };
        assert_eq!(cities("location=Paris, Rome"), ["Paris", "Rome"]);
        assert_eq!(cities("location=Washington, DC;"), ["Washington, DC"]);
        assert_eq!(cities("location=Washington, DC; New York, NY"), ["Washington, DC", "New York, NY"]);
    }

    #[test]
    fn a_record_that_says_nothing_is_as_if_it_were_not_there() {
        let posting = read("apply: {}\npay: {}\nlocation: [{}, Rome]\n", &[]).unwrap();
        assert!(posting.apply.is_none() && posting.pay.is_none());
        assert_eq!(posting.locations.len(), 1);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (text, fault) in [
            ("pay: { min: 3, max: 2, currency: CNY }", "begins at 3"),
            ("pay: { min: 3 }", "no currency"),
            ("pay: { min: 3, currency: CNY, period: year, months: 14 }", "paid by the year"),
            ("posted: 2026-12-01\nvalid-through: 2026-11-01", "before it is posted"),
            ("apply: { url: 'javascript:alert(1)' }", "not an address"),
            ("headcount: 0", "not a whole number"),
            ("posted: 2026-02-30", "not a date"),
            ("posted: 0000-01-01", "not a date"),
            ("pay: { min: 1., currency: CNY }", "not an amount"),
            ("pay: { max: 00010000, currency: CNY }", "not an amount"),
        ] {
            let faults = read(text, &[]).unwrap_err();
            assert!(faults[0].contains(fault), "{text}: {faults:?}");
        }
    }
}
