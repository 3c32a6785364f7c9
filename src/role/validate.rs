//! What must be true of a whole role beyond its form: every id that it refers to is there, every name means one thing.

use std::collections::{HashMap, HashSet};

use super::{Reference, RoleDefinition};
use crate::diagnostic::{Diagnostic, MAX_FAULTS};
use crate::source::Span;

/// What a role gets wrong beyond its form.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// An id that names nothing.
    #[error("`{list}` names the {kind} `{name}`, which the role does not have")]
    Dangling {
        /// The list that holds it.
        list: &'static str,
        /// What it should name.
        kind: &'static str,
        /// The id.
        name: String,
    },
    /// A skill that is both must and nice.
    #[error("`{0}` is both required and preferred here")]
    RequiredAndPreferred(String),
    /// Two sections that answer to one name.
    #[error("`{name}` names both the section `{first}` and the section `{second}`")]
    AmbiguousName {
        /// The name.
        name: String,
        /// The section that has it first.
        first: String,
        /// The other one.
        second: String,
    },
    /// A section without duties.
    #[error("the section `{0}` has no duties")]
    NoDuties(String),
    /// An `alike` that is not `role:section`.
    #[error("`{0}` is not of the form `role:section`")]
    NoLink(String),
    /// A base where a role is wanted.
    #[error("`{0}` is a base and can only be extended")]
    Base(String),
    /// A level that the role does not have.
    #[error("the role `{role}` has no level `{level}`")]
    UnknownLevel {
        /// The role.
        role: String,
        /// The level that was asked for.
        level: String,
    },
}

impl RoleError {
    fn code(&self) -> &'static str {
        match self {
            RoleError::Dangling { .. } => "dangling-id",
            RoleError::RequiredAndPreferred(_) => "required-and-preferred",
            RoleError::AmbiguousName { .. } => "ambiguous-name",
            RoleError::NoDuties(_) => "no-duties",
            RoleError::NoLink(_) => "no-link",
            RoleError::Base(_) => "base",
            RoleError::UnknownLevel { .. } => "unknown-level",
        }
    }

    /// The fault with the names that are valid instead.
    pub fn diagnostic(&self, valid: &[&str]) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code(), self.to_string());
        match self {
            RoleError::UnknownLevel { .. } if valid.is_empty() => {
                diagnostic.help("the role has no levels: leave `--level` away")
            }
            RoleError::Base(id) => diagnostic.help(format!("a role takes it in with `extends: [{id}]`")),
            RoleError::Dangling { name, .. } | RoleError::UnknownLevel { level: name, .. } => {
                diagnostic.nearest(name, valid.iter().copied())
            }
            _ => diagnostic,
        }
    }

    fn at(&self, span: &Span, valid: &[&str]) -> Diagnostic {
        self.diagnostic(valid).at(span)
    }
}

/// Reports every fault of `role`.
pub fn validate(role: &RoleDefinition, faults: &mut Vec<Diagnostic>) {
    let skills: Vec<&str> = role.skills.keys().map(String::as_str).collect();
    let metrics: Vec<&str> = role.metrics.keys().map(String::as_str).collect();
    let sections: Vec<&str> = role.sections.keys().map(String::as_str).collect();
    let mut refer = |list, kind, names: &[Reference], valid: &[&str]| {
        let known: HashSet<&str> = valid.iter().copied().collect();
        for reference in names.iter().filter(|reference| !known.contains(reference.name.as_str())) {
            if faults.len() >= MAX_FAULTS {
                return;
            }
            let error = RoleError::Dangling { list, kind, name: reference.name.clone() };
            faults.push(error.at(&reference.span, valid));
        }
    };
    refer("default-sections", "section", &role.default_sections, &sections);
    refer("requires", "skill", &role.requires, &skills);
    refer("prefers", "skill", &role.prefers, &skills);
    for section in role.sections.values() {
        refer("requires", "skill", &section.requires, &skills);
        refer("prefers", "skill", &section.prefers, &skills);
        refer("metrics", "metric", &section.metrics, &metrics);
    }
    both(&role.requires, &role.prefers, faults);
    for (id, section) in &role.sections {
        both(&section.requires, &section.prefers, faults);
        if section.duties.is_empty()
            && let Some(title) = section.title.first()
        {
            faults.push(
                RoleError::NoDuties(id.clone())
                    .at(&title.span, &[])
                    .help("add a duty, or remove the section with null"),
            );
        }
        for link in section.alike.iter().filter(|link| link.name.split(':').count() != 2) {
            faults.push(RoleError::NoLink(link.name.clone()).at(&link.span, &[]));
        }
    }
    ambiguous_names(role, faults);
}

fn both(requires: &[Reference], prefers: &[Reference], faults: &mut Vec<Diagnostic>) {
    let known: HashMap<&str, &Reference> = requires.iter().map(|required| (required.name.as_str(), required)).collect();
    for preferred in prefers.iter().take(MAX_FAULTS) {
        if let Some(required) = known.get(preferred.name.as_str()) {
            let error = RoleError::RequiredAndPreferred(preferred.name.clone());
            faults.push(
                error
                    .at(&preferred.span, &[])
                    .related(&required.span, "required here")
                    .help("keep it in one of the two lists"),
            );
        }
    }
}

fn ambiguous_names(role: &RoleDefinition, faults: &mut Vec<Diagnostic>) {
    let mut owners: HashMap<String, &str> = HashMap::new();
    for (id, section) in &role.sections {
        for name in section.names(id) {
            match owners.insert(name.to_lowercase(), id) {
                Some(first) if first != id => {
                    let error =
                        RoleError::AmbiguousName { name: name.to_owned(), first: first.to_owned(), second: id.clone() };
                    let place = section.aliases.iter().find(|alias| alias.name == name).map(|alias| &alias.span);
                    let title = section
                        .title
                        .wordings()
                        .iter()
                        .find(|wording| wording.text == name)
                        .map(|wording| &wording.span);
                    let diagnostic = error.diagnostic(&[]).help("give one of the two another title or alias");
                    faults.push(match place.or(title) {
                        Some(span) => diagnostic.at(span),
                        None => diagnostic,
                    });
                }
                _ => {}
            }
        }
    }
}
