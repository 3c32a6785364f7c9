//! Job descriptions as code: a role is a YAML file, a job description a choice of its sections.
//!
//! ```text
//! Source ─role::parse─▶ MergedRole ─definition─▶ RoleDefinition ─(+ Selection, Posting) compose─▶ JobDescription
//!                                                                                                      │
//!                          file ◀─output─ Document (format, bytes) ◀─render (Format, Templates, Labels)─┘
//! ```
//!
//! What is shipped (roles, labels, rules) is parsed by the build script, and read from what that recorded: `yaml::record`. What
//! most runs need none of is packed there: `packed`.
//!
//! Two versions of a role or a document become a `RoleDiff` in `diff`, which `report::changes` tells; three become one in
//! `reconcile`.
//!
//! The modules from the top down; each uses only those in lines below its own, which `tests/layers.rs` holds:
//!
//! | layer | modules |
//! |---|---|
//! | what can be typed | `cli` |
//! | where pure meets effects, one file a command | `commands` |
//! | edges: files, environment, git, terminal, time | `catalog`, `git`, `output`, `output_folder`, `file_states`, `clock`, `terminal`, `watchdog` |
//! | diagnostics, findings, lists, comparisons and differences into words | `report` |
//! | many documents | `plan` |
//! | pure features | `check`, `compose`, `compare`, `diff`, `reconcile`, `render`, `search` |
//! | the manifest | `project` |
//! | the model | `glossary`, `role`, `job_description`, `posting`, `labels` |
//! | vocabulary | `text`, `words`, `alignment`, `merge`, `shape`, `yaml`, `language`, `characters`, `packed`, `diagnostic`, `source`, `sort` |

pub mod sort;
pub mod source;

pub mod diagnostic;

pub mod alignment;
pub mod characters;
pub mod language;
pub mod packed;
pub mod yaml;

pub mod merge;
pub mod shape;
pub mod text;
pub mod words;

pub mod role;

pub mod glossary;
pub mod job_description;
pub mod labels;
pub mod posting;

pub mod project;

pub mod check;
pub mod compare;
pub mod compose;
pub mod diff;
pub mod reconcile;
pub mod render;
pub mod search;

pub mod plan;

pub mod report;

pub mod catalog;
pub mod clock;
pub mod file_states;
pub mod git;
pub mod output;
pub mod output_folder;
pub mod terminal;
pub mod watchdog;

pub mod cli;
pub mod commands;
