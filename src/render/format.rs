//! The formats that a job description can be written in: one table for names, file endings and templates.

use std::fmt;

/// A format. Adding one is adding a variant, its row in each table below and its folder in `templates/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// CommonMark.
    Markdown,
    /// One self-contained HTML file.
    Html,
    /// Plain text that survives a paste into Word or a job board.
    Text,
    /// A Word file.
    Docx,
    /// The Word file as one Flat OPC XML text.
    DocxXml,
    /// The merged job as JSON.
    Json,
    /// schema.org JobPosting.
    JsonLd,
}

/// A name that is no format.
#[derive(Debug, thiserror::Error)]
#[error("unknown format `{0}`")]
pub struct UnknownFormat(pub String);

impl Format {
    /// All formats, in the order of the documentation.
    pub const ALL: [Format; 7] =
        [Format::Markdown, Format::Html, Format::Text, Format::Docx, Format::DocxXml, Format::Json, Format::JsonLd];

    /// The name for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Text => "text",
            Format::Docx => "docx",
            Format::DocxXml => "docx-xml",
            Format::Json => "json",
            Format::JsonLd => "jsonld",
        }
    }

    /// The ending of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Text => "txt",
            Format::Docx => "docx",
            Format::DocxXml => "xml",
            Format::Json => "json",
            Format::JsonLd => "jsonld",
        }
    }

    /// The template that begins a document of this format; a Word file has further ones, see `docx`.
    pub fn template(self) -> &'static str {
        match self {
            Format::Markdown => "markdown/job.md.j2",
            Format::Html => "html/job.html.j2",
            Format::Text => "text/job.txt.j2",
            Format::Docx | Format::DocxXml => "docx/document.xml.j2",
            Format::Json => "json/job.json.j2",
            Format::JsonLd => "jsonld/job.jsonld.j2",
        }
    }

    /// Whether the bytes are not text, so that they are not for a terminal.
    pub fn is_binary(self) -> bool {
        self == Format::Docx
    }

    /// The format of this name or file ending.
    pub fn named(name: &str) -> Result<Format, UnknownFormat> {
        let wanted = name.trim().to_ascii_lowercase();
        let found = Format::ALL.into_iter().find(|format| format.name() == wanted || format.extension() == wanted);
        found.ok_or_else(|| UnknownFormat(name.trim().to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
