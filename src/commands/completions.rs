//! `opsjd completions`: what a shell needs to complete the command line.

use clap::{Args, Command};
use clap_complete::Shell;

use super::{Outcome, Session};

/// Print the completions of a shell
#[derive(Debug, Args)]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    /// Runs the command for the whole command `line`.
    pub fn run(&self, session: &Session, mut line: Command) -> anyhow::Result<Outcome> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut line, "opsjd", &mut text);
        session.terminal.print(&text)?;
        Ok(Outcome::Done)
    }
}
