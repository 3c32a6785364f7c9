//! Finished job descriptions in Markdown, HTML, plain text and Word, read into passages that know their place.

mod docx;
mod encoding;
mod html;
mod markdown;
mod plain;

use std::ops::Range;
use std::sync::Arc;

use super::passage::{Part, Passage, Place, guess_language, is_han};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::source::{Source, Span};

/// The endings of the files that can be read.
pub const EXTENSIONS: &[&str] = &["md", "markdown", "html", "htm", "txt", "docx"];

/// A finished document.
#[derive(Debug)]
pub struct Finished {
    /// Its texts.
    pub passages: Vec<Passage>,
    /// The text that the places are in.
    pub source: Arc<Source>,
    /// The encoding, where it was not UTF-8.
    pub encoding: Option<&'static str>,
    /// Whether the places can be written back: the file is UTF-8 text.
    pub is_editable: bool,
}

/// What keeps a document from being read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A `.docx` that is none.
    #[error("`{name}` is not a Word document: {why}")]
    NotDocx {
        /// The file.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// Bytes that are no text.
    #[error("`{0}` is not text")]
    NotText(String),
}

impl DocumentError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            DocumentError::NotDocx { .. } => {
                Diagnostic::error("not-docx", self.to_string()).help("an old .doc has to be saved as .docx first")
            }
            DocumentError::NotText(_) => {
                Diagnostic::error("not-text", self.to_string()).help("Markdown, HTML, text and .docx can be checked")
            }
        }
    }
}

/// Reads a finished document by the ending of its name.
///
/// # Errors
/// Where the bytes are not what the name says.
pub fn read(name: &str, bytes: &[u8]) -> Result<Finished, DocumentError> {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if extension == "docx" {
        let text = docx::text(bytes).map_err(|why| DocumentError::NotDocx { name: name.to_owned(), why })?;
        let source = Source::new(name, text);
        return Ok(Finished { passages: passages(&source, plain::blocks), source, encoding: None, is_editable: false });
    }
    let (text, encoding) = encoding::decode(bytes).ok_or_else(|| DocumentError::NotText(name.to_owned()))?;
    let source = Source::new(name, text);
    let passages = match extension.as_str() {
        "md" | "markdown" => passages(&source, markdown::blocks),
        "html" | "htm" => passages(&source, html::blocks),
        _ => passages(&source, plain::blocks),
    };
    Ok(Finished { passages, source, encoding, is_editable: encoding.is_none() })
}

/// A paragraph, an item or a heading: its words and for each byte the offset in the file.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub text: String,
    pub offsets: Vec<u32>,
    pub is_heading: bool,
}

impl Block {
    /// Adds `text`, which stands at `range` of the file as it is or in another spelling.
    pub fn push(&mut self, text: &str, range: &Range<usize>) {
        let verbatim = text.len() == range.len();
        for at in 0..text.len() {
            let offset = if verbatim { range.start + at } else { range.start };
            self.offsets.push(u32::try_from(offset).unwrap_or(u32::MAX));
        }
        self.text.push_str(text);
    }
}

fn passages(source: &Arc<Source>, blocks: impl Fn(&str) -> Vec<Block>) -> Vec<Passage> {
    let blocks = blocks(source.text());
    let whole: String = blocks.iter().map(|block| block.text.as_str()).collect();
    let document = guess_language(&whole);
    let english = Language::parse("en");
    let of_block = |text: &str| if text.chars().any(is_han) { document.clone() } else { english.clone() };
    let mut first_heading = true;
    let passages = blocks.into_iter().filter(|block| !block.text.trim().is_empty()).filter_map(|block| {
        let part = match (block.is_heading, std::mem::take(&mut first_heading)) {
            (true, true) => Part::Title,
            (true, false) => Part::Heading,
            (false, _) => Part::Paragraph,
        };
        let language = of_block(&block.text)?;
        let place = Place::Mapped(Arc::clone(source), block.offsets);
        Some(Passage { part, path: String::new(), language, text: block.text, place })
    });
    passages.collect()
}

/// The note that a file was not in UTF-8.
pub fn encoding_note(finished: &Finished) -> Option<Diagnostic> {
    let encoding = finished.encoding?;
    let message = format!("`{}` was read as {encoding}", finished.source.name());
    let note = Diagnostic { severity: crate::diagnostic::Severity::Note, ..Diagnostic::error("encoding", message) };
    Some(note.at(&Span::new(&finished.source, 0..0)).help("save it as UTF-8 so that every program reads the same"))
}
