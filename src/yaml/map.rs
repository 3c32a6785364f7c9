//! A YAML map in the order of its file. Most have three to ten keys, for which a list is found through faster than a table.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::sort;
use crate::source::Span;
use crate::yaml::Node;

/// From this size on keys are looked up in a table, so that a hostile file of many keys costs no more than a long one.
const INDEXED_FROM: usize = 24;

/// A map's value with the place of its key.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub node: Node,
}

/// A map's entries by key, in the order of the file. A clone shares them until one of both is changed: a level of a role is the
/// role but for a few texts.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: Arc<Vec<(Cow<'static, str>, Entry)>>,
    places: Option<Arc<HashMap<Cow<'static, str>, usize>>>,
}

impl Map {
    /// An empty map.
    pub fn new() -> Map {
        Map::default()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn place(&self, key: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(key).copied(),
            None => self.entries.iter().position(|(own, _)| own == key),
        }
    }

    /// Whether the key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// The entry under `key`.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.place(key).map(|at| &self.entries[at].1)
    }

    /// The entry under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.place(key).map(|at| &mut Arc::make_mut(&mut self.entries)[at].1)
    }

    /// Puts an entry at the end, or in the place of the one that has its key.
    pub fn insert(&mut self, key: impl Into<Cow<'static, str>>, entry: Entry) {
        let key = key.into();
        if let Some(at) = self.place(&key) {
            Arc::make_mut(&mut self.entries)[at].1 = entry;
            return;
        }
        if let Some(places) = &mut self.places {
            Arc::make_mut(places).insert(key.clone(), self.entries.len());
        }
        Arc::make_mut(&mut self.entries).push((key, entry));
        if self.places.is_none() && self.entries.len() >= INDEXED_FROM {
            self.index();
        }
    }

    /// Takes the entry under `key` out; the order of the others stays.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.place(key)?;
        let (_, entry) = Arc::make_mut(&mut self.entries).remove(at);
        if self.places.is_some() {
            self.index();
        }
        Some(entry)
    }

    /// Takes out all entries whose keys are among `keys`.
    pub fn remove_all(&mut self, keys: &HashSet<Cow<'static, str>>) {
        Arc::make_mut(&mut self.entries).retain(|(key, _)| !keys.contains(key));
        if self.places.is_some() {
            self.index();
        }
    }

    /// Sorts by `rank` of the key; entries of the same rank keep their order.
    pub fn sort_by_rank(&mut self, rank: impl Fn(&str) -> usize) {
        sort::by_key(Arc::make_mut(&mut self.entries).as_mut_slice(), |(key, _)| rank(key));
        if self.places.is_some() {
            self.index();
        }
    }

    fn index(&mut self) {
        let places = self.entries.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        self.places = Some(Arc::new(places));
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_ref())
    }

    /// The entries with their keys, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key.as_ref(), entry))
    }
}

impl<K: Into<Cow<'static, str>>> FromIterator<(K, Entry)> for Map {
    fn from_iter<T: IntoIterator<Item = (K, Entry)>>(entries: T) -> Map {
        let mut map = Map::new();
        for (key, entry) in entries {
            map.insert(key, entry);
        }
        map
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a str, &'a Entry);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'a, (Cow<'static, str>, Entry)>,
        fn(&'a (Cow<'static, str>, Entry)) -> (&'a str, &'a Entry),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter().map(|(key, entry)| (key.as_ref(), entry))
    }
}

impl IntoIterator for Map {
    type Item = (Cow<'static, str>, Entry);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.entries).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use crate::yaml::Value;

    fn entry(text: &str) -> Entry {
        let span = Span::new(&Source::new("t", ""), 0..0);
        Entry { key: span.clone(), node: Node { span, value: Value::Text(text.to_owned().into()) } }
    }

    #[test]
    fn a_large_map_finds_replaces_and_removes_as_a_small_one_does() {
        for size in [3, 200] {
            let mut map = Map::new();
            for number in 0..size {
                map.insert(format!("k{number}"), entry("old"));
            }
            map.insert("k1", entry("new"));
            assert_eq!(map.len(), size);
            assert_eq!(map.get("k1").and_then(|entry| entry.node.as_text()), Some("new"));
            assert!(map.remove("k0").is_some());
            assert!(map.remove("k0").is_none());
            assert_eq!(map.keys().next(), Some("k1"));
            map.remove_all(&HashSet::from([Cow::from("k1")]));
            assert!(!map.contains_key("k1"));
            map.sort_by_rank(|key| usize::from(key == "k2"));
            assert_eq!(map.keys().last(), if size == 3 { Some("k2") } else { map.keys().last() });
            assert_eq!(map.get("k2").is_some(), map.keys().any(|key| key == "k2"));
        }
    }

    #[test]
    fn a_clone_shares_the_entries_until_one_is_changed() {
        let mut map: Map = [("a", entry("old")), ("b", entry("old"))].into_iter().collect();
        let kept = map.clone();
        assert!(Arc::ptr_eq(&map.entries, &kept.entries));
        map.insert("a", entry("new"));
        map.remove("b");
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(kept.get("a").and_then(|entry| entry.node.as_text()), Some("old"));
    }
}
