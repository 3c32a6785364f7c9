//! A company's own Word file as the look of ours: files made by python-docx, by LibreOffice, and with the ids of a Chinese Word.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reference").join(name)
}

fn generate(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_opsjd"))
        .args(["generate", "user-ops", "--sections", "retention,data", "--lang", "zh-CN"])
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("OPSJD_LANG")
        .output()
        .unwrap()
}

fn package(name: &str) -> Vec<(String, String)> {
    let path = fixture(name);
    let output = generate(&[
        "--set",
        "apply.url=https://example.com/?a=1&b=2",
        "-f",
        "docx",
        "--reference-doc",
        path.to_str().unwrap(),
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut archive = zip::ZipArchive::new(Cursor::new(output.stdout)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

fn part(parts: &[(String, String)], name: &str) -> String {
    parts.iter().find(|(own, _)| own == name).map(|(_, text)| text.clone()).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn the_page_set_up_header_and_footer_of_the_company_stay_and_its_text_goes() {
    let parts = package("python-docx.docx");
    let document = part(&parts, "word/document.xml");
    assert!(document.contains("岗位职责") && !document.contains("old text"));
    assert!(document.contains("<w:headerReference ") && document.contains("w:left=\"1984\""), "their margins");
    assert!(!document.contains("w:left=\"1247\""), "not ours");
    assert!(parts.iter().any(|(name, text)| name.starts_with("word/header") && text.contains("ACME 公司")));
}

#[test]
fn styles_are_found_by_name_whatever_their_ids_are() {
    let document = part(&package("chinese-word.docx"), "word/document.xml");
    assert!(document.contains("<w:pStyle w:val=\"a3\"/>"), "the title's style");
    assert!(document.contains("<w:pStyle w:val=\"1\"/>") && document.contains("<w:pStyle w:val=\"2\"/>"));
    assert!(!document.contains("w:val=\"Heading1\""));
}

#[test]
fn styles_that_the_company_lacks_are_added_and_its_own_are_kept() {
    let theirs = part(&package("libreoffice.docx"), "word/styles.xml");
    assert!(theirs.contains("w:val=\"Job Facts\""));
    assert_eq!(theirs.matches("w:styleId=\"Heading1\"").count(), 1);
    let defaults = theirs.split("<w:style ").filter_map(|style| style.split('>').next());
    let defaults = defaults.filter(|style| style.contains("\"paragraph\"") && style.contains("w:default=\"1\""));
    // LibreOffice marks none; ours must not come in as a second one.
    assert!(defaults.count() <= 1, "at most one default style for paragraphs");
}

#[test]
fn our_lists_begin_after_theirs_and_each_section_counts_from_one() {
    for name in ["python-docx.docx", "libreoffice.docx", "chinese-word.docx"] {
        let parts = package(name);
        let numbering = part(&parts, "word/numbering.xml");
        let ids: Vec<&str> =
            numbering.split("<w:num w:numId=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{name}: {ids:?}");
        assert!(
            numbering.rfind("<w:abstractNum ").unwrap() < numbering.find("<w:num ").unwrap(),
            "{name}: the schema's order"
        );
        assert_eq!(numbering.matches("<w:startOverride w:val=\"1\"/>").count(), 2, "{name}");
        let document = part(&parts, "word/document.xml");
        for used in document.split("<w:numId w:val=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&used), "{name}: list {used} is not defined");
        }
    }
}

#[test]
fn a_link_is_a_relationship_of_the_company_s_package() {
    let parts = package("libreoffice.docx");
    let relations = part(&parts, "word/_rels/document.xml.rels");
    assert!(relations.contains("Target=\"https://example.com/?a=1&amp;b=2\" TargetMode=\"External\""));
    assert!(part(&parts, "word/document.xml").contains("r:id=\"opsjdLinkUrl\""));
}

#[test]
fn the_flat_form_holds_every_part_of_the_company_s_file() {
    let path = fixture("python-docx.docx");
    let output = generate(&["-f", "docx-xml", "--reference-doc", path.to_str().unwrap()]);
    let flat = String::from_utf8(output.stdout).unwrap();
    for (name, _) in package("python-docx.docx") {
        assert!(name == "[Content_Types].xml" || flat.contains(&format!("pkg:name=\"/{name}\"")), "{name}");
    }
}

#[test]
fn a_file_that_is_no_word_document_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.doc");
    std::fs::write(&old, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]).unwrap();
    let text = folder.path().join("text.docx");
    std::fs::write(&text, "no zip").unwrap();
    for (path, words) in [(&old, "Word 97-2003"), (&text, "is not a .docx file")] {
        let target = folder.path().join("out.docx");
        let output = generate(&["--reference-doc", path.to_str().unwrap(), "-o", target.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(words));
        assert!(!target.exists());
    }
}

/// The package of `name` with its parts as `change` leaves them: nothing is left out, another text is put in.
fn changed(name: &str, change: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(fixture(name)).unwrap())).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let part = file.name().unwrap().into_owned();
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => change(&part, text).map(String::into_bytes),
            Err(error) => Some(error.into_bytes()),
        };
        if let Some(bytes) = bytes {
            writer.start_file(part, options).unwrap();
            writer.write_all(&bytes).unwrap();
        }
    }
    writer.start_file("../../evil.txt", options).unwrap();
    writer.write_all(b"evil").unwrap();
    writer.finish().unwrap().into_inner()
}

/// What becomes of a document in the look of `reference`.
fn in_the_look_of(reference: &[u8]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("company.docx");
    std::fs::write(&path, reference).unwrap();
    generate(&["-f", "docx", "--reference-doc", path.to_str().unwrap()])
}

#[test]
fn a_reference_document_that_is_damaged_is_refused_with_the_part_that_is() {
    let cut = |text: String| text[..text.len() / 2].to_owned();
    type Change<'a> = &'a dyn Fn(&str, String) -> Option<String>;
    let cases: [(Change<'_>, &str); 5] = [
        (&|name, text| (name != "word/styles.xml").then_some(text), "`word/styles.xml` is missing"),
        (&|name, text| (name != "word/numbering.xml").then_some(text), "`word/numbering.xml` is missing"),
        (
            &|name, text| Some(if name == "word/styles.xml" { cut(text) } else { text }),
            "`word/styles.xml` cannot be read",
        ),
        (
            &|name, text| Some(if name == "word/styles.xml" { "<styles/>".to_owned() } else { text }),
            "`word/styles.xml` holds no styles",
        ),
        (
            &|name, text| Some(if name == "word/settings.xml" { text + "<" } else { text }),
            "`word/settings.xml` cannot be read",
        ),
    ];
    for (change, words) in cases {
        let output = in_the_look_of(&changed("python-docx.docx", change));
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words}: {messages}");
        assert!(messages.contains("is damaged") && messages.contains(words), "{words}: {messages}");
    }
}

#[test]
fn what_would_lead_out_of_the_package_is_left_out() {
    let output = in_the_look_of(&changed("python-docx.docx", |_, text| Some(text)));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let archive = zip::ZipArchive::new(Cursor::new(output.stdout)).unwrap();
    assert!(archive.file_names().all(|name| !name.unwrap().contains("evil")));
}

#[test]
fn a_reference_document_without_styles_of_its_own_gets_ours() {
    let without = |name: &str, text: String| match name {
        "word/styles.xml" => None,
        "word/_rels/document.xml.rels" => {
            let (before, after) = text.split_once("/relationships/styles\"").unwrap();
            let start = before.rfind("<Relationship ").unwrap();
            let end = after.find("/>").unwrap() + 2;
            Some(format!("{}{}", &before[..start], &after[end..]))
        }
        _ => Some(text),
    };
    let output = in_the_look_of(&changed("python-docx.docx", without));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut archive = zip::ZipArchive::new(Cursor::new(output.stdout)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert!(read("word/styles.xml").contains("w:val=\"Job Facts\""));
    assert!(read("word/_rels/document.xml.rels").contains("Target=\"styles.xml\""));
    assert_eq!(read("[Content_Types].xml").matches("/word/styles.xml").count(), 1);
}
