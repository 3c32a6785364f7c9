//! Two outlines compared: what was added, removed, reworded, moved, renamed, and what asks for more or less than before.
//!
//! A difference holds all that leads from the old side to the new one: [`RoleDiff::apply`] does it.

mod apply;
mod comparison;
mod defaults;
pub mod document;
pub mod drift;
mod jobs;
mod matching;
pub mod outline;

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::words::plain_form;
pub use comparison::{Compared, Comparison, FILES_ON_DISK, INDEX, State};
pub use jobs::{DocumentChange, FileDiffers, JobChange, Jobs};
pub use outline::{Group, GroupId, GroupKind, Item, ItemKind, Outline, Scope, Wordings, of_file, of_role};

/// One way in which an item changed. An item may change in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// Its words changed.
    Reworded,
    /// It stands in another section, or at another place in the order.
    Moved,
    /// It belongs to another level.
    Level,
    /// Its key changed.
    Renamed,
    /// What was nice to have is a must.
    Required,
    /// What was a must is nice to have.
    Preferred,
    /// It is said in a further language.
    LanguageAdded,
    /// A language is gone.
    LanguageRemoved,
    /// Only typography or markup changed.
    Form,
}

/// Where an item stands on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The group.
    pub group: GroupId,
    /// The place among the group's items, from 0.
    pub index: usize,
    /// What the item is there.
    pub kind: ItemKind,
    /// Its key there.
    pub key: Option<String>,
}

/// One language of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// The language tag; empty for a text in all languages.
    pub language: String,
    /// The old words.
    pub old: Option<String>,
    /// The new words.
    pub new: Option<String>,
}

impl TextChange {
    /// Whether both sides say the same in another form.
    pub fn is_form(&self) -> bool {
        matches!((&self.old, &self.new), (Some(old), Some(new)) if plain_form(old) == plain_form(new))
    }
}

/// An item that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In which ways it changed, in the order of [`Kind`].
    pub kinds: BTreeSet<Kind>,
    /// Where it stood.
    pub old: Option<Spot>,
    /// Where it stands.
    pub new: Option<Spot>,
    /// The languages that differ; for an item that was added or removed, all of them.
    pub texts: Vec<TextChange>,
    /// The languages that did not follow a change of wording in another.
    pub behind: Vec<String>,
    /// The whole words of the item, new where there is a new side; for one that names another by its id, what that is called.
    pub words: Wordings,
    /// The name of the skill or metric that a description belongs to, or of a fact.
    pub of: Wordings,
    /// Whether no reader of the document would see it.
    pub folded: bool,
}

impl Change {
    /// Where the item stands, or stood.
    pub fn spot(&self) -> Option<&Spot> {
        self.new.as_ref().or(self.old.as_ref())
    }

    /// Whether it changed in this way.
    pub fn is(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// A group that was added, removed, moved or renamed as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupChange {
    /// In which way: `Added`, `Removed`, `Moved`, `Renamed`.
    pub kinds: BTreeSet<Kind>,
    /// What it was.
    pub old: Option<GroupId>,
    /// What it is, and its place among the groups.
    pub new: Option<(GroupId, usize)>,
}

impl GroupChange {
    /// What the group is, or was.
    pub fn id(&self) -> Option<&GroupId> {
        self.new.as_ref().map(|(id, _)| id).or(self.old.as_ref())
    }
}

/// All that leads from one outline to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleDiff {
    /// Groups that changed as a whole.
    pub groups: Vec<GroupChange>,
    /// Items that changed, in the order of the new side; what was removed stands after the rest of its group.
    pub changes: Vec<Change>,
    /// What the groups are called, of both sides.
    pub titles: HashMap<GroupId, Wordings>,
}

impl RoleDiff {
    /// Whether both sides are the same to the letter.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.changes.is_empty()
    }

    /// What `other`, the same document in another language, does not tell.
    #[must_use]
    pub fn beyond(&self, other: &RoleDiff) -> RoleDiff {
        let place = |spot: &Option<Spot>| spot.as_ref().map(|spot| (spot.group.clone(), spot.kind, spot.key.clone()));
        let places = |change: &Change| (place(&change.old), place(&change.new));
        let known: Vec<_> = other.changes.iter().filter(|change| !change.folded).map(places).collect();
        let changes = self.changes.iter().filter(|change| !known.contains(&places(change)));
        // What both have is called as the other calls it, in its reader's language.
        let titles = self.titles.iter().chain(&other.titles).map(|(id, title)| (id.clone(), title.clone()));
        let groups = self.groups.iter().filter(|group| !other.groups.iter().any(|known| known.id() == group.id()));
        RoleDiff { groups: groups.cloned().collect(), changes: changes.cloned().collect(), titles: titles.collect() }
    }

    /// Whether there is nothing that a reader would see.
    pub fn is_silent(&self) -> bool {
        self.groups.is_empty() && self.changes.iter().all(|change| change.folded)
    }
}

/// What leads from `old` to `new`.
pub fn diff(old: &Outline, new: &Outline) -> RoleDiff {
    let pairs = matching::pairs(old, new);
    let mut changes = Vec::new();
    for (group_index, group) in new.groups.iter().enumerate() {
        for (index, item) in group.items.iter().enumerate() {
            let at = (group_index, index);
            let change = match pairs.items.get(&at) {
                None => Some(one_sided(Kind::Added, spot(new, at), item, new, &new.languages)),
                Some(from) => changed(&pairs, old, new, *from, at),
            };
            changes.extend(change);
        }
        let Some(old_index) = pairs.groups.get(&group_index) else { continue };
        changes.extend(removed(&pairs, old, *old_index));
    }
    let gone = (0..old.groups.len()).filter(|index| !pairs.groups.values().any(|known| known == index));
    changes.extend(gone.flat_map(|index| removed(&pairs, old, index)));
    RoleDiff { groups: pairs.group_changes(old, new), changes, titles: titles(old, new) }
}

fn removed(pairs: &matching::Pairs, old: &Outline, group: usize) -> Vec<Change> {
    let items = old.groups[group].items.iter().enumerate();
    items
        .filter(|(index, _)| !pairs.kept.contains(&(group, *index)))
        .map(|(index, item)| one_sided(Kind::Removed, spot(old, (group, index)), item, old, &[]))
        .collect()
}

fn spot(outline: &Outline, (group, index): (usize, usize)) -> Spot {
    let group = &outline.groups[group];
    let item = &group.items[index];
    Spot { group: group.id.clone(), index, kind: item.kind, key: item.key.clone() }
}

fn one_sided(kind: Kind, spot: Spot, item: &Item, side: &Outline, languages: &[String]) -> Change {
    let texts = item.text.iter().map(|(language, text)| TextChange {
        language: language.clone(),
        old: (kind == Kind::Removed).then(|| text.clone()),
        new: (kind == Kind::Added).then(|| text.clone()),
    });
    let texts = texts.collect();
    let tagged = item.text.keys().any(|tag| !tag.is_empty());
    let behind = languages.iter().filter(|tag| tagged && !item.text.contains_key(*tag)).cloned().collect();
    // What a skill or metric means is read where something names it, and that is a change of its own.
    let defined = matches!(
        spot.kind,
        ItemKind::SkillName | ItemKind::SkillDetail | ItemKind::MetricName | ItemKind::MetricDefinition
    );
    let folded = spot.kind.is_unseen() || defined;
    let (words, of) = (words(side, item), described(side, item));
    let (old, new) = if kind == Kind::Added { (None, Some(spot)) } else { (Some(spot), None) };
    Change { kinds: BTreeSet::from([kind]), old, new, texts, behind, words, of, folded }
}

fn words(side: &Outline, item: &Item) -> Wordings {
    let Some(key) = item.key.clone().filter(|_| item.text.is_empty()) else { return item.text.clone() };
    side.names.get(&(item.kind.class(), key)).cloned().unwrap_or_default()
}

fn described(side: &Outline, item: &Item) -> Wordings {
    let named = match item.kind {
        ItemKind::SkillDetail => ItemKind::Required,
        ItemKind::MetricDefinition => ItemKind::Metric,
        ItemKind::Fact => ItemKind::Fact,
        _ => return Wordings::new(),
    };
    item.key.clone().and_then(|key| side.names.get(&(named, key))).cloned().unwrap_or_default()
}

fn changed(
    pairs: &matching::Pairs,
    old: &Outline,
    new: &Outline,
    from: (usize, usize),
    to: (usize, usize),
) -> Option<Change> {
    let (old_spot, new_spot) = (spot(old, from), spot(new, to));
    let (old_item, item) = (&old.groups[from.0].items[from.1], &new.groups[to.0].items[to.1]);
    let mut kinds = BTreeSet::new();
    match (old_item.kind, item.kind) {
        (one, other) if one == other => {}
        (_, ItemKind::Required) => drop(kinds.insert(Kind::Required)),
        _ => drop(kinds.insert(Kind::Preferred)),
    }
    if old_item.key != item.key {
        kinds.insert(Kind::Renamed);
    }
    if pairs.groups.get(&to.0) != Some(&from.0) {
        let level = old_spot.group.level != new_spot.group.level;
        kinds.insert(if level { Kind::Level } else { Kind::Moved });
    } else if pairs.displaced.contains(&to) {
        kinds.insert(Kind::Moved);
    }
    let texts = text_changes(&old_item.text, &item.text);
    let mut reworded = false;
    for text in &texts {
        kinds.insert(match (&text.old, &text.new) {
            (None, _) => Kind::LanguageAdded,
            (_, None) => Kind::LanguageRemoved,
            _ if text.is_form() => Kind::Form,
            _ => {
                reworded = true;
                Kind::Reworded
            }
        });
    }
    let untouched = |tag: &&String| {
        !tag.is_empty() && !texts.iter().any(|text| text.language == **tag && (text.old.is_none() || !text.is_form()))
    };
    let behind = if reworded { item.text.keys().filter(untouched).cloned().collect() } else { Vec::new() };
    let folded = item.kind.is_unseen() || kinds.iter().all(|kind| *kind == Kind::Form);
    let (words, of) = (words(new, item), described(new, item));
    (!kinds.is_empty()).then_some(Change {
        kinds,
        old: Some(old_spot),
        new: Some(new_spot),
        texts,
        behind,
        words,
        of,
        folded,
    })
}

fn text_changes(old: &Wordings, new: &Wordings) -> Vec<TextChange> {
    let languages: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    languages
        .into_iter()
        .filter(|language| old.get(*language) != new.get(*language))
        .map(|language| TextChange {
            language: language.clone(),
            old: old.get(language).cloned(),
            new: new.get(language).cloned(),
        })
        .collect()
}

fn titles(old: &Outline, new: &Outline) -> HashMap<GroupId, Wordings> {
    let mut titles = HashMap::new();
    for side in [old, new] {
        let known: HashMap<&String, &Wordings> = side
            .names
            .iter()
            .filter(|((kind, _), _)| *kind == ItemKind::DefaultSection)
            .map(|((_, key), text)| (key, text))
            .collect();
        for group in &side.groups {
            let own = group.items.iter().find(|item| item.kind == ItemKind::Title).map(|item| &item.text);
            let title =
                own.filter(|_| group.id.kind == GroupKind::Section).or_else(|| known.get(&group.id.key).copied());
            if let Some(title) = title {
                titles.insert(group.id.clone(), title.clone());
            }
        }
    }
    titles
}

#[cfg(test)]
mod tests;
