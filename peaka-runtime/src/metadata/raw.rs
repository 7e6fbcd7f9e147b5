//! JSON objects that are sent back as they were read.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::client::ReadError;

/// A JSON object whose values keep their exact text, so that unknown ones can be sent back unchanged.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawObject(BTreeMap<String, Box<RawValue>>);

impl RawObject {
    /// Returns the value of a field, if it is there and not null.
    pub(crate) fn get<T: DeserializeOwned>(&self, field: &str) -> Result<Option<T>, ReadError> {
        let Some(value) = self.0.get(field) else {
            return Ok(None);
        };
        serde_json::from_str(value.get()).map_err(|error| ReadError::in_field(field, &error))
    }

    /// Returns the value of a field that must be there.
    pub(crate) fn required<T: DeserializeOwned>(&self, field: &str) -> Result<T, ReadError> {
        self.get(field)?.ok_or_else(|| ReadError::missing(field))
    }

    /// Returns a text. The service writes the text `null` where there is none.
    pub(crate) fn text(&self, field: &str) -> Result<Option<String>, ReadError> {
        let text: Option<String> = self.get(field)?;
        Ok(text.filter(|text| !text.trim().is_empty() && text.trim() != "null"))
    }

    /// Returns an id, which may be a string or a number.
    pub(crate) fn id(&self, field: &str) -> Result<Option<String>, ReadError> {
        match self.get(field)? {
            None => Ok(None),
            Some(Value::String(id)) => Ok(Some(id)),
            Some(Value::Number(id)) => Ok(Some(id.to_string())),
            Some(_) => Err(ReadError::missing(field)),
        }
    }

    /// Returns an id that must be there.
    pub(crate) fn required_id(&self, field: &str) -> Result<String, ReadError> {
        self.id(field)?.ok_or_else(|| ReadError::missing(field))
    }

    /// Returns whether the JSON of a value contains a text.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.0.values().any(|value| value.get().contains(text))
    }

    pub(crate) fn raw(&self, field: &str) -> Option<&RawValue> {
        self.0.get(field).map(|value| &**value)
    }

    pub(crate) fn set_raw(&mut self, field: &str, value: Box<RawValue>) {
        self.0.insert(field.to_owned(), value);
    }

    /// Sets the value of a field.
    pub(crate) fn set<T: Serialize + ?Sized>(&mut self, field: &str, value: &T) {
        // Strings, booleans and lists of them can always be serialized.
        if let Ok(value) = to_raw_value(value) {
            self.set_raw(field, value);
        }
    }
}

impl PartialEq for RawObject {
    fn eq(&self, other: &Self) -> bool {
        let values = |object: &Self| -> Vec<_> {
            let fields = object.0.iter();
            fields
                .map(|(name, value)| (name.clone(), value.get().to_owned()))
                .collect()
        };
        values(self) == values(other)
    }
}

impl Eq for RawObject {}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self)
    }
}

impl Serialize for RawObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The elements of an array, or the values of an object: the service is known to use both for lists of relations.
pub(crate) struct Elements<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Shape<T> {
            type Value = Elements<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array or an object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = seq.next_element()? {
                    elements.push(element);
                }
                Ok(Elements(elements))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some((_, element)) = map.next_entry::<String, T>()? {
                    elements.push(element);
                }
                Ok(Elements(elements))
            }
        }

        deserializer.deserialize_any(Shape(PhantomData))
    }
}

/// Reads the list in a field of the body, which may be null. Objects that `read` does not want are left out.
pub(crate) fn read_list_in<T>(
    body: &[u8],
    field: &str,
    read: impl Fn(RawObject) -> Result<Option<T>, ReadError>,
) -> Result<Vec<T>, ReadError> {
    let envelope: RawObject = serde_json::from_slice(body)?;
    let list = match envelope.raw(field) {
        None => return Err(ReadError::missing(field)),
        Some(_) => envelope.get::<Elements<RawObject>>(field)?,
    };
    let list = list.map(|Elements(list)| list).unwrap_or_default();
    list.into_iter()
        .filter_map(|raw| read(raw).transpose())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(json: &str) -> RawObject {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn unknown_values_keep_their_text() {
        let mut column =
            object(r#"{"sampleValues":[1.10,12345678901234567890123],"columnName":"id"}"#);
        column.set("columnDescription", "The \"key\".");
        assert_eq!(
            serde_json::to_string(&column).unwrap(),
            r#"{"columnDescription":"The \"key\".","columnName":"id","sampleValues":[1.10,12345678901234567890123]}"#
        );
    }

    #[test]
    fn text_null_is_no_text() {
        for json in [r#"{}"#, r#"{"d":null}"#, r#"{"d":"null"}"#, r#"{"d":"  "}"#] {
            assert_eq!(object(json).text("d").ok(), Some(None), "{json}");
        }
        let text = |json| object(json).text("d").ok().flatten();
        assert_eq!(text(r#"{"d":" a "}"#).as_deref(), Some(" a "));
        // A text that cannot be read must not look like one that can be filled.
        assert!(object(r#"{"d":5}"#).text("d").is_err());
    }

    #[test]
    fn ids_are_strings_or_numbers() {
        let id = |json| object(json).id("d").ok();
        assert_eq!(id(r#"{"d":7}"#), Some(Some("7".to_owned())));
        assert_eq!(id(r#"{"d":"7"}"#), Some(Some("7".to_owned())));
        assert_eq!(id("{}"), Some(None));
        assert_eq!(id(r#"{"d":[]}"#), None);
    }

    #[test]
    fn lists_are_arrays_or_maps() {
        for body in [
            r#"{"relations":[{"id":1},{"id":2}]}"#,
            r#"{"relations":{"a":{"id":1},"b":{"id":2}}}"#,
        ] {
            let ids = read_list_in(body.as_bytes(), "relations", |raw| {
                raw.required_id("id").map(Some)
            });
            assert_eq!(ids.ok().unwrap(), ["1", "2"]);
        }
        let ids = read_list_in(br#"{"relations":null}"#, "relations", |raw| raw.id("id"));
        assert_eq!(ids.ok(), Some(Vec::new()));
        for body in ["{}", "[]", r#"{"relations":5}"#, r#"{"relations":[{}]}"#] {
            let ids = read_list_in(body.as_bytes(), "relations", |raw| {
                raw.required_id("id").map(Some)
            });
            assert!(ids.is_err(), "{body}");
        }
    }
}
