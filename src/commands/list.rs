//! `opsjd list`: the roles, or one role's sections, levels and languages.

use clap::Args;
use console::{Alignment, measure_text_width, pad_str, truncate_str};
use serde::Serialize;

use super::{Outcome, Session, choose_language, parse_language};
use crate::characters::printable;
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::role::{MergedRole, RoleDefinition, Text};

/// List the roles, or a role's sections, levels and languages
#[derive(Debug, Args)]
pub struct List {
    /// A role to show in detail
    role: Option<String>,
    /// Language of titles, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A role in a list, as `--json` prints it.
#[derive(Debug, Serialize)]
struct RoleEntry {
    id: String,
    title: String,
    summary: String,
    languages: Vec<String>,
    levels: Vec<LevelEntry>,
    sections: Vec<SectionEntry>,
    default_sections: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LevelEntry {
    id: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct SectionEntry {
    id: String,
    title: String,
    aliases: Vec<String>,
    duties: usize,
    default: bool,
}

impl List {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let mut catalog = session.catalog(&mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let ids = match &self.role {
            Some(role) => vec![role.clone()],
            None => catalog.role_ids(),
        };
        let mut entries = Vec::new();
        for id in ids {
            let Some(merged) = catalog.role(&id, &mut faults) else { continue };
            let Some(role) = merged.definition(None, &mut faults) else { continue };
            let Some(language) = choose_language(asked.clone(), &catalog, &role) else { continue };
            entries.push(entry(&merged, &role, &language, &mut faults));
        }
        let text = match (self.json, &self.role) {
            (true, None) => serde_json::to_string_pretty(&entries)? + "\n",
            (true, Some(_)) => match entries.first() {
                Some(entry) => serde_json::to_string_pretty(entry)? + "\n",
                None => String::new(),
            },
            (false, None) => overview(&entries, session.terminal.width()),
            (false, Some(_)) => entries.first().map(detail).unwrap_or_default(),
        };
        session.terminal.print(text.as_bytes())?;
        Ok(session.conclude(&faults))
    }
}

fn entry(merged: &MergedRole, role: &RoleDefinition, language: &Language, faults: &mut Vec<Diagnostic>) -> RoleEntry {
    let say = |text: &Text| {
        text.wording(&language.fallbacks()).or(text.first()).map(|wording| shown(&wording.text)).unwrap_or_default()
    };
    let levels = merged.levels().into_iter().filter_map(|id| {
        let title = say(&merged.definition(Some(id), faults)?.title);
        Some(LevelEntry { id: id.to_owned(), title })
    });
    RoleEntry {
        id: role.id.clone(),
        title: say(&role.title),
        summary: say(&role.summary),
        languages: role.languages().iter().map(ToString::to_string).collect(),
        levels: levels.collect(),
        sections: role
            .sections
            .iter()
            .map(|(id, section)| SectionEntry {
                id: id.clone(),
                title: say(&section.title),
                aliases: section.aliases.iter().map(|alias| shown(&alias.name)).collect(),
                duties: section.duties.len(),
                default: role.default_sections.is_empty()
                    || role.default_sections.iter().any(|default| default.name == *id),
            })
            .collect(),
        default_sections: role.default_sections.iter().map(|default| default.name.clone()).collect(),
    }
}

/// A text on one line, as a terminal may show it.
fn shown(text: &str) -> String {
    printable(text).map(|c| if c.is_whitespace() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

fn overview(entries: &[RoleEntry], width: usize) -> String {
    let column =
        |of: fn(&RoleEntry) -> &str| entries.iter().map(|entry| measure_text_width(of(entry))).max().unwrap_or(0);
    let (ids, titles) = (column(|entry| &entry.id), column(|entry| &entry.title));
    let mut text = String::new();
    for entry in entries {
        let head = format!(
            "{}  {}  {:>2} sections  ",
            pad_str(&entry.id, ids, Alignment::Left, None),
            pad_str(&entry.title, titles, Alignment::Left, None),
            entry.sections.len()
        );
        let left = width.saturating_sub(measure_text_width(&head)).max(20);
        text.push_str(&head);
        text.push_str(truncate_str(&entry.summary, left, "…").trim_end());
        text.push('\n');
    }
    text
}

fn detail(entry: &RoleEntry) -> String {
    let mut text = format!("{}  {}\n{}\n\nsections (* by default):\n", entry.id, entry.title, entry.summary);
    let ids = entry.sections.iter().map(|section| section.id.len()).max().unwrap_or(0);
    let titles = entry.sections.iter().map(|section| measure_text_width(&section.title)).max().unwrap_or(0);
    for section in &entry.sections {
        let line = format!(
            "  {} {}  {}  {} duties  {}",
            if section.default { "*" } else { " " },
            pad_str(&section.id, ids, Alignment::Left, None),
            pad_str(&section.title, titles, Alignment::Left, None),
            section.duties,
            section.aliases.join(", ")
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if !entry.levels.is_empty() {
        text.push_str("\nlevels:\n");
        let ids = entry.levels.iter().map(|level| level.id.len()).max().unwrap_or(0);
        for level in &entry.levels {
            text.push_str(&format!("  {}  {}\n", pad_str(&level.id, ids, Alignment::Left, None), level.title));
        }
    }
    if !entry.languages.is_empty() {
        text.push_str(&format!("\nlanguages: {}\n", entry.languages.join(", ")));
    }
    text
}
