//! A Word file from WordprocessingML templates, as a package or as one Flat OPC text.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Value;

use super::engine::{RenderError, Templates};
use super::package::{self, Part};
use super::reference::ReferenceDocument;
use super::word_xml::content_types;
use crate::diagnostic::Diagnostic;

/// The parts of our own package, in their order, and the template of each. The content types come first, as readers expect.
const PARTS: &[(&str, &str)] = &[
    ("[Content_Types].xml", "docx/content_types.xml"),
    ("_rels/.rels", "docx/package.rels"),
    ("docProps/core.xml", "docx/core.xml.j2"),
    ("docProps/app.xml", "docx/app.xml"),
    ("word/document.xml", "docx/document.xml.j2"),
    ("word/_rels/document.xml.rels", "docx/document.rels.j2"),
    ("word/styles.xml", "docx/styles.xml.j2"),
    ("word/numbering.xml", "docx/numbering.xml.j2"),
    ("word/settings.xml", "docx/settings.xml.j2"),
    ("word/fontTable.xml", "docx/font_table.xml.j2"),
    ("word/header1.xml", "docx/header.xml.j2"),
    ("word/footer1.xml", "docx/footer.xml.j2"),
];

/// The styles that the templates use: the name by which Word knows each, and its id in our own package.
pub const STYLES: &[(&str, &str, &str)] = &[
    ("normal", "Normal", "Normal"),
    ("title", "Title", "Title"),
    ("subtitle", "Subtitle", "Subtitle"),
    ("heading_1", "heading 1", "Heading1"),
    ("heading_2", "heading 2", "Heading2"),
    ("list_number", "List Number", "ListNumber"),
    ("list_bullet", "List Bullet", "ListBullet"),
    ("hyperlink", "Hyperlink", "Hyperlink"),
    ("header", "header", "Header"),
    ("footer", "footer", "Footer"),
    ("fact_name", "Fact Name", "FactName"),
    ("fact", "Fact", "Fact"),
    ("facts", "Job Facts", "JobFacts"),
];

/// The Word file.
pub fn docx(
    context: &Value,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<Vec<u8>, Diagnostic> {
    let parts = parts(context, templates, reference)?;
    package::write(&parts, reference.map(ReferenceDocument::package)).map_err(|error| fault(&error.to_string()))
}

/// The same document as one XML text: the Flat OPC form of ECMA-376 that Word opens and git can compare.
pub fn flat_opc(
    context: &Value,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<String, Diagnostic> {
    let parts = parts(context, templates, reference)?;
    let types = content_types(&parts);
    let mut flat = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<?mso-application progid=\"Word.Document\"?>\n\
         <pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">\n",
    );
    for part in parts.iter().filter(|part| part.name != "[Content_Types].xml") {
        let kind = types.of(&part.name);
        flat.push_str(&format!("<pkg:part pkg:name=\"/{}\" pkg:contentType=\"{kind}\"", part.name));
        match std::str::from_utf8(&part.bytes) {
            Ok(text) if kind.ends_with("xml") => {
                flat.push_str("><pkg:xmlData>\n");
                flat.push_str(without_declaration(text).trim());
                flat.push_str("\n</pkg:xmlData></pkg:part>\n");
            }
            _ => {
                flat.push_str(" pkg:compression=\"store\"><pkg:binaryData>\n");
                let encoded = STANDARD.encode(&part.bytes);
                for line in encoded.as_bytes().chunks(76) {
                    flat.push_str(&String::from_utf8_lossy(line));
                    flat.push('\n');
                }
                flat.push_str("</pkg:binaryData></pkg:part>\n");
            }
        }
    }
    flat.push_str("</pkg:package>\n");
    Ok(flat)
}

fn without_declaration(xml: &str) -> &str {
    let xml = xml.trim_start_matches('\u{feff}').trim_start();
    match xml.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(xml, |(_, rest)| rest),
        None => xml,
    }
}

fn parts(
    context: &Value,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<Vec<Part>, Diagnostic> {
    let styles = reference.map(ReferenceDocument::style_ids);
    let id = |name: &str, own: &str| {
        styles.as_ref().and_then(|ids| ids.get(name)).map_or_else(|| own.to_owned(), Clone::clone)
    };
    let style: BTreeMap<&str, String> = STYLES.iter().map(|(key, name, own)| (*key, id(name, own))).collect();
    let first_number = reference.map_or(0, ReferenceDocument::highest_number);
    let context = minijinja::context! { style => Value::from(style), first_number, ..context.clone() };
    let render = |name: &str, template: &str| -> Result<Part, Diagnostic> {
        Ok(Part { name: name.to_owned(), bytes: templates.render(template, &context)?.into_bytes().into() })
    };
    match reference {
        None => PARTS.iter().map(|(name, template)| render(name, template)).collect(),
        Some(reference) => {
            let wanted = [
                "docProps/core.xml",
                "word/document.xml",
                "word/_rels/document.xml.rels",
                "word/styles.xml",
                "word/numbering.xml",
            ];
            let own = PARTS.iter().filter(|(name, _)| wanted.contains(name));
            let own = own.map(|(name, template)| render(name, template)).collect::<Result<Vec<Part>, Diagnostic>>()?;
            reference.filled_with(&own).map_err(|error| error.diagnostic())
        }
    }
}

fn fault(words: &str) -> Diagnostic {
    let error = RenderError::Package(words.to_owned());
    Diagnostic::error(error.code(), error.to_string())
}
