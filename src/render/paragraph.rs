//! A paragraph of a Word file: its style, its words, and the formatting of each piece of them.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Words of one formatting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The run's properties as they stand.
    pub format: String,
    /// The words; a tab and a line break are the characters.
    pub text: String,
}

impl Piece {
    /// The piece as a run.
    pub fn xml(&self) -> String {
        self.run("w:t")
    }

    /// The piece as a run whose words stand in `element`.
    pub fn run(&self, element: &str) -> String {
        let mut inner = String::new();
        for part in self.text.split_inclusive(['\t', '\n']) {
            let words = part.trim_end_matches(['\t', '\n']);
            if !words.is_empty() {
                let words = quick_xml::escape::escape(words);
                inner.push_str(&format!("<{element} xml:space=\"preserve\">{words}</{element}>"));
            }
            match part.chars().last() {
                Some('\t') => inner.push_str("<w:tab/>"),
                Some('\n') => inner.push_str("<w:br/>"),
                _ => {}
            }
        }
        format!("<w:r>{}{inner}</w:r>", self.format)
    }
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Its start tag.
    pub start: String,
    /// Its properties as they stand.
    pub properties: String,
    /// Its words.
    pub pieces: Vec<Piece>,
    /// Whether it holds anything but runs of text, such as links, pictures or fields.
    complex: bool,
}

impl Paragraph {
    /// The paragraph that `xml` is, where it holds text only.
    pub fn simple(xml: &str) -> Option<Paragraph> {
        let mut all = Paragraph::all(xml);
        let one = if all.len() == 1 { all.pop() } else { None };
        one.filter(|one| !one.complex && xml.starts_with("<w:p") && xml.ends_with("</w:p>"))
    }

    /// All paragraphs in `xml`, those in tables too.
    pub fn all(xml: &str) -> Vec<Paragraph> {
        let mut reader = Reader::from_str(xml);
        let mut paragraphs = Vec::new();
        let mut current: Option<Paragraph> = None;
        let (mut format, mut in_text) = (String::new(), false);
        // Where properties begin, and how deep inside of their element the reader is.
        let mut skipped: Option<(usize, String, usize)> = None;
        loop {
            let start = position(&reader);
            let event = reader.read_event();
            let end = position(&reader);
            if let Some((from, name, depth)) = &mut skipped {
                match &event {
                    Ok(Event::Start(_)) => *depth += 1,
                    Ok(Event::End(_)) if *depth > 0 => *depth -= 1,
                    Ok(Event::End(_)) => {
                        keep(&mut current, &mut format, name, &xml[*from..end]);
                        skipped = None;
                    }
                    Ok(Event::Eof) | Err(_) => break,
                    Ok(_) => {}
                }
                continue;
            }
            match event {
                Ok(Event::Start(element)) => match element.name().as_ref() {
                    "w:p" => {
                        let start = xml[start..end].to_owned();
                        current = Some(Paragraph { start, ..Paragraph::default() });
                    }
                    name @ ("w:pPr" | "w:rPr") => skipped = Some((start, name.to_owned(), 0)),
                    "w:r" => format.clear(),
                    "w:t" => in_text = true,
                    _ => complicate(&mut current),
                },
                Ok(Event::Empty(element)) => match element.name().as_ref() {
                    name @ ("w:pPr" | "w:rPr") => keep(&mut current, &mut format, name, &xml[start..end]),
                    "w:tab" => push(&mut current, &format, "\t"),
                    "w:br" => push(&mut current, &format, "\n"),
                    "w:p" => paragraphs.push(Paragraph {
                        start: xml[start..end].to_owned(),
                        complex: true,
                        ..Paragraph::default()
                    }),
                    _ => complicate(&mut current),
                },
                Ok(Event::Text(text)) if in_text => push(&mut current, &format, &text),
                Ok(Event::GeneralRef(reference)) if in_text => {
                    let reference = format!("&{};", &*reference);
                    push(&mut current, &format, &unescape(&reference).unwrap_or_default());
                }
                Ok(Event::End(element)) => match element.name().as_ref() {
                    "w:t" => in_text = false,
                    "w:p" => paragraphs.extend(current.take()),
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        paragraphs
    }

    /// The words.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The id of the style; empty for the default one.
    pub fn style(&self) -> String {
        let mut reader = Reader::from_str(&self.properties);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Empty(element) | Event::Start(element) if element.name().as_ref() == "w:pStyle" => {
                    return value(&element).unwrap_or_default();
                }
                Event::Eof => break,
                _ => {}
            }
        }
        String::new()
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or_default()
}

fn value(element: &BytesStart<'_>) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == "w:val")?;
    Some(attribute.value.to_string())
}

fn keep(current: &mut Option<Paragraph>, format: &mut String, name: &str, xml: &str) {
    match current {
        Some(paragraph) if name == "w:pPr" => xml.clone_into(&mut paragraph.properties),
        _ => xml.clone_into(format),
    }
}

fn complicate(current: &mut Option<Paragraph>) {
    if let Some(paragraph) = current {
        paragraph.complex = true;
    }
}

fn push(current: &mut Option<Paragraph>, format: &str, text: &str) {
    let Some(paragraph) = current else { return };
    match paragraph.pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.format == format => last.text.push_str(text),
        _ => paragraph.pieces.push(Piece { format: format.to_owned(), text: text.to_owned() }),
    }
}
