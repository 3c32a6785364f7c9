//! What makes a .docx one that Word cannot open: parts that are cut off or not there. And names that lead out of the package.

use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::package::Part;
use super::word_xml::{attribute, each_element};

/// How many attributes an element may have. Comparing each with all others makes more take too long; Word writes some thirty.
const MAX_ATTRIBUTES: usize = 1_000;

/// Whether a package may have a part of this name (ECMA-376 Part 2, 6.2.2): what unpacks it stays in its own folder.
pub fn is_part_name(name: &str) -> bool {
    let is_segment = |segment: &str| !segment.ends_with('.') && !segment.is_empty();
    name.split('/').all(is_segment) && !name.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'))
}

/// Why a part is no well-formed XML with namespaces that Word would read.
pub fn xml_fault(bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("it is not UTF-8".to_owned()) };
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = Vec::new();
    let mut is_empty = true;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Some(error.to_string()),
        };
        match &event {
            Event::Eof => {
                return match open.pop() {
                    Some(name) => Some(format!("it ends before `</{name}>`")),
                    None => is_empty.then(|| "it is empty".to_owned()),
                };
            }
            // No Word file needs a document type, and one could define entities without end.
            Event::DocType(_) => return Some("it declares a document type".to_owned()),
            Event::Start(element) | Event::Empty(element) => {
                is_empty = false;
                if let Some(why) = element_fault(element, &reader) {
                    return Some(why);
                }
                if matches!(event, Event::Start(_)) {
                    open.push(element.name().as_ref().to_owned());
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::GeneralRef(reference) => {
                let name: &str = reference;
                if unescape(&format!("&{name};")).is_err() {
                    return Some(format!("it refers to `{name}`, which is not defined"));
                }
            }
            _ => {}
        }
    }
}

fn element_fault(element: &BytesStart<'_>, reader: &NsReader<&[u8]>) -> Option<String> {
    let unknown = |resolved: ResolveResult<'_>| match resolved {
        ResolveResult::Unknown(prefix) => Some(format!("its namespace `{prefix}` is not declared")),
        _ => None,
    };
    if let Some(why) = unknown(reader.resolver().resolve_element(element.name()).0) {
        return Some(why);
    }
    for (index, attribute) in element.attributes().enumerate() {
        let attribute = match attribute {
            Ok(attribute) if index < MAX_ATTRIBUTES => attribute,
            Ok(_) => return Some(format!("an element has more than {MAX_ATTRIBUTES} attributes")),
            Err(error) => return Some(error.to_string()),
        };
        if let Some(why) = unknown(reader.resolver().resolve_attribute(attribute.key).0) {
            return Some(why);
        }
        if let Err(error) = unescape(&attribute.value) {
            return Some(error.to_string());
        }
    }
    None
}

/// The parts that the part `main` refers to, each with the last word of its relationship's type, such as `styles`.
pub fn related(main: &str, relations: &str) -> Vec<(String, String)> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    each_element(relations, |element, _, _| {
        let (Some(kind), Some(target)) = (attribute(element, "Type"), attribute(element, "Target")) else { return };
        if attribute(element, "TargetMode").is_none_or(|mode| mode != "External") {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push((kind, resolved(folder, &target)));
        }
    });
    found
}

/// The name of the part that `target` means in a relationship of a part in `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    let from = if target.starts_with('/') { "" } else { folder };
    let mut path = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// What is missing of what `related` names. Word does without a picture, and without the target of a link.
pub fn missing<'a>(parts: &[Part], related: &'a [(String, String)]) -> Option<&'a str> {
    let needed = related.iter().filter(|(kind, _)| !matches!(kind.as_str(), "image" | "hyperlink"));
    let is_there = |name: &str| parts.iter().any(|part| part.name.eq_ignore_ascii_case(name));
    needed.map(|(_, name)| name.as_str()).find(|name| !is_there(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_out_of_the_package_is_no_name_of_a_part() {
        for name in ["[Content_Types].xml", "word/document.xml", "customXml/_rels/item1.xml.rels"] {
            assert!(is_part_name(name), "{name}");
        }
        for bad in
            ["../evil.txt", "word/../../evil.txt", "/etc/evil", "word//x", "a\\b", "C:evil", "word/.", "a\nb", ""]
        {
            assert!(!is_part_name(bad), "{bad}");
        }
    }

    #[test]
    fn xml_that_is_cut_off_or_refers_to_what_is_not_there_is_seen() {
        let ns = "xmlns:w=\"urn:w\"";
        for good in [
            format!("\u{feff}<?xml version=\"1.0\"?><w:a {ns} xml:space=\"preserve\"><w:b/>&amp;&#x4e00;</w:a>"),
            format!("<w:a {ns} w:b=\"&lt;\"></w:a>\n"),
        ] {
            assert_eq!(xml_fault(good.as_bytes()), None, "{good}");
        }
        for bad in [
            String::new(),
            format!("<w:a {ns}><w:b>"),
            format!("<w:a {ns}><w:b></w:a>"),
            "<w:a/>".to_owned(),
            format!("<w:a {ns} x:b=\"c\"/>"),
            format!("<w:a {ns}>&nbsp;</w:a>"),
            format!("<w:a {ns} b=\"&nbsp;\"/>"),
            format!("<w:a {ns} b=c/>"),
            format!("<w:a {ns} b=\"c\" b=\"d\"/>"),
            "<!DOCTYPE a><a/>".to_owned(),
        ] {
            assert!(xml_fault(bad.as_bytes()).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_relationship_is_followed_from_the_folder_of_its_part() {
        for (target, name) in [
            ("styles.xml", "word/styles.xml"),
            ("/word/styles.xml", "word/styles.xml"),
            ("../customXml/item1.xml", "customXml/item1.xml"),
            ("./a/b.xml#c", "word/a/b.xml"),
        ] {
            assert_eq!(resolved("word", target), name);
        }
    }
}
