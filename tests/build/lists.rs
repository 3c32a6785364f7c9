//! Job lists: what a table says reaches the documents as it stands there, or is an error at its cell.

use std::fs;

use crate::project::{Project, Run, project};
use crate::workbook::{workbook, zipped};

/// A project with a list, built into `dist`.
fn built(list: &str, bytes: impl AsRef<[u8]>) -> (Project, Run) {
    let project = project("languages: [en]\n");
    fs::write(project.path(list), bytes).unwrap();
    let run = project.run(&["build", list, "-o", "dist", "--no-index"]);
    (project, run)
}

/// The project of a list that has faults; each of `expected` is in what is said of them.
#[track_caller]
fn refused(list: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) -> Project {
    let (project, run) = built(list, bytes);
    assert_eq!(run.code, 2, "{}", run.err);
    for words in expected {
        assert!(run.err.contains(words), "`{words}` is not in\n{}", run.err);
    }
    project
}

/// The project of a list without faults.
#[track_caller]
fn done(list: &str, bytes: impl AsRef<[u8]>) -> Project {
    let (project, run) = built(list, bytes);
    assert_eq!(run.code, 0, "{}", run.err);
    project
}

fn text(words: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{words}</t></is></c>")
}

fn row(cells: &[&str]) -> String {
    format!("<row>{}</row>", cells.iter().map(|words| text(words)).collect::<String>())
}

/// A workbook with the jobs `a` and `b`, the company of `a` being this cell in XML.
fn with_cell(cell: &str) -> Vec<u8> {
    let bad = format!("<row>{}{}{cell}</row>", text("a"), text("tester"));
    zipped(&format!("{}{bad}{}", row(&["id", "role", "company"]), row(&["b", "tester", "Acme"])))
}

#[test]
fn an_unclosed_quote_is_an_error_at_the_quote() {
    let place = ["error[open-quote]: the quote is not closed", "jobs.csv:3:10", "row 3, column C (`company`)"];
    let project = refused("jobs.csv", "id,role,company\n0,tester,Foo\na,tester,\"Acme\nb,tester,Foo\n", &place);
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "0.en.md"]);
    let escaped = "id,role,company\na,tester,\"Acme \"\"Inc\"\"\nb,tester,Foo\n";
    refused("jobs.csv", escaped, &["error[open-quote]", "jobs.csv:2:10"]);
    refused("jobs.tsv", "id\trole\tcompany\na\ttester\t\"Acme\n", &["error[open-quote]", "jobs.tsv:2:10"]);
    refused("jobs.csv", "id,role,\"company\na,tester,Acme\n", &["error[open-quote]", "jobs.csv:1:9"]);
}

#[test]
fn a_quote_that_only_one_of_a_later_row_closes_is_an_error_too() {
    let list = "id,role,company\na,tester,\"Acme\nb,tester,\"Foo\"\n";
    let project = refused("jobs.csv", list, &["error[open-quote]", "jobs.csv:2:10", "row 2, column C (`company`)"]);
    assert_eq!(project.files("dist"), [".opsjd-lock.json"]);
}

#[test]
fn quoted_line_breaks_quotes_and_spaces_after_them_are_fine() {
    let list = "id,role,company\na,tester,\"Acme\r\n\"\"Inc\"\"\" \r\nb,\"tester\",\"\"\r\nc,tester,Foo \"&\" Bar";
    let project = done("jobs.csv", list);
    assert!(project.read("dist/a.en.md").contains("\"Inc\""), "{}", project.read("dist/a.en.md"));
    assert!(project.read("dist/c.en.md").contains("Foo \"&\" Bar"), "{}", project.read("dist/c.en.md"));
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "a.en.md", "b.en.md", "c.en.md"]);
}

#[test]
fn rows_are_numbered_as_in_a_spreadsheet() {
    for line_break in ["\n", "\r\n", "\r"] {
        let list = "\u{feff}id,role,company\n\n,,\na,tester,\"A\n\nB\"\n\nb,testr,C\n".replace('\n', line_break);
        refused("jobs.csv", list, &["row 6, column B (`role`)", "did you mean `tester`?"]);
    }
    let sheet = format!("<row r=\"3\">{}</row><row r=\"7\">{}</row>", text("role"), text("testr"));
    refused("jobs.xlsx", zipped(&sheet), &["jobs.xlsx:7:1", "sheet `Hiring`, row 7, column A (`role`)"]);
}

#[test]
fn a_stray_cell_far_out_is_an_error_at_the_cell() {
    let list = row(&["id", "role"]) + &row(&["a", "tester"]);
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let place = "sheet `Hiring`, row 1048576, column XFD";
    refused("jobs.xlsx", zipped(&format!("{list}{far}")), &["error[no-heading]", place]);
    let outside = "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>";
    refused("jobs.xlsx", zipped(&format!("{list}{outside}")), &["error[no-workbook]", "outside of the sheet"]);
}

#[test]
fn a_sheet_with_more_text_than_a_list_can_have_is_an_error_at_the_cell() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let mut sheet = row(&["id", "role", "company"]);
    for number in 0..70 {
        let (id, role) = (text(&number.to_string()), text("tester"));
        sheet.push_str(&format!("<row>{id}{role}<c t=\"s\"><v>0</v></c></row>"));
    }
    let project = project("languages: [en]\n");
    fs::write(project.path("jobs.xlsx"), workbook(&[("Hiring", "visible", &sheet)], &strings)).unwrap();
    let run = project.run(&["build", "jobs.xlsx", "--dry-run"]);
    assert!(run.err.contains("error[too-large]: the sheet is too large"), "{}", run.err);
    assert!(run.err.contains("sheet `Hiring`, row 65, column C (`company`)"), "{}", run.err);
}

#[test]
fn a_workbook_that_unpacks_to_more_than_it_should_is_refused() {
    let sheet = row(&["id", "role"]) + &row(&["a", "tester"]) + &" ".repeat(300 << 20);
    refused("jobs.xlsx", zipped(&sheet), &["error[too-large]: `jobs.xlsx` unpacks to more than 256 MB"]);
    let sheet = row(&["id", "role"]) + &row(&["a", "tester"]);
    let strings = "<!-- texts --><x:sst uniqueCount='99999999999999'/>";
    let list = workbook(&[("Hiring", "visible", &sheet)], strings);
    refused("jobs.xlsx", list, &["error[no-workbook]", "it claims to hold 99999999999999 texts"]);
}

#[test]
fn rows_that_are_formatted_and_empty_say_nothing() {
    let mut sheet = row(&["id", "role"]) + &row(&["a", "tester"]);
    for number in 3..100_000 {
        sheet
            .push_str(&format!("<row r=\"{number}\" s=\"1\"><c r=\"A{number}\" s=\"0\"/><c r=\"XFD{number}\"/></row>"));
    }
    let project = done("jobs.xlsx", zipped(&sheet));
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "a.en.md"]);
}

#[test]
fn a_cell_that_holds_an_error_is_an_error_at_the_cell() {
    let place = "sheet `Hiring`, row 2, column C (`company`)";
    for (cell, words) in [("<c t=\"e\"><v>#N/A</v></c>", "`#N/A`"), ("<c t=\"e\"><f>A9</f><v>#REF!</v></c>", "`#REF!`")]
    {
        let message = format!("error[error-value]: the cell holds the error {words}");
        let project = refused("jobs.xlsx", with_cell(cell), &[&message, place]);
        assert_eq!(project.files("dist"), [".opsjd-lock.json", "b.en.md"]);
    }
}

#[test]
fn a_fault_of_a_row_is_not_said_again_as_the_lack_of_its_value() {
    let sheet = row(&["id", "role", "headcount"])
        + &format!("<row>{}<c t=\"e\"><v>#N/A</v></c>{}</row>", text("a"), text("many"));
    let project = refused("jobs.xlsx", zipped(&sheet), &["`#N/A`", "row 2, column C (`headcount`)"]);
    let run = project.run(&["build", "jobs.xlsx", "-o", "dist"]);
    assert!(!run.err.contains("lacks"), "{}", run.err);
}

#[test]
fn all_that_is_wrong_with_a_row_is_told_at_once() {
    let list = "id,role,sections,headcount\na,testr,,many\nb,tester,crft,many\n";
    let place =
        ["no role `testr`", "`posting.headcount`: `many`", "jobs.csv:2:10", "no section `crft`", "jobs.csv:3:15"];
    let project = refused("jobs.csv", list, &place);
    assert_eq!(project.files("dist"), [".opsjd-lock.json"]);
    // A name that cannot be stops the build, and leaves nothing else untold.
    refused("jobs.csv", format!("{list}b,tester,,1\n"), &[&place[..], &["`b.en.md`"]].concat());
}

#[test]
fn the_document_of_a_row_with_a_fault_is_not_taken_for_one_that_nobody_wants() {
    let project = done("jobs.csv", "id,role,headcount\na,tester,1\nb,tester,1\n");
    project.save("jobs.csv", "id,role,headcount\na,tester,many\nb,tester,1\n");
    for option in ["--check", "--clean", "--json"] {
        let run = project.run(&["build", "jobs.csv", "-o", "dist", "--no-index", option]);
        assert!(run.code == 2 && !run.out.contains("extra") && !run.err.contains("extra"), "{}{}", run.out, run.err);
    }
    assert!(project.path("dist/a.en.md").exists());
}

#[test]
fn a_formula_without_a_saved_value_is_an_error_at_the_cell() {
    let advice = "open the workbook in a spreadsheet program and save it";
    let place = "sheet `Hiring`, row 2, column C (`company`)";
    for cell in ["<c><f>A1</f></c>", "<c><f>A1</f><v/></c>", "<c><f t=\"shared\" si=\"0\"/><v></v></c>"] {
        let message = "error[no-saved-value]: the formula has no saved value";
        refused("jobs.xlsx", with_cell(cell), &[message, place, advice]);
    }
}

#[test]
fn the_saved_value_of_a_formula_is_the_value_of_its_cell() {
    for (cell, company) in [
        ("<c t=\"str\"><f>A1</f><v>Foo</v></c>", Some("Foo")),
        ("<c><f>6*7</f><v>42</v></c>", Some("42")),
        ("<c t=\"str\"><f>\"\"</f><v></v></c>", None),
        ("<c t=\"str\"><f>\"\"</f><v/></c>", None),
    ] {
        let project = done("jobs.xlsx", with_cell(cell));
        let document = project.read("dist/a.en.md");
        assert_eq!(company.is_some(), document.contains("Company"), "{cell}: {document}");
        assert!(company.is_none_or(|company| document.contains(company)), "{cell}: {document}");
    }
}

#[test]
fn a_time_a_duration_and_a_date_are_written_as_the_sheet_shows_them() {
    for (style, value, words) in [
        (2, "0.39583333333333331", "09:30"),
        (2, "0", "00:00"),
        (2, "0.99998842592592596", "23:59:59"),
        (3, "1.6666666666666667", "40:00"),
        (3, "0.0625", "1:30"),
        (3, "-0.0625", "\\-1:30"),
        (3, "0.0005787037037037037", "0:00:50"),
        (4, "46082", "2026-03-01"),
        (5, "46082.395833333336", "2026-03-01 09:30"),
    ] {
        let project = done("jobs.xlsx", with_cell(&format!("<c s=\"{style}\"><v>{value}</v></c>")));
        let document = project.read("dist/a.en.md");
        assert!(document.contains(&format!(" {words}\n")), "{words}: {document}");
    }
}

#[test]
fn an_annotation_of_a_row_has_a_line_where_the_list_has_lines() {
    let project = project("languages: [en]\n");
    let sheet = row(&["id", "role", "headcount"]) + &row(&["a", "tester", "many"]);
    fs::write(project.path("k.xlsx"), zipped(&sheet)).unwrap();
    project.save("k.csv", "id,role,headcount\na,tester,1\nb,tester,many\n");
    project.save("k.tsv", "id\trole\theadcount\nb\ttester\tmany\n");
    for (list, place, cell) in [
        ("k.csv", "file=k.csv,line=3,col=10,", " (row 3, column C (`headcount`))"),
        ("k.tsv", "file=k.tsv,line=2,col=10,", " (row 2, column C (`headcount`))"),
        ("k.xlsx", "file=k.xlsx,title=", " (sheet `Hiring`, row 2, column C (`headcount`))"),
    ] {
        let run = project.run(&["build", list, "--dry-run", "--format-errors", "github"]);
        assert!(run.err.contains(place) && run.err.contains(cell), "{list}: {run:?}");
    }
}

#[test]
fn a_key_and_one_below_it_cannot_both_be_set_in_a_row() {
    let list = "id,role,company,company.en\na,tester,Acme,\nb,tester,,Foo\nc,tester,Acme,Foo\n";
    let message = "error[both-set]: `company` and `company.en` cannot both be set";
    let project = refused("jobs.csv", list, &[message, "row 4, column D (`company.en`)"]);
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "a.en.md", "b.en.md"]);
    let list = "role,company.en,Company\ntester,Acme,Foo\n";
    let message = "error[both-set]: `company.en` and `Company` cannot both be set";
    refused("jobs.csv", list, &[message, "row 2, column C (`Company`)"]);
}

#[test]
fn truth_values_are_taken_as_spreadsheets_write_them() {
    for yes in ["TRUE", "True", "true"] {
        let project = project("languages: [zh-HK]\n");
        project.save("jobs.csv", &format!("id,role,strict\na,tester,{yes}\nb,tester,FALSE\n"));
        let run = project.run(&["build", "jobs.csv", "-o", "dist", "--no-index"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert_eq!(project.files("dist"), [".opsjd-lock.json", "b.zh-HK.md"], "{}", run.err);
    }
    let cells = |word: &str| format!("<row>{}<c t=\"b\"><v>{word}</v></c></row>", text("tester"));
    done("jobs.xlsx", zipped(&(row(&["role", "strict"]) + &cells("1"))));
    refused("jobs.csv", "role,strict\ntester,YES\n", &["`YES`", "row 2, column B (`strict`)"]);
}

#[test]
fn a_file_separated_by_semicolons_is_read_as_one() {
    let list = "\u{feff}\r\nid;role;sections;company\r\na;tester;\"craft; team\";Acme, Inc\r\n";
    let project = done("jobs.csv", list);
    assert!(project.read("dist/a.en.md").contains("Acme, Inc"));
    refused("jobs.csv", "id;role\na;testr\n", &["row 2, column B (`role`)", "did you mean `tester`?"]);
    refused("jobs.csv", "id;role,level\na;tester,senior\n", &["unknown column `id;role`"]);
}

#[test]
fn a_sheet_of_a_file_that_has_none_is_an_error() {
    let project = project("languages: [en]\n");
    project.save("jobs.csv", "role\ntester\n");
    project.save("jobs.yaml", "[{ role: tester }]\n");
    project.save("manifest.yaml", "jobs: [{ role: tester }]\n");
    for list in ["jobs.csv", "jobs.yaml", "manifest.yaml"] {
        let run = project.run(&["build", list, "--sheet", "Hiring"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(&format!("error[unknown-sheet]: `{list}` has no sheets")), "{}", run.err);
    }
    project.save("opsjd.yaml", "languages: [en]\nlists: [{ file: jobs.csv, sheet: Hiring }]\n");
    let run = project.run(&["build"]);
    assert!(run.err.contains("`jobs.csv` has no sheets") && run.err.contains("opsjd.yaml:2:17"), "{}", run.err);
}

#[test]
fn the_first_visible_sheet_is_built_unless_another_is_named() {
    let sheet = |id: &str| row(&["id", "role"]) + &row(&[id, "tester"]);
    let (old, new, draft) = (sheet("old"), sheet("new"), sheet("draft"));
    let sheets = [("Old", "hidden", &*old), ("Draft", "veryHidden", &*draft), ("New", "visible", &*new)];
    let project = done("jobs.xlsx", workbook(&sheets, "<sst/>"));
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "new.en.md"]);
    assert_eq!(project.run(&["build", "jobs.xlsx", "--sheet", "Old", "-o", "old", "--no-index"]).code, 0);
    assert_eq!(project.files("old"), [".opsjd-lock.json", "old.en.md"]);
    refused("jobs.xlsx", workbook(&sheets[..2], "<sst/>"), &["`jobs.xlsx` has no visible sheet", "name one"]);
}

#[test]
fn a_bad_row_is_not_built_however_many_there_were_before() {
    let rows: String = (0..150).map(|number| format!("{number},tester,many\n")).collect();
    let project = refused("jobs.csv", format!("id,role,headcount\n{rows}last,tester,2\n"), &["more than 100 errors"]);
    assert_eq!(project.files("dist"), [".opsjd-lock.json", "last.en.md"]);
}
