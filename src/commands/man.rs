//! `opsjd man`: the manual pages.

use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::Man as Page;

use super::{Outcome, Session};
use crate::output;

/// Print the manual page, or write one a command into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// Folder to write opsjd.1, opsjd-generate.1 and so on to
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Man {
    /// Runs the command for the whole command `line`.
    pub fn run(&self, session: &Session, line: Command) -> anyhow::Result<Outcome> {
        let Some(folder) = &self.output else {
            let mut text = Vec::new();
            Page::new(line).render(&mut text)?;
            session.terminal.print(&text)?;
            return Ok(Outcome::Done);
        };
        let mut faults = Vec::new();
        let mut pages = vec![("opsjd".to_owned(), line.clone())];
        for sub in line.get_subcommands() {
            let name = format!("opsjd-{}", sub.get_name());
            let typed = format!("opsjd {}", sub.get_name());
            pages.push((name.clone(), sub.clone().display_name(name).bin_name(typed)));
        }
        for (name, command) in pages {
            let mut text = Vec::new();
            Page::new(command).render(&mut text)?;
            let path = folder.join(format!("{name}.1"));
            match output::write(&path, &text) {
                Ok(()) => session.terminal.tell_wrote(&path),
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        Ok(session.conclude(&faults))
    }
}
