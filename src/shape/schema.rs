//! A shape as JSON Schema, which editors complete and check by.

use serde_json::{Map as JsonMap, Value as Json, json};

use super::{Completeness, Field, Shape};

/// The JSON Schema (draft 2020-12) of a file whose root is the record of `fields`; with `patch` a file that may say
/// less, because it extends another one.
pub fn json_schema(title: &str, id: &str, fields: &'static [Field], patch_key: Option<&str>) -> Json {
    let mut definitions = JsonMap::new();
    let mut root = record_schema(fields, Completeness::Whole, &mut definitions);
    if let (Some(key), Some(object)) = (patch_key, root.as_object_mut()) {
        // A file that extends another may leave anything out and remove by null.
        let whole = Json::Object(object.clone());
        let mut patch = record_schema(fields, Completeness::Patch, &mut definitions);
        if let Some(patch) = patch.as_object_mut() {
            patch.insert("required".to_owned(), json!([key]));
        }
        root = json!({
            "if": { "type": "object", "required": [key] },
            "then": patch,
            "else": whole,
        });
    }
    finish(title, id, root, definitions)
}

/// The JSON Schema of a file that is laid over or under others: nothing is required and `null` removes.
pub fn patch_schema(title: &str, id: &str, fields: &'static [Field]) -> Json {
    let mut definitions = JsonMap::new();
    let root = record_schema(fields, Completeness::Patch, &mut definitions);
    finish(title, id, root, definitions)
}

fn finish(title: &str, id: &str, root: Json, mut definitions: JsonMap<String, Json>) -> Json {
    definitions.insert("text".to_owned(), text_schema(false));
    definitions.insert("patched-text".to_owned(), text_schema(true));
    let mut schema = JsonMap::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!(id));
    schema.insert("title".to_owned(), json!(title));
    if let Json::Object(root) = root {
        schema.extend(root);
    }
    schema.insert("$defs".to_owned(), Json::Object(definitions));
    Json::Object(schema)
}

const KEBAB: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// Tags in their customary case, as `Language::parse` writes them.
const TAG: &str = "^[a-z]{2,3}(-([A-Z0-9]{2}|[A-Z][a-z]{3}|[0-9][a-z0-9]{3}|[a-z0-9]{3}|[a-z0-9]{5,8}))*$";
/// A day that its month has, from 1900 on; that a year has no 29 February is seen by the parser only.
const DATE: &str =
    r"^(19|[2-9]\d)\d{2}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d))$";
/// A host of labels between points, or an address in brackets, then perhaps a port; that an address has its groups is seen by
/// the parser only.
const URL: &str = concat!(
    r"^[Hh][Tt][Tt][Pp][Ss]?://",
    r"([^\s!-,./:-@\[-^`{-~]+(\.[^\s!-,./:-@\[-^`{-~]+)*|\[[0-9A-Fa-f:.]+\])",
    r"(:(6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]?\d{1,4}))?",
    r#"([/?#][^\s"<>\\`^{}|]*)?$"#,
);
const EMAIL: &str = r"^[\p{L}\p{N}._+-]+@[\p{L}\p{N}_+-][\p{L}\p{N}._+-]*\.[\p{L}\p{N}_+-]+$";

/// A text that is not blank. For the parser a number or a word such as `true` is a text too, as it was written.
fn filled() -> Json {
    json!({ "type": ["string", "number", "boolean"], "pattern": "\\S" })
}

fn text_schema(patch: bool) -> Json {
    let filled = filled();
    let value = if patch { json!({ "anyOf": [filled, { "type": "null" }] }) } else { filled.clone() };
    let mut map = json!({
        "type": "object",
        "additionalProperties": false,
        "patternProperties": { TAG: value },
    });
    if !patch && let Some(map) = map.as_object_mut() {
        map.insert("minProperties".to_owned(), json!(1));
    }
    json!({ "anyOf": [filled, map] })
}

fn record_schema(
    fields: &'static [Field],
    completeness: Completeness,
    definitions: &mut JsonMap<String, Json>,
) -> Json {
    let mut properties = JsonMap::new();
    for field in fields {
        let mut schema = schema_of(field.shape, completeness, definitions);
        if completeness == Completeness::Patch {
            schema = json!({ "anyOf": [schema, { "type": "null" }] });
        }
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), json!(format!("{}\n\n{}", field.doc.en, field.doc.zh)));
        }
        properties.insert(field.name.to_owned(), schema);
    }
    let mut schema = JsonMap::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("properties".to_owned(), Json::Object(properties));
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    if completeness == Completeness::Whole && !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    Json::Object(schema)
}

fn schema_of(shape: &Shape, completeness: Completeness, definitions: &mut JsonMap<String, Json>) -> Json {
    match shape {
        Shape::Text if completeness == Completeness::Patch => json!({ "$ref": "#/$defs/patched-text" }),
        Shape::Text => json!({ "$ref": "#/$defs/text" }),
        Shape::Word => filled(),
        Shape::Name => json!({ "type": "string", "pattern": KEBAB, "maxLength": 64 }),
        Shape::Tag => json!({ "type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$" }),
        Shape::OneOf(valid) => json!({ "enum": valid }),
        // A number in quotes is a text for an editor. How one without was written, as in `1e3`, is seen by the parser only.
        Shape::Integer(least, most) => {
            json!({ "type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": r"^\d+$" })
        }
        Shape::Amount => {
            let pattern = r"^(0|[1-9]\d{0,14})(\.\d+)?$";
            json!({ "type": ["number", "string"], "minimum": 0, "exclusiveMaximum": 1e15, "pattern": pattern })
        }
        Shape::Date => json!({ "type": "string", "format": "date", "pattern": DATE }),
        Shape::Url => json!({ "type": "string", "format": "uri", "pattern": URL }),
        Shape::Email => json!({ "type": "string", "format": "email", "pattern": EMAIL }),
        Shape::Code(length) => json!({ "type": "string", "pattern": format!("^[A-Z]{{{length}}}$") }),
        Shape::List(item) => json!({ "type": "array", "items": schema_of(item, Completeness::Whole, definitions) }),
        Shape::OneOrMany(item) => {
            let one = schema_of(item, completeness, definitions);
            let many = schema_of(item, Completeness::Whole, definitions);
            json!({ "anyOf": [one, { "type": "array", "items": many }] })
        }
        Shape::Keyed(item) => {
            let mut value = schema_of(item, completeness, definitions);
            if completeness == Completeness::Patch {
                value = json!({ "anyOf": [value, { "type": "null" }] });
            }
            json!({
                "type": "object",
                "additionalProperties": false,
                "propertyNames": { "maxLength": 64 },
                "patternProperties": { KEBAB: value },
            })
        }
        Shape::Record(fields) => record_schema(fields, completeness, definitions),
        Shape::ShortOrRecord(fields) => {
            let short = schema_of(fields[0].shape, completeness, definitions);
            let short = if matches!(fields[0].shape, Shape::Text) { filled() } else { short };
            json!({ "anyOf": [short, record_schema(fields, completeness, definitions)] })
        }
        Shape::Patch(fields) => record_schema(fields, Completeness::Patch, definitions),
    }
}
