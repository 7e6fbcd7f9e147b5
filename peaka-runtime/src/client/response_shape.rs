//! The JSON shapes that a response may have.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

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
/// documented example and the measured responses.
pub(crate) struct OneOrMany<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Shape<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one object or an array of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let one = T::deserialize(MapAccessDeserializer::new(map))?;
                Ok(OneOrMany(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                let many = Vec::<Object<T>>::deserialize(SeqAccessDeserializer::new(seq))?;
                Ok(OneOrMany(objects(many)))
            }
        }

        deserializer.deserialize_any(Shape(PhantomData))
    }
}

/// Unwraps the objects.
pub(crate) fn objects<T>(objects: Vec<Object<T>>) -> Vec<T> {
    objects.into_iter().map(|Object(object)| object).collect()
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
