//! Which group and which item of one side is which of the other: by key first, by likeness where keys changed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{GroupChange, GroupKind, Item, ItemKind, Kind, Outline};
use crate::sort;
use crate::words::Pairs as LetterPairs;

/// Two texts at least this alike are one text that was reworded. Found on the pairs of `tests/diff`: unrelated duties of one
/// section reach 0.45, and half of a duty's words are as good as another duty.
const ALIKE: f64 = 0.6;
/// Two sections with at least this share of equal items are one whose key changed.
const SAME_SECTION: f64 = 0.5;
/// Beyond this many pairs of unmatched items, only equal texts are looked for.
const MAX_LIKENESS_PAIRS: usize = 250_000;

/// A group's and an item's index.
type Place = (usize, usize);
/// Items with their places.
type Found<'a> = Vec<(Place, &'a Item)>;

/// What was matched, from the new side to the old one.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Groups.
    pub groups: BTreeMap<usize, usize>,
    /// Items.
    pub items: HashMap<Place, Place>,
    /// The old places of matched items.
    pub kept: HashSet<Place>,
    /// New places of items that stand at another place in the order of their group.
    pub displaced: HashSet<Place>,
}

/// Matches the groups and items of `new` with those of `old`.
pub fn pairs(old: &Outline, new: &Outline) -> Pairs {
    let mut pairs = Pairs::default();
    pairs.groups_by_id(old, new);
    pairs.groups_by_content(old, new);
    pairs.items_by_key(old, new);
    pairs.items_moved_by_key(old, new);
    pairs.items_by_text(old, new);
    pairs.items_by_likeness(old, new);
    pairs.find_displaced(old, new);
    pairs
}

impl Pairs {
    fn groups_by_id(&mut self, old: &Outline, new: &Outline) {
        let known: HashMap<_, _> = old.groups.iter().enumerate().map(|(index, group)| (&group.id, index)).collect();
        for (index, group) in new.groups.iter().enumerate() {
            if let Some(from) = known.get(&group.id) {
                self.groups.insert(index, *from);
            }
        }
    }

    fn groups_by_content(&mut self, old: &Outline, new: &Outline) {
        let taken: HashSet<usize> = self.groups.values().copied().collect();
        let is_section = |outline: &Outline, index: usize| outline.groups[index].id.kind == GroupKind::Section;
        let free_old: Vec<usize> =
            (0..old.groups.len()).filter(|index| !taken.contains(index) && is_section(old, *index)).collect();
        let free_new: Vec<usize> =
            (0..new.groups.len()).filter(|index| !self.groups.contains_key(index) && is_section(new, *index)).collect();
        if free_old.len() * free_new.len() > MAX_LIKENESS_PAIRS {
            return;
        }
        let mut candidates = Vec::new();
        for from in &free_old {
            for to in &free_new {
                let (one, other) = (&old.groups[*from], &new.groups[*to]);
                if one.id.level == other.id.level {
                    let share = shared(&one.items, &other.items);
                    if share >= SAME_SECTION {
                        candidates.push((share, *from, *to));
                    }
                }
            }
        }
        sort::by(&mut candidates, |one, other| other.0.total_cmp(&one.0));
        let mut used = HashSet::new();
        for (_, from, to) in candidates {
            if !self.groups.contains_key(&to) && used.insert(from) {
                self.groups.insert(to, from);
            }
        }
    }

    fn pair(&mut self, from: Place, to: Place) {
        self.kept.insert(from);
        self.items.insert(to, from);
    }

    fn items_by_key(&mut self, old: &Outline, new: &Outline) {
        for (to, from) in self.groups.clone() {
            let mut known: HashMap<(ItemKind, &str), Vec<usize>> = HashMap::new();
            for (index, item) in old.groups[from].items.iter().enumerate().rev() {
                if let Some(key) = &item.key {
                    known.entry((item.kind.class(), key)).or_default().push(index);
                }
            }
            for (index, item) in new.groups[to].items.iter().enumerate() {
                if let Some(key) = &item.key
                    && let Some(own) = known.get_mut(&(item.kind.class(), key)).and_then(Vec::pop)
                {
                    self.pair((from, own), (to, index));
                }
            }
        }
    }

    fn unmatched<'a>(&self, old: &'a Outline, new: &'a Outline) -> (Found<'a>, Found<'a>) {
        let all = |side: &'a Outline| {
            side.groups
                .iter()
                .enumerate()
                .flat_map(|(group, own)| own.items.iter().enumerate().map(move |(index, item)| ((group, index), item)))
        };
        let prose = |item: &Item| item.kind.is_prose();
        (
            all(old).filter(|(place, item)| prose(item) && !self.kept.contains(place)).collect(),
            all(new).filter(|(place, item)| prose(item) && !self.items.contains_key(place)).collect(),
        )
    }

    /// A key that only one unmatched item of each side has is that item in another group.
    fn items_moved_by_key(&mut self, old: &Outline, new: &Outline) {
        let (free_old, free_new) = self.unmatched(old, new);
        let by_key = |items: &[(Place, &Item)]| {
            let mut places: HashMap<(ItemKind, String), Vec<Place>> = HashMap::new();
            for (place, item) in items {
                if let Some(key) = &item.key {
                    places.entry((item.kind, key.clone())).or_default().push(*place);
                }
            }
            places
        };
        let known = by_key(&free_old);
        for (key, places) in by_key(&free_new) {
            if let ([to], Some([from])) = (places.as_slice(), known.get(&key).map(Vec::as_slice)) {
                self.pair(*from, *to);
            }
        }
    }

    /// Equal texts, in the same group first.
    fn items_by_text(&mut self, old: &Outline, new: &Outline) {
        let (free_old, free_new) = self.unmatched(old, new);
        for same_group in [true, false] {
            let mut known: HashMap<_, Vec<Place>> = HashMap::new();
            for (place, item) in free_old.iter().rev().filter(|(place, _)| !self.kept.contains(place)) {
                known.entry((same_group.then_some(place.0), item.kind, &item.text)).or_default().push(*place);
            }
            for (to, item) in &free_new {
                let group = self.groups.get(&to.0).copied();
                if self.items.contains_key(to) || (same_group && group.is_none()) {
                    continue;
                }
                let wanted = (if same_group { group } else { None }, item.kind, &item.text);
                if let Some(from) = known.get_mut(&wanted).and_then(Vec::pop) {
                    self.pair(from, *to);
                }
            }
        }
    }

    fn items_by_likeness(&mut self, old: &Outline, new: &Outline) {
        let (free_old, free_new) = self.unmatched(old, new);
        if free_old.len() * free_new.len() > MAX_LIKENESS_PAIRS {
            return;
        }
        let letters = |items: &[(Place, &Item)]| -> Vec<BTreeMap<String, LetterPairs>> {
            let of = |item: &Item| item.text.iter().map(|(tag, text)| (tag.clone(), LetterPairs::new(text))).collect();
            items.iter().map(|(_, item)| of(item)).collect()
        };
        let (old_letters, new_letters) = (letters(&free_old), letters(&free_new));
        let mut candidates = Vec::new();
        for ((from, item), one) in free_old.iter().zip(&old_letters) {
            for ((to, other_item), other) in free_new.iter().zip(&new_letters) {
                let same_group = self.groups.get(&to.0) == Some(&from.0);
                if item.kind != other_item.kind {
                    continue;
                }
                let likeness =
                    one.iter().filter_map(|(tag, pairs)| Some(pairs.likeness(other.get(tag)?))).fold(0.0, f64::max);
                if likeness >= ALIKE {
                    // Among equals, the one that stayed in its section.
                    candidates.push((likeness + if same_group { 0.1 } else { 0.0 }, *from, *to));
                }
            }
        }
        sort::by(&mut candidates, |one, other| other.0.total_cmp(&one.0));
        for (_, from, to) in candidates {
            if !self.kept.contains(&from) && !self.items.contains_key(&to) {
                self.pair(from, to);
            }
        }
    }

    fn find_displaced(&mut self, old: &Outline, new: &Outline) {
        for (to, from) in &self.groups {
            let mut order = Vec::new();
            for (index, item) in new.groups[*to].items.iter().enumerate() {
                if let Some((group, own)) = self.items.get(&(*to, index))
                    && group == from
                    && old.groups[*from].items[*own].kind == item.kind
                {
                    order.push((*own, index));
                }
            }
            let stay = longest_rising(&order.iter().map(|(own, _)| *own).collect::<Vec<_>>());
            let moved = order.iter().enumerate().filter(|(at, _)| !stay.contains(at));
            self.displaced.extend(moved.map(|(_, (_, index))| (*to, *index)));
        }
    }

    /// The groups that were added, removed, moved or renamed as a whole.
    pub fn group_changes(&self, old: &Outline, new: &Outline) -> Vec<GroupChange> {
        let order: Vec<usize> = self.groups.values().copied().collect();
        let stay = longest_rising(&order);
        let moved: HashSet<usize> =
            self.groups.keys().enumerate().filter(|(at, _)| !stay.contains(at)).map(|(_, to)| *to).collect();
        let mut changes = Vec::new();
        for (index, group) in new.groups.iter().enumerate() {
            let from = self.groups.get(&index).map(|from| &old.groups[*from].id);
            let mut kinds = BTreeSet::new();
            match from {
                None => drop(kinds.insert(Kind::Added)),
                Some(id) if *id != group.id => drop(kinds.insert(Kind::Renamed)),
                Some(_) => {}
            }
            if moved.contains(&index) {
                kinds.insert(Kind::Moved);
            }
            if !kinds.is_empty() {
                changes.push(GroupChange { kinds, old: from.cloned(), new: Some((group.id.clone(), index)) });
            }
        }
        let kept: HashSet<usize> = self.groups.values().copied().collect();
        for (_, group) in old.groups.iter().enumerate().filter(|(index, _)| !kept.contains(index)) {
            changes.push(GroupChange {
                kinds: BTreeSet::from([Kind::Removed]),
                old: Some(group.id.clone()),
                new: None,
            });
        }
        changes
    }
}

/// The share of items that two groups have in common, by key or by text.
fn shared(one: &[Item], other: &[Item]) -> f64 {
    let prose = |items: &[Item]| items.iter().filter(|item| item.kind.is_prose()).count();
    let keys: HashSet<_> = one.iter().filter(|item| item.kind.is_prose()).map(|item| (&item.key, &item.text)).collect();
    let same = other.iter().filter(|item| item.kind.is_prose() && keys.contains(&(&item.key, &item.text))).count();
    let all = prose(one).max(prose(other));
    #[allow(clippy::cast_precision_loss, reason = "no role has 2^52 items")]
    let share = if all == 0 { 0.0 } else { same as f64 / all as f64 };
    share
}

/// The places of a longest rising run of `numbers`: what stays where it is, so that as little as possible has moved.
fn longest_rising(numbers: &[usize]) -> HashSet<usize> {
    // Patience sorting: `ends` holds where the best run of each length ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut run = HashSet::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.insert(at);
        next = before[at];
    }
    run
}
