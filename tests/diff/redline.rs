//! Word files with tracked changes, settled by another reader.

use std::fs;

use crate::place::Place;

/// Accepts (`true`) or rejects all tracked changes of a Word file and gives the text of each paragraph, by the rules of
/// ECMA-376 Part 1, 17.13.5: runs in `w:ins` or `w:del` stay or go, and a paragraph whose mark goes joins the next one.
fn settled(docx: &[u8], accept: bool) -> Vec<String> {
    use quick_xml::events::Event;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut paragraphs, mut text, mut path) = (Vec::new(), String::new(), Vec::<String>::new());
    let (mut mark_goes, mut in_text) = (false, false);
    let goes = |name: &str| (name == "w:del") == accept;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(element) => {
                path.push(element.name().as_ref().to_owned());
                in_text = matches!(element.name().as_ref(), "w:t" | "w:delText");
            }
            Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                if matches!(name.as_str(), "w:ins" | "w:del")
                    && path.ends_with(&["w:pPr".to_owned(), "w:rPr".to_owned()])
                {
                    mark_goes = goes(&name);
                }
            }
            Event::Text(_) | Event::GeneralRef(_) if in_text => {
                let trail = path.iter().find(|name| matches!(name.as_str(), "w:ins" | "w:del"));
                if trail.is_none_or(|name| !goes(name)) {
                    match &event {
                        Event::GeneralRef(reference) => {
                            text.push_str(&quick_xml::escape::unescape(&format!("&{};", &**reference)).unwrap());
                        }
                        Event::Text(words) => text.push_str(words),
                        _ => {}
                    }
                }
            }
            Event::End(_) => {
                in_text = false;
                if path.pop().as_deref() == Some("w:p") && !std::mem::take(&mut mark_goes) {
                    paragraphs.push(std::mem::take(&mut text));
                }
            }
            Event::Eof => return paragraphs,
            _ => {}
        }
    }
}

#[test]
fn a_redline_accepted_is_the_new_document_and_rejected_the_old_one() {
    let edits: [(&str, &str, &str); 8] = [
        ("reworded", "Builds simple APIs", "Builds reliable APIs & “more”"),
        ("added", "      tests:", "      docs: { en: Writes <docs> }\n      tests:"),
        ("removed", "      tests: { en: Writes tests, zh-CN: 编写测试 }\n", ""),
        ("section", "  run:\n", "  plan:\n    title: Planning\n    duties: { a: Plans, b: Counts }\n  run:\n"),
        ("longer", "boss: Reports to Ann }", "boss: Reports to Ann, more: Knows <Bea & Bob> }"),
        ("shorter", ", boss: Reports to Ann }", " }"),
        ("end", "boss: Reports to Ann }", "chief: Quite other words }"),
        ("last", "prefers: [sql]", "prefers: [sql]\n    metrics: [speed]"),
    ];
    for (name, from, to) in edits {
        let place = Place::repository();
        place.edit("roles/_base.yaml", "skills:", "metrics: { speed: { name: Speed } }\nskills:");
        place.commit("metric");
        // The relations are the last paragraphs of the document.
        place.edit(
            "roles/engineer.yaml",
            "sections:\n",
            "relations: { team: Works in a team, boss: Reports to Ann }\nsections:\n",
        );
        place.commit("relations");
        let document = |name: &str| {
            assert_eq!(place.opsjd(&["generate", "engineer", "--lang", "en", "-o", name]).0, 0);
            fs::read(place.path(name)).unwrap()
        };
        let old = document("old.docx");
        place.edit("roles/engineer.yaml", from, to);
        let new = document("new.docx");
        let arguments = ["diff", "--redline", "redline.docx", "--lang", "en"];
        let (code, out, err) = place.opsjd(&arguments);
        assert_eq!((code, out.as_str(), err.as_str()), (1, "", ""), "{name}");
        let redline = fs::read(place.path("redline.docx")).unwrap();
        assert_eq!(settled(&redline, true), settled(&new, true), "{name} accepted");
        assert_eq!(settled(&redline, false), settled(&old, true), "{name} rejected");
        assert_ne!(settled(&redline, false), settled(&redline, true), "{name}");
        assert_eq!(place.opsjd(&["diff", "old.docx", "new.docx", "--redline", "two.docx"]).0, 1);
        let two = fs::read(place.path("two.docx")).unwrap();
        assert_eq!(settled(&two, false), settled(&old, true), "{name} from two files");
    }
}
