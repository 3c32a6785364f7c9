//! The jobs of a manifest on two sides: which of their documents are not the same.

use super::{RoleDiff, State};

/// A file of a build that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDiffers {
    /// Its path in the output folder.
    pub path: String,
    /// What became of it.
    pub state: State,
}

/// A document of a job, in one language, that is not the same on both sides.
#[derive(Debug, Clone)]
pub struct DocumentChange {
    /// Its language.
    pub language: String,
    /// Its title, of the new side where there is one.
    pub title: String,
    /// What became of it.
    pub state: State,
    /// Its files that differ, in the order of the plan.
    pub files: Vec<FileDiffers>,
    /// What it says differently; empty where only its form differs, as by another template.
    pub diff: RoleDiff,
}

/// A job whose documents are not all the same on both sides.
#[derive(Debug, Clone)]
pub struct JobChange {
    /// What `opsjd build --jobs` knows it by: its id or role and level, or a file of it where those are not its alone.
    pub id: String,
    /// The role.
    pub role: String,
    /// The level, where there is one.
    pub level: Option<String>,
    /// What became of it.
    pub state: State,
    /// The documents that differ.
    pub documents: Vec<DocumentChange>,
}

/// The jobs of a manifest on two sides.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    /// How many the new side has.
    pub total: usize,
    /// Those that differ, in the order of the manifest; what the new side does not have stands last.
    pub changed: Vec<JobChange>,
}
