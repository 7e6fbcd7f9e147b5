//! The JSON shapes that a response may have.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::de::Read;

/// A JSON object. Unlike a derived implementation, it does not accept an array of the field values.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Shape<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Shape(PhantomData))
    }
}

/// One object or an array of objects.
///
/// Both are accepted, because the documented schemas of *Add BI Column* and *Update BI Column* contradict the
/// documented example and the observed responses.
pub(crate) struct OneOrMany<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut objects = Vec::new();
        let each = |object| objects.push(object);
        OneOrEach(each, PhantomData).deserialize(deserializer)?;
        Ok(Self(objects))
    }
}

/// Reads one object or an array of objects, and passes each of them on.
struct OneOrEach<T, F>(F, PhantomData<T>);

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for OneOrEach<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for OneOrEach<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one object or an array of them")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        (self.0)(T::deserialize(MapAccessDeserializer::new(map))?);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let list = List {
            max: MAX_OBJECTS,
            is_too_long: &mut false,
            each: self.0,
            object: PhantomData,
        };
        list.visit_seq(seq)
    }
}

/// The largest number of objects in any response. It limits the memory that a response takes up.
pub(crate) const MAX_OBJECTS: usize = 100_000;

/// Reads an array of at most `max` objects, and passes each of them on.
struct List<'l, T, F> {
    max: usize,
    is_too_long: &'l mut bool,
    each: F,
    object: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for List<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for List<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut each = self.each;
        let mut count = 0;
        while let Some(Object(object)) = seq.next_element()? {
            if count == self.max {
                *self.is_too_long = true;
                return Err(A::Error::custom("it has too many elements"));
            }
            count += 1;
            each(object);
        }
        Ok(())
    }
}

/// Why a list of objects cannot be read.
pub(crate) struct ListError {
    pub(crate) error: serde_json::Error,
    /// Whether it has more than the maximum number of objects.
    pub(crate) is_too_long: bool,
}

/// Reads an array of at most `max` objects. The rest of a longer one is not read.
pub(crate) fn read_list<T: DeserializeOwned>(body: &[u8], max: usize) -> Result<Vec<T>, ListError> {
    let mut list = Vec::new();
    read_each(body, max, |object| list.push(object))?;
    Ok(list)
}

/// Reads JSON.
///
/// To check the encoding of a whole body once is faster than that of each string. If a body is not UTF-8, the error has
/// the position, and there is none if the invalid bytes are in a value that is not read.
pub(crate) fn read_json<'b, T: Deserialize<'b>>(body: &'b [u8]) -> serde_json::Result<T> {
    read_seed(body, PhantomData)
}

/// Reads an array of at most `max` objects, like [`read_json`], and passes each of them on. The rest of a longer one is not read.
pub(crate) fn read_each<'b, T: Deserialize<'b>>(
    body: &'b [u8],
    max: usize,
    each: impl FnMut(T),
) -> Result<(), ListError> {
    let mut is_too_long = false;
    let list = List {
        max,
        is_too_long: &mut is_too_long,
        each,
        object: PhantomData,
    };
    read_seed(body, list).map_err(|error| ListError { error, is_too_long })
}

/// Reads one object or an array of objects, like [`read_json`], and passes each of them on.
pub(crate) fn read_one_or_each<'b, T: Deserialize<'b>>(
    body: &'b [u8],
    each: impl FnMut(T),
) -> serde_json::Result<()> {
    read_seed(body, OneOrEach(each, PhantomData))
}

fn read_seed<'b, S: DeserializeSeed<'b>>(body: &'b [u8], seed: S) -> serde_json::Result<S::Value> {
    match std::str::from_utf8(body) {
        Ok(text) => read_to_end(serde_json::Deserializer::from_str(text), seed),
        Err(_) => read_to_end(serde_json::Deserializer::from_slice(body), seed),
    }
}

fn read_to_end<'b, R: Read<'b>, S: DeserializeSeed<'b>>(
    mut deserializer: serde_json::Deserializer<R>,
    seed: S,
) -> serde_json::Result<S::Value> {
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::schema::{ColumnDetail, Table};

    /// Returns JSON with the field names of a response and arbitrary values.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        let field = prop::sample::select(vec![
            "name",
            "tableName",
            "dataType",
            "displayName",
            "defaultValue",
            "isNotNull",
            "isUnique",
            "id",
            "desc",
            "supportedCacheTypes",
            "new",
        ]);
        leaf.prop_recursive(3, 24, 6, move |inner| {
            let fields = prop::collection::vec((field.clone(), inner.clone()), 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Value::from),
                fields.prop_map(|fields| {
                    Value::Object(
                        fields
                            .into_iter()
                            .map(|(name, value)| (name.to_owned(), value))
                            .collect(),
                    )
                }),
            ]
        })
    }

    fn read(body: &[u8]) -> [bool; 4] {
        [
            serde_json::from_slice::<Vec<Object<ColumnDetail>>>(body).is_ok(),
            serde_json::from_slice::<OneOrMany<ColumnDetail>>(body).is_ok(),
            serde_json::from_slice::<Vec<Object<Table>>>(body).is_ok(),
            serde_json::from_slice::<Object<Table>>(body).is_ok(),
        ]
    }

    proptest! {
        #[test]
        fn any_response_is_read_without_a_panic(body in any_json(), cut in 0_usize..200, bytes: Vec<u8>) {
            let text = body.to_string();
            read(text.as_bytes());
            read(text.as_bytes().get(..cut).unwrap_or_default());
            read(&bytes);
        }

        #[test]
        fn objects_with_a_name_are_read_whatever_else_they_have(name: String, new in any_json()) {
            let column = json!({"name": name, "tableName": name, "new": new});
            prop_assert_eq!(read(column.to_string().as_bytes()), [false, true, false, true]);
            let columns = json!([column]).to_string();
            prop_assert_eq!(read(columns.as_bytes()), [true, true, true, false]);
        }
    }
}
