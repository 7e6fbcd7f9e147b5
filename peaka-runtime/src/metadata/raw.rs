//! JSON objects that are sent back as they were read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::client::ReadError;

/// A JSON object whose values keep their exact text, so that unknown ones can be sent back unchanged.
///
/// The fields are sorted by their names. A map would take up several times the memory of most objects.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawObject(Vec<(Box<str>, Box<RawValue>)>);

impl RawObject {
    /// Returns the value of a field, if it is there and not null.
    pub(crate) fn get<T: DeserializeOwned>(&self, field: &str) -> Result<Option<T>, ReadError> {
        let Some(value) = self.raw(field) else {
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
        self.0.iter().any(|(_, value)| value.get().contains(text))
    }

    pub(crate) fn raw(&self, field: &str) -> Option<&RawValue> {
        let at = self.place(field).ok()?;
        self.0.get(at).map(|(_, value)| &**value)
    }

    /// Returns where a field is, or else where it would be.
    fn place(&self, field: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(name, _)| (**name).cmp(field))
    }

    pub(crate) fn set_raw(&mut self, field: &str, value: Box<RawValue>) {
        match self.place(field) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (field.into(), value)),
        }
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
        let fields = self.0.iter().zip(&other.0);
        let mut fields = fields.map(|((name, value), (other_name, other_value))| {
            name == other_name && value.get() == other_value.get()
        });
        self.0.len() == other.0.len() && fields.all(|is_equal| is_equal)
    }
}

impl Eq for RawObject {}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = RawObject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Vec<(Box<str>, Box<RawValue>)> = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                // Of several fields with the same name, the last one counts.
                fields.reverse();
                fields.sort_by(|(left, _), (right, _)| left.cmp(right));
                fields.dedup_by(|(name, _), (previous, _)| name == previous);
                fields.shrink_to_fit();
                Ok(RawObject(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

impl Serialize for RawObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The elements of an array, or the values of an object: the service is known to use both for lists of relations.
pub(crate) struct Elements<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut elements = Vec::new();
        let each = |element| {
            elements.push(element);
            true
        };
        deserializer.deserialize_any(EachElement(each, PhantomData))?;
        Ok(Self(elements))
    }
}

/// Reads the elements of an array, or the values of an object, and passes each of them on, until the function returns
/// `false`.
struct EachElement<T, F>(F, PhantomData<T>);

impl<T, F: FnMut(T) -> bool> EachElement<T, F> {
    fn pass_on<E: Error>(&mut self, element: T) -> Result<(), E> {
        match (self.0)(element) {
            true => Ok(()),
            false => Err(E::custom("the element cannot be read")),
        }
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> bool> Visitor<'de> for EachElement<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element()? {
            self.pass_on(element)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((IgnoredAny, element)) = map.next_entry()? {
            self.pass_on(element)?;
        }
        Ok(())
    }
}

/// Finds the value of a field. The other fields are not kept.
struct FieldOf<'f>(&'f str);

impl<'de> Visitor<'de> for FieldOf<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == self.0 {
                found = Some(map.next_value()?);
            } else {
                let IgnoredAny = map.next_value()?;
            }
        }
        Ok(found)
    }
}

/// Reads the list in a field of the body, which may be null. Objects that `read` does not want are left out.
///
/// One object is read after the other, so that those that are left out take up no memory.
pub(crate) fn read_list_in<T>(
    body: &[u8],
    field: &str,
    read: impl Fn(RawObject) -> Result<Option<T>, ReadError>,
) -> Result<Vec<T>, ReadError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let list = json.deserialize_map(FieldOf(field))?;
    json.end()?;
    let list = list.ok_or_else(|| ReadError::missing(field))?.get();
    let mut elements = Vec::new();
    if list == "null" {
        return Ok(elements);
    }
    let mut failure = None;
    let each = |raw| match read(raw) {
        Ok(element) => {
            elements.extend(element);
            true
        }
        Err(error) => {
            failure = Some(error);
            false
        }
    };
    let mut json = serde_json::Deserializer::from_str(list);
    let end = json.deserialize_any(EachElement(each, PhantomData));
    match (failure, end) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => Err(ReadError::in_field(field, &error)),
        (None, Ok(())) => Ok(elements),
    }
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
    fn last_of_several_fields_with_a_name_counts() {
        let mut fields = object(r#"{"b":1,"c":2,"b":3,"a":4,"b":5}"#);
        let text = |fields: &RawObject| serde_json::to_string(fields).unwrap();
        assert_eq!(text(&fields), r#"{"a":4,"b":5,"c":2}"#);
        assert_eq!(fields.get("b").ok(), Some(Some(5)));
        assert_eq!(fields, object(r#"{"c":2,"b":5,"a":4}"#));
        assert_ne!(fields, object(r#"{"c":2,"b":5}"#));
        assert_ne!(fields, object(r#"{"c":2,"b":5,"a":3}"#));
        fields.set("b", &6);
        fields.set("bb", &7);
        assert_eq!(text(&fields), r#"{"a":4,"b":6,"bb":7,"c":2}"#);
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
        for (body, detail) in [
            ("{}", "it has no valid field `relations`"),
            (
                "[]",
                "invalid type: sequence, expected an object at line 1 column 0",
            ),
            (
                r#"{"relations":[]} x"#,
                "trailing characters at line 1 column 18",
            ),
            (
                r#"{"relations":5}"#,
                "the field `relations` cannot be read: invalid type: integer `5`, expected an array or an object at \
                 line 1 column 1",
            ),
            (
                r#"{"relations":[{"id":1},5]}"#,
                "the field `relations` cannot be read: invalid type: integer `5`, expected an object at line 1 column 11",
            ),
            (
                r#"{"relations":[{"id":1},{},{"id":3}]}"#,
                "it has no valid field `id`",
            ),
        ] {
            let ids = read_list_in(body.as_bytes(), "relations", |raw| {
                raw.required_id("id").map(Some)
            });
            assert_eq!(ids.err().map(|error| error.detail).as_deref(), Some(detail));
        }
    }
}
