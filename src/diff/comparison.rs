//! Two sides compared role by role, or document by document.

use serde::Serialize;

use super::defaults::named_beside;
use super::{Jobs, Outline, RoleDiff, Wordings, diff};

/// What the side is called that is the files on disk.
pub const FILES_ON_DISK: &str = "the files on disk";
/// What the side is called that is git's index.
pub const INDEX: &str = "the index";

/// What became of a role as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Both sides have it.
    Changed,
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// The old side cannot be read; the new one is shown.
    OldBroken,
    /// The new side cannot be read; the old one is shown.
    NewBroken,
}

/// One role on two sides.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Its id, or the name of its file.
    pub id: String,
    /// Its id on the old side, where that is another one.
    pub old_id: Option<String>,
    /// Its title, of the new side where there is one.
    pub title: Wordings,
    /// What became of it.
    pub state: State,
    /// What changed.
    pub diff: RoleDiff,
    /// Roles that extend the same file and changed in the same way.
    pub alike: Vec<String>,
}

/// Two sides.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What the old side is called.
    pub old: String,
    /// What the new side is called.
    pub new: String,
    /// The roles that are not the same.
    pub roles: Vec<Compared>,
    /// The jobs of the manifest, where they were compared.
    pub jobs: Option<Jobs>,
}

impl Compared {
    /// Compares the two sides of one role; at least one is there. `broken` says that a missing side is there but cannot be read.
    pub fn new(id: &str, old: Option<&Outline>, new: Option<&Outline>, broken: bool) -> Compared {
        let nothing = Outline::default();
        let state = match (old.is_some(), new.is_some()) {
            (true, true) => State::Changed,
            (false, _) if broken => State::OldBroken,
            (false, _) => State::Added,
            (true, false) if broken => State::NewBroken,
            (true, false) => State::Removed,
        };
        let diff = match (old, new) {
            (Some(old), Some(new)) => diff(&named_beside(old, new), &named_beside(new, old)),
            _ => diff(old.unwrap_or(&nothing), new.unwrap_or(&nothing)),
        };
        let title = new.or(old).map(title).unwrap_or_default();
        Compared { id: id.to_owned(), old_id: None, title, state, diff, alike: Vec::new() }
    }

    /// A difference without a role of its own.
    pub fn of_diff(diff: RoleDiff) -> Compared {
        let (id, title) = (String::new(), Wordings::new());
        Compared { id, old_id: None, title, state: State::Changed, diff, alike: Vec::new() }
    }

    /// Whether nothing changed at all.
    pub fn is_same(&self) -> bool {
        self.state == State::Changed && self.old_id.is_none() && self.diff.is_empty()
    }

    /// Whether nothing changed that a reader would see.
    pub fn is_silent(&self) -> bool {
        self.state == State::Changed && self.old_id.is_none() && self.diff.is_silent()
    }
}

impl Comparison {
    /// Whether there is nothing that a reader would see.
    pub fn is_silent(&self) -> bool {
        let jobs = self.jobs.as_ref().is_none_or(|jobs| jobs.changed.is_empty());
        jobs && self.roles.iter().all(Compared::is_silent)
    }

    /// Puts roles that changed in the same way, as through a file that they extend, under the first of them.
    pub fn gather(mut self) -> Comparison {
        let mut roles: Vec<Compared> = Vec::new();
        for role in self.roles {
            let same = |known: &&mut Compared| {
                known.state == State::Changed && role.state == State::Changed && known.diff.says_the_same(&role.diff)
            };
            match roles.iter_mut().find(same) {
                Some(known) => known.alike.push(role.id),
                None => roles.push(role),
            }
        }
        self.roles = roles;
        self
    }
}

impl RoleDiff {
    /// Whether both say the same of the same items, wherever those stand.
    fn says_the_same(&self, other: &RoleDiff) -> bool {
        let seen = |diff: &RoleDiff| {
            let changes = diff.changes.iter().filter(|change| !change.folded);
            changes
                .map(|change| {
                    (
                        change.kinds.clone(),
                        change.texts.clone(),
                        change.spot().map(|spot| (spot.group.clone(), spot.key.clone())),
                    )
                })
                .collect::<Vec<_>>()
        };
        self.groups.is_empty() && other.groups.is_empty() && !self.changes.is_empty() && seen(self) == seen(other)
    }
}

fn title(outline: &Outline) -> Wordings {
    let titles = outline.groups.iter().flat_map(|group| &group.items);
    titles
        .into_iter()
        .find(|item| item.kind == super::ItemKind::Title)
        .map(|item| item.text.clone())
        .unwrap_or_default()
}
