//! Word: the paragraphs of `word/document.xml`, each on a line, so that a line number is the number of the paragraph.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

/// How large the main part may be when it is unpacked.
const MAX_BYTES: u64 = 32 << 20;

/// The text of a `.docx`.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "it is no zip file".to_owned())?;
    let part = archive.by_name("word/document.xml").map_err(|_| "it has no `word/document.xml`".to_owned())?;
    let mut xml = Vec::new();
    part.take(MAX_BYTES + 1).read_to_end(&mut xml).map_err(|_| "its text cannot be unpacked".to_owned())?;
    if xml.len() as u64 > MAX_BYTES {
        return Err(format!("its text is larger than {} MB", MAX_BYTES >> 20));
    }
    paragraphs(std::str::from_utf8(&xml).map_err(|_| "its XML is not UTF-8".to_owned())?)
}

fn paragraphs(xml: &str) -> Result<String, String> {
    let broken = |error: &dyn std::fmt::Display| format!("its XML is broken: {error}");
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    let mut in_text = false;
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(start) if start.local_name().as_ref() == "t" => in_text = true,
            Event::End(end) => match end.local_name().as_ref() {
                "t" => in_text = false,
                "p" => text.push('\n'),
                _ => {}
            },
            Event::Empty(empty) => match empty.local_name().as_ref() {
                "br" | "cr" | "ta" => text.push(' '),
                "p" => text.push('\n'),
                _ => {}
            },
            Event::Text(words) if in_text => text.push_str(&words),
            Event::GeneralRef(reference) if in_text => match reference.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => match reference.as_ref() {
                    "amp" => text.push('&'),
                    "lt" => text.push('<'),
                    "gt" => text.push('>'),
                    "quot" => text.push('"'),
                    "apos" => text.push('\''),
                    _ => {}
                },
            },
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_paragraph_are_joined_and_paragraphs_are_lines() {
        let xml = "<w:document><w:p><w:r><w:t>A &amp; </w:t></w:r><w:r><w:t>B</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>C</w:t></w:r></w:p></w:document>";
        assert_eq!(paragraphs(xml).unwrap(), "A & B\n\nC\n");
    }

    #[test]
    fn what_is_no_zip_is_said_to_be_none() {
        assert_eq!(text(b"hello").unwrap_err(), "it is no zip file");
    }
}
