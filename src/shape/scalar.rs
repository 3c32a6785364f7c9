//! What single values must be: dates, addresses, numbers, names, codes.

use super::{Shape, shortened};
use crate::characters::printable;
use crate::language::Language;

/// Whether `key` is lower-case ASCII letters and digits in words joined by single hyphens.
pub fn is_kebab_case(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 64
        && key
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// Whether `text` is a day of the Gregorian calendar written `YYYY-MM-DD` (ISO 8601).
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        text.get(range)
            .and_then(|digits| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?)
    };
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && printable(text) == text
            && !rest.starts_with('/')
            && !text
                .chars()
                .any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`' | '^' | '{' | '}' | '|'))
    })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
    };
    plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

/// What is wrong with a text that stands where `shape` wants a single value.
pub(super) fn scalar_fault(text: &str, shape: &Shape) -> Option<String> {
    let shown = shortened(text);
    match shape {
        Shape::Word => text.trim().is_empty().then(|| "the text is empty".to_owned()),
        Shape::Name => (!is_kebab_case(text)).then(|| format!("`{shown}` is not a kebab-case name")),
        Shape::Tag => Language::parse(text).is_none().then(|| format!("`{shown}` is not a language tag")),
        Shape::OneOf(valid) => (!valid.contains(&text)).then(|| format!("`{shown}` is not one of its values")),
        Shape::Integer(least, most) => match text.parse::<u64>() {
            Ok(number) if (*least..=*most).contains(&number) && text.bytes().all(|b| b.is_ascii_digit()) => None,
            _ => Some(format!("`{shown}` is not a whole number from {least} to {most}")),
        },
        Shape::Amount => match text.parse::<f64>() {
            Ok(number)
                if number.is_finite() && number >= 0.0 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') =>
            {
                None
            }
            _ => Some(format!("`{shown}` is not a number written with digits only")),
        },
        Shape::Date => (!is_date(text)).then(|| format!("`{shown}` is not a date such as 2026-11-22")),
        Shape::Url => {
            (!is_url(text)).then(|| format!("`{shown}` is not an address that begins with https:// or http://"))
        }
        Shape::Email => (!is_email(text)).then(|| format!("`{shown}` is not an e-mail address")),
        Shape::Code(length) => (text.len() != *length || !text.bytes().all(|b| b.is_ascii_uppercase()))
            .then(|| format!("`{shown}` is not a code of {length} capital letters")),
        _ => None,
    }
}

/// What `shape` wants, in words for a message.
pub(super) fn in_words(shape: &Shape) -> String {
    match shape {
        Shape::Integer(..) => "a whole number".to_owned(),
        Shape::Amount => "a number".to_owned(),
        Shape::Date => "a date such as 2026-11-22".to_owned(),
        Shape::OneOf(valid) => format!("one of {}", valid.join(", ")),
        Shape::Name => "a name".to_owned(),
        _ => "text".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_that_exists() {
        for day in ["2026-11-22", "2024-02-29", "2000-02-29"] {
            assert!(is_date(day), "{day}");
        }
        for no_day in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-1-1", "2026/11/22", "+026-11-22", "２026-1-1"] {
            assert!(!is_date(no_day), "{no_day}");
        }
    }

    #[test]
    fn only_web_addresses_without_anything_that_breaks_out_of_an_attribute_are_addresses() {
        for address in ["https://example.com/jobs?id=1&x=2", "HTTP://example.com", "https://例子.中国/招聘"] {
            assert!(is_url(address), "{address}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.com",
            "https://",
            "https://a b",
            "https://a\"b",
            "https:///x",
            " https://a",
            "https://a/\u{202e}b",
            "https://a/\u{7f}",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn kebab_case_is_lower_case_words_with_single_hyphens() {
        assert!(is_kebab_case("ab-test-2"));
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "留存"] {
            assert!(!is_kebab_case(bad), "{bad}");
        }
    }
}
