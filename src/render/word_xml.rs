//! What a Word package says in its XML: content types, relationships, styles, lists and the body, found by reading events.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::docx::STYLES;
use super::package::Part;

/// The content types of a package's parts.
#[derive(Debug, Default)]
pub struct ContentTypes {
    defaults: HashMap<String, String>,
    overrides: HashMap<String, String>,
}

impl ContentTypes {
    /// The content type of the part `name`; unknown ones are bytes.
    pub fn of(&self, name: &str) -> String {
        let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let kind = self.overrides.get(name).or_else(|| self.defaults.get(&extension));
        kind.cloned().unwrap_or_else(|| "application/octet-stream".to_owned())
    }
}

/// Reads `[Content_Types].xml` of `parts`.
pub fn content_types(parts: &[Part]) -> ContentTypes {
    let mut types = ContentTypes::default();
    let Some(part) = parts.iter().find(|part| part.name == "[Content_Types].xml") else { return types };
    each_element(&String::from_utf8_lossy(&part.bytes), |element, _, _| {
        let kind = attribute(element, "ContentType").unwrap_or_default();
        if let Some(extension) = attribute(element, "Extension") {
            types.defaults.insert(extension.to_lowercase(), kind);
        } else if let Some(name) = attribute(element, "PartName") {
            types.overrides.insert(name.trim_start_matches('/').to_owned(), kind);
        }
    });
    types
}

pub fn before_end(xml: &str, end: &str, addition: &str) -> String {
    match xml.rfind(end) {
        Some(at) => format!("{}{addition}{}", &xml[..at], &xml[at..]),
        // An empty root may be written `<Relationships …/>`.
        None => {
            let name = end.trim_start_matches("</").trim_end_matches('>');
            match xml.rfind("/>") {
                Some(at) if xml.contains(&format!("<{name}")) => format!("{}>{addition}</{name}>", &xml[..at]),
                _ => xml.to_owned(),
            }
        }
    }
}

/// Calls `visit` for each event with its depth (the root has 0, at its start and at its end) and its bytes, up to the first
/// fault of the XML.
fn each_event(xml: &str, mut visit: impl FnMut(&Event<'_>, usize, Range<usize>)) {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event();
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => {
                if matches!(event, Event::End(_)) {
                    depth = depth.saturating_sub(1);
                }
                visit(&event, depth, start..end);
                if matches!(event, Event::Start(_)) {
                    depth += 1;
                }
            }
        }
    }
}

/// Calls `visit` for each start or empty element with its depth (the root has 0) and its bytes.
pub fn each_element(xml: &str, mut visit: impl FnMut(&BytesStart<'_>, usize, Range<usize>)) {
    each_event(xml, |event, depth, bytes| {
        if let Event::Start(element) | Event::Empty(element) = event {
            visit(element, depth, bytes);
        }
    });
}

/// The name of the element that all others are in.
pub fn root_name(xml: &str) -> Option<String> {
    let mut root = None;
    each_element(xml, |element, depth, _| {
        if depth == 0 && root.is_none() {
            root = Some(element.name().as_ref().to_owned());
        }
    });
    root
}

pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.to_string())
}

/// The target of the first relationship whose type ends with `kind`, as a part's name.
pub fn relation_target(relations: &str, kind: &str) -> Option<String> {
    let mut target = None;
    each_element(relations, |element, _, _| {
        if target.is_none() && attribute(element, "Type").is_some_and(|own| own.ends_with(kind)) {
            target = attribute(element, "Target").map(|target| target.trim_start_matches('/').to_owned());
        }
    });
    target
}

pub fn style_names(styles: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let mut current = None;
    each_element(styles, |element, depth, _| match (element.name().as_ref(), depth) {
        ("w:style", 1) => current = attribute(element, "w:styleId"),
        ("w:name", 2) => {
            if let (Some(id), Some(name)) = (current.take(), attribute(element, "w:val")) {
                names.push((id, name));
            }
        }
        _ => {}
    });
    names
}

/// The whole elements of this name below the root, each as text.
pub fn elements(xml: &str, name: &str) -> Vec<String> {
    element_ranges(xml, name).into_iter().map(|range| xml[range].to_owned()).collect()
}

pub fn element_ranges(xml: &str, name: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open = None;
    each_event(xml, |event, depth, bytes| match event {
        Event::Start(element) if depth == 1 && element.name().as_ref() == name => open = Some(bytes.start),
        Event::Empty(element) if depth == 1 && element.name().as_ref() == name => ranges.push(bytes),
        Event::End(_) if depth == 1 => ranges.extend(open.take().map(|start| start..bytes.end)),
        _ => {}
    });
    ranges
}

/// Where a document\'s content lies, and its last page set-up.
pub struct Body {
    /// The bytes between the tags of the body.
    pub content: Range<usize>,
    /// The bytes of the last `w:sectPr`.
    pub set_up: Option<Range<usize>>,
}

pub fn body(document: &str) -> Option<Body> {
    let mut reader = Reader::from_str(document);
    let mut depth = 0usize;
    let mut content_start = None;
    let mut set_up_start = None;
    let mut set_up = None;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(element) => {
                match (element.name().as_ref(), depth) {
                    ("w:body", 1) => content_start = Some(end),
                    ("w:sectPr", 2) => set_up_start = Some(start),
                    _ => {}
                }
                depth += 1;
            }
            Event::Empty(element) if depth == 2 && element.name().as_ref() == "w:sectPr" => set_up = Some(start..end),
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                match (element.name().as_ref(), depth) {
                    ("w:body", 1) => return Some(Body { content: content_start?..start, set_up }),
                    ("w:sectPr", 2) => set_up = Some(set_up_start?..end),
                    _ => {}
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

pub fn body_without_set_up(document: &str) -> Option<String> {
    let body = body(document)?;
    let end = body.set_up.map_or(body.content.end, |range| range.start);
    Some(document[body.content.start..end].to_owned())
}

pub fn with_missing_styles(theirs: &str, ours: &str) -> String {
    let known = style_names(theirs);
    let mut missing = String::new();
    for style in elements(ours, "w:style") {
        let Some((id, name)) = style_names(&format!("<w:styles>{style}</w:styles>")).pop() else { continue };
        let wanted = STYLES.iter().any(|(_, own, _)| own.eq_ignore_ascii_case(&name));
        let there = known.iter().any(|(own_id, own)| own.eq_ignore_ascii_case(&name) || *own_id == id);
        if wanted && !there {
            // A company's document has a default style of its own.
            missing.push_str(&style.replace(" w:default=\"1\"", ""));
        }
    }
    before_end(theirs, "</w:styles>", &missing)
}

/// A numbering part of LibreOffice in the form that Word's schema wants (ECMA-376 part 1, `CT_Lvl`, and part 4, `ST_Jc`):
/// alignments have the words of the transitional form, and the number's format stands before its style.
pub fn as_word_wants_lists(numbering: &str) -> String {
    let aligned = numbering
        .replace("<w:lvlJc w:val=\"start\"/>", "<w:lvlJc w:val=\"left\"/>")
        .replace("<w:lvlJc w:val=\"end\"/>", "<w:lvlJc w:val=\"right\"/>");
    let mut ordered = String::with_capacity(aligned.len());
    let mut rest = aligned.as_str();
    while let Some(at) = rest.find("<w:pStyle ") {
        let Some(style) = empty_element(&rest[at..]) else { break };
        let after = &rest[at + style.len()..];
        let format = after.strip_prefix("<w:numFmt ").and_then(|_| empty_element(after)).unwrap_or_default();
        ordered.push_str(&rest[..at]);
        ordered.push_str(format);
        ordered.push_str(style);
        rest = &after[format.len()..];
    }
    ordered.push_str(rest);
    ordered
}

/// The element without content that `xml` begins with.
pub fn empty_element(xml: &str) -> Option<&str> {
    xml.find("/>").map(|end| &xml[..end + 2])
}

/// A font table without LibreOffice's names of character sets, which Word's schema of the transitional form does not know.
pub fn as_word_wants_fonts(fonts: &str) -> String {
    let mut kept = String::with_capacity(fonts.len());
    let mut rest = fonts;
    while let Some((before, after)) = rest.split_once(" w:characterSet=\"") {
        kept.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    kept.push_str(rest);
    kept
}

/// Our list definitions before their first list, our lists after their last, in the order that the schema wants.
pub fn with_our_lists(theirs: &str, ours: &str) -> String {
    let definitions: String = elements(ours, "w:abstractNum").concat();
    let lists: String = elements(ours, "w:num").concat();
    let their_lists = element_ranges(theirs, "w:num");
    let end = theirs.rfind("</w:numbering>").unwrap_or(theirs.len());
    let after_all = element_ranges(theirs, "w:numIdMacAtCleanup").first().map_or(end, |range| range.start);
    let last = their_lists.last().map_or(after_all, |range| range.end);
    let first = their_lists.first().map_or(after_all, |range| range.start);
    if theirs.rfind("</w:numbering>").is_none() {
        return before_end(theirs, "</w:numbering>", &format!("{definitions}{lists}"));
    }
    format!("{}{definitions}{}{lists}{}", &theirs[..first], &theirs[first..last], &theirs[last..])
}
