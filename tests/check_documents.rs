//! `opsjd check` on finished documents as companies have them: forms, wrapped lines, headers of Word, folders of old formats.

#![allow(clippy::unwrap_used, reason = "a panic in a test is the failure that is wanted")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

#[path = "check/run.rs"]
mod run;

use run::{folder, opsjd, text};

/// What must not be said in a file, by rule, line and column.
fn findings(folder: &Path, name: &str) -> Vec<String> {
    let output = opsjd(folder, &["check", name, "-j", "CN,US", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = json["findings"].as_array().unwrap().iter().filter(|one| one["category"] == "lawful");
    all.map(|one| format!("{} {}:{}", one["rule"].as_str().unwrap(), one["line"], one["column"])).collect()
}

fn found(name: &str, content: &str) -> Vec<String> {
    findings(folder(&[(name, content)]).path(), name)
}

/// A Word file of these parts under `word/`.
fn word(path: &Path, parts: &[(&str, &str)]) {
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, xml) in parts {
        archive.start_file(format!("word/{name}.xml"), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn a_row_of_a_label_and_its_value_is_read_as_one_text_and_keeps_its_places() {
    let table = "# 岗位说明书\n\n| 项目 | 要求 |\n|---|---|\n| 性别 | 男 |\n| 年龄 | 25-35 |\n| 婚姻状况 | 已婚 |\n| 政治面貌 | 党员 |\n";
    assert_eq!(
        found("a.md", table),
        ["gender-required 5:3", "age-limit 6:3", "marital-parental-status 7:3", "political-party 8:3"]
    );
    let html = "<h1>岗位说明书</h1>\n<table>\n<tr><th>性别</th>\n<td><p>男</p></td></tr>\n<tr><td>年龄<td>25-35\n</table>\n<dl><dt>婚姻状况</dt><dd>已婚</dd></dl>\n";
    assert_eq!(found("a.html", html), ["gender-required 3:9", "age-limit 5:9", "marital-parental-status 7:9"]);
    assert_eq!(found("a.txt", "岗位说明书\n\n性别\t男\n年龄\t\t25-35\n"), ["gender-required 3:1", "age-limit 4:1"]);
    let folder = folder(&[]);
    let row = |label: &str, value: &str| {
        let empty = "<w:tc><w:p/></w:tc>";
        format!("<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc>{empty}{empty}</w:tr>", paragraph(label), paragraph(value))
    };
    let body = format!(
        "<w:document>{}<w:tbl>{}{}</w:tbl></w:document>",
        paragraph("岗位说明书"),
        row("性别", "男"),
        row("年龄", "25-35")
    );
    word(&folder.path().join("a.docx"), &[("document", &body)]);
    assert_eq!(findings(folder.path(), "a.docx"), ["gender-required 2:1", "age-limit 5:1"]);
}

#[test]
fn a_form_of_two_labels_a_row_is_read_and_a_table_of_data_is_not_a_form() {
    assert_eq!(
        found("a.md", "# 表\n\n| 性别 | 男 | 年龄 | 25-35 |\n|---|---|---|---|\n"),
        ["gender-required 3:3", "age-limit 3:12"]
    );
    let group = "# 表\n\n| 任职要求 | 性别 | 男 |\n|---|---|---|\n|  | 年龄 | 25-35 |\n";
    assert_eq!(found("a.md", group), ["gender-required 3:10", "age-limit 5:6"]);
    let table = "# 表\n\n| 用户年龄 | 用户性别 | 占比 |\n|---|---|---|\n| 25-35 | 男 | 30% |\n";
    assert!(found("a.md", table).is_empty());
}

#[test]
fn lines_that_are_wrapped_and_spaces_that_are_doubled_hide_nothing() {
    for (content, expected) in [
        (
            "Writer\n\nApplicants must be\nunder 35. Male\ncandidates only.\n",
            vec!["age-limit 3:1", "gender-required 4:11"],
        ),
        ("Writer\n\nMale  candidates only.\n", vec!["gender-required 3:1"]),
        ("Writer\n\nMale\u{a0}candidates \u{3000}only.\n", vec!["gender-required 3:1"]),
        ("用户运营\n\n性　　别：男\n", vec!["gender-required 3:1"]),
        (
            "用户运营\n\n负责新用户的引导和召回工作，每周汇总一次留存数据并给出结论，要求应聘者仅限\n女性，能接受轮班。\n",
            vec!["gender-required 3:36"],
        ),
        ("用户运营\n\n本科以上\n男女不限\n", vec![]),
    ] {
        assert_eq!(found("a.txt", content), expected, "{content}");
    }
    assert_eq!(found("a.md", "# 用户运营\n\n- 应聘者仅限\n  女性，能接受轮班。\n"), ["gender-required 3:6"]);
    assert_eq!(found("a.html", "<h1>用户运营</h1><p>应聘者仅限\n  女性</p>"), ["gender-required 1:20"]);
    let wrapped = folder(&[("a.txt", "Writer\n\nApplicants must be\n  under 35.\n")]);
    let shown = text(&opsjd(wrapped.path(), &["check", "a.txt", "-j", "US"]).stdout);
    assert!(shown.contains("`Applicants must be under 35`"), "{shown}");
    let role = "extends: user-ops\nqualifications:\n  a:\n    en: |\n      Applicants must be\n      under 35. Male\n      candidates only.\n";
    assert_eq!(found("roles/a.yaml", role), ["age-limit 5:7", "gender-required 6:17"]);
}

#[test]
fn headers_footers_notes_and_text_boxes_of_word_are_read() {
    let folder = folder(&[]);
    let boxed = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        paragraph("年龄35岁以下")
    );
    let body = format!("<w:document>{}{boxed}</w:document>", paragraph("用户运营"));
    let header = format!("<w:hdr>{}</w:hdr>", paragraph("限女性"));
    let footer = format!("<w:ftr>{}</w:ftr>", paragraph("党员优先"));
    word(
        &folder.path().join("a.docx"),
        &[("header1", &header), ("header2", &header), ("document", &body), ("footer1", &footer)],
    );
    let rules: Vec<String> =
        findings(folder.path(), "a.docx").iter().map(|one| one.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(rules, ["age-limit", "political-party", "gender-required"]);
}

#[test]
fn a_folder_says_what_it_passed_over_and_one_with_nothing_to_check_fails() {
    let old = folder(&[
        ("ads/a.doc", "x"),
        ("ads/b.pdf", "x"),
        ("ads/more/c.RTF", "x"),
        ("ads/d.odt", "x"),
        ("ads/~$e.docx", "x"),
        ("ads/photo.png", "x"),
        ("none/x.png", "x"),
    ]);
    let output = opsjd(old.path(), &["check", "ads"]);
    let shown = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{shown}");
    for name in ["ads/a.doc", "ads/b.pdf", "ads/more/c.RTF", "ads/d.odt", "save", ".docx", "nothing to check"] {
        assert!(shown.contains(name), "{name}: {shown}");
    }
    assert!(!shown.contains("~$e") && !shown.contains("photo"), "{shown}");
    assert_eq!(opsjd(old.path(), &["check", "none"]).status.code(), Some(2));
    fs::write(old.path().join("ads/f.txt"), "Writer\n\nMale only.\n").unwrap();
    fs::write(old.path().join("ads/jobs.csv"), "role\nuser-ops\n").unwrap();
    let output = opsjd(old.path(), &["check", "ads", "none"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ads/a.doc") && shown.contains("`none`") && shown.contains("ads/jobs.csv"), "{shown}");
}

#[test]
fn what_is_named_and_cannot_be_read_is_refused() {
    let folder = folder(&[
        ("a.rtf", "{\\rtf1 Male only}"),
        ("b.txt", "{\\rtf1 Male only}"),
        ("c.pdf", "%PDF-1.7 Male only"),
        ("d.doc", "Male only"),
    ]);
    for name in ["a.rtf", "b.txt", "c.pdf", "d.doc"] {
        let output = opsjd(folder.path(), &["check", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text(&output.stdout).contains(".docx"), "{}", text(&output.stdout));
    }
}

#[test]
fn a_baseline_knows_its_files_from_its_own_folder() {
    let folder = folder(&[("k/jd.md", "# Writer\n\nMale only.\n")]);
    let inner = folder.path().join("k");
    let made = opsjd(&inner, &["check", "jd.md", "--baseline", "known.json", "--write-baseline"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stdout));
    assert!(fs::read_to_string(inner.join("known.json")).unwrap().contains("\"file\": \"jd.md\""));
    let absolute = inner.join("jd.md").display().to_string();
    for (place, arguments) in [
        (inner.as_path(), ["jd.md", "known.json"]),
        (folder.path(), ["k/jd.md", "k/known.json"]),
        (folder.path(), ["k", "./k/../k/known.json"]),
        (folder.path(), [absolute.as_str(), "k/known.json"]),
    ] {
        let output = opsjd(place, &["check", arguments[0], "--baseline", arguments[1]]);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stdout));
    }
}

#[test]
fn sarif_names_files_from_the_repository() {
    let folder = folder(&[("k/jd.md", "# 运营\n\n限男性，用SQL。\n")]);
    let run = |place: &Path, name: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_opsjd"));
        command.current_dir(place).env("GITHUB_WORKSPACE", folder.path()).env_remove("GITHUB_ACTIONS");
        let output = command.args(["check", name, "-j", "CN", "--format", "sarif"]).output().unwrap();
        text(&output.stdout)
    };
    let inner = run(&folder.path().join("k"), "jd.md");
    assert!(inner.contains("\"uri\": \"k/jd.md\"") && !inner.contains("\"uri\": \"jd.md\""), "{inner}");
    assert_eq!(inner, run(folder.path(), "k/jd.md"));
}

#[test]
fn a_word_document_of_one_xml_text_is_read_as_the_word_file_is_and_other_xml_is_not() {
    let role = "title: { en: Keeper }\nsummary: { en: Keeps }\nsections: { a: { title: { en: A }, duties: { b: { en: Keep logs } } } }\nqualifications: { c: { en: Must be under 35 } }\n";
    let folder = folder(&[("roles/keeper.yaml", role), ("ads/pom.xml", "<project>Must be under 35</project>")]);
    for file in ["ads/a.docx", "ads/a.xml"] {
        let format = if file.ends_with("xml") { "docx-xml" } else { "docx" };
        opsjd(folder.path(), &["generate", "keeper", "--lang", "en", "--format", format, "-o", file]);
    }
    let word = findings(folder.path(), "ads/a.docx");
    assert_eq!((word.len(), &word), (1, &findings(folder.path(), "ads/a.xml")));
    assert_eq!(findings(folder.path(), "ads").len(), 2);
    let output = opsjd(folder.path(), &["check", "ads/pom.xml"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("`ads/pom.xml` is a document of a kind"), "{said}");
}
