//! How the rules are run: the command line over the project's `opsjd.yaml`.

use crate::catalog::{self, Catalog};
use crate::check::jurisdiction::{Jurisdiction, NAMES};
use crate::check::rule::Reader;
use crate::check::{Level, Library, Settings};
use crate::clock;
use crate::commands::parse_language;
use crate::diagnostic::{Diagnostic, Severity};
use crate::shape::is_date;

/// What the command line says of a check.
#[derive(Debug, Default, Clone, Copy)]
pub struct Asked<'a> {
    /// `--jurisdiction`.
    pub jurisdiction: Option<&'a str>,
    /// `--lang`: the language of the messages.
    pub lang: Option<&'a str>,
    /// `--today`.
    pub today: Option<&'a str>,
}

/// The settings of a run in this project.
pub fn read(asked: Asked<'_>, catalog: &Catalog, library: &Library, faults: &mut Vec<Diagnostic>) -> Settings {
    let reader = parse_language(asked.lang, faults).or_else(catalog::locale_language);
    let mut settings = Settings { whole: true, ..Settings::default() };
    settings.reader = reader.map(|language| Reader::of(&language)).unwrap_or_default();
    let valid = || NAMES.iter().map(|(_, name)| *name);
    let unknown = |name: &str| {
        let message = format!("`{name}` is no jurisdiction that the rules know");
        Diagnostic::error("unknown-jurisdiction", message).nearest(name, valid())
    };
    match asked.jurisdiction {
        Some(list) => {
            for name in list.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty()) {
                match Jurisdiction::named(name) {
                    Some(jurisdiction) => settings.jurisdictions.push(jurisdiction),
                    None => faults.push(unknown(name)),
                }
            }
        }
        None => {
            for (name, span) in &catalog.project.jurisdictions {
                match Jurisdiction::named(name) {
                    Some(jurisdiction) => settings.jurisdictions.push(jurisdiction),
                    None => faults.push(unknown(name).at(span)),
                }
            }
        }
    }
    for (id, level, span) in &catalog.project.rules {
        if library.rule(id).is_none() {
            let ids = library.rules().iter().map(|rule| rule.id);
            let fault = Diagnostic::error("unknown-rule", format!("there is no rule `{id}`"));
            faults.push(fault.at(span).nearest(id, ids));
        }
        let level = match level.as_str() {
            "off" => Level::Off,
            "error" => Level::At(Severity::Error),
            "warning" => Level::At(Severity::Warning),
            _ => Level::At(Severity::Note),
        };
        settings.rules.insert((*id).to_owned(), level);
    }
    match asked.today {
        Some(date) if !is_date(date) => faults
            .push(Diagnostic::error("bad-date", format!("`--today {date}` is not a date")).help("write YYYY-MM-DD")),
        Some(date) => settings.today = Some(date.to_owned()),
        None => settings.today = Some(clock::today()),
    }
    settings
}
