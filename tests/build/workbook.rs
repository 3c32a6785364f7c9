//! Workbooks by their XML, as no spreadsheet program would write them.

use std::io::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The styles that a cell's `s` numbers from 0: none, none, `h:mm`, `[h]:mm:ss`, a date, a date with a time.
const STYLES: [u32; 6] = [0, 0, 20, 46, 14, 22];

/// A workbook with one sheet, `Hiring`, of these rows.
pub fn zipped(rows: &str) -> Vec<u8> {
    workbook(&[("Hiring", "visible", rows)], "<sst/>")
}

/// A workbook with sheets of a name, a state and rows, and the part with the shared strings.
pub fn workbook(sheets: &[(&str, &str, &str)], strings: &str) -> Vec<u8> {
    let numbered = || sheets.iter().enumerate().map(|(index, sheet)| (index + 1, sheet));
    let named = numbered().map(|(number, (name, state, _))| {
        format!("<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"r{number}\"/>")
    });
    let targets = numbered().map(|(number, _)| {
        format!("<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>")
    });
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>".to_owned(),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{}</sheets></workbook>",
                named.collect::<String>()
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{RELATIONS}\">{}<Relationship Id=\"styles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>",
                targets.collect::<String>()
            ),
        ),
        ("xl/styles.xml".to_owned(), {
            let styles = STYLES.map(|format| format!("<xf numFmtId=\"{format}\"/>")).concat();
            format!("<styleSheet xmlns=\"{MAIN}\"><cellXfs>{styles}</cellXfs></styleSheet>")
        }),
        ("xl/sharedStrings.xml".to_owned(), strings.to_owned()),
    ];
    parts.extend(numbered().map(|(number, (.., rows))| {
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/sheet{number}.xml"), sheet)
    }));
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(HEAD.as_bytes()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
