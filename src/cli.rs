//! What can be typed, which command it means, and the exit code.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::commands::{self, Outcome, Session};
use crate::terminal::{Color, ErrorFormat, Terminal};

/// Job descriptions as code: pick the sections that a job needs and get a document that can be posted
#[derive(Debug, Parser)]
#[command(name = "opsjd", version, disable_help_subcommand = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done, 1 done with findings, 2 could not be done")]
pub struct Cli {
    /// Folder of role files to look in first
    #[arg(long, global = true, value_name = "DIR")]
    roles: Option<PathBuf>,
    /// Folder of templates to use instead of the project's
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// When to colour messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// How to show faults; `auto` annotates too where GITHUB_ACTIONS is set
    #[arg(long, global = true, value_name = "FORMAT", default_value = "auto")]
    format_errors: ErrorFormat,
    #[command(subcommand)]
    command: Command,
}

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
enum Command {
    Generate(commands::generate::Generate),
    Build(Box<commands::build::Build>),
    Check(Box<commands::check::Check>),
    List(commands::list::List),
    Compare(commands::compare::Compare),
    Show(commands::show::Show),
    Diff(commands::diff::Diff),
    Log(commands::log::Log),
    Affected(commands::affected::Affected),
    GitSetup(commands::git::GitSetup),
    GitDiff(commands::git::GitDiff),
    Textconv(commands::git::Textconv),
    MergeDriver(commands::git::MergeDriver),
    New(commands::new::New),
    Eject(commands::eject::Eject),
    Schema(commands::schema::Schema),
    Completions(commands::completions::Completions),
    Man(commands::man::Man),
}

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are a product and go to standard output; clap's own exit code for bad usage is 2.
            let mut failed = error.use_stderr();
            if let Err(error) = error.print()
                && error.kind() != ErrorKind::BrokenPipe
            {
                failed = true;
                Terminal::new(Color::Never).tell(&format!("error: {error}"));
            }
            return ExitCode::from(if failed { 2 } else { 0 });
        }
    };
    let session = Session {
        roles: cli.roles,
        templates: cli.templates,
        project: None,
        errors: cli.format_errors,
        terminal: Terminal::new(cli.color),
    };
    let outcome = match &cli.command {
        Command::Generate(command) => command.run(&session),
        Command::Build(command) => command.run(&session),
        Command::Check(command) => command.run(&session),
        Command::List(command) => command.run(&session),
        Command::Compare(command) => command.run(&session),
        Command::Show(command) => command.run(&session),
        Command::Diff(command) => command.run(&session),
        Command::Log(command) => command.run(&session),
        Command::Affected(command) => command.run(&session),
        Command::GitSetup(command) => command.run(&session),
        Command::GitDiff(command) => command.run(&session),
        Command::Textconv(command) => command.run(&session),
        Command::MergeDriver(command) => command.run(&session),
        Command::New(command) => command.run(&session),
        Command::Eject(command) => command.run(&session),
        Command::Schema(command) => command.run(&session),
        Command::Completions(command) => command.run(&session, Cli::command()),
        Command::Man(command) => command.run(&session, Cli::command()),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(error) => {
            session.terminal.tell(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
