//! What a role or a document says, flat: groups of items, each with the key that it is compared by.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::language::Language;
use crate::role::RoleFile;
use crate::sort;
use crate::yaml::{Entry, Node, Value};

/// A text by language tag; a text for every language stands under the empty tag.
pub type Wordings = BTreeMap<String, String>;

/// What a group of items is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// The role itself: title, summary, what it asks for as a whole.
    Role,
    /// A section of duties, or what stands under a heading of a document.
    Section,
    /// Conditions for the whole role.
    Qualifications,
    /// Working relations.
    Relations,
    /// What the skills that the role names mean.
    Skills,
    /// How the metrics that the role names are counted.
    Metrics,
}

/// What makes a group the same group on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId {
    /// The level whose patch it belongs to.
    pub level: Option<String>,
    /// What it is.
    pub kind: GroupKind,
    /// A section's id; empty for the other kinds.
    pub key: String,
}

/// Items under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What makes it the same.
    pub id: GroupId,
    /// The items, in order.
    pub items: Vec<Item>,
}

/// What an item is. Items of the same kind stand together in a group, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the key of a role file that it is named after")]
pub enum ItemKind {
    Extends,
    Title,
    Summary,
    Focus,
    DefaultSection,
    Duty,
    Qualification,
    Relation,
    SkillName,
    SkillDetail,
    MetricName,
    MetricDefinition,
    Required,
    Preferred,
    Metric,
    Alias,
    Alike,
    /// A `null` of a patch.
    Removal,
    /// A fact of a vacancy, such as its pay.
    Fact,
    /// A paragraph or list item of a finished document.
    Line,
}

impl ItemKind {
    /// Kinds that one item can change between without becoming another item.
    pub(super) fn class(self) -> ItemKind {
        if self == ItemKind::Preferred { ItemKind::Required } else { self }
    }

    /// Whether the item's text is all that it is: such items may move between groups and be matched by likeness.
    pub(super) fn is_prose(self) -> bool {
        matches!(self, ItemKind::Duty | ItemKind::Qualification | ItemKind::Relation | ItemKind::Line)
    }

    /// Whether no reader of a job description sees it by itself.
    pub fn is_unseen(self) -> bool {
        matches!(self, ItemKind::Alias | ItemKind::Alike)
    }
}

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The key; a line of a document has none.
    pub key: Option<String>,
    /// The words; none for an item that only names another by its key.
    pub text: Wordings,
}

impl Item {
    /// Whether a patch takes away what `key` names by it.
    pub(super) fn is_removal_of(&self, key: &str) -> bool {
        self.kind == ItemKind::Removal && self.key.as_deref() == Some(key)
    }
}

/// A role or a document, flat.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The groups, in order.
    pub groups: Vec<Group>,
    /// What skills, metrics and sections that items name by id are called.
    pub names: BTreeMap<(ItemKind, String), Wordings>,
    /// The languages of the whole: those of its title.
    pub languages: Vec<String>,
}

/// What of a role file is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// What readers of a job description see: skills and metrics only where something names them, and their order not at all.
    Reader,
    /// Everything that the file says.
    File,
}

/// The outline of a role's tree, merged or as the file has it.
pub fn of_role(node: &Node, scope: Scope) -> Outline {
    let mut outline = Outline::default();
    let title = node.get("title").map(wordings).unwrap_or_default();
    outline.languages = title.keys().filter(|tag| !tag.is_empty()).cloned().collect();
    outline.layer(node, None);
    for (level, entry) in map(node, "levels") {
        if matches!(entry.node.value, Value::Null) {
            outline.group(Some(level), GroupKind::Role, "").removal("level");
        }
        outline.layer(&entry.node, Some(level));
    }
    if scope == Scope::Reader {
        outline.keep_named();
    }
    outline.groups.retain(|group| !group.items.is_empty());
    for group in &mut outline.groups {
        sort::by_key(&mut group.items, |item| item.kind);
    }
    outline
}

/// The outline of one file as it stands, with what it extends.
pub fn of_file(file: &RoleFile) -> Outline {
    let mut outline = of_role(&file.node, Scope::File);
    let names = file.extends.iter().map(|reference| Item {
        kind: ItemKind::Extends,
        key: Some(reference.name.clone()),
        text: Wordings::new(),
    });
    let role = GroupId { level: None, kind: GroupKind::Role, key: String::new() };
    match outline.groups.first_mut().filter(|group| group.id == role) {
        Some(group) => drop(group.items.splice(0..0, names)),
        None => outline.groups.insert(0, Group { id: role, items: names.collect() }),
    }
    outline.groups.retain(|group| !group.items.is_empty());
    outline
}

impl Outline {
    /// The same with the names that `other` knows for what this one does not say the name of.
    #[must_use]
    pub fn with_names_of(mut self, other: Option<&Outline>) -> Outline {
        for (key, name) in other.into_iter().flat_map(|other| &other.names) {
            self.names.entry(key.clone()).or_insert_with(|| name.clone());
        }
        self
    }

    fn group(&mut self, level: Option<&str>, kind: GroupKind, key: &str) -> &mut Group {
        let id = GroupId { level: level.map(str::to_owned), kind, key: key.to_owned() };
        self.groups.push(Group { id, items: Vec::new() });
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn layer(&mut self, node: &Node, level: Option<&str>) {
        let role = self.group(level, GroupKind::Role, "");
        role.text(node, "title", ItemKind::Title);
        role.text(node, "summary", ItemKind::Summary);
        role.text(node, "focus", ItemKind::Focus);
        role.names(node, "default-sections", ItemKind::DefaultSection);
        role.names(node, "requires", ItemKind::Required);
        role.names(node, "prefers", ItemKind::Preferred);
        for key in ["skills", "metrics", "sections", "qualifications", "relations", "levels"] {
            role.null(node, key);
        }
        for (kind, list, item) in [
            (GroupKind::Qualifications, "qualifications", ItemKind::Qualification),
            (GroupKind::Relations, "relations", ItemKind::Relation),
        ] {
            let group = self.group(level, kind, "");
            for (key, entry) in map(node, list) {
                group.keyed(key, &entry.node, item);
            }
        }
        for (id, entry) in map(node, "sections") {
            let group = self.group(level, GroupKind::Section, id);
            let section = &entry.node;
            if matches!(section.value, Value::Null) {
                group.removal("section");
            }
            group.text(section, "title", ItemKind::Title);
            group.text(section, "summary", ItemKind::Summary);
            for (key, entry) in map(section, "duties") {
                group.keyed(key, &entry.node, ItemKind::Duty);
            }
            group.null(section, "duties");
            group.names(section, "requires", ItemKind::Required);
            group.names(section, "prefers", ItemKind::Preferred);
            group.names(section, "metrics", ItemKind::Metric);
            group.names(section, "aliases", ItemKind::Alias);
            group.names(section, "alike", ItemKind::Alike);
            if let Some(title) = section.get("title") {
                self.names.entry((ItemKind::DefaultSection, id.to_owned())).or_insert_with(|| wordings(title));
            }
        }
        for (kind, list, name, more, more_kind, refers) in [
            (GroupKind::Skills, "skills", ItemKind::SkillName, "detail", ItemKind::SkillDetail, ItemKind::Required),
            (
                GroupKind::Metrics,
                "metrics",
                ItemKind::MetricName,
                "definition",
                ItemKind::MetricDefinition,
                ItemKind::Metric,
            ),
        ] {
            let group = self.group(level, kind, "");
            let mut named = Vec::new();
            for (key, entry) in map(node, list) {
                if matches!(entry.node.value, Value::Null) {
                    group.removal(key);
                }
                if let Some(text) = entry.node.get("name") {
                    group.keyed(key, text, name);
                    named.push((key, wordings(text)));
                }
                if let Some(text) = entry.node.get(more) {
                    group.keyed(key, text, more_kind);
                }
            }
            for (key, text) in named {
                self.names.entry((refers, key.to_owned())).or_insert(text);
            }
        }
    }

    /// Leaves out the skills and metrics that nothing names, and puts the others in the order of their ids.
    fn keep_named(&mut self) {
        let items = || self.groups.iter().flat_map(|group| &group.items);
        let named: HashSet<(ItemKind, String)> =
            items().filter_map(|item| Some((item.kind.class(), item.key.clone()?))).collect();
        for group in &mut self.groups {
            let refers = match group.id.kind {
                GroupKind::Skills => ItemKind::Required,
                GroupKind::Metrics => ItemKind::Metric,
                _ => continue,
            };
            group.items.retain(|item| item.key.clone().is_some_and(|key| named.contains(&(refers, key))));
            sort::by(&mut group.items, |one, other| one.key.cmp(&other.key));
        }
    }
}

impl Group {
    fn text(&mut self, node: &Node, key: &str, kind: ItemKind) {
        if let Some(text) = node.get(key) {
            self.keyed(key, text, kind);
        }
    }

    fn keyed(&mut self, key: &str, text: &Node, kind: ItemKind) {
        if matches!(text.value, Value::Null) {
            return self.removal(key);
        }
        self.items.push(Item { kind, key: Some(key.to_owned()), text: wordings(text) });
        // A patch may remove one language of a text.
        for (tag, _) in text.as_map().into_iter().flatten().filter(|(_, entry)| matches!(entry.node.value, Value::Null))
        {
            self.removal(&format!("{key}.{tag}"));
        }
    }

    fn names(&mut self, node: &Node, key: &str, kind: ItemKind) {
        self.null(node, key);
        let Some(list) = node.get(key) else { return };
        let one = std::slice::from_ref(list);
        for name in list.as_list().unwrap_or(one).iter().filter_map(Node::as_text) {
            self.items.push(Item { kind, key: Some(name.to_owned()), text: Wordings::new() });
        }
    }

    fn null(&mut self, node: &Node, key: &str) {
        if node.get(key).is_some_and(|node| matches!(node.value, Value::Null)) {
            self.removal(key);
        }
    }

    fn removal(&mut self, key: &str) {
        self.items.push(Item { kind: ItemKind::Removal, key: Some(key.to_owned()), text: Wordings::new() });
    }
}

fn map<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
    node.get(key).and_then(Node::as_map).into_iter().flatten()
}

fn wordings(node: &Node) -> Wordings {
    match &node.value {
        Value::Text(text) => Wordings::from([(String::new(), text.clone().into_owned())]),
        Value::Map(map) => map
            .iter()
            .filter_map(|(tag, entry)| {
                let language = Language::parse(tag).map_or_else(|| tag.to_owned(), |language| language.to_string());
                Some((language, entry.node.as_text()?.to_owned()))
            })
            .collect(),
        _ => Wordings::new(),
    }
}
