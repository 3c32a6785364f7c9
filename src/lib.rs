//! Job descriptions as code: a role is a YAML file, a job description a choice of its sections.
//!
//! ```text
//! Source ─role::parse─▶ MergedRole ─definition─▶ RoleDefinition ─(+ Selection, Posting) compose─▶ JobDescription
//!                                                                                                      │
//!                          file ◀─output─ Document (format, bytes) ◀─render (Format, Templates, Labels)─┘
//! ```
//!
//! The modules from the top down; each uses only those in lines below its own, which `tests/layers.rs` holds:
//!
//! | layer | modules |
//! |---|---|
//! | what can be typed | `cli` |
//! | where pure meets effects, one file a command | `commands` |
//! | edges: files, environment, terminal | `catalog`, `output`, `terminal` |
//! | diagnostics into words | `report` |
//! | pure features | `check`, `compose`, `render` |
//! | the model | `role`, `job_description`, `posting`, `labels`, `project` |
//! | vocabulary | `merge`, `shape`, `yaml`, `language`, `characters`, `diagnostic`, `source` |

pub mod source;

pub mod diagnostic;

pub mod characters;
pub mod language;
pub mod yaml;

pub mod merge;
pub mod shape;

pub mod role;

pub mod job_description;
pub mod labels;
pub mod posting;
pub mod project;

pub mod check;
pub mod compose;
pub mod render;

pub mod report;

pub mod catalog;
pub mod output;
pub mod terminal;

pub mod cli;
pub mod commands;
