//! Standard output and standard error: the only place that prints, and that asks whether a terminal is there.

use std::io::{ErrorKind, IsTerminal, Write};

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

    /// Asks a question on standard error and reads the answer; nothing where nobody can be asked.
    pub fn ask(&self, question: &str) -> Option<String> {
        if !std::io::stdin().is_terminal() {
            return None;
        }
        let _ = write!(std::io::stderr().lock(), "{question} ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).ok().filter(|read| *read > 0)?;
        Some(answer.trim().to_owned())
    }

    /// Prints a message for the person at the terminal. Nothing can be done where even that fails.
    pub fn tell(&self, message: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{message}");
    }
}
