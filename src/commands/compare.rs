//! `opsjd compare`: roles, or levels of a role, side by side.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, Session, choose_language, parse_language, unknown_ending};
use crate::catalog::Catalog;
use crate::compare;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::output;
use crate::report::comparison::{self, Format, Part, Style};
use crate::role::RoleDefinition;

/// Compare roles, or levels of a role: what they share, where they differ
#[derive(Debug, Args)]
pub struct Compare {
    /// Two or more roles, each as `role` or `role@level`
    #[arg(required = true, num_args = 2.., value_name = "ROLE[@LEVEL]")]
    names: Vec<String>,
    /// What to compare; everything without it
    #[arg(short, long, value_enum, value_delimiter = ',', value_name = "LIST")]
    parts: Vec<Part>,
    /// Language of the comparison, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
    /// One of table, markdown, html, json, csv
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<String>,
    /// File to write to; without it, or as `-`, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Compare {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let format = self.format(&mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let mut catalog = session.catalog(&mut faults);
        let roles: Vec<RoleDefinition> =
            self.names.iter().filter_map(|name| role(name, &mut catalog, &mut faults)).collect();
        for (at, one) in self.names.iter().enumerate() {
            if self.names[..at].contains(one) {
                faults.push(
                    Diagnostic::error("same-role-twice", format!("`{one}` was named twice"))
                        .help("name another role, or a level such as `user-ops@senior`"),
                );
            }
        }
        if has_errors(&faults) {
            return Ok(session.conclude(&faults));
        }
        let Some(language) = roles.first().and_then(|role| choose_language(asked, &catalog, role)) else {
            return Ok(session.conclude(&faults));
        };
        let comparison = compare::compare(&roles, &language);
        if comparison.fell_back > 0 {
            let count = comparison.fell_back;
            let message = format!("{count} texts have no `{language}` and are shown in another language");
            faults.push(Diagnostic::warning("language-fallback", message));
        }
        let templates = catalog.templates(&mut faults);
        let style = Style {
            format,
            parts: &self.parts,
            width: session.terminal.width(),
            colored: self.file().is_none() && session.terminal.out_colored(),
        };
        match comparison::write(&comparison, &style, &templates) {
            Ok(text) => self.deliver(&text, session, &mut faults)?,
            Err(fault) => faults.push(fault),
        }
        Ok(session.conclude(&faults))
    }

    /// The file to write to; none for standard output.
    fn file(&self) -> Option<&Path> {
        output::file(self.output.as_deref())
    }

    fn format(&self, faults: &mut Vec<Diagnostic>) -> Format {
        if let Some(name) = &self.format {
            return Format::named(name).unwrap_or_else(|error| {
                let valid = Format::ALL.iter().map(|(_, name, _)| *name);
                faults.push(Diagnostic::error("unknown-format", error.to_string()).nearest(name, valid));
                Format::Table
            });
        }
        // The ending of the file says what is wanted; without a file, or one without an ending, that is a table.
        let Some(ending) = self.file().and_then(Path::extension).map(|ending| ending.to_string_lossy()) else {
            return Format::Table;
        };
        Format::named(&ending).unwrap_or_else(|_| {
            faults.push(unknown_ending(&ending, Format::ALL.iter().map(|(_, _, extension)| *extension)));
            Format::Table
        })
    }

    fn deliver(&self, text: &str, session: &Session, faults: &mut Vec<Diagnostic>) -> anyhow::Result<()> {
        match self.file() {
            None => session.terminal.print(text.as_bytes())?,
            Some(path) => match output::write(path, text.as_bytes()) {
                Ok(()) => session.terminal.tell_wrote(path),
                Err(error) => faults.push(error.diagnostic()),
            },
        }
        Ok(())
    }
}

/// The role that `role` or `role@level` means.
fn role(name: &str, catalog: &mut Catalog, faults: &mut Vec<Diagnostic>) -> Option<RoleDefinition> {
    let (id, level) = name.split_once('@').map_or((name, None), |(id, level)| (id, Some(level)));
    catalog.role(id, faults)?.definition(level, faults)
}
