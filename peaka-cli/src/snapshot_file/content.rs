//! The content of a snapshot file.

use peaka_runtime::{ColumnDetail, LiveTable, is_system_column};
use serde::Serialize;
use serde_json::Value;

use crate::output::{Author, Error, FileKind, OTHER_AUTHOR_HELP, pretty};

/// The fields of a snapshot file.
const FIELDS: [&str; 4] = ["version", "table", "storedTable", "columns"];

/// Snapshot files, including those with merge conflicts.
pub(crate) const SNAPSHOT: FileKind = FileKind {
    command: "peaka snapshot",
    author: |content| {
        let is_snapshot = match serde_json::from_str(content) {
            Ok(json) => is_snapshot(&json),
            Err(_) => {
                let is_conflict = content.lines().any(|line| line.starts_with("<<<<<<< "));
                is_conflict && content.contains("\"storedTable\"")
            }
        };
        if is_snapshot {
            Author::Command
        } else {
            Author::Other
        }
    },
    mismatch: "is not a snapshot",
    help: OTHER_AUTHOR_HELP,
};

/// Returns whether a JSON document has the fields of a snapshot.
pub(super) fn is_snapshot(json: &Value) -> bool {
    json.as_object().is_some_and(|fields| {
        fields.len() == FIELDS.len() && FIELDS.iter().all(|name| fields.contains_key(*name))
    })
}

/// Snapshot files that structs name.
pub(super) const DECLARED_SNAPSHOT: FileKind = FileKind {
    help: "overwrite it with `--force`, or name another file in `#[bitable(snapshot = \"…\")]`",
    ..SNAPSHOT
};

/// Snapshot files in a directory of pulled structs, where `--force` does not overwrite other files.
#[cfg(feature = "program")]
pub(crate) const SNAPSHOT_IN_DIRECTORY: FileKind = FileKind {
    help: "move the file, or use another directory",
    ..SNAPSHOT
};

/// The content of a snapshot file. It contains nothing that differs between two environments with the same
/// columns, such as ids.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Content<'a> {
    version: u8,
    table: &'a str,
    stored_table: &'a str,
    columns: Vec<Column<'a>>,
}

/// A column as the API returns it. A field that the column list does not report is null.
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

impl<'a> Content<'a> {
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
        for (content, is_snapshot) in [
            (
                r#"{"version": 1, "table": "t", "storedTable": "t", "columns": []}"#,
                true,
            ),
            ("{\n<<<<<<< HEAD\n  \"storedTable\": \"t\",\n", true),
            ("{\n<<<<<<< HEAD\n", false),
            (r#"{"version": 1, "storedTable": "t"}"#, false),
            ("{ broken", false),
            (r#"{"name": "package"}"#, false),
            ("[]", false),
            ("fn main() {}", false),
        ] {
            let author = (SNAPSHOT.author)(content);
            assert_eq!(author == Author::Command, is_snapshot, "{content}");
        }
    }

    #[test]
    fn snapshot_has_the_listed_columns_without_ids() {
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
            Content::new("page_views", &live).text().unwrap(),
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
