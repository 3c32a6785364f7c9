//! Elements of a Word file marked as inserted or deleted.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::paragraph::{Paragraph, Piece};

/// Who is said to have made the changes.
const AUTHOR: &str = "opsjd";

/// What became of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trail {
    /// It is new.
    Inserted,
    /// It is gone.
    Deleted,
}

impl Trail {
    fn element(self) -> &'static str {
        match self {
            Trail::Inserted => "w:ins",
            Trail::Deleted => "w:del",
        }
    }
}

/// Numbers the marks: each needs an id of its own. They bear no date, so that the same input gives the same bytes.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    last: usize,
}

impl Tracker {
    fn mark(&mut self, trail: Trail) -> String {
        self.last += 1;
        format!("{} w:id=\"{}\" w:author=\"{AUTHOR}\"", trail.element(), self.last)
    }

    /// The pieces as inserted or deleted runs.
    pub fn pieces(&mut self, pieces: &[Piece], trail: Trail) -> String {
        if pieces.is_empty() {
            return String::new();
        }
        let element = if trail == Trail::Deleted { "w:delText" } else { "w:t" };
        let runs: String = pieces.iter().map(|piece| piece.run(element)).collect();
        format!("<{}>{runs}</{}>", self.mark(trail), trail.element())
    }

    /// A whole paragraph or table as inserted or deleted: every run, every paragraph's mark and every row.
    pub fn whole(&mut self, xml: &str, trail: Trail) -> String {
        let mut reader = Reader::from_str(xml);
        let mut out = String::with_capacity(xml.len() * 2);
        // What still waits for its mark: a paragraph whose properties have not come, a row likewise.
        let mut pending: Option<&'static str> = None;
        let mut path: Vec<String> = Vec::new();
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or_default();
            let event = reader.read_event();
            let end = usize::try_from(reader.buffer_position()).unwrap_or_default();
            let raw = &xml[start.min(end)..end];
            match event {
                Ok(Event::Start(element)) => {
                    let name = element.name().as_ref().to_owned();
                    let parent = path.last().map(String::as_str);
                    match name.as_str() {
                        "w:pPr" | "w:trPr" => {
                            pending = None;
                            out.push_str(raw);
                        }
                        "w:rPr" if parent == Some("w:pPr") => {
                            out.push_str(&format!("{raw}<{}/>", self.mark(trail)));
                        }
                        "w:r" => {
                            self.settle(&mut pending, trail, &mut out);
                            out.push_str(&format!("<{}>{raw}", self.mark(trail)));
                        }
                        // A link of the old file has its address in a part that the new one may not have.
                        "w:hyperlink" if trail == Trail::Deleted => self.settle(&mut pending, trail, &mut out),
                        _ => {
                            self.settle(&mut pending, trail, &mut out);
                            out.push_str(&deleted_name(raw, trail));
                            pending = match name.as_str() {
                                "w:p" => Some("w:pPr"),
                                "w:tr" => Some("w:trPr"),
                                _ => None,
                            };
                        }
                    }
                    path.push(name);
                }
                Ok(Event::Empty(element)) => {
                    let name = element.name();
                    if matches!(name.as_ref(), "w:pPr" | "w:trPr") {
                        pending = Some(if name.as_ref() == "w:pPr" { "w:pPr" } else { "w:trPr" });
                    } else {
                        self.settle(&mut pending, trail, &mut out);
                        out.push_str(raw);
                    }
                }
                Ok(Event::End(_)) => {
                    let name = path.pop().unwrap_or_default();
                    match name.as_str() {
                        "w:pPr" if !raw_properties_are_marked(&out) => {
                            out.push_str(&format!("<w:rPr><{}/></w:rPr>{raw}", self.mark(trail)));
                        }
                        "w:trPr" => out.push_str(&format!("<{}/>{raw}", self.mark(trail))),
                        "w:r" => out.push_str(&format!("{raw}</{}>", trail.element())),
                        "w:hyperlink" if trail == Trail::Deleted => {}
                        _ => {
                            self.settle(&mut pending, trail, &mut out);
                            out.push_str(&deleted_name(raw, trail));
                        }
                    }
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => out.push_str(raw),
            }
        }
        out
    }

    /// The paragraph with its mark, but not its words, inserted or deleted.
    pub fn with_mark(&mut self, xml: &str, trail: Trail) -> String {
        let Some(paragraph) = Paragraph::all(xml).into_iter().next() else { return xml.to_owned() };
        let mark = format!("<{}/>", self.mark(trail));
        let properties = match paragraph.properties.as_str() {
            "" | "<w:pPr/>" => format!("<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>"),
            own if own.contains("<w:rPr>") => own.replacen("<w:rPr>", &format!("<w:rPr>{mark}"), 1),
            own => before_end(own, &format!("<w:rPr>{mark}</w:rPr>")),
        };
        let head = paragraph.start.len() + paragraph.properties.len();
        format!("{}{properties}{}", paragraph.start, &xml[head.min(xml.len())..])
    }

    /// One paragraph of the words of several, whose properties change from `old` to `new`.
    pub fn joined(&mut self, parts: &[(&str, Trail)], old: &str, new: &str) -> String {
        let mut words = String::new();
        for (xml, trail) in parts {
            let marked = self.whole(xml, *trail);
            let Some(paragraph) = Paragraph::all(&marked).into_iter().next() else { continue };
            let head = paragraph.start.len() + paragraph.properties.len();
            words.push_str(marked[head.min(marked.len())..].trim_end_matches("</w:p>"));
        }
        let properties = if old == new || old.contains("<w:rPr") {
            new.to_owned()
        } else {
            self.last += 1;
            let old = if old.is_empty() { "<w:pPr/>" } else { old };
            let change = format!("<w:pPrChange w:id=\"{}\" w:author=\"{AUTHOR}\">{old}</w:pPrChange>", self.last);
            if new.is_empty() || new == "<w:pPr/>" {
                format!("<w:pPr>{change}</w:pPr>")
            } else {
                before_end(new, &change)
            }
        };
        format!("<w:p>{properties}{words}</w:p>")
    }

    /// A paragraph or row without properties gets some for its mark.
    fn settle(&mut self, pending: &mut Option<&'static str>, trail: Trail, out: &mut String) {
        match pending.take() {
            Some("w:pPr") => out.push_str(&format!("<w:pPr><w:rPr><{}/></w:rPr></w:pPr>", self.mark(trail))),
            Some(_) => out.push_str(&format!("<w:trPr><{}/></w:trPr>", self.mark(trail))),
            None => {}
        }
    }
}

fn before_end(properties: &str, addition: &str) -> String {
    format!("{}{addition}</w:pPr>", properties.trim_end_matches("</w:pPr>"))
}

/// Whether the properties that are being written, from their start tag on, hold a mark already.
fn raw_properties_are_marked(out: &str) -> bool {
    let own = out.rfind("<w:pPr").map_or(out, |at| &out[at..]);
    own.contains("<w:rPr")
}

fn deleted_name(raw: &str, trail: Trail) -> String {
    if trail == Trail::Inserted {
        return raw.to_owned();
    }
    raw.replace("<w:t>", "<w:delText>")
        .replace("<w:t ", "<w:delText ")
        .replace("</w:t>", "</w:delText>")
        .replace("w:instrText", "w:delInstrText")
}
