//! A comparison as its readers see it: roles, blocks under headings, rows with marked words. All writers show this.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Telling;
use super::sentence;
use crate::characters::one_line;
use crate::diff::{Change, Compared, GroupId, GroupKind, ItemKind, Kind, RoleDiff, State, TextChange, Wordings};
use crate::sort;
use crate::words::{self, Mark, Run};

/// One role.
#[derive(Debug)]
pub struct RoleView {
    pub id: String,
    pub title: String,
    /// What changed, in a sentence.
    pub summary: String,
    /// What is to be said of the role as a whole.
    pub notes: Vec<String>,
    pub blocks: Vec<Block>,
    /// How many changes are left out.
    pub hidden: usize,
}

/// What changed under one heading.
#[derive(Debug)]
pub struct Block {
    pub heading: String,
    /// What became of the group as a whole.
    pub notes: Vec<String>,
    pub rows: Vec<Row>,
}

/// One item that changed.
#[derive(Debug)]
pub struct Row {
    pub sign: Sign,
    /// What happened, in a few words.
    pub what: String,
    /// The words, those marked that changed.
    pub runs: Vec<Run>,
    /// Every language that changed, with its marked words.
    pub wordings: Vec<(String, Vec<Run>)>,
}

/// What a row is at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Added,
    Removed,
    Changed,
    /// It stands on the side that can be read, of a role that cannot be read on the other.
    Unchanged,
}

/// The name of a value in the words and in machine output: that of its serialisation.
pub fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The view of one role.
pub fn role(compared: &Compared, telling: &Telling) -> RoleView {
    let diff = &compared.diff;
    let shown = |change: &&Change| telling.all || !(change.folded || is_language_only(change));
    let mut blocks: Vec<(GroupId, Block)> = Vec::new();
    for change in &diff.groups {
        let Some(id) = change.id() else { continue };
        let block = block_of(&mut blocks, id, diff, telling);
        // A level that changes a section does not add or remove the section.
        let is_section = id.kind == GroupKind::Section && id.level.is_none();
        if is_section && !telling.documents && compared.state == State::Changed {
            block.notes.extend(group_notes(change, telling));
        }
    }
    // Blocks stand in the order of the new side, which is that of the changes.
    let order: Vec<GroupId> = diff.changes.iter().filter_map(|change| Some(change.spot()?.group.clone())).collect();
    let broken = matches!(compared.state, State::OldBroken | State::NewBroken);
    for change in diff.changes.iter().filter(shown).filter(|_| compared.state != State::Removed) {
        let Some(spot) = change.spot() else { continue };
        let mut row = row(change, diff, telling);
        if broken {
            // What stands on the side that can be read did not come or go.
            row.sign = Sign::Unchanged;
            row.what.clear();
            row.runs.iter_mut().for_each(|run| run.mark = Mark::Same);
        }
        block_of(&mut blocks, &spot.group, diff, telling).rows.push(row);
    }
    blocks.retain(|(_, block)| !block.rows.is_empty() || !block.notes.is_empty());
    let place = |id: &GroupId| order.iter().position(|own| own == id).unwrap_or(usize::MAX);
    sort::by_key(&mut blocks, |(id, _)| place(id));
    let mut notes = Vec::new();
    match compared.state {
        State::Changed => {}
        _ => notes.push(sentence::of(compared, telling)),
    }
    if let Some(old) = &compared.old_id {
        notes.push(sentence::renamed(old, &compared.id, telling));
    }
    if !compared.alike.is_empty() {
        notes.push(telling.fill("also", &[("names", &compared.alike.join(&telling.say("list_comma")))]));
    }
    let whole = compared.state != State::Changed;
    let hidden = if telling.all || whole { 0 } else { diff.changes.iter().filter(|change| change.folded).count() };
    RoleView {
        id: compared.id.clone(),
        title: reading(&compared.title, telling).map(|(_, text)| text).unwrap_or_default(),
        summary: sentence::of(compared, telling),
        notes,
        blocks: blocks.into_iter().map(|(_, block)| block).collect(),
        hidden,
    }
}

fn block_of<'a>(
    blocks: &'a mut Vec<(GroupId, Block)>,
    id: &GroupId,
    diff: &RoleDiff,
    telling: &Telling,
) -> &'a mut Block {
    let at = match blocks.iter().position(|(own, _)| own == id) {
        Some(at) => at,
        None => {
            let heading = group_name(id, diff, telling);
            blocks.push((id.clone(), Block { heading, notes: Vec::new(), rows: Vec::new() }));
            blocks.len() - 1
        }
    };
    &mut blocks[at].1
}

/// The ways in which an item changed that are worth saying: its form in one language is not where its words changed too.
pub fn told_kinds(change: &Change) -> impl Iterator<Item = Kind> {
    let is_more = change.kinds.iter().any(|kind| *kind != Kind::Form);
    change.kinds.iter().copied().filter(move |kind| !is_more || *kind != Kind::Form)
}

/// Whether a further language is all that changed: told as a count, since it concerns most texts at once.
pub fn is_language_only(change: &Change) -> bool {
    change.kinds.iter().all(|kind| matches!(kind, Kind::LanguageAdded | Kind::LanguageRemoved | Kind::Form))
        && !change.is(Kind::Form)
}

fn group_notes(change: &crate::diff::GroupChange, telling: &Telling) -> Vec<String> {
    let key = |id: &GroupId| id.key.clone();
    change
        .kinds
        .iter()
        .map(|kind| match kind {
            Kind::Added => telling.say("section_added"),
            Kind::Removed => telling.say("section_removed"),
            Kind::Moved => telling.say("section_moved"),
            _ => {
                let old = change.old.as_ref().map(key).unwrap_or_default();
                let new = change.new.as_ref().map(|(id, _)| key(id)).unwrap_or_default();
                telling.fill("section_renamed", &[("old", &old), ("new", &new)])
            }
        })
        .collect()
}

/// What a group is called in the reader's language.
pub fn group_name(id: &GroupId, diff: &RoleDiff, telling: &Telling) -> String {
    let own = match id.kind {
        GroupKind::Section => diff.titles.get(id).and_then(|title| reading(title, telling)).map(|(_, text)| text),
        GroupKind::Role if telling.documents => Some(telling.say("document")),
        kind => Some(telling.say(&name(&kind))),
    };
    let own = own.unwrap_or_else(|| id.key.clone());
    match &id.level {
        None => own,
        Some(level) if id.kind == GroupKind::Role => telling.fill("level", &[("level", level)]),
        Some(level) => telling.fill("level_group", &[("level", level), ("group", &own)]),
    }
}

/// The wording that the reader reads: in the first language that it has of theirs, or else its first.
pub fn reading(text: &Wordings, telling: &Telling) -> Option<(String, String)> {
    let own = telling.languages.iter().find_map(|language| text.get_key_value(language.as_str()));
    let found =
        own.or_else(|| text.get_key_value("")).or_else(|| text.get_key_value("en")).or_else(|| text.iter().next());
    found.map(|(tag, words)| (tag.clone(), one_line(words)))
}

fn row(change: &Change, diff: &RoleDiff, telling: &Telling) -> Row {
    let spot = change.spot();
    let kind = spot.map_or(ItemKind::Line, |spot| spot.kind);
    let sign = if change.is(Kind::Added) {
        Sign::Added
    } else if change.is(Kind::Removed) {
        Sign::Removed
    } else {
        Sign::Changed
    };
    let mut wordings: Vec<(String, Vec<Run>)> =
        change.texts.iter().map(|text| (text.language.clone(), runs(text))).collect();
    // The reader's languages come first, best first.
    let place = |tag: &String| telling.languages.iter().position(|own| own.as_str() == tag).unwrap_or(usize::MAX);
    sort::by_key(&mut wordings, |(tag, _)| place(tag));
    let changed: BTreeMap<String, String> =
        change.texts.iter().map(|text| (text.language.clone(), String::new())).collect();
    // The words that changed are shown in the reader's language where they changed there.
    let language = reading(if changed.is_empty() { &change.words } else { &changed }, telling).map(|(tag, _)| tag);
    let runs = language
        .as_ref()
        .and_then(|language| wordings.iter().find(|(tag, _)| tag == language))
        .map(|(_, runs)| runs.clone())
        .unwrap_or_else(|| whole(change, sign, telling));
    let mut what = Vec::new();
    let is_told = change.is(Kind::Required) || change.is(Kind::Preferred);
    if !is_told && !matches!(kind, ItemKind::Duty | ItemKind::Line | ItemKind::Qualification | ItemKind::Relation) {
        let item = telling.say(&format!("item_{}", name(&kind)));
        what.push(match reading(&change.of, telling) {
            Some((_, of)) if kind == ItemKind::Fact => of,
            Some((_, of)) => telling.fill("in_group", &[("group", &of), ("changes", &item)]),
            None => item,
        });
    }
    for kind in told_kinds(change) {
        what.push(match (kind, &change.old, &change.new) {
            (Kind::Moved, Some(old), Some(new)) if old.group == new.group => telling.say("moved_order"),
            (Kind::Moved | Kind::Level, Some(old), _) => {
                telling.fill("moved_from", &[("group", &group_name(&old.group, diff, telling))])
            }
            (Kind::Renamed, Some(old), Some(new)) => {
                let key = |spot: &crate::diff::Spot| spot.key.clone().unwrap_or_default();
                telling.fill("key_changed", &[("old", &key(old)), ("new", &key(new))])
            }
            _ => telling.say(&format!("mark_{}", name(&kind))),
        });
    }
    if let Some(language) = language.filter(|_| sign == Sign::Changed) {
        let others: Vec<String> = change
            .texts
            .iter()
            .filter(|text| text.language != language && !text.is_form())
            .map(|text| text.language.clone())
            .collect();
        if !others.is_empty() {
            what.push(telling.fill("also_in", &[("languages", &others.join(&telling.say("list_comma")))]));
        } else if telling.languages.first().is_some_and(|own| own.as_str() != language)
            && !language.is_empty()
            && !change.texts.is_empty()
        {
            what.push(telling.fill("in_language", &[("language", &language)]));
        }
    }
    if !change.behind.is_empty() {
        what.push(telling.fill("behind", &[("languages", &change.behind.join(&telling.say("list_comma")))]));
    }
    Row { sign, what: what.join(&telling.say("comma")), runs, wordings }
}

fn whole(change: &Change, sign: Sign, telling: &Telling) -> Vec<Run> {
    let key = || change.spot().and_then(|spot| spot.key.clone()).unwrap_or_default();
    let text = reading(&change.words, telling).map_or_else(key, |(_, text)| text);
    let mark = match sign {
        Sign::Added => Mark::Added,
        Sign::Removed => Mark::Removed,
        Sign::Changed | Sign::Unchanged => Mark::Same,
    };
    vec![Run { mark, text }]
}

fn runs(text: &TextChange) -> Vec<Run> {
    let side = |text: &Option<String>| text.as_deref().map(one_line).unwrap_or_default();
    words::compare(&side(&text.old), &side(&text.new))
}
