//! Reads the default of a column from a response, which may repeat the number or the flag of a request.
//!
//! With the client, the text of the JSON is read, so that no digit of a number is lost. Without it, there is no JSON
//! library here, and numbers come as the caller's deserializer represents them. Both ways, the features of
//! `serde_json` that other crates turn on change nothing.

#[cfg(feature = "client")]
use std::borrow::Cow;

#[cfg(feature = "client")]
use serde::Deserialize;
#[cfg(not(feature = "client"))]
use serde::de::Error as _;
use serde::de::{Deserializer, Unexpected};
#[cfg(feature = "client")]
use serde_json::value::RawValue;

const EXPECTED: &str = "a default value: a string, a number, true, false or null";

#[cfg(feature = "client")]
pub(super) fn default_as_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let json = Box::<RawValue>::deserialize(deserializer)?;
    let text = text_of(&json)?;
    Ok(text.map(Cow::into_owned))
}

/// Reads a default like the one of a [`ColumnDetail`](super::ColumnDetail), and borrows its text if it can.
#[cfg(feature = "client")]
pub(crate) fn borrowed_default<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    text_of(<&RawValue>::deserialize(deserializer)?)
}

#[cfg(feature = "client")]
fn text_of<E: serde::de::Error>(json: &RawValue) -> Result<Option<Cow<'_, str>>, E> {
    let text = json.get();
    match text.as_bytes() {
        [b'n', ..] => Ok(None),
        [b'"', .., b'"'] if !text.contains('\\') => {
            Ok(Some(Cow::Borrowed(&text[1..text.len() - 1])))
        }
        [b'"', ..] => serde_json::from_str(text).map(Some).map_err(E::custom),
        [b'{', ..] => Err(E::invalid_type(Unexpected::Map, &EXPECTED)),
        [b'[', ..] => Err(E::invalid_type(Unexpected::Seq, &EXPECTED)),
        [b't' | b'f', ..] => Ok(Some(Cow::Borrowed(text))),
        _ if text.parse().is_ok_and(f64::is_finite) => Ok(Some(Cow::Borrowed(text))),
        _ => Err(E::custom("number out of range")),
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
