//! What a build says at its end: how many files were written, what differs, the report.

use super::difference::Difference;
use super::load::Manifest;
use super::settle::Run;
use super::unchanged::Kept;
use super::{Build, errors};
use crate::catalog;
use crate::commands::Session;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{BuildReport, OutputReport, State};
use crate::source::{Source, Span};

/// How many differences `--check` shows in full; all are listed.
const SHOWN_DIFFERENCES: usize = 10;

impl Run<'_> {
    /// Says what became of the files. `differences` has an entry for each of them, up to the last that can differ.
    pub fn tell(
        &self,
        outputs: &[OutputReport],
        differences: &[Option<&Difference>],
        faults: &[Diagnostic],
        session: &Session,
    ) -> anyhow::Result<()> {
        if self.build.json {
            return print_report(session, faults, outputs.to_vec());
        }
        if self.build.check {
            self.tell_differences(outputs, differences, session)?;
        }
        if self.build.quiet {
            return Ok(());
        }
        let count = |state: State| outputs.iter().filter(|output| output.state == state).count();
        let counted = [
            (State::Written, "written"),
            (State::Unchanged, "unchanged"),
            (State::Missing, "missing"),
            (State::Stale, "stale"),
            (State::Extra, "extra"),
            (State::Removed, "removed"),
            (State::Failed, "failed"),
        ];
        let parts = counted.iter().filter(|(state, _)| count(*state) > 0);
        let parts: Vec<String> = parts.map(|(state, word)| format!("{} {word}", count(*state))).collect();
        let done = if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") };
        tell(self.manifest, &done, session);
        if count(State::Extra) > 0 && !self.build.check && !self.build.clean {
            session.terminal.tell("`--clean` removes what is extra");
        }
        if differences.iter().flatten().any(|difference| difference.has_other_ends) {
            session.terminal.tell(&self.help_with_ends());
        }
        Ok(())
    }

    /// Lists the files that `--check` found other than they should be, and annotates the first of them where GitHub runs it.
    fn tell_differences(
        &self,
        outputs: &[OutputReport],
        differences: &[Option<&Difference>],
        session: &Session,
    ) -> anyhow::Result<()> {
        let mut text = String::new();
        let mut shown = 0;
        let mut annotations = Vec::new();
        for (at, output) in outputs.iter().enumerate() {
            let difference = differences.get(at).copied().flatten();
            let word = match output.state {
                State::Missing => "missing",
                State::Stale => "stale",
                State::Extra => "extra",
                _ => continue,
            };
            text.push_str(&format!("{word} {}\n", output.path));
            if annotations.len() < SHOWN_DIFFERENCES {
                annotations.push(self.annotation(output, difference));
            }
            if let Some(difference) = difference.filter(|_| shown < SHOWN_DIFFERENCES) {
                text.push_str(&difference.text);
                shown += 1;
            }
        }
        session.terminal.print(text.as_bytes())?;
        let (_, annotates) = session.errors.wanted();
        if annotates && !annotations.is_empty() {
            session.annotate(&annotations);
        }
        Ok(())
    }

    fn annotation(&self, output: &OutputReport, difference: Option<&Difference>) -> Diagnostic {
        let path = catalog::shown(&self.manifest.output.join(&output.path));
        // An annotation needs the line alone, so that the file's text need not be kept.
        let before = "\n".repeat(difference.map_or(0, |difference| difference.line - 1));
        let end = before.len();
        let place = Span::new(&Source::new(path, before), end..end);
        let (code, message, help) = match output.state {
            State::Missing => ("missing-file", "the file is missing", "run `opsjd build` and commit what it writes"),
            State::Extra => ("extra-file", "no job makes this file any more", "run `opsjd build --clean` and commit"),
            _ => (
                "stale-file",
                "the file is not what its role, templates and job make",
                "run `opsjd build` and commit what it writes",
            ),
        };
        let shown = difference.map(|difference| format!("\n{}", difference.text.trim_end())).unwrap_or_default();
        let fault = Diagnostic::error(code, format!("{message}{shown}")).at(&place);
        match difference {
            Some(difference) if difference.has_other_ends => fault.help(self.help_with_ends()),
            _ => fault.help(help),
        }
    }

    /// Nearly always git changed the line ends, on a checkout on Windows, so that building anew would help nobody.
    fn help_with_ends(&self) -> String {
        let path = catalog::shown(&self.manifest.output.join(".gitattributes"));
        format!("git may have changed the line ends: write `* -text` into `{path}`, and check the files out anew")
    }
}

/// Says of a build of which nothing changed what it said the last time.
pub fn tell_unchanged(build: &Build, manifest: &Manifest, kept: &Kept, session: &Session) {
    if !build.quiet {
        tell(manifest, &format!("{} unchanged", kept.count), session);
    }
    kept.tell(session);
}

fn tell(manifest: &Manifest, done: &str, session: &Session) {
    session.terminal.tell(&format!("{}: {done}", catalog::shown(&manifest.output)));
}

/// The error of a run that left documents out.
pub fn stopped(skipped: usize, of: usize, interrupted: bool) -> Diagnostic {
    let (code, why) = if interrupted { ("interrupted", "interrupted") } else { ("stopped", "stopped") };
    let message = format!("{why}: {skipped} of {of} documents were not made");
    Diagnostic::error(code, message).help("no file was lost; the next run makes the rest")
}

/// Prints the report as JSON.
pub fn print_report(session: &Session, faults: &[Diagnostic], outputs: Vec<OutputReport>) -> anyhow::Result<()> {
    let words = faults.iter().filter(|fault| fault.severity == Severity::Error);
    let words = words.map(|fault| match &fault.span {
        Some(span) => format!("{span}: {}", fault.message),
        None => fault.message.clone(),
    });
    let report = BuildReport::new(errors(faults) == 0, outputs, words.collect());
    session.terminal.print((serde_json::to_string_pretty(&report)? + "\n").as_bytes())?;
    Ok(())
}
