//! Whole documents of every format and language, held by snapshots. After a wanted change of a text or a template:
//! `INSTA_UPDATE=always cargo test --test golden`, then read the changed files under `tests/snapshots`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use project::{Project, part};

const LANGUAGES: [&str; 3] = ["zh-CN", "zh-TW", "en"];
const FORMATS: [&str; 6] = ["markdown", "html", "text", "docx-xml", "json", "jsonld"];

/// The fixture role with its posting: small enough to read every snapshot in full.
fn fixture() -> Project {
    Project::with(&[
        ("roles/keeper.yaml", include_str!("fixtures/roles/keeper.yaml")),
        ("roles/writer.yaml", include_str!("fixtures/roles/writer.yaml")),
        ("posting.yaml", include_str!("fixtures/posting.yaml")),
    ])
}

/// A folder without roles of its own, where `user-ops` is the shipped one.
fn shipped() -> Project {
    Project::with(&[])
}

const CHOICE: &str = "--level senior --sections retention,data,writer:creation --posting posting.yaml";

fn snapshots(project: &Project, name: &str, arguments: &str) {
    for language in LANGUAGES {
        for format in FORMATS {
            let run = project.run(&format!("generate {arguments} --lang {language} --format {format}"));
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            insta::assert_snapshot!(format!("{name}_{format}_{language}"), run.text());
        }
    }
}

#[test]
fn the_fixture_role_with_its_posting_is_as_it_was_in_every_format_and_language() {
    snapshots(&fixture(), "fixture", &format!("keeper {CHOICE}"));
}

#[test]
fn the_shipped_user_ops_is_as_it_was_in_every_format_and_language() {
    snapshots(&shipped(), "user_ops", "user-ops");
}

/// The Word file has the parts of the Flat OPC text, which the snapshots hold in readable form.
#[test]
fn a_word_file_holds_the_same_parts_as_the_flat_text() {
    let project = fixture();
    for language in LANGUAGES {
        let generate = format!("generate keeper {CHOICE} --lang {language} --format");
        let docx = project.run(&format!("{generate} docx")).done().stdout;
        let flat = project.run(&format!("{generate} docx-xml")).done();
        let archive = zip::ZipArchive::new(std::io::Cursor::new(&docx)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert!(names.len() > 8, "{names:?}");
        for name in names.iter().filter(|name| *name != "[Content_Types].xml") {
            let text = part(&docx, name);
            let body = text.split_once("?>").map_or(text.as_str(), |(_, body)| body).trim();
            assert!(flat.text().contains(body), "{language}: {name}");
            assert!(flat.text().contains(&format!("pkg:name=\"/{name}\"")), "{language}: {name}");
        }
        assert_eq!(flat.text().matches("<pkg:part ").count(), names.len() - 1);
    }
}

#[test]
fn a_word_file_has_native_headings_lists_languages_and_fonts() {
    let project = fixture();
    for (language, tag) in [("zh-CN", "zh-CN"), ("zh-TW", "zh-TW"), ("en", "en-US")] {
        let run = project.run(&format!("generate keeper {CHOICE} --lang {language} --format docx")).done();
        let document = part(&run.stdout, "word/document.xml");
        assert!(document.contains("<w:pStyle w:val=\"Heading1\"/>"), "{document}");
        assert!(document.contains("<w:numPr>") || part(&run.stdout, "word/styles.xml").contains("<w:numPr>"));
        let styles = part(&run.stdout, "word/styles.xml");
        assert!(styles.contains(tag) || styles.contains(language), "{styles}");
        assert!(styles.contains("w:eastAsia="), "{styles}");
        assert!(part(&run.stdout, "word/footer1.xml").contains("PAGE"));
    }
}
