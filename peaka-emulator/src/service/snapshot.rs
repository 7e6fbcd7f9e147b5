//! Reads the files that `peaka snapshot` saves.

use std::collections::HashSet;

use serde::Deserialize;

use super::data_type::DataType;
use super::profile::Profile;
use super::table::{Column, Table};

/// The only version of snapshot files.
const VERSION: u64 = 1;

/// A snapshot file. Fields that are not known are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    version: u64,
    stored_table: String,
    columns: Vec<SnapshotColumn>,
}

/// A column as a list showed it. What the list did not report is null.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SnapshotColumn {
    name: String,
    data_type: Option<String>,
    display_name: Option<String>,
    default_value: Option<String>,
    is_not_null: Option<bool>,
    is_unique: Option<bool>,
}

impl Table {
    /// Returns the table of a snapshot file, and the system columns of the profile. Columns are stored as the list showed
    /// them, whether the profile would store them like that or not.
    ///
    /// # Errors
    ///
    /// Fails with the reason if the text is not a snapshot of a table that the profile can have.
    pub(crate) fn from_snapshot(text: &str, profile: Profile) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let snapshot: Snapshot =
            serde_json::from_str(text).map_err(|error| format!("not a snapshot: {error}"))?;
        if snapshot.version != VERSION {
            let version = snapshot.version;
            return Err(format!("it has version {version}; expected {VERSION}"));
        }
        if snapshot.stored_table.is_empty() {
            return Err("`storedTable` is empty".to_owned());
        }
        let mut table = Self::new(snapshot.stored_table, profile.rules());
        let system_columns: HashSet<_> = table.columns().iter().map(name).collect();
        let mut names = HashSet::new();
        for column in snapshot.columns {
            let name = &column.name;
            if name.is_empty() {
                return Err("a column has an empty name".to_owned());
            }
            if system_columns.contains(name) {
                return Err(format!(
                    "column `{}` is a system column of the {profile} profile",
                    name.escape_debug()
                ));
            }
            if !names.insert(name.clone()) {
                return Err(format!("column `{}` is there twice", name.escape_debug()));
            }
            table.load(column.try_into()?);
        }
        Ok(table)
    }
}

fn name(column: &Column) -> String {
    column.name.clone()
}

impl TryFrom<SnapshotColumn> for Column {
    type Error = String;

    fn try_from(column: SnapshotColumn) -> Result<Self, String> {
        let name = column.name.escape_debug();
        let listed_type = column
            .data_type
            .ok_or_else(|| format!("column `{name}` has no data type"))?;
        let data_type = DataType::from_listed(&listed_type).ok_or_else(|| {
            format!(
                "column `{name}` has the unknown data type `{}`; expected one of {}",
                listed_type.escape_debug(),
                DataType::ALL.map(DataType::name).join(", ")
            )
        })?;
        Ok(Self {
            // The table assigns the id.
            id: String::new(),
            display_name: column.display_name.unwrap_or_else(|| column.name.clone()),
            name: column.name,
            data_type,
            listed_type: Some(listed_type),
            default: column.default_value,
            is_not_null: column.is_not_null.unwrap_or(false),
            is_unique: column.is_unique.unwrap_or(false),
            is_system: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn snapshot(columns: Value) -> String {
        let snapshot = json!({"version": 1, "table": "page_views", "storedTable": "pageviews", "columns": columns});
        snapshot.to_string()
    }

    fn error(text: &str) -> String {
        let table = Table::from_snapshot(text, Profile::Observed);
        table.map(|table| table.name).unwrap_err()
    }

    #[test]
    fn columns_are_stored_as_they_were_listed() {
        let text = snapshot(json!([
            {"name": "user_id", "dataType": "decimal(38,18)", "displayName": "User", "defaultValue": "1.50",
             "isNotNull": true, "isUnique": true},
            {"name": "seen", "dataType": "timestamp(3) with time zone"},
        ]));
        let table = Table::from_snapshot(&format!("\u{feff}{text}"), Profile::Documented).unwrap();
        assert_eq!(table.name, "pageviews");
        let [user, seen] = table.columns() else {
            panic!("two columns");
        };
        assert_eq!((&*user.id, &*seen.id), ("1", "2"));
        assert_eq!((&*user.name, &*user.display_name), ("user_id", "User"));
        assert_eq!(user.data_type, DataType::Decimal);
        assert_eq!(user.default.as_deref(), Some("1.50"));
        assert!(user.is_not_null && user.is_unique);
        assert_eq!(
            (&*seen.display_name, seen.data_type),
            ("seen", DataType::Timestamp)
        );
        assert_eq!(
            seen.listed_type.as_deref(),
            Some("timestamp(3) with time zone")
        );
        assert!(!seen.is_not_null && !seen.is_unique);
        let observed = Table::from_snapshot(&text, Profile::Observed).unwrap();
        assert_eq!(observed.columns().len(), 11);
    }

    #[test]
    fn invalid_snapshot_says_what_is_wrong() {
        let column = |name: &str, data_type: &str| json!({"name": name, "dataType": data_type});
        for (columns, message) in [
            (
                json!([column("a", "json")]),
                "column `a` has the unknown data type `json`; expected one of varchar, bigint, boolean, decimal, \
                 timestamp, time, date, uuid",
            ),
            (
                json!([{"name": "a", "dataType": null}]),
                "column `a` has no data type",
            ),
            (
                json!([column("a", "bigint"), column("a", "date")]),
                "column `a` is there twice",
            ),
            (
                json!([column("text", "varchar")]),
                "column `text` is a system column of the observed profile",
            ),
            (json!([column("", "varchar")]), "a column has an empty name"),
        ] {
            assert_eq!(error(&snapshot(columns)), message);
        }
        let version = snapshot(json!([])).replace("\"version\":1", "\"version\":2");
        assert_eq!(error(&version), "it has version 2; expected 1");
        let unnamed = snapshot(json!([])).replace("pageviews", "");
        assert_eq!(error(&unnamed), "`storedTable` is empty");
        for (text, reason) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            (
                "[]",
                "invalid length 0, expected struct Snapshot with 3 elements at line 1 column 2",
            ),
            (
                r#"{"version": 1, "columns": []}"#,
                "missing field `storedTable` at line 1 column 29",
            ),
        ] {
            assert_eq!(error(text), format!("not a snapshot: {reason}"));
        }
    }
}
