//! A company's own .docx: its styles, page set-up, header and footer around our text.
//!
//! Styles are found by name, since a Chinese Word numbers its style ids. What is not replaced is copied as it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::damage::{missing, related, xml_fault};
use super::docx::STYLES;
use super::fill::put;
use super::package::{self, Package};
use super::word_xml::{
    attribute, content_types, each_element, elements, relation_target, root_name, style_names, with_our_lists,
};
use crate::diagnostic::Diagnostic;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The content type of a document.
pub const DOCUMENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
/// The content type of a template.
pub const TEMPLATE_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml";

/// A reference document, read once for all documents of a run.
#[derive(Debug)]
pub struct ReferenceDocument {
    pub(super) name: String,
    pub(super) package: Package,
    pub(super) main: String,
    pub(super) styles: String,
    pub(super) numbering: String,
    pub(super) fonts: String,
    style_ids: OnceLock<HashMap<&'static str, String>>,
    highest_number: OnceLock<u32>,
    /// The package in our styles, by their text: it differs by language, and is the same for each document in it.
    pub(super) styled: Mutex<Vec<(String, Arc<Package>)>>,
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
    /// A Word file that Word would not open.
    #[error("`{name}` is damaged: {why}")]
    Damaged {
        /// The file.
        name: String,
        /// Which part is, and how.
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
    /// Where the bytes are no .docx, or one that is damaged, has macros or is in the strict form.
    pub fn read(name: &str, bytes: &[u8]) -> Result<ReferenceDocument, ReferenceError> {
        let document = ReferenceDocument::open(name, bytes)?;
        let damaged = |why: String| Err(ReferenceError::Damaged { name: name.to_owned(), why });
        let related = document.related();
        if let Some(part) = missing(&document.package.parts, &related) {
            return damaged(format!("`{part}` is missing"));
        }
        let styles = document.text(&document.styles);
        if styles.is_some_and(|styles| root_name(&styles).as_deref() != Some("w:styles")) {
            return damaged(format!("`{}` holds no styles", document.styles));
        }
        Ok(document)
    }

    /// Reads the package for its text, which may be there where the look is damaged.
    ///
    /// # Errors
    /// As [`ReferenceDocument::read`], where the text is concerned.
    pub(super) fn open(name: &str, bytes: &[u8]) -> Result<ReferenceDocument, ReferenceError> {
        let not_docx = |why: &str| ReferenceError::NotDocx { name: name.to_owned(), why: why.to_owned() };
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(ReferenceError::Unsupported {
                name: name.to_owned(),
                kind: "a Word 97-2003 or encrypted file",
            });
        }
        let package = Package::read(bytes).map_err(|why| not_docx(&why))?;
        let parts = &package.parts;
        for part in parts.iter().filter(|part| part.name.ends_with(".xml") || part.name.ends_with(".rels")) {
            if let Some(why) = xml_fault(&part.bytes) {
                let why = format!("`{}` cannot be read: {why}", part.name);
                return Err(ReferenceError::Damaged { name: name.to_owned(), why });
            }
        }
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
        let mut document = ReferenceDocument {
            name: name.to_owned(),
            package,
            main,
            styles: String::new(),
            numbering: String::new(),
            fonts: String::new(),
            style_ids: OnceLock::new(),
            highest_number: OnceLock::new(),
            styled: Mutex::default(),
        };
        let related = document.related();
        let part = |kind: &str, file: &str| {
            let own = related.iter().find(|(own, _)| own == kind);
            own.map_or_else(|| document.sibling(file), |(_, name)| name.clone())
        };
        (document.styles, document.numbering, document.fonts) =
            (part("styles", "styles.xml"), part("numbering", "numbering.xml"), part("fontTable", "fontTable.xml"));
        Ok(document)
    }

    /// The parts that the main one refers to, by the kind of each.
    fn related(&self) -> Vec<(String, String)> {
        self.text(&self.relations_name()).map(|relations| related(&self.main, &relations)).unwrap_or_default()
    }

    /// The ids of the styles by the name that Word knows them by, lower case for built-in headings as Word writes them.
    pub fn style_ids(&self) -> &HashMap<&'static str, String> {
        self.style_ids.get_or_init(|| self.read_style_ids())
    }

    fn read_style_ids(&self) -> HashMap<&'static str, String> {
        let Some(styles) = self.text(&self.styles) else { return HashMap::new() };
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
        let Some(numbering) = self.text(&self.numbering) else { return 0 };
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

    /// The main part's text.
    pub(super) fn main_text(&self) -> String {
        self.text(&self.main).unwrap_or_default()
    }

    /// The styles, each with its id and the name that Word knows it by.
    pub(super) fn styles(&self) -> Vec<(String, String)> {
        self.text(&self.styles).map(|styles| style_names(&styles)).unwrap_or_default()
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
        if let (Some(own), Some(theirs)) = (self.text(&self.numbering), old.text(&old.numbering)) {
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
            put(&mut parts, &self.numbering, with_our_lists(&own, &format!("<w:numbering>{added}</w:numbering>")));
        }
        package::write(&parts, Some(&self.package))
            .map_err(|error| ReferenceError::NotDocx { name: self.name.clone(), why: error.to_string() })
    }

    /// A part's text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
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

    /// The name of the part with the main one's relationships.
    pub(super) fn relations_name(&self) -> String {
        match self.main.rsplit_once('/') {
            Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
            None => format!("_rels/{}.rels", self.main),
        }
    }
}
