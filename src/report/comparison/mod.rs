//! A comparison into words: one sheet of rows and findings, and its writers for terminal, Markdown, HTML, JSON and CSV.

mod csv;
mod findings;
mod format;
mod sheet;
mod table;

use minijinja::value::{Serde, Value};

use super::words;
use crate::compare::Comparison;
use crate::diagnostic::Diagnostic;
use crate::render::Templates;

pub use format::{Format, UnknownFormat};
pub use sheet::Part;

/// How a comparison is to be written.
#[derive(Debug)]
pub struct Style<'a> {
    /// The format.
    pub format: Format,
    /// What to write; everything where it is empty. JSON is always whole.
    pub parts: &'a [Part],
    /// Columns of the terminal.
    pub width: usize,
    /// Whether headings are set off by colour.
    pub colored: bool,
}

/// Writes `comparison` as `style` says, with `templates` for Markdown and HTML.
///
/// # Errors
/// A fault of a template at its file and line.
pub fn write(comparison: &Comparison, style: &Style<'_>, templates: &Templates) -> Result<String, Diagnostic> {
    let Some(words) = words::of(&comparison.language) else { return Ok(String::new()) };
    let sheet = sheet::sheet(comparison, style.parts, &words);
    let template = match style.format {
        Format::Table => return Ok(table::write(&sheet, style.width, style.colored)),
        Format::Csv => return Ok(csv::write(comparison, style.parts, &words)),
        Format::Json => return Ok(json(comparison)),
        Format::Markdown => "compare/compare.md.j2",
        Format::Html => "compare/compare.html.j2",
    };
    let context = minijinja::context! { sheet => Value::from(Serde(&sheet)) };
    templates.render(template, &context)
}

/// `Comparison` holds nothing that JSON cannot say, so writing it cannot fail.
fn json(comparison: &Comparison) -> String {
    serde_json::to_string_pretty(comparison).map(|text| text + "\n").unwrap_or_default()
}

#[cfg(test)]
mod tests;
