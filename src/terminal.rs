//! Standard output and standard error: the only place that prints, and that asks whether a terminal is there.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::characters::printable;

/// When to colour what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ErrorFormat {
    /// For people, and as annotations too where `GITHUB_ACTIONS` is set.
    #[default]
    Auto,
    /// For people: the lines themselves, a caret and advice.
    Human,
    /// As GitHub's workflow commands, which it shows at the lines concerned.
    Github,
}

impl ErrorFormat {
    /// Whether to show them for people, and whether as annotations.
    pub fn wanted(self) -> (bool, bool) {
        match self {
            ErrorFormat::Auto => (true, std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")),
            ErrorFormat::Human => (true, false),
            ErrorFormat::Github => (false, true),
        }
    }
}

/// The working folder within the repository that GitHub has checked out, with a `/` at its end; empty where it is the
/// repository itself, and outside of one.
pub fn folder_in_repository() -> String {
    let folder = || {
        let repository = std::env::var_os("GITHUB_WORKSPACE").filter(|path| !path.is_empty())?;
        let repository = std::path::PathBuf::from(repository).canonicalize().ok()?;
        let here = std::env::current_dir().ok()?.canonicalize().ok()?;
        let inner = here.strip_prefix(repository).ok()?.display().to_string().replace('\\', "/");
        (!inner.is_empty()).then(|| inner + "/")
    };
    folder().unwrap_or_default()
}

/// Set once somebody asks the program to stop (Ctrl-C, or a polite signal), so that a long command can end in good order.
/// The second time the program ends at once.
pub fn interruption() -> &'static AtomicBool {
    static ASKED: AtomicBool = AtomicBool::new(false);
    // Where there is no handler to be had, the system's own ends the program, which no file minds.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    &ASKED
}

/// The two streams and what is known of them.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    out_colored: bool,
    err_colored: bool,
}

impl Terminal {
    /// The streams, coloured as `color` says. `CLICOLOR` and `NO_COLOR` are honoured as `console` reads them.
    pub fn new(color: Color) -> Terminal {
        let (out_colored, err_colored) = match color {
            Color::Always => (true, true),
            Color::Never => (false, false),
            // Git writes through a pager that shows colours, and says so.
            Color::Auto if std::env::var_os("GIT_PAGER_IN_USE").is_some() && std::env::var_os("NO_COLOR").is_none() => {
                (true, console::colors_enabled_stderr())
            }
            Color::Auto => (console::colors_enabled(), console::colors_enabled_stderr()),
        };
        console::set_colors_enabled(out_colored);
        console::set_colors_enabled_stderr(err_colored);
        Terminal { out_colored, err_colored }
    }

    /// Whether standard output is a terminal.
    pub fn is_interactive(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// How many columns standard output has; 100 where it is no terminal.
    pub fn width(&self) -> usize {
        console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns).max(40))
    }

    /// Whether standard output is coloured.
    pub fn out_colored(&self) -> bool {
        self.out_colored
    }

    /// Whether standard error is coloured.
    pub fn err_colored(&self) -> bool {
        self.err_colored
    }

    /// Prints the product. A reader that has gone away (a closed pipe) is no error.
    ///
    /// # Errors
    /// Where the stream cannot be written for another reason.
    pub fn print(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// A bar on standard error that counts to `total`; it is shown on a terminal only.
    pub fn progress(&self, total: usize, quiet: bool) -> ProgressBar {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        match ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// Whether somebody is there who can be asked.
    pub fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal()
    }

    /// Asks a question on standard error and reads the answer; nothing where nobody can be asked.
    pub fn ask(&self, question: &str) -> Option<String> {
        if !self.can_ask() {
            return None;
        }
        let _ = write!(std::io::stderr().lock(), "{question} ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).ok().filter(|read| *read > 0)?;
        Some(answer.trim().to_owned())
    }

    /// All of standard input, as text.
    ///
    /// # Errors
    /// Where it cannot be read or is not UTF-8.
    pub fn read(&self) -> std::io::Result<String> {
        std::io::read_to_string(std::io::stdin().lock())
    }

    /// Says that a file was written.
    pub fn tell_wrote(&self, path: &Path) {
        self.tell(&printable(&format!("wrote {}", path.display())));
    }

    /// Prints a message for the person at the terminal. Nothing can be done where even that fails.
    pub fn tell(&self, message: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{message}");
    }
}
