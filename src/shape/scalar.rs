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

/// The first year that a date may have: no vacancy and no law in force is older, so an earlier one is a slip.
const FIRST_YEAR: u32 = 1900;
/// How many digits an amount may have before its point: as many as a double holds exactly.
const AMOUNT_DIGITS: usize = 15;

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
    year >= FIRST_YEAR && (1..=days).contains(&day)
}

/// Whether `text` is a number as a reader writes it: digits without leading zeros, then perhaps a point and digits.
fn is_amount(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    digits(whole)
        && whole.len() <= AMOUNT_DIGITS
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
}

fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        is_authority(rest.split(['/', '?', '#']).next().unwrap_or_default())
            && printable(text) == text
            && !text
                .chars()
                .any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`' | '^' | '{' | '}' | '|'))
    })
}

/// Whether a web address may have `text` between its slashes (RFC 3986, section 3.2): a name or an address of the internet, and
/// perhaps a port. A user and a password are refused: they would be published, and hide where a link leads.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rfind(':').filter(|colon| !text[*colon..].contains(']')) {
        Some(colon) => (&text[..colon], Some(&text[colon + 1..])),
        None => (text, None),
    };
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| !c.is_ascii_punctuation() || matches!(c, '-' | '_'));
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(is_label),
    };
    is_host && port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok())
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
        Shape::Amount => {
            (!is_amount(text)).then(|| format!("`{shown}` is not an amount in digits, such as 15000 or 12.5"))
        }
        Shape::Date => (!is_date(text)).then(|| format!("`{shown}` is not a date such as 2026-11-22")),
        Shape::Url => (!is_url(text)).then(|| format!("`{shown}` is not an address such as https://example.com/jobs")),
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
        for no_day in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-1-1",
            "2026/11/22",
            "+026-11-22",
            "２026-1-1",
            "0000-01-01",
            "1899-12-31",
        ] {
            assert!(!is_date(no_day), "{no_day}");
        }
    }

    #[test]
    fn an_amount_is_written_as_a_reader_is_to_see_it() {
        for amount in ["0", "0.5", "15000", "12000.50"] {
            assert!(is_amount(amount), "{amount}");
        }
        for bad in
            ["", ".", "1.", ".5", "00010000", "1e3", "15_000", "15,000", "-1", ".inf", "1.2.3", "1000000000000000"]
        {
            assert!(!is_amount(bad), "{bad}");
        }
    }

    #[test]
    fn only_web_addresses_without_anything_that_breaks_out_of_an_attribute_are_addresses() {
        for address in [
            "https://example.com/jobs?id=1&x=2",
            "HTTP://example.com",
            "https://例子.中国/招聘",
            "http://localhost:8080?a@b",
            "https://[::1]:443/",
        ] {
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
            "https://.",
            "https://a..b/",
            "https://[::1",
            "https://[::g]/",
            "https://a:99999/",
            "https://a:+1/",
            "https://u:p@h/",
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
