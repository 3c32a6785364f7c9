//! A comparison for machines.

use serde::Serialize;

use super::Telling;
use super::jobs;
use super::sentence;
use super::view::{group_name, name};
use crate::diff::{Comparison, GroupId, GroupKind, ItemKind, JobChange, Kind, Spot, State, Wordings};

/// The version of this structure; raised when a field changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Page<'a> {
    version: u32,
    old: &'a str,
    new: &'a str,
    roles: Vec<Role<'a>>,
    jobs: Option<Jobs<'a>>,
}

#[derive(Serialize)]
struct Jobs<'a> {
    total: usize,
    changed: Vec<Job<'a>>,
}

#[derive(Serialize)]
struct Job<'a> {
    id: &'a str,
    role: &'a str,
    level: Option<&'a str>,
    state: State,
    summary: String,
    documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    language: &'a str,
    title: &'a str,
    state: State,
    summary: String,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    state: State,
}

#[derive(Serialize)]
struct Role<'a> {
    id: &'a str,
    old_id: Option<&'a str>,
    title: &'a Wordings,
    state: State,
    summary: String,
    same_in: &'a [String],
    groups: Vec<Group<'a>>,
    changes: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    kinds: Vec<Kind>,
    old: Option<Id<'a>>,
    new: Option<Id<'a>>,
}

#[derive(Serialize)]
struct Id<'a> {
    level: Option<&'a str>,
    kind: GroupKind,
    key: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    kinds: Vec<Kind>,
    group: String,
    folded: bool,
    old: Option<Place<'a>>,
    new: Option<Place<'a>>,
    words: &'a Wordings,
    texts: Vec<Text<'a>>,
    translation_behind: &'a [String],
}

#[derive(Serialize)]
struct Place<'a> {
    group: Id<'a>,
    index: usize,
    item: ItemKind,
    key: Option<&'a str>,
}

#[derive(Serialize)]
struct Text<'a> {
    language: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    form_only: bool,
}

/// The comparison as JSON, whole, whatever `telling` leaves out for people; `folded` marks that.
pub fn json(comparison: &Comparison, telling: &Telling) -> String {
    let roles = comparison.roles.iter().map(|role| Role {
        id: &role.id,
        old_id: role.old_id.as_deref(),
        title: &role.title,
        state: role.state,
        summary: sentence::of(role, telling),
        same_in: &role.alike,
        groups: role
            .diff
            .groups
            .iter()
            .map(|group| Group {
                kinds: group.kinds.iter().copied().collect(),
                old: group.old.as_ref().map(id),
                new: group.new.as_ref().map(|(new, _)| id(new)),
            })
            .collect(),
        changes: role
            .diff
            .changes
            .iter()
            .map(|change| Item {
                kinds: change.kinds.iter().copied().collect(),
                group: change.spot().map(|spot| group_name(&spot.group, &role.diff, telling)).unwrap_or_default(),
                folded: change.folded,
                old: change.old.as_ref().map(place),
                new: change.new.as_ref().map(place),
                words: &change.words,
                texts: change
                    .texts
                    .iter()
                    .map(|text| Text {
                        language: &text.language,
                        old: text.old.as_deref(),
                        new: text.new.as_deref(),
                        form_only: text.is_form(),
                    })
                    .collect(),
                translation_behind: &change.behind,
            })
            .collect(),
    });
    let jobs = comparison.jobs.as_ref().map(|jobs| Jobs {
        total: jobs.total,
        changed: jobs.changed.iter().map(|change| job(change, telling)).collect(),
    });
    let page = Page { version: VERSION, old: &comparison.old, new: &comparison.new, roles: roles.collect(), jobs };
    serde_json::to_string_pretty(&page).map_or_else(|_| name(&VERSION), |text| text + "\n")
}

fn job<'a>(change: &'a JobChange, telling: &Telling) -> Job<'a> {
    let documents = change.documents.iter().map(|document| Document {
        language: &document.language,
        title: &document.title,
        state: document.state,
        summary: jobs::of_document(document, telling),
        files: document.files.iter().map(|file| File { path: &file.path, state: file.state }).collect(),
    });
    Job {
        id: &change.id,
        role: &change.role,
        level: change.level.as_deref(),
        state: change.state,
        summary: jobs::of(change, telling),
        documents: documents.collect(),
    }
}

fn id(group: &GroupId) -> Id<'_> {
    Id { level: group.level.as_deref(), kind: group.kind, key: &group.key }
}

fn place(spot: &Spot) -> Place<'_> {
    Place { group: id(&spot.group), index: spot.index, item: spot.kind, key: spot.key.as_deref() }
}
