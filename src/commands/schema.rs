//! `opsjd schema`: the JSON Schema of what people write, for their editors.

use clap::{Args, ValueEnum};
use serde_json::Value as Json;

use super::{Outcome, Session};
use crate::posting::format::POSTING;
use crate::project::PROJECT;
use crate::role::format::ROLE;
use crate::shape;

/// Print the JSON Schema of a file, with descriptions in English and Chinese
#[derive(Debug, Args)]
pub struct Schema {
    /// Which file
    file: File,
}

/// The files that have a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum File {
    /// A role
    Role,
    /// A base that roles extend
    Base,
    /// A vacancy's data
    Posting,
    /// opsjd.yaml
    Project,
}

impl Schema {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let schema = match self.file {
            File::Role => role_schema(),
            File::Base => shape::patch_schema("opsjd base", "opsjd:schema/base", ROLE),
            File::Posting => shape::json_schema("opsjd posting", "opsjd:schema/posting", POSTING, None),
            File::Project => shape::json_schema("opsjd project", "opsjd:schema/project", PROJECT, None),
        };
        session.terminal.print((serde_json::to_string_pretty(&schema)? + "\n").as_bytes())?;
        Ok(Outcome::Done)
    }
}

/// The schema of a role file: whole, or less where it extends another.
pub fn role_schema() -> Json {
    shape::json_schema("opsjd role", "opsjd:schema/role", ROLE, Some("extends"))
}
