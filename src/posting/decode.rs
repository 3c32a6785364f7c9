//! From the tree of a posting to its data.

use super::{Apply, Location, Pay, Posting};
use crate::text::Text;
use crate::yaml::{Node, Value};

/// The posting that a tree holds which fits the format.
pub fn posting(node: &Node) -> Posting {
    Posting {
        company: text(node, "company"),
        company_url: word(node, "company-url"),
        about: text(node, "about"),
        department: text(node, "department"),
        locations: many(node, "location", location).into_iter().flatten().collect(),
        remote: word(node, "remote"),
        applicant_countries: many(node, "applicant-countries", |node| node.as_text().unwrap_or_default().to_owned()),
        employment_types: many(node, "employment-type", |node| node.as_text().unwrap_or_default().to_owned()),
        headcount: word(node, "headcount").and_then(|number| number.parse().ok()),
        reports_to: text(node, "reports-to"),
        pay: filled(node.get("pay")).map(|pay| Pay {
            min: word(pay, "min"),
            max: word(pay, "max"),
            currency: word(pay, "currency"),
            period: word(pay, "period"),
            months: word(pay, "months").and_then(|number| number.parse().ok()),
            note: text(pay, "note"),
        }),
        hours: text(node, "hours"),
        benefits: many(node, "benefits", Text::decode).into_iter().flatten().collect(),
        apply: filled(node.get("apply")).map(|apply| Apply {
            email: word(apply, "email"),
            url: word(apply, "url"),
            text: text(apply, "text"),
        }),
        posted: word(node, "posted"),
        valid_through: word(node, "valid-through"),
        identifier: word(node, "identifier"),
        statement: text(node, "statement"),
    }
}

/// A record that says something. A layer may take away all that the one below it said.
fn filled(record: Option<&Node>) -> Option<&Node> {
    record.filter(|node| node.as_map().is_none_or(|map| !map.is_empty()))
}

fn location(node: &Node) -> Option<Location> {
    if let Value::Text(_) = node.value {
        return Some(Location { city: Text::decode(node), ..Location::default() });
    }
    filled(Some(node)).map(|node| Location {
        city: text(node, "city"),
        region: text(node, "region"),
        street: text(node, "street"),
        postal_code: word(node, "postal-code"),
        country: word(node, "country"),
    })
}

fn text(node: &Node, key: &str) -> Option<Text> {
    node.get(key).and_then(Text::decode)
}

fn word(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_text).map(str::to_owned)
}

fn many<T>(node: &Node, key: &str, decode: impl Fn(&Node) -> T) -> Vec<T> {
    match node.get(key) {
        Some(Node { value: Value::List(list), .. }) => list.iter().map(decode).collect(),
        Some(node) => vec![decode(node)],
        None => Vec::new(),
    }
}
