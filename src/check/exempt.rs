//! What typography leaves as it is in a text: addresses, placeholders, code.

use std::ops::Range;

/// Characters that end an address in running text beside white space.
const STOPS: &str = "，。；：！？、（）「」『』《》【】“”‘’\"'<>`";

/// Endings of the hosts that job descriptions name without a scheme.
const DOMAINS: &[&str] = &[
    "com", "cn", "net", "org", "io", "co", "tw", "hk", "uk", "eu", "us", "ca", "edu", "gov", "dev", "app", "me", "ai",
    "jobs",
];

/// The ranges of `text` that are no running text.
pub fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    between(text, '`', '`', &mut spans);
    between(text, '{', '}', &mut spans);
    between(text, '<', '>', &mut spans);
    let mut start = 0;
    for part in text.split_inclusive(|c: char| c.is_whitespace() || STOPS.contains(c)) {
        if let Some(at) = address(part) {
            spans.push(start + at..start + part.len());
        }
        start += part.len();
    }
    spans
}

/// Adds what stands between two marks in one line, the marks and those of the same kind inside of it taken in.
fn between(text: &str, open: char, close: char, spans: &mut Vec<Range<usize>>) {
    let mut opened: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        if c == '\n' {
            opened.clear();
        } else if c == close && !opened.is_empty() {
            if let Some(start) = opened.pop()
                && opened.is_empty()
            {
                spans.push(start..at + c.len_utf8());
            }
        } else if c == open {
            // A comparison is no mark: `a < b`.
            if open != '<' || !text[at + 1..].starts_with(char::is_whitespace) {
                opened.push(at);
            }
        }
    }
}

/// Where in a word an address begins: a URL, a host with a path, or a mail address, of which the whole word is taken.
fn address(word: &str) -> Option<usize> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let host_before = |end: usize| {
        word[..end]
            .rfind(|c: char| !is_host(c))
            .map_or(0, |at| at + word[at..].chars().next().map_or(0, char::len_utf8))
    };
    if let Some(at) = word.find("://") {
        return Some(host_before(at));
    }
    if let Some(at) = word.find("www.") {
        return Some(at);
    }
    if word.match_indices('@').any(|(at, _)| at > 0 && word[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric()))
    {
        return Some(0);
    }
    let at = word.find('/')?;
    let start = host_before(at);
    let (_, ending) = word[start..at].rsplit_once('.')?;
    DOMAINS.contains(&ending).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_placeholders_and_code_are_found_and_running_text_is_not() {
        let found =
            |text: &str| -> Vec<String> { spans(text).into_iter().map(|range| text[range].to_owned()).collect() };
        assert_eq!(
            found("投递：访问https://a.com/招聘apply?岗位=运营ops，附简历"),
            ["https://a.com/招聘apply?岗位=运营ops，"]
        );
        assert_eq!(found("见jobs.example.com/招聘a 或www.a.com/招聘"), ["jobs.example.com/招聘a ", "www.a.com/招聘"]);
        assert_eq!(found("发至运营ops@a.com。"), ["发至运营ops@a.com。"]);
        assert_eq!(found("输出{{指标name}}和${数b}，运行`查sql`"), ["`查sql`", "{{指标name}}", "{数b}"]);
        assert!(found("熟悉Node.js/前端，A/B测试，a < b，@小明").is_empty());
    }
}
