//! What a YAML file may hold, as a table: it finds every fault of a file, and is printed as the JSON Schema for editors.

mod scalar;
mod schema;

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, MAX_FAULTS};
use crate::language::Language;
use crate::yaml::{Entry, KEY_AND_COLON, Map, Node, Value, colon_slip};

use scalar::{in_words, scalar_fault};
pub use scalar::{is_date, is_kebab_case};
pub use schema::{json_schema, patch_schema};

/// A description in the two languages of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Doc {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

/// One key of a record.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value may be.
    pub shape: &'static Shape,
    /// Whether a whole (not a patch) must have it.
    pub required: bool,
    /// What it is for.
    pub doc: Doc,
}

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// A text in every language (a string), or a map from language tag to string.
    Text,
    /// A string.
    Word,
    /// A kebab-case key that names something.
    Name,
    /// A language tag.
    Tag,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A whole number from the first to the second, both included.
    Integer(u64, u64),
    /// A number that is not negative.
    Amount,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// An address that begins with `https://` or `http://`.
    Url,
    /// An e-mail address.
    Email,
    /// A code of this many capital letters, such as a currency (ISO 4217) or a country (ISO 3166-1).
    Code(usize),
    /// A list.
    List(&'static Shape),
    /// A list, or one item without the brackets.
    OneOrMany(&'static Shape),
    /// A map from a kebab-case key to the shape.
    Keyed(&'static Shape),
    /// A map with these keys.
    Record(&'static [Field]),
    /// A string that stands for the record's first field, or the record.
    ShortOrRecord(&'static [Field]),
    /// A patch: the record with nothing required, and `null` allowed.
    Patch(&'static [Field]),
}

impl Shape {
    /// `words` as typed into an option or a cell: a list where the shape may be one, split at semicolons and line breaks where
    /// there are any, else at commas, the Chinese ones too. So `Washington, DC;` is one item.
    pub fn typed(&self, words: &str, span: &crate::source::Span) -> Node {
        let text = |text: &str| Node { span: span.clone(), value: Value::Text(text.to_owned().into()) };
        match self {
            Shape::OneOrMany(_) | Shape::List(_) => {
                let strong: &[char] = &[';', '；', '\n'];
                let separators: &[char] = if words.contains(strong) { strong } else { &[',', '，', '、'] };
                let items = words.split(separators).map(str::trim).filter(|item| !item.is_empty());
                Node { span: span.clone(), value: Value::List(items.map(text).collect()) }
            }
            _ => text(words.trim()),
        }
    }
}

/// Whether a value stands for itself or is laid over another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Required fields must be there, `null` is a fault.
    Whole,
    /// Anything may be missing, `null` removes.
    Patch,
}

/// A fault of form. The message is complete; the place is the value's or the key's.
#[derive(Debug, thiserror::Error)]
pub enum ShapeError {
    /// A key that the record does not have.
    #[error("unknown key `{0}`")]
    UnknownKey(String),
    /// A value of another kind.
    #[error("{path} takes {wanted}, not {found}")]
    WrongType {
        /// The keys that lead to the value.
        path: String,
        /// What it takes, in words.
        wanted: String,
        /// What stands there, in words.
        found: String,
    },
    /// A required key that is not there.
    #[error("{path} lacks `{field}`")]
    Missing {
        /// The keys that lead to the record.
        path: String,
        /// The missing key.
        field: &'static str,
    },
    /// A key that is not kebab-case.
    #[error("the key `{0}` is not kebab-case")]
    BadKey(String),
    /// A value of the right kind that cannot be.
    #[error("{path}: {why}")]
    BadValue {
        /// The keys that lead to the value.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

impl ShapeError {
    /// A stable name of the kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            ShapeError::UnknownKey(_) => "unknown-key",
            ShapeError::WrongType { .. } => "wrong-type",
            ShapeError::Missing { .. } => "missing-field",
            ShapeError::BadKey(_) => "bad-key",
            ShapeError::BadValue { .. } => "bad-value",
        }
    }

    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.code(), self.to_string())
    }
}

/// Holds `node` to `shape` and reports every fault. `what` names the file's root in messages, such as `the role`.
pub fn check(node: &Node, shape: &Shape, completeness: Completeness, what: &str, faults: &mut Vec<Diagnostic>) {
    Checker { faults, path: Vec::new(), what, tags: Vec::new() }.value(node, shape, completeness);
}

struct Checker<'a, 'n> {
    faults: &'a mut Vec<Diagnostic>,
    path: Vec<Cow<'n, str>>,
    what: &'a str,
    tags: Vec<String>,
}

impl<'n> Checker<'_, 'n> {
    fn place(&self) -> String {
        if self.path.is_empty() { self.what.to_owned() } else { format!("`{}`", self.path.join(".")) }
    }

    fn value(&mut self, node: &'n Node, shape: &Shape, completeness: Completeness) {
        if self.faults.len() >= MAX_FAULTS {
            return;
        }
        match shape {
            Shape::Text => self.text(node, completeness),
            Shape::List(item) => match &node.value {
                Value::List(list) => self.items(list, item),
                _ => self.wrong(node, "a list"),
            },
            Shape::OneOrMany(item) => match &node.value {
                Value::List(list) => self.items(list, item),
                _ => self.value(node, item, completeness),
            },
            Shape::Keyed(item) => self.keyed(node, item, completeness),
            Shape::Record(fields) => match &node.value {
                Value::Map(map) => self.record(node, map, fields, completeness),
                _ => self.wrong(node, "a map"),
            },
            Shape::ShortOrRecord(fields) => match &node.value {
                Value::Map(map) => self.record(node, map, fields, completeness),
                Value::Text(_) => self.value(node, fields[0].shape, completeness),
                _ => self.wrong(node, "text or a map"),
            },
            Shape::Patch(fields) => match &node.value {
                Value::Map(map) => self.record(node, map, fields, Completeness::Patch),
                _ => self.wrong(node, "a map"),
            },
            scalar => match &node.value {
                Value::Text(text) => {
                    if let Some(why) = scalar_fault(text, scalar) {
                        let error = ShapeError::BadValue { path: self.place(), why };
                        let mut diagnostic = error.diagnostic().at(&node.span);
                        if let Shape::OneOf(valid) = scalar {
                            diagnostic = diagnostic.nearest(text, valid.iter().copied());
                        }
                        self.faults.push(diagnostic);
                    }
                }
                _ => self.wrong(node, &in_words(scalar)),
            },
        }
    }

    fn items(&mut self, list: &'n [Node], item: &Shape) {
        for (index, node) in list.iter().enumerate() {
            self.path.push((index + 1).to_string().into());
            self.value(node, item, Completeness::Whole);
            self.path.pop();
        }
    }

    fn text(&mut self, node: &'n Node, completeness: Completeness) {
        match &node.value {
            Value::Text(text) => self.not_blank(node, text),
            Value::Map(map) => {
                if map.is_empty() && completeness == Completeness::Whole {
                    self.wrong(node, "text or a map from language to text");
                }
                for (tag, Entry { key, node }) in map.iter() {
                    if !self.is_tag(tag) {
                        let canonical = Language::parse(tag).map(|language| language.as_str().to_owned());
                        let why = format!("`{tag}` is not a language tag");
                        let diagnostic = ShapeError::BadValue { path: self.place(), why }.diagnostic().at(key);
                        self.faults.push(match canonical {
                            Some(tag) => diagnostic.help(format!("write `{tag}`")),
                            None if colon_slip(tag).is_some() => diagnostic.help(KEY_AND_COLON),
                            None => {
                                diagnostic.help("a text is a string, or a map such as `{ zh-CN: …, zh-TW: …, en: … }`")
                            }
                        });
                        continue;
                    }
                    self.path.push(tag.into());
                    match &node.value {
                        Value::Text(text) => self.not_blank(node, text),
                        Value::Null if completeness == Completeness::Patch => {}
                        _ => self.wrong(node, "text"),
                    }
                    self.path.pop();
                }
            }
            _ => self.wrong(node, "text or a map from language to text"),
        }
    }

    /// Whether `tag` is a language tag in its customary case. The same few stand in every text, so they are remembered.
    fn is_tag(&mut self, tag: &str) -> bool {
        if self.tags.iter().any(|known| known == tag) {
            return true;
        }
        let is_tag = Language::parse(tag).is_some_and(|language| language.as_str() == tag);
        if is_tag && self.tags.len() < 8 {
            self.tags.push(tag.to_owned());
        }
        is_tag
    }

    fn not_blank(&mut self, node: &Node, text: &str) {
        if text.trim().is_empty() {
            let error = ShapeError::BadValue { path: self.place(), why: "the text is empty".to_owned() };
            self.faults.push(error.diagnostic().at(&node.span).help("write the text, or remove the key"));
        }
    }

    fn keyed(&mut self, node: &'n Node, item: &Shape, completeness: Completeness) {
        let Value::Map(map) = &node.value else {
            self.wrong(node, "a map from key to value");
            return;
        };
        for (name, Entry { key, node }) in map.iter() {
            if self.faults.len() >= MAX_FAULTS {
                return;
            }
            if !is_kebab_case(name) {
                let error = ShapeError::BadKey(name.to_owned());
                self.faults.push(
                    error
                        .diagnostic()
                        .at(key)
                        .help("use lower-case letters, digits and single hyphens, such as `find-causes`"),
                );
            }
            if completeness == Completeness::Patch && matches!(node.value, Value::Null) {
                continue;
            }
            self.path.push(name.into());
            self.value(node, item, completeness);
            self.path.pop();
        }
    }

    fn record(&mut self, node: &'n Node, map: &'n Map, fields: &'static [Field], completeness: Completeness) {
        for (name, Entry { key, node }) in map.iter() {
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                if self.faults.len() >= MAX_FAULTS {
                    return;
                }
                let mut diagnostic = ShapeError::UnknownKey(name.to_owned()).diagnostic().at(key);
                if colon_slip(name).is_some() {
                    diagnostic = diagnostic.help(KEY_AND_COLON);
                }
                self.faults.push(diagnostic.nearest(name, fields.iter().map(|field| field.name)));
                continue;
            };
            if completeness == Completeness::Patch && matches!(node.value, Value::Null) {
                continue;
            }
            self.path.push(name.into());
            self.value(node, field.shape, completeness);
            self.path.pop();
        }
        if completeness == Completeness::Whole {
            for field in fields.iter().filter(|field| field.required && !map.contains_key(field.name)) {
                let error = ShapeError::Missing { path: self.place(), field: field.name };
                self.faults
                    .push(error.diagnostic().at(&first_line(node)).help(format!("`{}`: {}", field.name, field.doc.en)));
            }
        }
    }

    fn wrong(&mut self, node: &Node, wanted: &str) {
        let found = match &node.value {
            Value::Text(text) => format!("`{}`", shortened(text)),
            _ => node.kind().to_owned(),
        };
        let error = ShapeError::WrongType { path: self.place(), wanted: wanted.to_owned(), found };
        let mut diagnostic = error.diagnostic().at(&first_line(node));
        if node.as_text().is_some_and(|text| colon_slip(text).is_some()) {
            diagnostic = diagnostic.help(KEY_AND_COLON);
        }
        self.faults.push(diagnostic);
    }
}

/// The first line of a value that may be long.
fn first_line(node: &Node) -> crate::source::Span {
    let start = node.span.range().start;
    let length = node.span.text().lines().next().map_or(0, str::len);
    crate::source::Span::new(node.span.source(), start..start + length)
}

/// At most 40 characters of a text, for a message.
pub fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}
