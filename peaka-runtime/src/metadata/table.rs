//! The live metadata of a table, and of the job that refreshes it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::catalog::{CATALOG_ID, SCHEMA};
use super::column::ColumnMetadata;
use super::raw::{Elements, RawObject};
use super::relation::Relation;
use crate::client::{REDACTED_KEY, ReadError};

/// The metadata of a table, as the service has it.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error};
///
/// async fn print_undescribed(peaka: &Client) -> Result<(), Error> {
///     for table in peaka.list_metadata().await? {
///         if table.description.is_none() && table.use_with_ai != Some(false) {
///             println!("`{}` has no description for the AI", table.name);
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableMetadata {
    /// The id of the catalog; observed as `1`.
    pub catalog_id: Option<String>,
    /// The name of the schema; observed as `bitable`.
    pub schema: Option<String>,
    /// The stored name.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// Whether Peaka's AI may use the table.
    pub use_with_ai: Option<bool>,
    /// The columns, including system columns; `None` if the service does not report them.
    pub columns: Option<Vec<ColumnMetadata>>,
    /// The relations of the table, if its metadata has them.
    pub relations: Option<Vec<Relation>>,
    /// All fields, as they were read.
    raw: RawObject,
}

impl TableMetadata {
    /// Returns the metadata of a table; `None` for a table in another catalog or schema.
    pub(crate) fn from_raw(raw: RawObject) -> Result<Option<Self>, ReadError> {
        let catalog_id = raw.id("catalogId")?;
        let schema: Option<String> = raw.get("schemaName")?;
        if catalog_id.as_deref().is_some_and(|id| id != CATALOG_ID)
            || schema.as_deref().is_some_and(|name| name != SCHEMA)
        {
            return Ok(None);
        }
        let columns: Option<Vec<RawObject>> = raw.get("columns")?;
        let columns = columns.map(|columns| columns.into_iter().map(ColumnMetadata::from_raw));
        // Relations are also listed by an operation of their own, so they need not be readable here.
        let relations: Option<Elements<RawObject>> = raw.get("relations").unwrap_or_default();
        let relations = relations.and_then(|Elements(relations)| {
            let relations = relations.into_iter().map(Relation::from_raw);
            let relations: Result<Vec<_>, _> = relations.collect();
            Some(relations.ok()?.into_iter().flatten().collect())
        });
        Ok(Some(Self {
            catalog_id,
            schema,
            name: raw.required("tableName")?,
            description: raw.text("tableDescription")?,
            use_with_ai: raw.get("useWithAI")?,
            columns: columns.map(Iterator::collect).transpose()?,
            relations,
            raw,
        }))
    }

    /// Returns whether the text of the metadata contains the placeholder of a redacted API key, so that sending it back
    /// would change it.
    pub(crate) fn has_redacted_key(&self) -> bool {
        let columns = self.columns.iter().flatten();
        let mut columns = columns.map(|column| &column.raw);
        self.raw.contains(REDACTED_KEY) || columns.any(|column| column.contains(REDACTED_KEY))
    }

    pub(crate) fn set_description(&mut self, description: &str) {
        self.raw.set("tableDescription", description);
        self.description = Some(description.to_owned());
    }

    pub(crate) fn set_use_with_ai(&mut self, use_with_ai: bool) {
        self.raw.set("useWithAI", &use_with_ai);
        self.use_with_ai = Some(use_with_ai);
    }
}

/// The body of *Update Metadata*: all columns, and what else it accepts, as it was read.
impl Serialize for TableMetadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        for field in ["tableDescription", "useWithAI"] {
            if let Some(value) = self.raw.raw(field) {
                body.serialize_entry(field, value)?;
            }
        }
        if let Some(columns) = &self.columns {
            let columns: Vec<_> = columns.iter().map(|column| &column.raw).collect();
            body.serialize_entry("columns", &columns)?;
        }
        body.end()
    }
}

/// The status of the job that makes the service discover tables and columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefreshStatus {
    /// The job is not running: it has finished, or was never started.
    Finished,
    /// The job is running, or waits for its turn.
    Running,
    /// The job does not go on: the service reports this status, such as `failed`.
    Stopped(String),
}

impl RefreshStatus {
    /// Returns the status of this name: `NOT_ACTIVE` in the documented spelling, `not-active` in the observed one. An
    /// unknown status counts as running.
    pub(crate) fn from_name(name: &str) -> Self {
        let normalized = name.to_ascii_lowercase().replace('_', "-");
        match normalized.as_str() {
            "not-active" | "completed" => Self::Finished,
            "failed" | "paused" | "stuck" => Self::Stopped(name.to_owned()),
            _ => Self::Running,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, json, to_value};

    use super::*;

    #[test]
    fn update_sends_back_what_was_read() {
        let raw = json!({
            "catalogId": 1, "schemaName": "bitable", "tableName": "events", "tableDescription": "null",
            "useWithAI": true, "isCacheable": true,
            "columns": [
                {"columnName": "id", "dataType": "bigint", "isPrimary": true, "sampleValues": ["1"]},
                {"columnName": "kind", "columnDescription": "By hand."},
            ],
        });
        let mut table = TableMetadata::from_raw(from_str(&raw.to_string()).unwrap())
            .ok()
            .flatten()
            .unwrap();
        assert_eq!(table.catalog_id.as_deref(), Some("1"));
        assert_eq!(
            (table.description.clone(), table.relations.clone()),
            (None, None)
        );
        table.columns.as_mut().unwrap()[1].set_categorical_values(vec!["click".to_owned()]);
        assert_eq!(
            to_value(&table).unwrap(),
            json!({
                "tableDescription": "null", "useWithAI": true,
                "columns": [
                    {"columnName": "id", "dataType": "bigint", "isPrimary": true, "sampleValues": ["1"]},
                    {"columnName": "kind", "columnDescription": "By hand.", "isCategorical": true,
                     "categoricalValues": ["click"]},
                ],
            })
        );
        table.set_description("Page views.");
        table.set_use_with_ai(false);
        let body = to_value(&table).unwrap();
        assert_eq!(
            (&body["tableDescription"], &body["useWithAI"]),
            (&json!("Page views."), &json!(false))
        );
    }

    #[test]
    fn both_spellings_of_a_status_are_known() {
        for (name, expected) in [
            ("NOT_ACTIVE", RefreshStatus::Finished),
            ("not-active", RefreshStatus::Finished),
            ("completed", RefreshStatus::Finished),
            ("ACTIVE", RefreshStatus::Running),
            ("waiting", RefreshStatus::Running),
            ("delayed", RefreshStatus::Running),
            ("new-status", RefreshStatus::Running),
            ("FAILED", RefreshStatus::Stopped("FAILED".to_owned())),
            ("stuck", RefreshStatus::Stopped("stuck".to_owned())),
            ("paused", RefreshStatus::Stopped("paused".to_owned())),
        ] {
            assert_eq!(RefreshStatus::from_name(name), expected, "{name}");
        }
    }
}
