//! A company's own .docx: its styles, page set-up, header and footer around our text.
//!
//! Styles are found by name, since a Chinese Word numbers its style ids. What is not replaced is copied as it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::docx::{Filled, STYLES};
use super::package::{self, Package, Part};
use super::word_xml::{
    as_word_wants_fonts, as_word_wants_lists, attribute, before_end, body, body_without_set_up, content_types,
    each_element, elements, relation_target, style_names, with_missing_styles, with_our_lists, xml_fault,
};
use crate::diagnostic::Diagnostic;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DOCUMENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const TEMPLATE_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml";
const NUMBERING_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml";
const CORE_TYPE: &str = "application/vnd.openxmlformats-package.core-properties+xml";

/// How many packages a reference document keeps in our styles.
const MAX_STYLED: usize = 8;

/// A reference document, read once for all documents of a run.
#[derive(Debug)]
pub struct ReferenceDocument {
    name: String,
    package: Package,
    main: String,
    style_ids: OnceLock<HashMap<&'static str, String>>,
    highest_number: OnceLock<u32>,
    /// The package in our styles, by their text: it differs by language, and is the same for each document in it.
    styled: Mutex<Vec<(String, Arc<Package>)>>,
}

/// Why a file cannot serve as a reference document.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// No Word file at all.
    #[error("`{name}` is not a .docx file: {why}")]
    NotDocx {
        /// The file.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// A Word file of a kind whose parts cannot be taken over.
    #[error("`{name}` is {kind}, which cannot serve as a reference document")]
    Unsupported {
        /// The file.
        name: String,
        /// What it is.
        kind: &'static str,
    },
}

impl ReferenceError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("reference-document", self.to_string())
            .help("open it in Word or LibreOffice and save it as a Word document (.docx)")
    }
}

impl ReferenceDocument {
    /// Reads the package; `name` is shown in messages.
    ///
    /// # Errors
    /// Where the bytes are no .docx, or one with macros or in the strict form.
    pub fn read(name: &str, bytes: &[u8]) -> Result<ReferenceDocument, ReferenceError> {
        let not_docx = |why: &str| ReferenceError::NotDocx { name: name.to_owned(), why: why.to_owned() };
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(ReferenceError::Unsupported {
                name: name.to_owned(),
                kind: "a Word 97-2003 or encrypted file",
            });
        }
        let package = Package::read(bytes).map_err(|why| not_docx(&why))?;
        let parts = &package.parts;
        let types = content_types(parts);
        let text = |wanted: &str| {
            parts.iter().find(|part| part.name == wanted).map(|part| String::from_utf8_lossy(&part.bytes))
        };
        let package_relations = text("_rels/.rels").ok_or_else(|| not_docx("it has no relationships"))?;
        let main = relation_target(&package_relations, "/officeDocument")
            .ok_or_else(|| not_docx("it has no main document"))?;
        let kind = types.of(&main);
        if kind.contains("macroEnabled") {
            return Err(ReferenceError::Unsupported { name: name.to_owned(), kind: "a file with macros" });
        }
        if kind != DOCUMENT_TYPE && kind != TEMPLATE_TYPE {
            return Err(not_docx("its main part is no Word document"));
        }
        let document = text(&main).ok_or_else(|| not_docx("its main part is missing"))?;
        if !document.contains(&format!("xmlns:w=\"{WORD}\"")) {
            return Err(ReferenceError::Unsupported {
                name: name.to_owned(),
                kind: "a file in the strict form of Open XML",
            });
        }
        for part in parts.iter().filter(|part| part.name.ends_with(".xml") || part.name.ends_with(".rels")) {
            if let Some(why) = xml_fault(&part.bytes) {
                return Err(not_docx(&format!("{}: {why}", part.name)));
            }
        }
        Ok(ReferenceDocument {
            name: name.to_owned(),
            package,
            main,
            style_ids: OnceLock::new(),
            highest_number: OnceLock::new(),
            styled: Mutex::default(),
        })
    }

    /// The ids of the styles by the name that Word knows them by, lower case for built-in headings as Word writes them.
    pub fn style_ids(&self) -> &HashMap<&'static str, String> {
        self.style_ids.get_or_init(|| self.read_style_ids())
    }

    fn read_style_ids(&self) -> HashMap<&'static str, String> {
        let Some(styles) = self.text(&self.sibling("styles.xml")) else { return HashMap::new() };
        let mut ids = HashMap::new();
        for (id, name) in style_names(&styles) {
            if let Some((_, known, _)) = STYLES.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(&name)) {
                ids.entry(*known).or_insert(id);
            }
        }
        ids
    }

    /// The highest id of a list in the document's numbering; ours begin after it.
    pub fn highest_number(&self) -> u32 {
        *self.highest_number.get_or_init(|| self.read_highest_number())
    }

    fn read_highest_number(&self) -> u32 {
        let Some(numbering) = self.text(&self.sibling("numbering.xml")) else { return 0 };
        let mut highest = 0;
        each_element(&numbering, |element, _, _| {
            for key in ["w:numId", "w:abstractNumId"] {
                if matches!(element.name().as_ref(), "w:num" | "w:abstractNum")
                    && let Some(id) = attribute(element, key)
                {
                    highest = highest.max(id.parse().unwrap_or(0));
                }
            }
        });
        highest
    }

    /// The package with `own` text in it: our body before its page set-up, our lists after its own, our styles where it has none.
    pub(super) fn filled_with(&self, own: &[Part]) -> Result<Filled, ReferenceError> {
        let ours = |name: &str| {
            own.iter()
                .find(|part| part.name == name)
                .map(|part| String::from_utf8_lossy(&part.bytes).into_owned())
                .unwrap_or_default()
        };
        let styled = self.styled(ours("word/styles.xml"))?;
        let mut parts = styled.parts.clone();
        let document = self.document(&ours("word/document.xml")).ok_or_else(|| ReferenceError::NotDocx {
            name: self.name.clone(),
            why: "its main part has no body".to_owned(),
        })?;
        put(&mut parts, &self.main, document);
        let relations_name = self.relations_name();
        let mut relations = self.text(&relations_name).unwrap_or_else(|| {
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_owned()
        });
        let numbering_name = self.sibling("numbering.xml");
        let numbering = ours("word/numbering.xml");
        match self.text(&numbering_name) {
            Some(theirs) => put(&mut parts, &numbering_name, with_our_lists(&as_word_wants_lists(&theirs), &numbering)),
            None => {
                put(&mut parts, &numbering_name, numbering);
                let relation = format!(
                    "<Relationship Id=\"opsjdNumbering\" Type=\"{RELATIONSHIPS}/numbering\" Target=\"numbering.xml\"/>"
                );
                relations = before_end(&relations, "</Relationships>", &relation);
                declare(&mut parts, &numbering_name, NUMBERING_TYPE);
            }
        }
        let links = ours("word/_rels/document.xml.rels");
        let links: String =
            elements(&links, "Relationship").into_iter().filter(|link| link.contains("opsjdLink")).collect();
        put(&mut parts, &relations_name, before_end(&relations, "</Relationships>", &links));
        self.replace_core_properties(&mut parts, ours("docProps/core.xml"));
        Ok(Filled { parts, original: Some(styled) })
    }

    /// The package with our styles where it has none, and without what only a template or LibreOffice would have.
    fn styled(&self, ours: String) -> Result<Arc<Package>, ReferenceError> {
        let mut known = self.styled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, package)) = known.iter().find(|(styles, _)| *styles == ours) {
            return Ok(Arc::clone(package));
        }
        let mut parts = self.package.parts.clone();
        let styles_name = self.sibling("styles.xml");
        if let Some(styles) = self.text(&styles_name) {
            put(&mut parts, &styles_name, with_missing_styles(&styles, &ours));
        }
        let fonts_name = self.sibling("fontTable.xml");
        if let Some(fonts) = self.text(&fonts_name) {
            put(&mut parts, &fonts_name, as_word_wants_fonts(&fonts));
        }
        for part in parts.iter_mut().filter(|part| part.name == "[Content_Types].xml") {
            // A document made from a Word template (.dotx) is a document.
            part.bytes = String::from_utf8_lossy(&part.bytes).replace(TEMPLATE_TYPE, DOCUMENT_TYPE).into_bytes().into();
        }
        let package = Package::of(parts, Some(&self.package))
            .map_err(|error| ReferenceError::NotDocx { name: self.name.clone(), why: error.to_string() })?;
        let package = Arc::new(package);
        // A user's own template may make other styles for each job.
        known.truncate(MAX_STYLED - 1);
        known.push((ours, Arc::clone(&package)));
        Ok(package)
    }

    fn replace_core_properties(&self, parts: &mut Vec<Part>, core: String) {
        let relations = self.text("_rels/.rels").unwrap_or_default();
        if let Some(target) = relation_target(&relations, "/core-properties") {
            put(parts, &target, core);
            return;
        }
        put(parts, "docProps/opsjd.xml", core);
        declare(parts, "docProps/opsjd.xml", CORE_TYPE);
        let relation = "<Relationship Id=\"opsjdCore\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/opsjd.xml\"/>";
        put(parts, "_rels/.rels", before_end(&relations, "</Relationships>", relation));
    }

    /// The main part's text.
    pub(super) fn main_text(&self) -> String {
        self.text(&self.main).unwrap_or_default()
    }

    /// The styles, each with its id and the name that Word knows it by.
    pub(super) fn styles(&self) -> Vec<(String, String)> {
        self.text(&self.sibling("styles.xml")).map(|styles| style_names(&styles)).unwrap_or_default()
    }

    /// The package with another main part, and with the lists of `old` behind its own, their numbers raised by `lists`.
    ///
    /// # Errors
    /// Where it cannot be packed.
    pub(super) fn with_main(
        &self,
        document: &str,
        old: &ReferenceDocument,
        lists: usize,
    ) -> Result<Vec<u8>, ReferenceError> {
        let mut parts = self.package.parts.clone();
        put(&mut parts, &self.main, document.to_owned());
        let name = self.sibling("numbering.xml");
        if let (Some(own), Some(theirs)) = (self.text(&name), old.text(&old.sibling("numbering.xml"))) {
            let raised = |list: String| {
                // A list whose definition this file does not have would make the file a broken one.
                let (_, definition) = list.split_once("<w:abstractNumId w:val=\"")?;
                let definition = format!("w:abstractNumId=\"{}\"", definition.split_once('"')?.0);
                own.contains(&definition).then_some(())?;
                let (head, rest) = list.split_once("w:numId=\"")?;
                let (number, rest) = rest.split_once('"')?;
                Some(format!("{head}w:numId=\"{}\"{rest}", number.parse::<usize>().ok()? + lists))
            };
            let added: String = elements(&theirs, "w:num").into_iter().filter_map(raised).collect();
            put(&mut parts, &name, with_our_lists(&own, &format!("<w:numbering>{added}</w:numbering>")));
        }
        package::write(&parts, Some(&self.package))
            .map_err(|error| ReferenceError::NotDocx { name: self.name.clone(), why: error.to_string() })
    }

    /// Their root element with its namespaces, our body, their last page set-up.
    fn document(&self, ours: &str) -> Option<String> {
        let theirs = self.text(&self.main)?;
        let body = body(&theirs)?;
        let own = body_without_set_up(ours)?;
        let mut head = theirs[..body.content.start].to_owned();
        if !head.contains("xmlns:r=") {
            head = head.replacen("xmlns:w=", &format!("xmlns:r=\"{RELATIONSHIPS}\" xmlns:w="), 1);
        }
        let set_up = body.set_up.map(|range| theirs[range].to_owned()).unwrap_or_default();
        Some(format!("{head}{own}{set_up}{}", &theirs[body.content.end..]))
    }

    fn text(&self, name: &str) -> Option<String> {
        let part = self.package.parts.iter().find(|part| part.name == name)?;
        Some(String::from_utf8_lossy(&part.bytes).trim_start_matches('\u{feff}').to_owned())
    }

    /// A part beside the main one.
    fn sibling(&self, name: &str) -> String {
        match self.main.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }

    fn relations_name(&self) -> String {
        match self.main.rsplit_once('/') {
            Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
            None => format!("_rels/{}.rels", self.main),
        }
    }
}

fn put(parts: &mut Vec<Part>, name: &str, text: String) {
    match parts.iter_mut().find(|part| part.name == name) {
        Some(part) => part.bytes = text.into_bytes().into(),
        None => parts.push(Part { name: name.to_owned(), bytes: text.into_bytes().into() }),
    }
}

fn declare(parts: &mut [Part], name: &str, kind: &str) {
    for part in parts.iter_mut().filter(|part| part.name == "[Content_Types].xml") {
        let text = String::from_utf8_lossy(&part.bytes).into_owned();
        let entry = format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>");
        part.bytes = before_end(&text, "</Types>", &entry).into_bytes().into();
    }
}
