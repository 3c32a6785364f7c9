//! Word: the paragraphs of a `.docx`, each on a line, so that a line number is the number of the paragraph; a label and its value
//! in a table are one. After the text come headers, footers and notes. The same document as one XML text (Flat OPC) is read too.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::table;

/// How large the parts may be together when they are unpacked.
const MAX_BYTES: u64 = 32 << 20;

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// The text of a `.docx`.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    let mut archive = Archive::new(Cursor::new(bytes)).map_err(|_| "it is no zip file".to_owned())?;
    let names = archive.file_names().filter_map(Result::ok);
    let mut others: Vec<String> = names.filter(|name| is_beside(name)).map(String::from).collect();
    others.sort();
    let mut left = MAX_BYTES;
    let body = part(&mut archive, MAIN, &mut left)?.ok_or_else(no_body)?;
    let others = others.iter().filter_map(|name| part(&mut archive, name, &mut left).transpose());
    let others: Vec<String> = others.collect::<Result<_, _>>()?;
    put_together(&body, others.iter().map(String::as_str))
}

/// Whether an XML text is a Word document of one text.
pub fn is_flat(text: &str) -> bool {
    text.contains("<pkg:package")
}

/// The text of a Word document of one text.
///
/// # Errors
/// As [`text`].
pub fn flat_text(flat: &str) -> Result<String, String> {
    let parts = flat.split("<pkg:part ").skip(1).filter_map(|part| {
        let name = part.split_once("pkg:name=")?.1;
        let quote = name.chars().next()?;
        let name = name[quote.len_utf8()..].split(quote).next()?.trim_start_matches('/');
        let (_, data) = part.split_once("<pkg:xmlData")?;
        Some((name, data.split_once('>')?.1.split("</pkg:xmlData>").next()?))
    });
    let mut parts: Vec<(&str, &str)> = parts.collect();
    parts.sort_by_key(|(name, _)| *name);
    let (_, body) = parts.iter().find(|(name, _)| *name == MAIN).ok_or_else(no_body)?;
    put_together(body, parts.iter().filter(|(name, _)| is_beside(name)).map(|(_, xml)| *xml))
}

/// The part that holds the text.
const MAIN: &str = "word/document.xml";

fn no_body() -> String {
    format!("it has no `{MAIN}`")
}

fn put_together<'a>(body: &str, others: impl Iterator<Item = &'a str>) -> Result<String, String> {
    let mut texts = vec![paragraphs(body)?];
    for xml in others {
        let text = paragraphs(xml)?;
        // The first page and the others often have the same header.
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(texts.concat())
}

/// Whether a part holds what is printed beside the text.
fn is_beside(name: &str) -> bool {
    let name = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml")).unwrap_or_default();
    ["header", "footer", "footnotes", "endnotes"]
        .iter()
        .any(|kind| name.strip_prefix(kind).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())))
}

/// The XML of a part. `left` is how many bytes may still be unpacked.
fn part(archive: &mut Archive<'_>, name: &str, left: &mut u64) -> Result<Option<String>, String> {
    let Ok(part) = archive.by_name(name) else { return Ok(None) };
    let mut xml = Vec::new();
    part.take(*left + 1).read_to_end(&mut xml).map_err(|_| "its text cannot be unpacked".to_owned())?;
    *left =
        left.checked_sub(xml.len() as u64).ok_or_else(|| format!("its text is larger than {} MB", MAX_BYTES >> 20))?;
    String::from_utf8(xml).map(Some).map_err(|_| "its XML is not UTF-8".to_owned())
}

fn paragraphs(xml: &str) -> Result<String, String> {
    let broken = |error: &dyn std::fmt::Display| format!("its XML is broken: {error}");
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    let mut in_text = false;
    let mut rows: Vec<Vec<usize>> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(start) => match start.local_name().as_ref() {
                "t" => in_text = true,
                "tr" => rows.push(Vec::new()),
                "tc" => rows.iter_mut().next_back().into_iter().for_each(|row| row.push(text.len())),
                // The same words once more, for programs that know no text boxes.
                "Fallback" => {
                    reader.read_to_end(start.name()).map_err(|error| broken(&error))?;
                }
                // The paragraphs of a text box stand inside of the one that it is anchored in.
                "txbxContent" if !text.is_empty() && !text.ends_with('\n') => text.push('\n'),
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "t" => in_text = false,
                "p" => text.push('\n'),
                "tr" => join(&mut text, &rows.pop().unwrap_or_default()),
                _ => {}
            },
            Event::Empty(empty) => match empty.local_name().as_ref() {
                "br" | "cr" => text.push(' '),
                "tab" => text.push('\t'),
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

/// Puts labels and their values on one line in a row of which each cell begins at one of `cells` and all end with `text`.
fn join(text: &mut String, cells: &[usize]) {
    let is_label = |words: &str| words.trim().is_empty() || table::is_label(words);
    let pairs = table::pairs(cells, text.len(), |cell| is_label(&text[cell.clone()]));
    for [label, value] in pairs.into_iter().rev() {
        let words = text[label.clone()].trim_end();
        let (end, separator) = (label.start + words.len(), table::separator(words));
        let start = value.end - text[value.clone()].trim_start().len();
        if start < value.end && end > label.start {
            text.replace_range(end..start, separator);
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
    fn the_parts_of_one_xml_text_are_read_in_the_order_of_a_word_file_whatever_quotes_name_them() {
        let part = |name: &str, text: &str| {
            format!("<pkg:part pkg:name={name}><pkg:xmlData><w:p><w:t>{text}</w:t></w:p></pkg:xmlData></pkg:part>")
        };
        let header = part("\"/word/header1.xml\"", "H");
        let flat = format!("<pkg:package>{header}{}</pkg:package>", part("'/word/document.xml'", "A"));
        assert!(is_flat(&flat));
        assert_eq!(flat_text(&flat).unwrap(), "A\nH\n");
        assert_eq!(flat_text(&header).unwrap_err(), "it has no `word/document.xml`");
    }

    #[test]
    fn what_is_no_zip_is_said_to_be_none() {
        assert_eq!(text(b"hello").unwrap_err(), "it is no zip file");
    }
}
