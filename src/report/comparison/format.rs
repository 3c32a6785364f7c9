//! The formats that a comparison can be written in.

/// A format of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns that fit the terminal.
    Table,
    /// CommonMark with tables.
    Markdown,
    /// One self-contained HTML file.
    Html,
    /// The comparison as data.
    Json,
    /// A row for each thing compared (RFC 4180).
    Csv,
}

/// A name that is no format of a comparison.
#[derive(Debug, thiserror::Error)]
#[error("unknown format `{0}`")]
pub struct UnknownFormat(pub String);

impl Format {
    /// All formats with their names and file endings.
    pub const ALL: [(Format, &'static str, &'static str); 5] = [
        (Format::Table, "table", "txt"),
        (Format::Markdown, "markdown", "md"),
        (Format::Html, "html", "html"),
        (Format::Json, "json", "json"),
        (Format::Csv, "csv", "csv"),
    ];

    /// The format of this name or file ending.
    ///
    /// # Errors
    /// Where no format has it.
    pub fn named(name: &str) -> Result<Format, UnknownFormat> {
        let wanted = name.trim().to_ascii_lowercase();
        let found = Format::ALL.iter().find(|(_, name, extension)| *name == wanted || *extension == wanted);
        found.map(|(format, _, _)| *format).ok_or_else(|| UnknownFormat(name.trim().to_owned()))
    }
}
