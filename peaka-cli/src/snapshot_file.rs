//! Snapshot files, against which structs are checked at compile time.
//!
//! It may import `output`.

use peaka_runtime::{ColumnDetail, LiveTable, is_system_column};
use serde::Serialize;
use serde_json::Value;

use crate::output::{Error, FileKind, pretty};

/// Snapshot files. One that a merge left broken counts as one too.
pub(crate) const SNAPSHOT: FileKind = FileKind {
    command: "peaka snapshot",
    is_own_output: |content| match serde_json::from_slice::<Value>(content) {
        Ok(document) => document.get("storedTable").is_some(),
        Err(_) => content.trim_ascii_start().starts_with(b"{"),
    },
};

/// The content of a snapshot file. It contains nothing that differs between two environments with the same
/// columns, such as ids.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SnapshotFile<'a> {
    version: u8,
    table: &'a str,
    stored_table: &'a str,
    columns: Vec<Column<'a>>,
}

/// A column, as the API returns it. What the column list does not report is null.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Column<'a> {
    name: &'a str,
    data_type: Option<&'a str>,
    display_name: Option<&'a str>,
    default_value: Option<&'a str>,
    is_not_null: Option<bool>,
    is_unique: Option<bool>,
}

impl<'a> SnapshotFile<'a> {
    /// Returns the content for a live table with the given declared name.
    pub(crate) fn new(table: &'a str, live: &'a LiveTable) -> Self {
        let columns = live.columns.iter();
        Self {
            version: 1,
            table,
            stored_table: &live.name,
            columns: columns
                .filter(|column| !is_system_column(&column.name))
                .map(Column::from)
                .collect(),
        }
    }

    /// Returns the text of the file.
    pub(crate) fn text(&self) -> Result<String, Error> {
        Ok(pretty(self)? + "\n")
    }
}

impl<'a> From<&'a ColumnDetail> for Column<'a> {
    fn from(column: &'a ColumnDetail) -> Self {
        Self {
            name: &column.name,
            data_type: column.data_type.as_deref(),
            display_name: column.display_name.as_deref(),
            default_value: column.default_value.as_deref(),
            is_not_null: column.is_not_null,
            is_unique: column.is_unique,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn snapshots_are_distinguished_from_other_files() {
        for (content, is_own_output) in [
            (r#"{"version": 1, "storedTable": "t"}"#, true),
            ("{\n<<<<<<< HEAD\n", true),
            (r#"{"name": "package"}"#, false),
            ("[]", false),
            ("fn main() {}", false),
        ] {
            assert_eq!(
                (SNAPSHOT.is_own_output)(content.as_bytes()),
                is_own_output,
                "{content}"
            );
        }
    }

    #[test]
    fn file_has_what_the_column_list_reports_without_ids() {
        let live = LiveTable {
            name: "pageviews".to_owned(),
            columns: from_value(json!([
                {"id": "1", "name": "_id", "dataType": "varchar"},
                {"id": "2", "name": "userid", "dataType": "bigint", "displayName": "userid",
                 "defaultValue": 3, "isNotNull": false, "isUnique": true, "desc": "who"},
                {"name": "bare"},
            ]))
            .unwrap(),
        };
        assert_eq!(
            SnapshotFile::new("page_views", &live).text().unwrap(),
            r#"{
  "version": 1,
  "table": "page_views",
  "storedTable": "pageviews",
  "columns": [
    {
      "name": "userid",
      "dataType": "bigint",
      "displayName": "userid",
      "defaultValue": "3",
      "isNotNull": false,
      "isUnique": true
    },
    {
      "name": "bare",
      "dataType": null,
      "displayName": null,
      "defaultValue": null,
      "isNotNull": null,
      "isUnique": null
    }
  ]
}
"#
        );
    }
}
