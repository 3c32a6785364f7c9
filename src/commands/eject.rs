//! `opsjd eject`: the shipped templates and roles as files of the project, to be changed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Outcome, Session};
use crate::catalog;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::output;

/// Write shipped templates or roles into the project, to change them there
#[derive(Debug, Args)]
pub struct Eject {
    /// What to write
    kind: Kind,
    /// Names or their beginnings, such as `html`, `labels/en.yaml` or `user-ops`; all without any
    names: Vec<String>,
    /// Folder to write to instead of the project's
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

/// What can be ejected.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Templates, styles and labels
    Templates,
    /// Roles and the bases that they extend
    Roles,
}

/// A folder of templates, or a role.
fn first_part(name: &str) -> &str {
    name.split_once('/').map_or(name.strip_suffix(".yaml").unwrap_or(name), |(folder, _)| folder)
}

impl Eject {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let (files, folder): (Vec<_>, _) = match self.kind {
            // What `opsjd new` begins with is no template of a document.
            Kind::Templates => {
                let templates = catalog::shipped_templates().iter();
                (templates.filter(|file| !file.name.starts_with("new/")).collect(), "templates")
            }
            Kind::Roles => (catalog::shipped_roles().collect(), "roles"),
        };
        let matches = |name: &str, wanted: &str| {
            name == wanted
                || name.strip_suffix(".yaml") == Some(wanted)
                || name.starts_with(&format!("{}/", wanted.trim_end_matches('/')))
        };
        for wanted in &self.names {
            if !files.iter().any(|file| matches(file.name, wanted)) {
                let message = format!("nothing shipped is named `{wanted}`");
                let mut valid: Vec<&str> = files.iter().map(|file| first_part(file.name)).collect();
                valid.dedup();
                faults.push(Diagnostic::error("unknown-file", message).nearest(wanted, valid));
            }
        }
        if has_errors(&faults) {
            return Ok(session.conclude(&faults));
        }
        let folder = self.output.clone().unwrap_or_else(|| catalog::project_folder().join(folder));
        for file in files {
            if self.names.is_empty() || self.names.iter().any(|wanted| matches(file.name, wanted)) {
                let path = folder.join(file.name);
                match output::write_new(&path, file.text.as_bytes(), self.force) {
                    Ok(()) => session.terminal.tell_wrote(&path),
                    Err(error) => faults.push(error.diagnostic()),
                }
            }
        }
        Ok(session.conclude(&faults))
    }
}
