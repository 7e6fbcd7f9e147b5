//! The JSON of requests and responses.

use serde::de::DeserializeOwned;

use super::failure::ReadError;
use super::response_shape;
use crate::report::Error;

pub(super) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ReadError> {
    response_shape::read_json(body).map_err(ReadError::from)
}

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        Self {
            detail: error.to_string(),
            is_malformed: !error.is_data(),
        }
    }
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|error| {
        Error::config(
            format!("the request cannot be encoded as JSON: {error}"),
            "report this as a bug",
        )
    })
}
