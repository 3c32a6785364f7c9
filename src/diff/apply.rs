//! A difference laid over the old side gives the new one. This is what shows that a difference leaves nothing out.

use std::collections::HashSet;

use super::{Change, Group, Item, Kind, Outline, RoleDiff, Wordings};
use crate::sort;

/// An item that changes its place, waiting for its group.
struct Traveller<'a> {
    change: &'a Change,
    text: Wordings,
}

impl RoleDiff {
    /// The groups of the new side, made of those of the old one. Changes that do not fit `old` are left out.
    pub fn apply(&self, old: &Outline) -> Vec<Group> {
        let mut groups: Vec<Group> = old.groups.clone();
        let mut travellers: Vec<Traveller<'_>> = Vec::new();
        let mut leaving = HashSet::new();
        for change in &self.changes {
            let mut text = Wordings::new();
            if let Some(from) = &change.old
                && let Some(group) = groups.iter_mut().find(|group| group.id == from.group)
                && let Some(item) = group.items.get_mut(from.index)
            {
                if stays(change) {
                    reword(&mut item.text, change);
                    continue;
                }
                text.clone_from(&item.text);
                leaving.insert((from.group.clone(), from.index));
            }
            reword(&mut text, change);
            travellers.push(Traveller { change, text });
        }
        for group in &mut groups {
            let mut index = 0;
            group.items.retain(|_| {
                let gone = leaving.contains(&(group.id.clone(), index));
                index += 1;
                !gone
            });
        }
        let mut groups = self.regroup(groups);
        sort::by_key(&mut travellers, |traveller| traveller.change.new.as_ref().map(|spot| spot.index));
        for traveller in travellers {
            let Some(spot) = &traveller.change.new else { continue };
            let Some(group) = groups.iter_mut().find(|group| group.id == spot.group) else { continue };
            let item = Item { kind: spot.kind, key: spot.key.clone(), text: traveller.text };
            group.items.insert(spot.index.min(group.items.len()), item);
        }
        for change in self.changes.iter().filter(|change| stays(change)) {
            let Some(spot) = &change.new else { continue };
            if let Some(item) =
                groups.iter_mut().find(|group| group.id == spot.group).and_then(|group| group.items.get_mut(spot.index))
            {
                item.key.clone_from(&spot.key);
            }
        }
        groups
    }

    fn regroup(&self, groups: Vec<Group>) -> Vec<Group> {
        let mut staying = Vec::new();
        let mut moving = Vec::new();
        for mut group in groups {
            match self.groups.iter().find(|change| change.old.as_ref() == Some(&group.id)) {
                None => staying.push(group),
                Some(change) => match &change.new {
                    None => {}
                    Some((id, index)) => {
                        group.id = id.clone();
                        if change.kinds.contains(&Kind::Moved) {
                            moving.push((*index, group));
                        } else {
                            staying.push(group);
                        }
                    }
                },
            }
        }
        let added = self.groups.iter().filter(|change| change.old.is_none());
        moving.extend(added.filter_map(|change| {
            let (id, index) = change.new.clone()?;
            Some((index, Group { id, items: Vec::new() }))
        }));
        sort::by_key(&mut moving, |(index, _)| *index);
        for (index, group) in moving {
            staying.insert(index.min(staying.len()), group);
        }
        staying
    }
}

/// Whether the item keeps its place among those around it.
fn stays(change: &Change) -> bool {
    let goes = [Kind::Added, Kind::Removed, Kind::Moved, Kind::Level, Kind::Required, Kind::Preferred];
    !goes.iter().any(|kind| change.is(*kind))
}

fn reword(text: &mut Wordings, change: &Change) {
    for wording in &change.texts {
        match &wording.new {
            Some(words) => drop(text.insert(wording.language.clone(), words.clone())),
            None => drop(text.remove(&wording.language)),
        }
    }
}
