//! Live golden SQLs.

use serde::Serialize;

use super::raw::RawObject;
use crate::client::ReadError;

/// A question in plain language and the SQL that answers it, as the service has them.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error};
///
/// async fn delete(peaka: &Client, question: &str) -> Result<(), Error> {
///     for golden_sql in peaka.list_golden_sqls().await? {
///         if golden_sql.question == question {
///             peaka.delete_golden_sql(&golden_sql.id).await?;
///         }
///     }
///     Ok(())
/// }
/// ```
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
    /// Returns a golden SQL; `None` if it has no question or no SQL, so that it is none of a program.
    pub(crate) fn from_raw(raw: RawObject) -> Result<Option<Self>, ReadError> {
        let metadata: RawObject = raw.required("metadata")?;
        let id = raw.required_id("id")?;
        let question = metadata.get("prompt")?;
        let sql = metadata.get("sql")?;
        Ok(question
            .zip(sql)
            .map(|(question, sql)| Self { id, question, sql }))
    }
}

/// The body of *Add Golden SQL*.
#[derive(Debug, Serialize)]
pub(crate) struct NewGoldenSql<'a> {
    pub(crate) prompt: &'a str,
    pub(crate) sql: &'a str,
}
