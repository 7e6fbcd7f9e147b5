//! Reads the fields of request bodies.

use serde_json::{Map, Value as Json};

use super::options::OmittedMetadata;
use crate::service::error::ServiceError;

/// A field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent<T> {
    Omitted,
    Null,
    Value(T),
}

impl<T> Sent<T> {
    /// Returns the new value of a field that has this value now.
    pub(super) fn or_current(self, current: Option<T>, omitted: OmittedMetadata) -> Option<T> {
        match (self, omitted) {
            (Self::Value(value), _) => Some(value),
            (Self::Omitted, OmittedMetadata::Keep) => current,
            (Self::Null, _) | (Self::Omitted, OmittedMetadata::Reset) => None,
        }
    }

    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Omitted | Self::Null => None,
        }
    }
}

/// Returns the fields of a JSON object.
pub(super) fn object<'a>(
    json: &'a Json,
    what: &str,
) -> Result<&'a Map<String, Json>, ServiceError> {
    json.as_object()
        .ok_or_else(|| invalid(format!("{what} must be a JSON object")))
}

/// Reads a text.
pub(super) fn text(fields: &Map<String, Json>, name: &str) -> Result<Sent<String>, ServiceError> {
    read(fields, name, "a string", |value| {
        value.as_str().map(str::to_owned)
    })
}

/// Reads a text that must not be empty.
pub(super) fn required_text(
    fields: &Map<String, Json>,
    name: &str,
) -> Result<String, ServiceError> {
    text(fields, name)?
        .value()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| invalid(format!("{name} is missing")))
}

pub(super) fn flag(fields: &Map<String, Json>, name: &str) -> Result<Sent<bool>, ServiceError> {
    read(fields, name, "a boolean", Json::as_bool)
}

/// Reads an integer of 32 bits.
pub(super) fn integer(fields: &Map<String, Json>, name: &str) -> Result<Sent<i32>, ServiceError> {
    read(fields, name, "an integer of 32 bits", |value| {
        i32::try_from(value.as_i64()?).ok()
    })
}

/// Reads a list of texts.
pub(super) fn texts(
    fields: &Map<String, Json>,
    name: &str,
) -> Result<Sent<Vec<String>>, ServiceError> {
    read(fields, name, "an array of strings", |value| {
        let items = value.as_array()?.iter();
        items.map(|item| item.as_str().map(str::to_owned)).collect()
    })
}

/// Reads a list of any values.
pub(super) fn list<'a>(
    fields: &'a Map<String, Json>,
    name: &str,
) -> Result<Sent<&'a Vec<Json>>, ServiceError> {
    read(fields, name, "an array", Json::as_array)
}

fn read<'a, T>(
    fields: &'a Map<String, Json>,
    name: &str,
    expected: &str,
    parse: impl FnOnce(&'a Json) -> Option<T>,
) -> Result<Sent<T>, ServiceError> {
    match fields.get(name) {
        None => Ok(Sent::Omitted),
        Some(Json::Null) => Ok(Sent::Null),
        Some(value) => parse(value)
            .map(Sent::Value)
            .ok_or_else(|| invalid(format!("{name} must be {expected}"))),
    }
}

/// Returns the error of a body that is not valid.
pub(super) fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::InvalidMetadata(message.into())
}
