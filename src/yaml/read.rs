//! A file of our own form, such as a rule or a word list, into the type that stands for it.

use std::sync::Arc;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Node, Value};
use crate::source::Source;

/// Reads a file that belongs to the program. What people write is held to a `Shape` instead, which finds all faults.
///
/// # Errors
/// The first fault, with its place where the text is no YAML.
pub fn read<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, String> {
    let mut faults = Vec::new();
    let node = super::parse(source, &mut faults);
    match (node, faults.first()) {
        (Some(node), None) => T::deserialize(&node).map_err(|error| format!("{}: {error}", source.name())),
        (_, fault) => {
            let message = fault.map(|fault| fault.message.as_str()).unwrap_or_default();
            Err(format!("{}: {message}", source.name()))
        }
    }
}

fn parsed<T: std::str::FromStr>(node: &Node, wanted: &str) -> Result<T, Error> {
    node.as_text()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::custom(format!("{wanted} is wanted, not {} at {}", node.kind(), node.span)))
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(list) => visitor.visit_seq(SeqDeserializer::new(list.iter())),
            Value::Map(map) => {
                visitor.visit_map(MapDeserializer::new(map.iter().map(|(key, entry)| (key, &entry.node))))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(parsed(self, "true or false")?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(parsed(self, "a whole number")?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if matches!(self.value, Value::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(parsed::<String>(self, "a name")?.into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for &'de Node {
    type Deserializer = &'de Node;

    fn into_deserializer(self) -> &'de Node {
        self
    }
}
