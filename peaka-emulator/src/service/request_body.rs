//! Parses the bodies of requests.

use serde_json::Value;

use super::error::ServiceError;

/// Parses a body, whatever its content type is.
pub(super) fn parse_json(body: &[u8]) -> Result<Value, ServiceError> {
    serde_json::from_slice(body).map_err(|error| ServiceError::InvalidJson(error.to_string()))
}
