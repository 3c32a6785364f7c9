//! What a text must go through before it stands in a document of each kind. Nothing that a role says may become markup.

use std::fmt::{self, Write};

use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Error, ErrorKind, Output, State};

use crate::characters::{is_printable, printable};

/// The escaping that a template's name asks for: the extension before `.j2` decides.
pub fn for_template(name: &str) -> AutoEscape {
    let stem = name.strip_suffix(".j2").unwrap_or(name);
    match stem.rsplit('.').next() {
        Some("html") => AutoEscape::Html,
        Some("md") => AutoEscape::Custom("markdown".into()),
        Some("xml" | "rels") => AutoEscape::Custom("xml".into()),
        Some("json" | "jsonld") => AutoEscape::Json,
        _ => AutoEscape::Custom("text".into()),
    }
}

/// Writes a template's value: nothing for `none`, JSON's words for booleans, and every text escaped.
pub fn formatter(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_safe() {
        return Ok(write!(out, "{value}")?);
    }
    let escape = state.auto_escape();
    if matches!(escape, AutoEscape::Json) && !value.is_undefined() {
        return json(out, value);
    }
    let text = match value.kind() {
        ValueKind::None => return Ok(()),
        // Strict undefined behaviour makes this the error that names the variable.
        ValueKind::Undefined => return minijinja::escape_formatter(out, state, value),
        ValueKind::Bool => if value.is_true() { "true" } else { "false" }.to_owned(),
        _ => match value.as_str() {
            Some(text) => return Ok(write_escaped(out, text, escape)?),
            None => value.to_string(),
        },
    };
    Ok(write_escaped(out, &text, escape)?)
}

fn write_escaped(out: &mut impl Write, text: &str, escape: &AutoEscape) -> fmt::Result {
    match escape {
        AutoEscape::Html => markup(out, text),
        AutoEscape::Custom(name) if name == "xml" => markup(out, text),
        AutoEscape::Custom(name) if name == "markdown" => markdown(out, text),
        _ => out.write_str(&printable(text)),
    }
}

/// JSON, also safe inside of an HTML script element: `<`, `>` and `&` stand only in strings, where they can be escaped.
fn json(out: &mut impl Write, value: &Value) -> Result<(), Error> {
    let text = serde_json::to_string(value)
        .map_err(|_| Error::new(ErrorKind::BadSerialization, "the value cannot be written as JSON"))?;
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => write!(out, "\\u{:04x}", u32::from(c))?,
            // What may not stand in a document is said in ASCII; all of it lies in the first plane.
            _ if !is_printable(c) => write!(out, "\\u{:04x}", u32::from(c))?,
            _ => out.write_char(c)?,
        }
    }
    Ok(())
}

/// The bytes that are looked at when markup is escaped.
static MARKUP: [bool; 256] = table(b"&<>\"'");

/// The bytes that are looked at when CommonMark is escaped.
static MARKDOWN: [bool; 256] = table(b"\\`*[]<|~$_&!#>+-=.)");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// HTML and XML: the five characters that markup is made of.
fn markup(out: &mut impl Write, text: &str) -> fmt::Result {
    let text = printable(text);
    let mut rest = text.as_ref();
    // All five are ASCII, so what stands between them is written in one piece.
    while let Some(at) = rest.bytes().position(|byte| MARKUP[usize::from(byte)]) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}

/// CommonMark: a backslash before what would be markup at that place, and no more, so that the file stays readable.
fn markdown(out: &mut impl Write, text: &str) -> fmt::Result {
    let text = printable(text);
    let has_breaks = text.bytes().any(|byte| matches!(byte, b'\n' | b'\t'));
    let text = if has_breaks { text.replace(['\n', '\t'], " ").into() } else { text };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| MARKDOWN[usize::from(*byte)]) {
        // Only ASCII is ever special, so `at` falls on a character wherever it is looked at.
        let special = match byte {
            b'_' => !(in_word(text[..at].chars().next_back()) && in_word(text[at + 1..].chars().next())),
            b'&' => text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'),
            b'!' => text[at + 1..].starts_with('['),
            // At the beginning these make a heading, a quote, a list item or a rule.
            b'#' | b'>' | b'+' | b'-' | b'=' => at == 0,
            b'.' | b')' => at > 0 && at == digits,
            _ => true,
        };
        if special {
            out.write_str(&text[written..at])?;
            out.write_char('\\')?;
            written = at;
        }
    }
    out.write_str(&text[written..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str, name: &'static str) -> String {
        let mut out = String::new();
        write_escaped(&mut out, text, &AutoEscape::Custom(name.into())).unwrap();
        out
    }

    /// What a CommonMark reader shows of the text, and whether it saw anything but text.
    fn as_read(markdown: &str) -> (String, bool) {
        use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
        let mut text = String::new();
        let mut plain = true;
        for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_))
                | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::List(_)) => {}
                _ => plain = false,
            }
        }
        (text, plain)
    }

    proptest! {
        #[test]
        fn a_text_in_a_markdown_list_item_reads_as_it_was_written(text in "[-a-z0-9运营 *_`\\[\\]()<>#+.!&;:|~\\\\\"'=@/$]{1,24}") {
            let text = text.trim();
            prop_assume!(!text.is_empty());
            let (shown, plain) = as_read(&format!("1. {}\n", escaped(text, "markdown")));
            prop_assert!(plain, "{}", escaped(text, "markdown"));
            // A reader folds no spaces inside of a line, so the words come back to the letter.
            prop_assert_eq!(shown, text);
        }
    }

    #[test]
    fn plain_words_are_left_alone_in_markdown() {
        for text in ["DAU/MAU（日活/月活）", "每周 1 次 A/B 测试", "user_id + 15%", "3–5 years"] {
            assert_eq!(escaped(text, "markdown"), text);
        }
    }

    #[test]
    fn control_and_direction_characters_reach_no_document() {
        for name in ["xml", "text", "markdown"] {
            assert_eq!(escaped("a\u{0}\u{b}\u{1b}[31m\u{202e}\u{ffff}b", name).replace('\\', ""), "a[31mb");
        }
    }

    #[test]
    fn markup_becomes_text() {
        assert_eq!(
            escaped("<script>alert(\"1\")</script> & '", "xml"),
            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;"
        );
    }
}
