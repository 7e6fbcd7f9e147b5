//! Reads the default of a column from a response, which may repeat the number or the flag of a request.
//!
//! With the client, the text of the JSON is read, so that no digit of a number is lost. Without it, there is no JSON
//! library here, and numbers come as the caller's deserializer represents them. Both ways, the features of
//! `serde_json` that other crates turn on change nothing.

use serde::de::{Deserializer, Error as _, Unexpected};

const EXPECTED: &str = "a default value: a string, a number, true, false or null";

#[cfg(feature = "client")]
pub(super) fn default_as_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    use serde::Deserialize;
    use serde_json::value::RawValue;

    let json = Box::<RawValue>::deserialize(deserializer)?;
    let text = json.get();
    match text.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => serde_json::from_str(text)
            .map(Some)
            .map_err(D::Error::custom),
        Some(b'{') => Err(D::Error::invalid_type(Unexpected::Map, &EXPECTED)),
        Some(b'[') => Err(D::Error::invalid_type(Unexpected::Seq, &EXPECTED)),
        Some(b't' | b'f') => Ok(Some(text.to_owned())),
        _ if text.parse().is_ok_and(f64::is_finite) => Ok(Some(text.to_owned())),
        _ => Err(D::Error::custom("number out of range")),
    }
}

#[cfg(not(feature = "client"))]
pub(super) fn default_as_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    use std::fmt;

    use serde::de::{Error, MapAccess, Visitor};

    /// The only field of the map that is a number in `serde_json` with the feature `arbitrary_precision`.
    const NUMBER: &str = "$serde_json::private::Number";

    struct Text;

    impl<'de> Visitor<'de> for Text {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(EXPECTED)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Some(text.to_owned()))
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            if map.next_key::<String>()?.is_some_and(|key| key == NUMBER) {
                map.next_value().map(Some)
            } else {
                Err(A::Error::invalid_type(Unexpected::Map, &self))
            }
        }
    }

    deserializer.deserialize_any(Text)
}
