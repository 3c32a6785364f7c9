//! `opsjd new`: a role file to begin with, which generates at once.

use clap::Args;

use super::{Outcome, Session};
use crate::catalog;
use crate::characters::printable;
use crate::diagnostic::Diagnostic;
use crate::output;
use crate::role;
use crate::shape;
use crate::yaml::Node;

/// Write a new role file into the project's `roles` folder
#[derive(Debug, Args)]
pub struct New {
    /// The new role's id, in kebab-case
    id: String,
    /// A role that the new one extends
    #[arg(long, value_name = "ROLE")]
    from: Option<String>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

/// The schema's file, beside the roles, which their first line names for editors.
const SCHEMA_FILE: &str = "role.schema.json";

impl New {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        if !shape::is_kebab_case(&self.id) {
            let message = format!("`{}` is not a kebab-case name", self.id);
            faults.push(
                Diagnostic::error("bad-key", message)
                    .help("use lower-case letters, digits and single hyphens, such as `growth-ops`"),
            );
        }
        let is_over_itself = self.from.as_ref() == Some(&self.id);
        if catalog::shipped_role(&self.id).is_some() && !is_over_itself && !self.force {
            let fault = Diagnostic::error("shipped-role", format!("`{}` is a role of the library", self.id));
            faults.push(
                fault
                    .help(format!("`opsjd new {0} --from {0}` changes it where you say so", self.id))
                    .help("`--force` writes another role in its place; any other id leaves it as it is"),
            );
        }
        let template = match &self.from {
            None => "new/role.yaml",
            // A role over a base has to say itself what a base does not.
            Some(from) if role::is_base(from) => "new/over-base.yaml",
            Some(_) => "new/extending.yaml",
        };
        let mut section = String::new();
        if let Some(from) = &self.from {
            let mut catalog = session.catalog(&mut faults);
            if let Some(merged) = catalog.role(from, &mut faults) {
                if !role::is_base(from) {
                    merged.definition(None, &mut faults);
                }
                let sections = merged.node().get("sections").and_then(Node::as_map);
                section = sections.and_then(|map| map.keys().next()).unwrap_or_default().to_owned();
            }
        }
        if !faults.is_empty() {
            return Ok(session.conclude(&faults));
        }
        let found = catalog::shipped_templates().iter().find(|file| file.name == template);
        let text = found.map(|file| file.text).unwrap_or_default();
        let text = text
            .replace("{{ id }}", &self.id)
            .replace("{{ schema }}", SCHEMA_FILE)
            .replace("{{ from }}", self.from.as_deref().unwrap_or_default())
            .replace("{{ section }}", &section);
        let roles = session.roles.clone().unwrap_or_else(|| catalog::project_folder().join("roles"));
        let file = roles.join(format!("{}.yaml", self.id));
        match output::write_new(&file, text.as_bytes(), self.force) {
            Ok(()) => session.terminal.tell_wrote(&file),
            Err(error) => faults.push(error.diagnostic()),
        }
        let schema_file = roles.join(SCHEMA_FILE);
        if faults.is_empty() && !schema_file.exists() {
            let schema = serde_json::to_string_pretty(&super::schema::role_schema())? + "\n";
            match output::write(&schema_file, schema.as_bytes()) {
                Ok(()) => {
                    let said = format!("wrote {} (for editors)", schema_file.display());
                    session.terminal.tell(&printable(&said));
                }
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        if faults.is_empty() {
            session.terminal.tell(&format!("next: opsjd generate {}", self.id));
        }
        Ok(session.conclude(&faults))
    }
}
