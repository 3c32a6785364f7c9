//! Finished job descriptions in Markdown, HTML, plain text and Word, read into passages that know their place.

mod docx;
mod encoding;
mod html;
mod markdown;
mod plain;
mod table;

use std::ops::Range;
use std::sync::Arc;

use super::fold::is_wide;
use super::passage::{Part, Passage, Place, guess_language, is_han};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::source::{Source, Span};

/// The endings of the files that can be read.
pub const EXTENSIONS: &[&str] = &["md", "markdown", "html", "htm", "txt", "docx", "xml"];

/// The endings of documents that other programs write and this one cannot read.
pub const FOREIGN: &[&str] = &["doc", "dot", "pdf", "rtf", "odt", "wps", "pages", "docm", "mht", "mhtml"];

/// What to do with a document of [`FOREIGN`].
pub const SAVE_AS: &str = "save it as .docx to have it checked";

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
    /// A document of another program.
    #[error("`{0}` is a document of a kind that cannot be read")]
    Foreign(String),
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
            DocumentError::Foreign(_) => Diagnostic::error("foreign-document", self.to_string()).help(SAVE_AS),
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
        return word(name, docx::text(bytes));
    }
    if extension == "xml" {
        let flat = std::str::from_utf8(bytes).ok().filter(|text| docx::is_flat(text));
        return word(name, docx::flat_text(flat.ok_or_else(|| DocumentError::Foreign(name.to_owned()))?));
    }
    // Some carry the name of a text: RTF and PDF are ASCII for the most part.
    if FOREIGN.contains(&extension.as_str()) || [&b"{\\rtf"[..], b"%PDF-"].iter().any(|mark| bytes.starts_with(mark)) {
        return Err(DocumentError::Foreign(name.to_owned()));
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

fn word(name: &str, text: Result<String, String>) -> Result<Finished, DocumentError> {
    let text = text.map_err(|why| DocumentError::NotDocx { name: name.to_owned(), why })?;
    let source = Source::new(name, text);
    let passages = passages(&source, plain::paragraphs);
    Ok(Finished { passages, source, encoding: None, is_editable: false })
}

/// Whether an XML file is a Word document of one text, so that it can be read.
pub use docx::is_flat as is_word_xml;

/// A paragraph, an item or a heading: its words and for each byte the offset in the file.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub text: String,
    pub offsets: Vec<u32>,
    pub is_heading: bool,
    /// The bytes of the text that typography leaves as they are.
    pub exempt: Vec<Range<usize>>,
    /// Where the line is broken after the text so far, which shows between some characters as a space.
    line_break: Option<usize>,
}

impl Block {
    /// Adds `text`, which stands at `range` of the file as it is or in another spelling.
    pub fn push(&mut self, text: &str, range: &Range<usize>) {
        if let Some(at) = self.line_break.take()
            && let (Some(last), Some(first)) = (self.text.chars().next_back(), text.chars().next())
            && !last.is_whitespace()
            && !first.is_whitespace()
            && !(is_wide(last) && is_wide(first))
        {
            self.push(" ", &(at..at + 1));
        }
        let verbatim = text.len() == range.len();
        for at in 0..text.len() {
            let offset = if verbatim { range.start + at } else { range.start };
            self.offsets.push(u32::try_from(offset).unwrap_or(u32::MAX));
        }
        self.text.push_str(text);
    }

    /// Adds `text` as [`Block::push`] does; typography leaves it as it is.
    pub fn push_exempt(&mut self, text: &str, range: &Range<usize>) {
        self.push(text, range);
        let (start, end) = (self.text.len() - text.len(), self.text.len());
        match self.exempt.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = end,
            None => self.exempt.push(start..end),
        }
    }

    /// Breaks the line at `offset` of the file, in the middle of a paragraph.
    pub fn break_line(&mut self, offset: usize) {
        self.line_break.get_or_insert(offset);
    }

    /// Makes of a label and `value`, which stands after it in the file, one text.
    fn join(&mut self, value: Block) {
        let end = self.offsets.last().map_or(0, |last| *last as usize + 1);
        self.push(table::separator(&self.text.clone()), &(end..end + 1));
        let start = self.text.len();
        self.text.push_str(&value.text);
        self.offsets.extend(value.offsets);
        self.exempt.extend(value.exempt.into_iter().map(|range| range.start + start..range.end + start));
    }
}

/// Moves `block` to `blocks`, where it has words.
fn finish(blocks: &mut Vec<Block>, block: &mut Block) {
    let block = std::mem::take(block);
    if !block.text.trim().is_empty() {
        blocks.push(block);
    }
}

fn passages(source: &Arc<Source>, blocks: impl Fn(&str) -> Vec<Block>) -> Vec<Passage> {
    let blocks = blocks(source.text());
    let whole: String = blocks.iter().map(|block| block.text.as_str()).collect();
    let document = guess_language(&whole);
    let english = Language::parse("en");
    let of_block = |text: &str| if text.chars().any(is_han) { document.clone() } else { english.clone() };
    let mut first_heading = true;
    let passages = blocks.into_iter().filter_map(|block| {
        // Front matter stands before the title.
        let is_data = block.exempt.first().is_some_and(|one| one.len() == block.text.len());
        let part = match (block.is_heading, !is_data && std::mem::take(&mut first_heading)) {
            (true, true) => Part::Title,
            (true, false) => Part::Heading,
            (false, _) => Part::Paragraph,
        };
        let language = of_block(&block.text)?;
        let place = Place::Mapped(Arc::clone(source), block.offsets);
        Some(Passage { part, path: String::new(), language, text: block.text, place, exempt: block.exempt })
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
