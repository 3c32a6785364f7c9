//! The page and the JSON file that list what a build made.

use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Templates;
use crate::diagnostic::Diagnostic;
use crate::labels::Labels;
use crate::language::Language;

/// How many entries are rendered at a time, so that a template's limit of steps holds however many there are.
const AT_ONCE: usize = 500;

/// The version of the JSON file.
const VERSION: u32 = 1;

/// A job description of the index: one job in one language.
#[derive(Debug, Clone, Serialize)]
pub struct IndexEntry {
    /// The job's id, where it has one.
    pub id: Option<String>,
    /// The title in the document's language.
    pub title: String,
    /// The role's id.
    pub role: String,
    /// The level's id.
    pub level: Option<String>,
    /// The language tag.
    pub language: String,
    /// The files.
    pub files: Vec<IndexFile>,
}

/// A file of the index.
#[derive(Debug, Clone, Serialize)]
pub struct IndexFile {
    /// The format's name.
    pub format: &'static str,
    /// The path in the output folder, with `/` between its parts.
    pub path: String,
    /// The path as a relative address (RFC 3986).
    pub href: String,
    /// The size in bytes.
    pub bytes: u64,
}

/// What the page says of where it comes from.
const GENERATOR: &str = "<meta name=\"generator\" content=\"opsjd build\">";

/// By what the JSON file is known again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "jobs")]
    _jobs: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct Index<'a> {
    version: u32,
    jobs: &'a [IndexEntry],
}

impl IndexFile {
    /// The entry of a file.
    pub fn new(format: &'static str, path: &str, bytes: u64) -> IndexFile {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        let mut href = String::with_capacity(path.len());
        for byte in path.bytes() {
            if unreserved(byte) { href.push(char::from(byte)) } else { href.push_str(&format!("%{byte:02X}")) }
        }
        IndexFile { format, path: path.to_owned(), href, bytes }
    }
}

/// The page, in the language of `labels` as far as it has words of its own.
///
/// # Errors
/// A fault of its templates.
pub fn index_page(
    entries: &[IndexEntry],
    company: Option<&str>,
    language: &Language,
    labels: &Labels,
    templates: &Templates,
) -> Result<Vec<u8>, Diagnostic> {
    let mut rows = String::new();
    for jobs in entries.chunks(AT_ONCE) {
        let context = minijinja::context! { jobs => Value::from(Serde(&jobs)) };
        rows.push_str(&templates.render("index/rows.html.j2", &context)?);
    }
    let context = minijinja::context! {
        rows => Value::from_safe_string(rows),
        company => company,
        language => language.as_str(),
        labels => Value::from(Serde(labels)),
    };
    Ok(templates.render("index/index.html.j2", &context)?.into_bytes())
}

/// Whether a file is an index that an earlier build wrote, as a page or as JSON.
pub fn is_index(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains(GENERATOR) || serde_json::from_str::<Known>(&text).is_ok()
}

/// The same as JSON.
pub fn index_json(entries: &[IndexEntry]) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(&Index { version: VERSION, jobs: entries }).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
