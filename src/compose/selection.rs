//! What a person asked for with `--sections` and `--exclude`, and the sections that this means.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::role::{RoleDefinition, Section};

/// A choice of sections, as typed.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names in order; `None` means the role's default sections.
    pub sections: Option<Vec<String>>,
    /// Names to leave out.
    pub exclude: Vec<String>,
}

/// A section that was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// The role that it comes from.
    pub role: &'a RoleDefinition,
    /// Whether that is another role than the document's.
    pub borrowed: bool,
    /// The section's id.
    pub id: &'a str,
    /// The section.
    pub section: &'a Section,
}

/// What a choice of sections gets wrong.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// A name that the role has no section for.
    #[error("the role `{role}` has no section `{name}`")]
    UnknownSection {
        /// The role.
        role: String,
        /// The name.
        name: String,
    },
    /// A choice that leaves nothing.
    #[error("no section is left to write about")]
    Empty,
    /// The same section twice.
    #[error("the section `{0}` was named twice; it is taken once")]
    Twice(String),
}

impl Selection {
    /// Splits the words of `--sections` and `--exclude` at commas, Chinese ones too. The sections are `None` without the option.
    pub fn from_arguments(sections: Option<&str>, exclude: Option<&str>) -> Selection {
        let split = |list: &str| {
            list.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        Selection { sections: sections.map(split), exclude: exclude.map(split).unwrap_or_default() }
    }

    /// The other roles that the choice borrows from, each once.
    pub fn borrowed_roles(&self, own: &str) -> Vec<String> {
        let mut roles = Vec::new();
        for name in self.sections.iter().flatten() {
            if let Some((role, _)) = split_borrowed(name)
                && role != own
                && !roles.iter().any(|known| known == role)
            {
                roles.push(role.to_owned());
            }
        }
        roles
    }

    /// The sections that the choice means for `role`, with those that it borrows from `others` by role id.
    pub fn choose<'a>(
        &self,
        role: &'a RoleDefinition,
        others: &'a BTreeMap<String, RoleDefinition>,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<Chosen<'a>> {
        let mut chosen: Vec<Chosen<'a>> = Vec::new();
        let mut twice: Vec<(&str, &str)> = Vec::new();
        let mut add = |candidate: Chosen<'a>, faults: &mut Vec<Diagnostic>, named: bool| {
            let known = chosen.iter().any(|known| known.id == candidate.id && known.role.id == candidate.role.id);
            let place = (candidate.role.id.as_str(), candidate.id);
            if known && named && !twice.contains(&place) {
                twice.push(place);
                let error = SelectionError::Twice(candidate.id.to_owned());
                faults.push(Diagnostic::warning("section-twice", error.to_string()));
            } else if !known {
                chosen.push(candidate);
            }
        };
        let own = |id: &'a str, section: &'a Section| Chosen { role, borrowed: false, id, section };
        match &self.sections {
            None if role.default_sections.is_empty() => {
                role.sections.iter().for_each(|(id, section)| add(own(id, section), faults, false));
            }
            None => {
                for default in &role.default_sections {
                    if let Some((id, section)) = role.section_named(&default.name) {
                        add(own(id, section), faults, false);
                    }
                }
            }
            Some(names) => {
                for name in names {
                    let (from, section_name) = match split_borrowed(name) {
                        Some((other, section)) if other != role.id => (others.get(other), section),
                        Some((_, section)) => (Some(role), section),
                        None => (Some(role), name.as_str()),
                    };
                    // A role that could not be read has been reported where it was read.
                    let Some(from) = from else { continue };
                    if section_name.eq_ignore_ascii_case("all") && !from.sections.contains_key("all") {
                        for (id, section) in &from.sections {
                            add(Chosen { role: from, borrowed: from.id != role.id, id, section }, faults, false);
                        }
                    } else if let Some((id, section)) = from.section_named(section_name) {
                        add(Chosen { role: from, borrowed: from.id != role.id, id, section }, faults, true);
                    } else {
                        faults.push(unknown_section(from, section_name));
                    }
                }
            }
        }
        for name in &self.exclude {
            let section_name = split_borrowed(name).map_or(name.as_str(), |(_, section)| section);
            let from = split_borrowed(name).map_or(role, |(other, _)| others.get(other).unwrap_or(role));
            let borrowed =
                chosen.iter().find(|one| one.borrowed && one.section.names(one.id).any(|own| own == section_name));
            let excluded = from.section_named(section_name).map(|(id, _)| (from.id.clone(), id.to_owned()));
            let excluded = excluded.or_else(|| borrowed.map(|one| (one.role.id.clone(), one.id.to_owned())));
            match excluded {
                Some((role_id, id)) => chosen.retain(|one| !(one.id == id && one.role.id == role_id)),
                None => faults.push(unknown_section(from, section_name)),
            }
        }
        if chosen.is_empty() && !crate::diagnostic::has_errors(faults) {
            let valid = role.sections.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            faults.push(
                Diagnostic::error("no-sections", SelectionError::Empty.to_string())
                    .help("name at least one section in `--sections` that `--exclude` does not take away")
                    .help(format!("valid: {valid}")),
            );
        }
        chosen
    }
}

/// `role:section`, also with the full-width colon.
fn split_borrowed(name: &str) -> Option<(&str, &str)> {
    let (role, section) = name.split_once([':', '：'])?;
    Some((role.trim(), section.trim()))
}

fn unknown_section(role: &RoleDefinition, name: &str) -> Diagnostic {
    let error = SelectionError::UnknownSection { role: role.id.clone(), name: name.to_owned() };
    let diagnostic = Diagnostic::error("unknown-section", error.to_string());
    // A title in any language may be what was misspelt, so the nearest is looked for among all names.
    let all: Vec<&str> = role.sections.iter().flat_map(|(id, section)| section.names(id)).collect();
    let diagnostic = match crate::diagnostic::nearest(name, all) {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic,
    };
    let valid = role.sections.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    diagnostic.help(format!("valid: {valid}, `all`"))
}
