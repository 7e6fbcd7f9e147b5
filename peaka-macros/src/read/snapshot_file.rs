//! Reads the file of `snapshot = "…"`.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use syn::LitStr;

use super::snapshot_location::SnapshotLocation;
use crate::errors::Errors;
use crate::look_alike::may_be_stored_as;
use crate::messages;
use crate::names::{Name, table_name_error};

/// The version of the file's format.
const VERSION: u64 = 1;

/// The file of `snapshot = "…"`.
pub(crate) struct SnapshotFile {
    /// The path in the attribute, from the directory of the package.
    pub(crate) file: String,
    pub(crate) location: SnapshotLocation,
    /// The content; `None` if the build does not read snapshots.
    pub(crate) content: Option<Snapshot>,
}

/// The content of a snapshot file.
pub(crate) struct Snapshot {
    pub(crate) table: String,
    pub(crate) stored_table: String,
    pub(crate) columns: Vec<SnapshotColumn>,
}

/// A column of a snapshot.
pub(crate) struct SnapshotColumn {
    pub(crate) name: String,
    pub(crate) data_type: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) default_value: Option<String>,
    pub(crate) is_not_null: Option<bool>,
    pub(crate) is_unique: Option<bool>,
}

impl SnapshotFile {
    /// Reads the file, which must be a snapshot of the given table.
    pub(crate) fn read(path: &LitStr, table: &Name, errors: &Errors) -> Option<Self> {
        if table_name_error(&table.text).is_some() {
            // It is already reported, and no command can write a snapshot of such a table.
            return None;
        }
        let file = path.value();
        if let Some(error) = path_error(&file) {
            errors.on(path, error);
            return None;
        }
        let location = SnapshotLocation::new(&table.text, &file);
        let reader = SnapshotReader {
            file: &file,
            location: &location,
            table: &table.text,
        };
        let content = match reads_snapshots().then(|| reader.read()).transpose() {
            Ok(content) => content,
            Err(error) => {
                errors.on(path, error);
                return None;
            }
        };
        Some(Self {
            file,
            location,
            content,
        })
    }
}

/// Returns the error for a path that does not name a file in the package on every platform.
fn path_error(file: &str) -> Option<&'static str> {
    let has_drive = matches!(file.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if file.is_empty() || file.starts_with('/') || has_drive {
        return Some(messages::SNAPSHOT_PATH);
    }
    // On Unix, a backslash is a character of a name.
    file.contains('\\').then_some(messages::SNAPSHOT_BACKSLASH)
}

/// Returns whether the build reads snapshots and checks the structs against them.
fn reads_snapshots() -> bool {
    // The generated code reads the variable too, so that cargo notices a change.
    std::env::var_os("PEAKA_SNAPSHOT").is_none_or(|value| value != "off")
}

/// The largest size of a name or data type, in bytes. The compiler would take too long to compare longer ones.
const MAX_NAME: usize = 1000;

/// The largest size of a default, in bytes.
const MAX_DEFAULT: usize = 10_000;

/// Reads a snapshot file, which must be of the given table. Its errors are messages.
struct SnapshotReader<'a> {
    file: &'a str,
    location: &'a SnapshotLocation,
    table: &'a str,
}

/// A field of the file that is not what it is expected to be.
struct Mismatch {
    field: &'static str,
    expected: &'static str,
}

impl SnapshotReader<'_> {
    fn read(&self) -> Result<Snapshot, String> {
        self.parse(&self.read_json()?)
    }

    fn read_json(&self) -> Result<Value, String> {
        let SnapshotLocation { path, command, .. } = self.location;
        // If the variable is not set, the compiler reports it: the generated code reads it too.
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        let text = std::fs::read(Path::new(&package).join(self.file))
            .map_err(|error| messages::unreadable_snapshot(path, error.kind(), command))?;
        // Some editors add a byte order mark, or save as UTF-16.
        let text = match text.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(messages::snapshot_is_utf_16(path, command));
            }
            [0xef, 0xbb, 0xbf, text @ ..] => text,
            text => text,
        };
        serde_json::from_slice(text)
            .map_err(|error| messages::snapshot_is_not_json(path, &error, command))
    }

    fn parse(&self, json: &Value) -> Result<Snapshot, String> {
        let SnapshotLocation { path, command, .. } = self.location;
        let of_file = |Mismatch { field, expected }| self.error(field, expected);
        match json.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) => {
                let error = messages::snapshot_version(path, version, VERSION, command);
                return Err(error);
            }
            None => return Err(self.error("version", messages::EXPECTED_NUMBER)),
        }
        let table = text(json, "table").map_err(of_file)?;
        let stored_table = text(json, "storedTable").map_err(of_file)?;
        // This is also the rule by which a sync finds the table.
        if !may_be_stored_as(self.table, stored_table) {
            return Err(messages::snapshot_of_another_table(
                path,
                stored_table,
                self.table,
                command,
            ));
        }
        let listed = json.get("columns").and_then(Value::as_array);
        let listed = listed.ok_or_else(|| self.error("columns", messages::EXPECTED_ARRAY))?;
        let mut columns = Vec::with_capacity(listed.len());
        let mut names = HashSet::new();
        for (i, column) in listed.iter().enumerate() {
            let of_column = |Mismatch { field, expected }| {
                self.error(&format!("columns[{i}].{field}"), expected)
            };
            let column = SnapshotColumn::read(column).map_err(of_column)?;
            if !names.insert(column.name.clone()) {
                return Err(of_column(Mismatch {
                    field: "name",
                    expected: messages::EXPECTED_UNIQUE,
                }));
            }
            columns.push(column);
        }
        Ok(Snapshot {
            table: table.to_owned(),
            stored_table: stored_table.to_owned(),
            columns,
        })
    }

    fn error(&self, place: &str, expected: &str) -> String {
        let SnapshotLocation { path, command, .. } = self.location;
        messages::invalid_snapshot(path, place, expected, command)
    }
}

fn text<'j>(json: &'j Value, field: &'static str) -> Result<&'j str, Mismatch> {
    let text = json.get(field).and_then(Value::as_str);
    text.ok_or(Mismatch {
        field,
        expected: messages::EXPECTED_STRING,
    })
}

impl SnapshotColumn {
    /// Reads a column. The command writes null for what the service did not report, so a missing field is
    /// an error.
    fn read(column: &Value) -> Result<Self, Mismatch> {
        let name = text(column, "name")?.to_owned();
        if name.len() > MAX_NAME {
            return Err(Mismatch {
                field: "name",
                expected: messages::EXPECTED_SHORT_NAME,
            });
        }
        let optional_text = |field, max, expected| match column.get(field) {
            Some(Value::String(text)) if text.len() <= max => Ok(Some(text.clone())),
            Some(Value::String(_)) => Err(Mismatch { field, expected }),
            Some(Value::Null) => Ok(None),
            _ => Err(Mismatch {
                field,
                expected: messages::EXPECTED_STRING_OR_NULL,
            }),
        };
        let flag = |field| match column.get(field) {
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::Null) => Ok(None),
            _ => Err(Mismatch {
                field,
                expected: messages::EXPECTED_BOOLEAN_OR_NULL,
            }),
        };
        Ok(Self {
            name,
            data_type: optional_text("dataType", MAX_NAME, messages::EXPECTED_SHORT_NAME)?,
            display_name: optional_text("displayName", usize::MAX, "")?,
            default_value: optional_text(
                "defaultValue",
                MAX_DEFAULT,
                messages::EXPECTED_SHORT_DEFAULT,
            )?,
            is_not_null: flag("isNotNull")?,
            is_unique: flag("isUnique")?,
        })
    }
}
