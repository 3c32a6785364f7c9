//! What a person asked for with `--sections` and `--exclude`, and the sections that this means.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::role::{RoleDefinition, Section};
use crate::shape::is_kebab_case;

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
    /// A section to leave out of a role from which none is borrowed.
    #[error("`{name}` cannot be left out: nothing is borrowed from `{role}`")]
    NothingBorrowed {
        /// The name as typed.
        name: String,
        /// What should be the role.
        role: String,
    },
    /// A choice that leaves nothing.
    #[error("no section is left to write about")]
    Empty,
    /// The same section twice.
    #[error("the section `{0}` was named twice; it is taken once")]
    Twice(String),
}

/// The marks between the names of a list.
const COMMAS: [char; 3] = [',', '，', '、'];
/// How many commas, less one, a section's own name is looked for with.
const MAX_PARTS: usize = 5;

/// What a name means.
enum Named<'a, 'n> {
    All(&'a RoleDefinition),
    One(&'a RoleDefinition, &'a str, &'a Section),
    Unknown(&'a RoleDefinition, &'n str),
    /// A role that is not among those that sections are borrowed from.
    Elsewhere(&'n str),
}

impl Selection {
    /// The words of `--sections` and `--exclude`, which are lists with commas, Chinese ones too. The sections are `None`
    /// without the option.
    pub fn from_arguments(sections: Option<&str>, exclude: Option<&str>) -> Selection {
        Selection {
            sections: sections.map(|list| vec![list.to_owned()]),
            exclude: exclude.map(str::to_owned).into_iter().collect(),
        }
    }

    /// The other roles that the choice borrows from, each once.
    pub fn borrowed_roles(&self, own: &str) -> Vec<String> {
        let mut roles = Vec::new();
        for name in self.sections.iter().flatten().flat_map(|list| list.split(COMMAS)) {
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
        let mut chosen = self.taken(role, others, faults);
        self.leave_out(&mut chosen, role, others, faults);
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

    fn taken<'a>(
        &self,
        role: &'a RoleDefinition,
        others: &'a BTreeMap<String, RoleDefinition>,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<Chosen<'a>> {
        let mut chosen: Vec<Chosen<'a>> = Vec::new();
        let mut twice: Vec<(&str, &str)> = Vec::new();
        let mut add = |from: &'a RoleDefinition, id: &'a str, section, faults: &mut Vec<Diagnostic>, named: bool| {
            let known = chosen.iter().any(|known| known.id == id && known.role.id == from.id);
            let place = (from.id.as_str(), id);
            if known && named && !twice.contains(&place) {
                twice.push(place);
                let error = SelectionError::Twice(id.to_owned());
                faults.push(Diagnostic::warning("section-twice", error.to_string()));
            } else if !known {
                chosen.push(Chosen { role: from, borrowed: from.id != role.id, id, section });
            }
        };
        let Some(lists) = &self.sections else {
            if role.default_sections.is_empty() {
                role.sections.iter().for_each(|(id, section)| add(role, id, section, faults, false));
            }
            for default in &role.default_sections {
                if let Some((id, section)) = role.section_named(&default.name) {
                    add(role, id, section, faults, false);
                }
            }
            return chosen;
        };
        for name in lists.iter().flat_map(|list| names(list, role, others)) {
            match meaning(name, role, others) {
                Named::All(from) => {
                    from.sections.iter().for_each(|(id, section)| add(from, id, section, faults, false));
                }
                Named::One(from, id, section) => add(from, id, section, faults, true),
                Named::Unknown(from, name) => faults.push(unknown_section(from, name)),
                // A role that could not be read has been reported where it was read.
                Named::Elsewhere(_) => {}
            }
        }
        chosen
    }

    fn leave_out<'a>(
        &self,
        chosen: &mut Vec<Chosen<'a>>,
        role: &'a RoleDefinition,
        others: &'a BTreeMap<String, RoleDefinition>,
        faults: &mut Vec<Diagnostic>,
    ) {
        for name in self.exclude.iter().flat_map(|list| names(list, role, others)) {
            match meaning(name, role, others) {
                Named::All(from) => chosen.retain(|one| one.role.id != from.id),
                Named::One(from, id, _) => chosen.retain(|one| !(one.id == id && one.role.id == from.id)),
                Named::Unknown(from, name) => {
                    // What the role does not have itself may be a section that was borrowed.
                    let wanted = name.to_lowercase();
                    let is_meant = |one: &Chosen<'a>| {
                        one.borrowed && one.section.names(one.id).any(|own| own.to_lowercase() == wanted)
                    };
                    match chosen.iter().position(is_meant).filter(|_| from.id == role.id) {
                        Some(at) => {
                            chosen.remove(at);
                        }
                        None => faults.push(unknown_section(from, name)),
                    }
                }
                Named::Elsewhere(other) => {
                    let borrowed = self.borrowed_roles(&role.id);
                    if !borrowed.iter().any(|known| known == other) {
                        faults.push(nothing_borrowed(name, other, role, &borrowed));
                    }
                }
            }
        }
    }
}

/// The names of a list, parted at its commas but for those in the name of a section.
fn names<'n>(list: &'n str, role: &RoleDefinition, others: &BTreeMap<String, RoleDefinition>) -> Vec<&'n str> {
    // Hardly any section has a comma in its name, and looking for longer names costs more than all the rest.
    let mut all = others.values().chain([role]).flat_map(|role| &role.sections);
    let is_any_long =
        list.contains(COMMAS) && all.any(|(id, section)| section.names(id).any(|own| own.contains(COMMAS)));
    let mut names = Vec::new();
    let mut rest = Some(list);
    while let Some(list) = rest {
        let ends: Vec<usize> = list.match_indices(COMMAS).map(|(at, _)| at).take(MAX_PARTS).collect();
        let is_name = |name: &str| is_any_long && matches!(meaning(name.trim(), role, others), Named::One(..));
        let longer =
            ends.iter().skip(1).copied().chain((!ends.is_empty() && ends.len() < MAX_PARTS).then_some(list.len()));
        let end = longer.rev().find(|end| is_name(&list[..*end])).or(ends.first().copied()).unwrap_or(list.len());
        let (name, after) = list.split_at(end);
        names.extend(Some(name.trim()).filter(|name| !name.is_empty()));
        rest = after.chars().next().map(|comma| &after[comma.len_utf8()..]);
    }
    names
}

/// What `name` means for `role`: a section of its own, by the whole of what was typed, or `role:section`.
fn meaning<'a, 'n>(
    name: &'n str,
    role: &'a RoleDefinition,
    others: &'a BTreeMap<String, RoleDefinition>,
) -> Named<'a, 'n> {
    if let Some((id, section)) = role.section_named(name) {
        return Named::One(role, id, section);
    }
    let (from, name) = match split_borrowed(name) {
        Some((other, name)) if other != role.id => match others.get(other) {
            Some(other) => (other, name),
            None => return Named::Elsewhere(other),
        },
        Some((_, name)) => (role, name),
        None => (role, name),
    };
    match from.section_named(name) {
        Some((id, section)) => Named::One(from, id, section),
        None if name.eq_ignore_ascii_case("all") => Named::All(from),
        None => Named::Unknown(from, name),
    }
}

/// `role:section`, also with the full-width colon. What is before the colon of a title is no role's id nor its file.
fn split_borrowed(name: &str) -> Option<(&str, &str)> {
    let (role, section) = name.split_once([':', '：'])?;
    let role = role.trim();
    let is_file = role.ends_with(".yaml") || role.ends_with(".yml");
    (is_file || is_kebab_case(role.trim_start_matches('_'))).then_some((role, section.trim()))
}

fn nothing_borrowed(name: &str, other: &str, role: &RoleDefinition, borrowed: &[String]) -> Diagnostic {
    let error = SelectionError::NothingBorrowed { name: name.to_owned(), role: other.to_owned() };
    let diagnostic = Diagnostic::error("nothing-borrowed", error.to_string());
    let known = borrowed.iter().chain([&role.id]).map(String::as_str);
    match crate::diagnostic::nearest(other, known.collect::<Vec<_>>()) {
        Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
        None => diagnostic.help("leave it away, or name a section of the role itself without a colon"),
    }
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
