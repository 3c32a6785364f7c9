//! The same input gives the same bytes: on every run, in every folder, time zone and locale.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use project::{Project, watch};

const FORMATS: [&str; 7] = ["markdown", "html", "text", "docx", "docx-xml", "json", "jsonld"];

fn files() -> [(&'static str, &'static str); 3] {
    [
        ("roles/keeper.yaml", include_str!("fixtures/roles/keeper.yaml")),
        ("roles/writer.yaml", include_str!("fixtures/roles/writer.yaml")),
        ("posting.yaml", include_str!("fixtures/posting.yaml")),
    ]
}

fn documents(project: &Project, folder: &str, environment: &[(&str, &str)]) -> Vec<Vec<u8>> {
    let mut documents = Vec::new();
    for language in ["zh-CN", "zh-TW", "en"] {
        for format in FORMATS {
            let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count());
            let posting = format!("{up}posting.yaml");
            let mut command = project.command(&[
                "generate",
                "keeper",
                "--sections",
                "all,writer:creation",
                "--lang",
                language,
                "--format",
                format,
                "--posting",
                &posting,
            ]);
            command.current_dir(project.path(folder)).envs(environment.iter().copied());
            documents.push(watch(command).done().stdout);
        }
    }
    documents
}

#[test]
fn every_format_is_the_same_on_each_run_folder_time_zone_and_locale() {
    let here = Project::with(&files());
    let first = documents(&here, "", &[]);
    assert!(first.iter().all(|document| !document.is_empty()));
    let there = Project::with(&files());
    std::fs::create_dir_all(there.path("a/b")).unwrap();
    for (project, folder, environment) in [
        (&here, "", &[][..]),
        (&there, "", &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "zh_TW.UTF-8"), ("SOURCE_DATE_EPOCH", "1")]),
        (
            &there,
            "a/b",
            &[("TZ", "America/Los_Angeles"), ("LANG", "en_US.UTF-8"), ("USER", "somebody"), ("HOME", "/nowhere")],
        ),
    ] {
        let again = documents(project, folder, environment);
        for (index, (one, other)) in first.iter().zip(&again).enumerate() {
            assert!(one == other, "document {index} in `{folder}` with {environment:?}");
        }
    }
}

#[test]
fn no_document_names_a_folder_of_the_machine_or_the_time() {
    let project = Project::with(&files());
    let root = project.root().display().to_string();
    for document in documents(&project, "", &[]) {
        let text = String::from_utf8_lossy(&document);
        assert!(!text.contains(&root) && !text.contains(env!("CARGO_MANIFEST_DIR")));
    }
}

#[test]
fn every_entry_of_a_word_file_has_the_same_old_date() {
    let project = Project::with(&files());
    let docx = project.run("generate keeper --lang en --format docx").done().stdout;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        let date = entry.last_modified().unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (1980, 1, 1), "{:?}", entry.name());
    }
}
