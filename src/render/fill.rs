//! Our text in a company's own .docx: our body before its page set-up, our lists and styles behind its own.

use std::sync::{Arc, PoisonError};

use super::damage::related;
use super::docx::Filled;
use super::package::{Package, Part};
use super::reference::{DOCUMENT_TYPE, ReferenceDocument, ReferenceError, TEMPLATE_TYPE};
use super::word_xml::{
    as_word_wants_fonts, as_word_wants_lists, before_end, body, body_without_set_up, content_types, elements,
    with_missing_styles, with_our_lists,
};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NO_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
const CORE_TYPE: &str = "application/vnd.openxmlformats-package.core-properties+xml";

/// How many packages a reference document keeps in our styles.
const MAX_STYLED: usize = 8;

impl ReferenceDocument {
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
        let numbering = ours("word/numbering.xml");
        match self.text(&self.numbering) {
            Some(theirs) => put(&mut parts, &self.numbering, with_our_lists(&as_word_wants_lists(&theirs), &numbering)),
            None => self.add(&mut parts, &self.numbering, "numbering", numbering),
        }
        let links = ours("word/_rels/document.xml.rels");
        let links: String =
            elements(&links, "Relationship").into_iter().filter(|link| link.contains("opsjdLink")).collect();
        self.relate(&mut parts, &links);
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
        match self.text(&self.styles) {
            Some(theirs) => put(&mut parts, &self.styles, with_missing_styles(&theirs, &ours)),
            None => self.add(&mut parts, &self.styles, "styles", ours.clone()),
        }
        if let Some(fonts) = self.text(&self.fonts) {
            put(&mut parts, &self.fonts, as_word_wants_fonts(&fonts));
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

    /// Adds a part beside the main one, which then refers to it. `kind` is its kind of relationship and of content.
    fn add(&self, parts: &mut Vec<Part>, name: &str, kind: &str, text: String) {
        let file = name.rsplit('/').next().unwrap_or(name);
        put(parts, name, text);
        declare(parts, name, &format!("application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"));
        let relation = format!("<Relationship Id=\"opsjd-{kind}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{file}\"/>");
        self.relate(parts, &relation);
    }

    /// Puts `relations` behind those of the main part.
    fn relate(&self, parts: &mut Vec<Part>, relations: &str) {
        let name = self.relations_name();
        let known = parts.iter().find(|part| part.name == name);
        let theirs = known.map_or(NO_RELATIONS.into(), |part| String::from_utf8_lossy(&part.bytes));
        let all = before_end(&theirs, "</Relationships>", relations);
        put(parts, &name, all);
    }

    fn replace_core_properties(&self, parts: &mut Vec<Part>, core: String) {
        let relations = self.text("_rels/.rels").unwrap_or_default();
        if let Some((_, target)) = related("", &relations).iter().find(|(kind, _)| kind == "core-properties") {
            put(parts, target, core);
            return;
        }
        put(parts, "docProps/opsjd.xml", core);
        declare(parts, "docProps/opsjd.xml", CORE_TYPE);
        let relation = "<Relationship Id=\"opsjdCore\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/opsjd.xml\"/>";
        put(parts, "_rels/.rels", before_end(&relations, "</Relationships>", relation));
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
}

/// Puts a part of this text in the place of the one of this name, or at the end.
pub fn put(parts: &mut Vec<Part>, name: &str, text: String) {
    match parts.iter_mut().find(|part| part.name == name) {
        Some(part) => part.bytes = text.into_bytes().into(),
        None => parts.push(Part { name: name.to_owned(), bytes: text.into_bytes().into() }),
    }
}

fn declare(parts: &mut [Part], name: &str, kind: &str) {
    if content_types(parts).of(name) == kind {
        return;
    }
    for part in parts.iter_mut().filter(|part| part.name == "[Content_Types].xml") {
        let text = String::from_utf8_lossy(&part.bytes).into_owned();
        let entry = format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>");
        part.bytes = before_end(&text, "</Types>", &entry).into_bytes().into();
    }
}
