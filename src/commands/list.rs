//! `opsjd list`: the roles, one role's sections, levels and languages, or the sections and duties that hold certain words.

use clap::Args;

use super::{Outcome, Session, choose_language, parse_language};
use crate::characters::one_line;
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::report::listing::{self, LevelEntry, RoleEntry, SectionEntry};
use crate::role::{MergedRole, RoleDefinition, Text};
use crate::search;

/// List the roles, a role's sections, levels and languages, or search all of them
#[derive(Debug, Args)]
pub struct List {
    /// A role to show in detail, or to search in
    role: Option<String>,
    /// Words to find in sections and duties, in any language
    #[arg(short, long, value_name = "WORDS")]
    search: Option<String>,
    /// Language of titles, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl List {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let mut catalog = session.catalog(&mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let ids = match &self.role {
            Some(role) => vec![role.clone()],
            None => {
                faults.extend(catalog.passed_over());
                catalog.role_ids()
            }
        };
        let mut roles = Vec::new();
        let mut entries = Vec::new();
        let mut reader = None;
        for id in ids {
            let Some(merged) = catalog.role(&id, &mut faults) else { continue };
            let Some(role) = merged.definition(None, &mut faults) else { continue };
            let Some(language) = choose_language(asked.clone(), &catalog, &role) else { continue };
            entries.push(entry(&merged, &role, &language, &mut faults));
            roles.push(role);
            reader.get_or_insert(language);
        }
        if let Some(language) = reader {
            let text = match &self.search {
                Some(query) => self.found(&roles, query, &language, session, &mut faults)?,
                None => self.listed(&entries, &language, session)?,
            };
            session.terminal.print(text.as_bytes())?;
        }
        Ok(session.conclude(&faults))
    }

    fn listed(&self, entries: &[RoleEntry], language: &Language, session: &Session) -> anyhow::Result<String> {
        Ok(match (self.json, &self.role, entries.first()) {
            (true, None, _) => serde_json::to_string_pretty(entries)? + "\n",
            (true, Some(_), Some(entry)) => serde_json::to_string_pretty(entry)? + "\n",
            (false, None, _) => listing::overview(entries, language.as_str(), session.terminal.width()),
            (false, Some(_), Some(entry)) => listing::detail(entry, language.as_str()),
            (_, Some(_), None) => String::new(),
        })
    }

    fn found(
        &self,
        roles: &[RoleDefinition],
        query: &str,
        language: &Language,
        session: &Session,
        faults: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<String> {
        let hits = search::search(roles, query, &language.fallbacks());
        if self.json {
            return Ok(listing::found_json(&hits, query)?);
        }
        if hits.is_empty() {
            let nothing = Diagnostic::warning("nothing-found", format!("no section or duty holds `{query}`"));
            faults.push(nothing.help("try fewer or shorter words; any language will do"));
            return Ok(String::new());
        }
        Ok(listing::found(&hits, query, language.as_str(), session.terminal.out_colored()))
    }
}

fn entry(merged: &MergedRole, role: &RoleDefinition, language: &Language, faults: &mut Vec<Diagnostic>) -> RoleEntry {
    let chain = language.fallbacks();
    let say = |text: &Text| one_line(text.said(&chain).0);
    let levels = merged.levels().into_iter().filter_map(|id| {
        let title = say(&merged.definition(Some(id), faults)?.title);
        Some(LevelEntry { id: id.to_owned(), title })
    });
    RoleEntry {
        id: role.id.clone(),
        title: say(&role.title),
        summary: say(&role.summary),
        focus: role.focus.as_ref().map(say),
        languages: role.languages().iter().map(ToString::to_string).collect(),
        levels: levels.collect(),
        sections: role
            .sections
            .iter()
            .map(|(id, section)| SectionEntry {
                id: id.clone(),
                title: say(&section.title),
                aliases: section.aliases.iter().map(|alias| one_line(&alias.name)).collect(),
                duties: section.duties.len(),
                default: role.default_sections.is_empty()
                    || role.default_sections.iter().any(|default| default.name == *id),
            })
            .collect(),
        default_sections: role.default_sections.iter().map(|default| default.name.clone()).collect(),
    }
}
