//! A job description into a document of one format.

mod damage;
mod docx;
mod engine;
mod escape;
mod fill;
mod format;
mod index;
mod jsonld;
mod package;
mod paragraph;
mod parts;
mod redline;
mod reference;
mod slips;
mod tracked;
mod word_xml;

use std::sync::{Arc, OnceLock};

use minijinja::value::Value;

use self::package::Package;

use crate::diagnostic::Diagnostic;
use crate::job_description::JobDescription;
use crate::labels::Labels;

pub use engine::{FUEL, RenderError, SHIPPED_PREFIX, Templates, find_shipped};
pub use format::{Format, UnknownFormat};
pub use index::{IndexEntry, IndexFile, index_json, index_page, is_index};
pub use jsonld::missing_properties;
pub use parts::Values;
pub use redline::{redline, word_paragraphs};
pub use reference::{ReferenceDocument, ReferenceError};
pub use slips::slips;

/// A finished document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its format.
    pub format: Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What every template sees, made once for all the formats of one job.
#[derive(Debug)]
pub struct Context {
    variables: Value,
    /// The parts of a Word file that are the same for every job in the language, once one was made; `None` where there is only
    /// this job.
    blank: Option<Arc<OnceLock<Arc<Package>>>>,
}

impl Context {
    /// The variables `job` and `labels`, for a document that shares nothing with others.
    pub fn new(job: &JobDescription, labels: &Labels) -> Context {
        Context { blank: None, ..Values::new(labels).context(job) }
    }
}

/// Renders `context` in `format`, a Word file in the look of `reference` where there is one.
///
/// # Errors
/// A fault of a template at its file and line, or of the reference document.
pub fn render(
    format: Format,
    context: &Context,
    templates: &Templates,
    reference: Option<&ReferenceDocument>,
) -> Result<Document, Diagnostic> {
    let bytes = match format {
        Format::Docx => docx::docx(context, templates, reference)?,
        Format::DocxXml => docx::flat_opc(context, templates, reference)?.into_bytes(),
        _ => tidy(&templates.render(format.template(), &context.variables)?).into_bytes(),
    };
    Ok(Document { format, bytes })
}

/// Text ends with one line break, has no spaces at the end of a line and never two empty lines in a row.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = true;
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let line = text[start..end].trim_end();
        start = end + 1;
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        tidied.push_str(line);
        tidied.push('\n');
    }
    if tidied.ends_with("\n\n") {
        tidied.pop();
    }
    tidied
}
