//! Every shipped role, at every level, in every language, with every section, is written in every format.

#[path = "library/corpus.rs"]
#[allow(dead_code, reason = "shared with the tests of the library's texts")]
#[cfg(test)]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use corpus::{LANGUAGES, data, definitions, is_han, name};
use opsjd::catalog::{Catalog, Disk};
use opsjd::compare;
use opsjd::compose::{Composer, Request, Selection};
use opsjd::diagnostic::Diagnostic;
use opsjd::job_description::JobDescription;
use opsjd::language::Language;
use opsjd::render::{self, Context, Format, ReferenceDocument, Values};
use opsjd::report::comparison::{self, Style};
use opsjd::role::RoleDefinition;

fn catalog() -> (Catalog, render::Templates) {
    let mut faults = Vec::new();
    let catalog = Catalog::open(Arc::new(Disk), None, None, None, &mut faults);
    let templates = catalog.templates(&mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    (catalog, templates)
}

/// All texts of a JSON value, one a line.
fn strings(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => format!("{text}\n"),
        serde_json::Value::Array(items) => items.iter().map(strings).collect(),
        serde_json::Value::Object(map) => map.values().map(strings).collect(),
        _ => String::new(),
    }
}

fn messages(faults: &[Diagnostic]) -> Vec<&str> {
    faults.iter().map(|fault| fault.message.as_str()).collect()
}

#[test]
fn every_role_level_and_language_gives_a_document_in_every_format_without_a_word_lost() {
    let (catalog, templates) = catalog();
    let mut written = 0;
    for role in definitions() {
        for tag in LANGUAGES {
            let language = Language::parse(tag).unwrap();
            let mut faults = Vec::new();
            let labels = catalog.labels(&language, &mut faults).unwrap();
            let (others, selection) = (BTreeMap::new(), Selection::from_arguments(Some("all"), None));
            let request = Request { role: &role, others: &others, selection: &selection, posting: None, strict: true };
            let job = Composer::new(&language, &labels)
                .compose(&request, &mut faults)
                .unwrap_or_else(|| panic!("{} {tag}: {:?}", name(&role), messages(&faults)));
            assert!(faults.is_empty(), "{} {tag}: {:?}", name(&role), messages(&faults));
            assert_eq!(job.sections.len(), role.sections.len());
            let context = Context::new(&job, &labels);
            for format in Format::ALL {
                let document = render::render(format, &context, &templates, None).unwrap();
                written += 1;
                assert!(document.bytes.len() > 2_000, "{} {tag} {format}", name(&role));
                if matches!(format, Format::Text | Format::Json) {
                    // JSON is read back, so that its escapes do not count.
                    let text = match format {
                        Format::Json => strings(&serde_json::from_slice(&document.bytes).unwrap()),
                        _ => String::from_utf8(document.bytes).unwrap(),
                    };
                    for duty in job.sections.iter().flat_map(|section| &section.duties) {
                        assert!(text.contains(&duty.text), "{} {tag} {format} lacks {}", name(&role), duty.text);
                    }
                    assert!(tag != "en" || !text.chars().any(is_han), "{} {format} holds Han", name(&role));
                }
            }
        }
    }
    assert_eq!(written, 6 * 4 * 3 * 7);
}

#[test]
fn documents_that_share_their_parts_are_what_each_is_by_itself() {
    let (catalog, templates) = catalog();
    let roles = definitions();
    let mut shared = 0;
    for tag in LANGUAGES {
        let language = Language::parse(tag).unwrap();
        let labels = catalog.labels(&language, &mut Vec::new()).unwrap();
        let others = BTreeMap::new();
        let (mut composer, mut values) = (Composer::new(&language, &labels), Values::new(&labels));
        let mut before: Option<JobDescription> = None;
        for role in &roles {
            let ids: Vec<&str> = role.sections.keys().map(String::as_str).collect();
            for list in [ids[1..].join(","), ids[..2].join(",")] {
                let selection = Selection::from_arguments(Some(&list), None);
                let request = Request { role, others: &others, selection: &selection, posting: None, strict: true };
                let job = composer.compose(&request, &mut Vec::new()).unwrap();
                let alone = Composer::new(&language, &labels).compose(&request, &mut Vec::new()).unwrap();
                let context = values.context(&job);
                for format in Format::ALL {
                    let document = |context| render::render(format, context, &templates, None).unwrap().bytes;
                    let apart = Context::new(&alone, &labels);
                    assert!(document(&context) == document(&apart), "{} {tag} {list} {format}", name(role));
                }
                let known = before.iter().flat_map(|job| &job.sections);
                shared += known.filter(|known| job.sections.iter().any(|own| Arc::ptr_eq(known, own))).count();
                before = Some(job);
            }
        }
    }
    assert!(shared > 50, "{shared} sections were shared");
}

#[test]
fn word_files_that_share_a_reference_document_are_what_each_is_by_itself() {
    let (catalog, templates) = catalog();
    let roles = definitions();
    for name in ["python-docx.docx", "libreoffice.docx", "chinese-word.docx"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reference").join(name);
        let bytes = std::fs::read(path).unwrap();
        let read = || ReferenceDocument::read(name, &bytes).unwrap();
        let shared = read();
        for tag in LANGUAGES {
            let language = Language::parse(tag).unwrap();
            let labels = catalog.labels(&language, &mut Vec::new()).unwrap();
            let (others, selection) = (BTreeMap::new(), Selection::from_arguments(Some("data"), None));
            for role in roles.iter().filter(|role| role.sections.contains_key("data")).take(3) {
                let request = Request { role, others: &others, selection: &selection, posting: None, strict: true };
                let job = Composer::new(&language, &labels).compose(&request, &mut Vec::new()).unwrap();
                let context = Context::new(&job, &labels);
                let file =
                    |reference| render::render(Format::Docx, &context, &templates, Some(reference)).unwrap().bytes;
                assert!(file(&shared) == file(&read()), "{name} {tag} {}", role.id);
            }
        }
    }
}

#[test]
fn every_role_is_compared_with_every_other_in_every_format_and_language() {
    let (_, templates) = catalog();
    let roles: Vec<RoleDefinition> = definitions().into_iter().filter(|role| role.level.is_none()).collect();
    for tag in LANGUAGES {
        let comparison = compare::compare(&roles, &Language::parse(tag).unwrap());
        assert_eq!(comparison.fell_back, 0);
        for (format, format_name, _) in comparison::Format::ALL {
            let style = Style { format, parts: &[], width: 100, colored: false };
            let text = comparison::write(&comparison, &style, &templates).unwrap();
            assert!(text.contains(&comparison.roles[5].title) || format_name == "table", "{tag} {format_name}");
            assert!(tag != "en" || !text.chars().any(is_han), "{format_name} holds Han");
        }
    }
}

#[test]
fn product_user_and_content_operations_share_and_differ_as_the_facts_say() {
    #[derive(serde::Deserialize)]
    struct Shared {
        roles: Vec<String>,
        skills: Vec<String>,
    }
    let mut roles: Vec<RoleDefinition> = definitions()
        .into_iter()
        .filter(|role| role.level.is_none() && ["product-ops", "user-ops", "content-ops"].contains(&role.id.as_str()))
        .collect();
    roles.sort_by_key(|role| ["product-ops", "user-ops", "content-ops"].iter().position(|id| *id == role.id));
    let comparison = compare::compare(&roles, &Language::parse("en").unwrap());
    let facts: Vec<Shared> = data(include_str!("library/shared-skills.yaml"));
    for shared in &facts {
        let group = comparison.groups.iter().find(|group| group.roles == shared.roles).unwrap();
        assert_eq!(group.skills, shared.skills, "{:?}", shared.roles);
    }
    // No two of them share a skill beyond those.
    let named: usize = facts.iter().map(|shared| shared.skills.len()).sum();
    assert_eq!(comparison.skills.iter().filter(|skill| skill.role_wide).count(), named);
}
