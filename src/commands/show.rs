//! `opsjd show`: a role after all merging, as YAML or as the place that each text comes from.

use clap::Args;

use super::{Outcome, Session};
use crate::characters::printable;
use crate::yaml::{Node, Value};

/// Show a role after all merging
#[derive(Debug, Args)]
pub struct Show {
    /// A role's id, or the path of a role file
    role: String,
    /// Level of the role
    #[arg(short, long)]
    level: Option<String>,
    /// Say for each text which file and line it comes from
    #[arg(long)]
    origin: bool,
}

impl Show {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let mut catalog = session.catalog(&mut faults);
        let Some(merged) = catalog.role(&self.role, &mut faults) else { return Ok(session.conclude(&faults)) };
        // A role with faults of its own is not shown as if it were whole.
        let whole = merged.definition(self.level.as_deref(), &mut faults).is_some();
        let node = match &self.level {
            Some(level) => merged.at_level(Some(level), &mut Vec::new()),
            None => Some(merged.node().clone()),
        };
        if let (true, Some(node)) = (whole, node) {
            let text = if self.origin { origins(&node) } else { serde_yaml::to_string(&node)? };
            let text = printable(&text);
            session.terminal.print(text.as_bytes())?;
        }
        Ok(session.conclude(&faults))
    }
}

fn shown(text: &str) -> String {
    printable(text.trim()).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

/// A line for each text: `file:line:column: path: text`, which editors open at the place.
fn origins(node: &Node) -> String {
    let mut lines = String::new();
    walk(node, &mut Vec::new(), &mut lines);
    lines
}

fn walk(node: &Node, path: &mut Vec<String>, lines: &mut String) {
    match &node.value {
        Value::Map(map) => {
            for (key, entry) in map.iter() {
                path.push(key.to_owned());
                walk(&entry.node, path, lines);
                path.pop();
            }
        }
        Value::List(list) => {
            for (index, item) in list.iter().enumerate() {
                path.push((index + 1).to_string());
                walk(item, path, lines);
                path.pop();
            }
        }
        Value::Text(text) => lines.push_str(&format!("{}: {}: {}\n", node.span, path.join("."), shown(text))),
        Value::Null => {}
    }
}
