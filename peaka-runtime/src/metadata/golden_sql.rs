//! Live golden SQLs.

use serde::Serialize;

use super::raw::RawObject;
use crate::client::ReadError;

/// A question in plain language and the SQL that answers it, as the service has them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StoredGoldenSql {
    /// The id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The SQL.
    pub sql: String,
}

impl StoredGoldenSql {
    pub(crate) fn from_raw(raw: RawObject) -> Result<Self, ReadError> {
        let metadata: RawObject = raw.required("metadata")?;
        Ok(Self {
            id: raw.required_id("id")?,
            question: metadata.required("prompt")?,
            sql: metadata.required("sql")?,
        })
    }
}

/// The body of *Add Golden SQL*.
#[derive(Debug, Serialize)]
pub(crate) struct NewGoldenSql<'a> {
    pub(crate) prompt: &'a str,
    pub(crate) sql: &'a str,
}
