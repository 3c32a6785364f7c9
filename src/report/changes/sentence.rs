//! What changed, in a sentence that people say.

use std::collections::BTreeMap;

use super::Telling;
use super::jobs;
use super::view::{self, group_name, is_language_only, name, reading};
use crate::diff::{Change, Compared, Comparison, GroupId, GroupKind, ItemKind, Kind, State, TextChange};
use crate::sort;

/// The whole comparison in plain words, a line a role.
pub fn summary(comparison: &Comparison, telling: &Telling) -> String {
    let told = comparison.roles.iter().filter(|role| telling.all || !role.is_silent());
    let lines: String = told.map(|role| format!("{}\n", line(role, telling))).collect();
    let jobs = jobs_line(comparison, telling);
    match (lines.is_empty() && comparison.is_silent(), comparison.roles.is_empty()) {
        (true, true) => format!("{}\n", telling.say("nothing")),
        (true, false) => format!("{}\n", telling.say("nothing_seen")),
        _ => lines + &jobs,
    }
}

/// How many published job descriptions change, and which.
fn jobs_line(comparison: &Comparison, telling: &Telling) -> String {
    let Some(headline) = jobs::headline(comparison.jobs.as_ref(), telling) else { return String::new() };
    let lines = comparison.jobs.iter().flat_map(|jobs| jobs::lines(jobs, telling));
    let told = lines.map(|line| {
        let who = line.who(telling, str::to_owned);
        format!("  {}\n", telling.fill("in_group", &[("group", &who), ("changes", &line.what)]))
    });
    format!("{headline}\n{}", told.collect::<String>())
}

/// The role's name and what changed in it.
pub fn line(role: &Compared, telling: &Telling) -> String {
    let title = reading(&role.title, telling).map_or_else(|| role.id.clone(), |(_, text)| text);
    let mut line = telling.fill("role_line", &[("title", &title), ("changes", &of(role, telling))]);
    if !role.alike.is_empty() {
        line.push_str(&telling.say("semicolon"));
        line.push_str(&telling.fill("also", &[("names", &role.alike.join(&telling.say("list_comma")))]));
    }
    line
}

/// Changes in more groups than this are only counted: nobody hears out a sentence of thirty parts.
const MAX_GROUPS: usize = 8;

/// That a role or a document has another name.
pub fn renamed(old: &str, new: &str, telling: &Telling) -> String {
    let key = if telling.documents { "document_renamed" } else { "role_renamed" };
    telling.fill(key, &[("old", old), ("new", new)])
}

/// What changed in `role`, without its name.
pub fn of(role: &Compared, telling: &Telling) -> String {
    match role.state {
        State::Added if telling.documents => return telling.say("document_added"),
        State::Removed if telling.documents => return telling.say("document_removed"),
        State::Added => return telling.say("role_added"),
        State::Removed => return telling.say("role_removed"),
        State::OldBroken => return telling.say("old_broken"),
        State::NewBroken => return telling.say("new_broken"),
        State::Changed => {}
    }
    let diff = &role.diff;
    let mut order: Vec<GroupId> = Vec::new();
    let spots = diff.changes.iter().filter_map(|change| change.spot().map(|spot| &spot.group));
    for id in diff.groups.iter().filter_map(|change| change.id()).chain(spots) {
        if !order.contains(id) {
            order.push(id.clone());
        }
    }
    sort::by_key(&mut order, |id| (id.level.clone(), id.kind));
    let mut sentences = Vec::new();
    if let Some(old) = &role.old_id {
        sentences.push(renamed(old, &role.id, telling));
    }
    for id in &order {
        let parts = group(role, id, telling);
        if parts.is_empty() {
            continue;
        }
        let changes = parts.join(&telling.say("comma"));
        let bare = id.kind == GroupKind::Role && id.level.is_none();
        let group = group_name(id, diff, telling);
        sentences.push(if bare {
            changes
        } else {
            telling.fill("in_group", &[("group", &group), ("changes", &changes)])
        });
    }
    if sentences.len() > MAX_GROUPS {
        sentences = vec![totals(role, telling).join(&telling.say("comma"))];
    }
    sentences.extend(languages(diff, telling));
    if sentences.is_empty() {
        return telling.say("nothing_seen");
    }
    sentences.join(&telling.say("semicolon"))
}

/// The changes of all groups together: sections and duties by what became of them, everything else as a count.
fn totals(role: &Compared, telling: &Telling) -> Vec<String> {
    let mut sections: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut duties: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut others = 0;
    let is_section = |id: &GroupId| id.kind == GroupKind::Section && id.level.is_none();
    for change in role.diff.groups.iter().filter(|change| change.id().is_some_and(is_section)) {
        for kind in &change.kinds {
            *sections.entry(*kind).or_insert(0) += 1;
        }
    }
    let told = |change: &&Change| !is_language_only(change) && (telling.all || !change.folded);
    for change in role.diff.changes.iter().filter(told) {
        match change.spot().map(|spot| spot.kind) {
            Some(ItemKind::Duty | ItemKind::Line) => {
                for kind in view::told_kinds(change) {
                    *duties.entry(kind).or_insert(0) += 1;
                }
            }
            _ => others += 1,
        }
    }
    let sections =
        sections.into_iter().map(|(kind, count)| telling.count(&format!("sections_{}", name(&kind)), count, &[]));
    let item = if telling.documents { ItemKind::Line } else { ItemKind::Duty };
    let duties = duties.into_iter().map(|(kind, count)| counted(kind, item, count, telling));
    let mut parts: Vec<String> = sections.chain(duties).collect();
    if others > 0 {
        parts.push(telling.count("others", others, &[]));
    }
    parts
}

fn group(role: &Compared, id: &GroupId, telling: &Telling) -> Vec<String> {
    let mut parts = Vec::new();
    let whole = role
        .diff
        .groups
        .iter()
        .find(|change| change.id() == Some(id))
        .filter(|_| id.kind == GroupKind::Section && id.level.is_none());
    for kind in whole.iter().flat_map(|change| &change.kinds) {
        parts.push(match kind {
            Kind::Added => telling.say("section_added"),
            Kind::Removed => telling.say("section_removed"),
            Kind::Moved => telling.say("section_moved"),
            _ => {
                let old = whole.and_then(|change| change.old.as_ref()).map(|id| id.key.clone()).unwrap_or_default();
                telling.fill("section_renamed", &[("old", &old), ("new", &id.key)])
            }
        });
    }
    let is_whole =
        whole.is_some_and(|change| change.kinds.contains(&Kind::Added) || change.kinds.contains(&Kind::Removed));
    let own = |change: &&Change| change.spot().is_some_and(|spot| spot.group == *id);
    let told = |change: &&Change| !is_language_only(change) && (telling.all || !change.folded);
    let mut counts: BTreeMap<(Kind, ItemKind), usize> = BTreeMap::new();
    let mut come: BTreeMap<(&GroupId, ItemKind), usize> = BTreeMap::new();
    for change in role.diff.changes.iter().filter(own).filter(told) {
        let Some(spot) = change.spot() else { continue };
        match named(change, spot.kind, telling) {
            // Of a section that is new or gone as a whole, the duties are counted and that is enough.
            Some(_) if is_whole => {}
            Some(part) => parts.push(part),
            None if is_whole && !matches!(spot.kind, ItemKind::Duty | ItemKind::Line) => {}
            None => {
                for kind in view::told_kinds(change) {
                    match change.old.as_ref().filter(|old| kind == Kind::Moved && old.group != spot.group) {
                        Some(old) => *come.entry((&old.group, spot.kind)).or_insert(0) += 1,
                        None => *counts.entry((kind, spot.kind)).or_insert(0) += 1,
                    }
                }
            }
        }
    }
    for ((kind, item), count) in counts {
        parts.push(counted(kind, item, count, telling));
    }
    for ((from, item), count) in come {
        let values = [("noun", telling.noun(&name(&item), count)), ("group", group_name(from, &role.diff, telling))];
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        parts.push(telling.count("moved_here", count, &values));
    }
    parts
}

fn counted(kind: Kind, item: ItemKind, count: usize, telling: &Telling) -> String {
    let noun = telling.noun(&name(&item), count);
    let single = matches!(item, ItemKind::Title | ItemKind::Summary | ItemKind::Focus);
    let key = match kind {
        Kind::Added if single => "one_added",
        Kind::Removed if single => "one_removed",
        Kind::Reworded if single => "one_reworded",
        Kind::Added => "added",
        Kind::Removed => "removed",
        Kind::Reworded => "reworded",
        Kind::Moved => "moved",
        Kind::Level => "level_changed",
        Kind::Renamed => "renamed",
        Kind::LanguageAdded | Kind::LanguageRemoved => return telling.say(&format!("mark_{}", name(&kind))),
        _ => "form",
    };
    telling.count(key, count, &[("noun", &noun)])
}

/// Changes that are told with the name of what they concern.
fn named(change: &Change, kind: ItemKind, telling: &Telling) -> Option<String> {
    let what = match (kind, change.kinds.first()?) {
        (_, Kind::Required) => "now_required",
        (_, Kind::Preferred) => "now_preferred",
        (ItemKind::Fact, _) => return Some(fact(change, telling)),
        (ItemKind::Required, Kind::Added) => "required_added",
        (ItemKind::Preferred, Kind::Added) => "preferred_added",
        (ItemKind::Required, Kind::Removed) => "required_removed",
        (ItemKind::Preferred, Kind::Removed) => "preferred_removed",
        (ItemKind::Metric, Kind::Added) => "metric_added",
        (ItemKind::Metric, Kind::Removed) => "metric_removed",
        (ItemKind::DefaultSection, Kind::Added) => "default_added",
        (ItemKind::DefaultSection, Kind::Removed) => "default_removed",
        _ => return None,
    };
    let key = change.spot().and_then(|spot| spot.key.clone()).unwrap_or_default();
    let name = view::reading(&change.words, telling).map_or(key, |(_, text)| text);
    Some(telling.fill(what, &[("name", &name)]))
}

/// A fact of the vacancy, with its old and its new value: `pay: 20 → 25`.
fn fact(change: &Change, telling: &Telling) -> String {
    let key = change.spot().and_then(|spot| spot.key.clone()).unwrap_or_default();
    let name = view::reading(&change.of, telling).map_or(key, |(_, text)| text);
    let side = |pick: fn(&TextChange) -> Option<&String>| change.texts.iter().find_map(pick).cloned();
    let (old, new) = (side(|text| text.old.as_ref()), side(|text| text.new.as_ref()));
    let values = match (&old, &new) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (None, Some(new)) => new.clone(),
        _ => telling.say("mark_removed"),
    };
    telling.fill("in_group", &[("group", &name), ("changes", &values)])
}

fn languages(diff: &crate::diff::RoleDiff, telling: &Telling) -> Vec<String> {
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let mut behind: BTreeMap<&str, usize> = BTreeMap::new();
    let mut behind_count = 0;
    for change in &diff.changes {
        if !change.folded && is_language_only(change) {
            for text in change.texts.iter().filter(|text| text.old.is_none() != text.new.is_none()) {
                *counts.entry((text.new.is_some(), &text.language)).or_insert(0) += 1;
            }
        }
        if !change.folded && !change.behind.is_empty() {
            behind_count += 1;
            for language in &change.behind {
                *behind.entry(language).or_insert(0) += 1;
            }
        }
    }
    let mut sentences: Vec<String> = counts
        .into_iter()
        .rev()
        .filter(|((_, language), _)| !language.is_empty())
        .map(|((added, language), count)| {
            telling.count(if added { "language_added" } else { "language_removed" }, count, &[("language", language)])
        })
        .collect();
    if behind_count > 0 {
        let names = behind.keys().copied().collect::<Vec<_>>().join(&telling.say("list_comma"));
        sentences.push(telling.count("behind_count", behind_count, &[("languages", &names)]));
    }
    sentences
}
