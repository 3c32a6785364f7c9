//! `opsjd check`: validity first, then the rules, over roles, postings and finished documents.

mod baseline;
mod drift;
mod explain;
mod inputs;
pub mod jobs;
mod mend;
pub mod settings;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Outcome, Session};
use crate::catalog::Catalog;
use crate::check::{self, Finding, Level, Settings, suppression};
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::report;
use crate::source::Source;
use crate::terminal::folder_in_repository;

/// Check that job descriptions are lawful, clear and complete
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no errors, 1 errors (with --deny also warnings or notes), 2 a file could not be checked, or there was none to check"
)]
pub struct Check {
    /// Roles by id, role files, posting files, manifests, job lists, finished documents (.md .html .txt .docx), or folders;
    /// without any, the project's roles and jobs
    targets: Vec<String>,
    /// Whose law to check by: CN, TW, HK, US, US-CA, US-CO, US-NY, US-NYC, US-WA, UK, EU, CA-ON
    #[arg(short, long, value_name = "LIST")]
    jurisdiction: Option<String>,
    /// How to show what is found
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    format: Shown,
    /// Language of the messages: zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
    /// Fail on warnings, or on notes too
    #[arg(long, value_name = "LEVEL", default_value = "error", hide_default_value = true)]
    deny: Deny,
    /// File of findings that are known already; only new ones are shown and fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings to the file of `--baseline`
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// Mend what is safe (typography); `ask` offers the other rewrites one by one
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    fix: Option<Fix>,
    /// The day to judge dates by, YYYY-MM-DD; without it, the clock's
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// List the rules
    #[arg(long)]
    rules: bool,
    /// Show a rule: its law, its weight in each jurisdiction, its examples
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
}

/// Ways to show findings.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shown {
    /// The lines with carets, the law and the advice
    Human,
    /// JSON with a version
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// One HTML page
    Html,
}

/// What fails.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Deny {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Errors, warnings and notes
    Note,
}

impl Deny {
    /// Whether any of `severities` fails.
    pub fn any(self, severities: impl IntoIterator<Item = Severity>) -> bool {
        let least = match self {
            Deny::Error => Severity::Error,
            Deny::Warning => Severity::Warning,
            Deny::Note => Severity::Note,
        };
        severities.into_iter().any(|severity| severity <= least)
    }
}

/// Which findings to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Fix {
    /// What changes no word
    Safe,
    /// Everything that has a rewrite, each after a question
    Ask,
}

/// How often the changes of `--fix` are followed by those that they show; three times are enough for nearly every text.
const MOST_ROUNDS: usize = 10;

/// What a run found in all its inputs.
#[derive(Default)]
pub struct Found {
    /// What the rules found.
    pub findings: Vec<Finding>,
    /// What keeps inputs from being used.
    pub faults: Vec<Diagnostic>,
    /// The files that the texts come from.
    pub sources: Vec<Arc<Source>>,
    /// The jurisdictions that the texts point to.
    pub guessed: Vec<String>,
    /// What comments in the files allow, with the reasons.
    pub suppressed: Vec<(Finding, String)>,
    /// How many roles, jobs and documents there were.
    pub count: usize,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let library = check::shipped().map_err(anyhow::Error::msg)?;
        let mut faults = Vec::new();
        // A project that is named by itself is held to its own settings.
        let of_project = match &self.targets[..] {
            [one] => session.in_project_of(&[PathBuf::from(one)]).ok(),
            _ => None,
        };
        let session = of_project.as_ref().unwrap_or(session);
        let catalog = session.catalog(&mut faults);
        let asked = settings::Asked {
            jurisdiction: self.jurisdiction.as_deref(),
            lang: self.lang.as_deref(),
            today: self.today.as_deref(),
        };
        let settings = settings::read(asked, &catalog, library, &mut faults);
        if self.rules {
            session.terminal.print(explain::list(library, settings.reader).as_bytes())?;
            return Ok(session.conclude(&faults));
        }
        if let Some(id) = &self.explain {
            match library.rule(id) {
                Some(rule) => session.terminal.print(explain::explain(rule, library, settings.reader).as_bytes())?,
                None => {
                    let ids = library.rules().iter().map(|rule| rule.id);
                    faults.push(Diagnostic::error("unknown-rule", format!("there is no rule `{id}`")).nearest(id, ids));
                }
            }
            return Ok(session.conclude(&faults));
        }
        let inputs = inputs::list(&self.targets, &catalog, &mut faults);
        if has_errors(&faults) {
            return Ok(session.conclude(&faults));
        }
        let mut found = self.find(&inputs, &catalog, session, &settings)?;
        if let Some(how) = self.fix {
            let mut mended = mend::Mended::default();
            // A change may show the next one: `!!!` becomes `！!!` and then `！`. What was asked once is not asked again.
            for round in 0..MOST_ROUNDS {
                if !mended.mend(&found.findings, how == Fix::Ask && round == 0, session, &mut faults) {
                    break;
                }
                found = self.find(&inputs, &catalog, session, &settings)?;
            }
            mended.tell(session);
        }
        faults.append(&mut found.faults);
        let known = self.lay_aside(&mut found.findings, &mut faults);
        let could_not = faults.iter().any(|fault| fault.severity == Severity::Error);
        let named: Vec<String> = settings.jurisdictions.iter().map(|one| one.name().to_owned()).collect();
        let checked = report::Checked {
            faults: &faults,
            findings: &found.findings,
            suppressed: &found.suppressed,
            count: found.count,
            known,
            jurisdictions: if named.is_empty() { &found.guessed } else { &named },
            reader: settings.reader,
        };
        if named.is_empty() && !found.guessed.is_empty() {
            let said = library.term("guessed", settings.reader).replace("{text}", &found.guessed.join(", "));
            session.terminal.tell(&said);
        }
        let text = match self.format {
            Shown::Human => report::checked(&checked, library, session.terminal.out_colored()),
            Shown::Json => report::json(&checked, library),
            Shown::Sarif => report::sarif(&checked, library, &folder_in_repository()),
            Shown::Github => report::github(&checked.diagnostics(), &folder_in_repository()) + "\n",
            Shown::Html => {
                let mut template_faults = Vec::new();
                match report::page(&checked, library, &catalog.templates(&mut template_faults)) {
                    Ok(page) => page,
                    Err(fault) => return Ok(session.conclude(&[fault])),
                }
            }
        };
        session.terminal.print(text.as_bytes())?;
        let (_, annotates) = session.errors.wanted();
        if annotates && !faults.is_empty() && !matches!(self.format, Shown::Github) {
            session.annotate(&faults);
        }
        let of_findings = found.findings.iter().map(|one| one.diagnostic.severity);
        let mut all = faults.iter().map(|fault| fault.severity).chain(of_findings);
        Ok(match () {
            () if could_not => Outcome::Failed,
            () if self.deny.any(&mut all) => Outcome::Findings,
            () => Outcome::Done,
        })
    }

    fn find(
        &self,
        inputs: &[inputs::Input],
        catalog: &Catalog,
        session: &Session,
        settings: &Settings,
    ) -> anyhow::Result<Found> {
        let found = inputs::check_all(inputs, catalog, session, settings).map_err(anyhow::Error::msg)?;
        conclude(found, settings).map_err(anyhow::Error::msg)
    }

    /// Takes away the findings that the baseline holds, and says how many they are.
    fn lay_aside(&self, findings: &mut Vec<Finding>, faults: &mut Vec<Diagnostic>) -> usize {
        let Some(path) = &self.baseline else { return 0 };
        let result = if self.write_baseline {
            baseline::write(path, findings).map(|()| std::mem::take(findings).len())
        } else {
            baseline::read(path).map(|known| baseline::subtract(findings, known, path))
        };
        result.map_err(|fault| faults.push(fault)).unwrap_or_default()
    }
}

/// Adds what only the history tells, and takes away what the files themselves allow.
///
/// # Errors
/// Where a shipped rule is broken.
pub fn conclude(mut found: Found, settings: &Settings) -> Result<Found, &'static str> {
    let library = check::shipped()?;
    found.findings.extend(drift::find(&found.sources, library, settings)?);
    found.suppressed = suppression::apply(
        &mut found.findings,
        &found.sources,
        library,
        settings.today.as_deref(),
        |id| settings.rules.get(id) == Some(&Level::Off),
        &mut found.faults,
    );
    Ok(found)
}
