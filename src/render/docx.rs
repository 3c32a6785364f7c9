//! A Word file from WordprocessingML templates, as a package or as one Flat OPC text.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Value;

use super::Context;
use super::engine::{RenderError, Templates};
use super::package::{self, Package, Part};
use super::reference::ReferenceDocument;
use super::word_xml::content_types;
use crate::diagnostic::Diagnostic;

/// A part of our own package.
struct Own {
    name: &'static str,
    template: &'static str,
    /// Whether it is the same in every document of a language.
    is_same: bool,
}

/// A part that is the document's.
const fn own(name: &'static str, template: &'static str) -> Own {
    Own { name, template, is_same: false }
}

/// A part that is the language's.
const fn same(name: &'static str, template: &'static str) -> Own {
    Own { name, template, is_same: true }
}

/// The parts of our own package, in their order. The content types come first, as readers expect.
const PARTS: &[Own] = &[
    same("[Content_Types].xml", "docx/content_types.xml"),
    same("_rels/.rels", "docx/package.rels"),
    own("docProps/core.xml", "docx/core.xml.j2"),
    same("docProps/app.xml", "docx/app.xml"),
    own("word/document.xml", "docx/document.xml.j2"),
    own("word/_rels/document.xml.rels", "docx/document.rels.j2"),
    same("word/styles.xml", "docx/styles.xml.j2"),
    own("word/numbering.xml", "docx/numbering.xml.j2"),
    same("word/settings.xml", "docx/settings.xml.j2"),
    same("word/fontTable.xml", "docx/font_table.xml.j2"),
    own("word/header1.xml", "docx/header.xml.j2"),
    same("word/footer1.xml", "docx/footer.xml.j2"),
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

/// The parts of a document, and the package that some of them are taken from as they are.
pub struct Filled {
    /// The parts, in the order of the package.
    pub parts: Vec<Part>,
    /// Where the parts that are the same in other documents are packed already.
    pub original: Option<Arc<Package>>,
}

/// The Word file.
pub fn docx(
    context: &Context,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<Vec<u8>, Diagnostic> {
    let Filled { parts, original } = filled(context, templates, reference)?;
    package::write(&parts, original.as_deref()).map_err(|error| fault(&error.to_string()))
}

/// The same document as one XML text: the Flat OPC form of ECMA-376 that Word opens and git can compare.
pub fn flat_opc(
    context: &Context,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<String, Diagnostic> {
    let parts = filled(context, templates, reference)?.parts;
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

fn filled(
    context: &Context,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<Filled, Diagnostic> {
    let styles = reference.map(ReferenceDocument::style_ids);
    let id = |name: &str, own: &str| {
        styles.as_ref().and_then(|ids| ids.get(name)).map_or_else(|| own.to_owned(), Clone::clone)
    };
    let style: BTreeMap<&str, String> = STYLES.iter().map(|(key, name, own)| (*key, id(name, own))).collect();
    let first_number = reference.map_or(0, ReferenceDocument::highest_number);
    let variables = minijinja::context! { style => Value::from(style), first_number, ..context.variables.clone() };
    let render = |own: &Own| -> Result<Part, Diagnostic> {
        let text = templates.render(own.template, &variables)?;
        Ok(Part { name: own.name.to_owned(), bytes: text.into_bytes().into() })
    };
    let Some(reference) = reference else {
        let blank = blank(context, templates, render)?;
        let part = |own: &Own| match blank.as_ref().and_then(|blank| blank.part(own.name)) {
            Some(known) => Ok(known.clone()),
            None => render(own),
        };
        let parts = PARTS.iter().map(part).collect::<Result<Vec<Part>, Diagnostic>>()?;
        return Ok(Filled { parts, original: blank });
    };
    let wanted = [
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/numbering.xml",
    ];
    let own = PARTS.iter().filter(|own| wanted.contains(&own.name));
    let own = own.map(render).collect::<Result<Vec<Part>, Diagnostic>>()?;
    reference.filled_with(&own).map_err(|error| error.diagnostic())
}

/// The package of the parts that are the same in every document of the language, made once. A user's own templates may make
/// any part of the job.
fn blank(
    context: &Context,
    templates: &Templates,
    render: impl Fn(&Own) -> Result<Part, Diagnostic>,
) -> Result<Option<Arc<Package>>, Diagnostic> {
    let Some(blank) = context.blank.as_ref().filter(|_| !templates.has_own()) else { return Ok(None) };
    if let Some(known) = blank.get() {
        return Ok(Some(Arc::clone(known)));
    }
    let parts = PARTS.iter().filter(|own| own.is_same).map(render).collect::<Result<_, _>>()?;
    let made = Package::of(parts, None).map_err(|error| fault(&error.to_string()))?;
    Ok(Some(Arc::clone(blank.get_or_init(|| Arc::new(made)))))
}

fn fault(words: &str) -> Diagnostic {
    let error = RenderError::Package(words.to_owned());
    Diagnostic::error(error.code(), error.to_string())
}
