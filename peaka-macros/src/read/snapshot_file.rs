//! Reads the file of `snapshot = "…"`.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use syn::LitStr;

use crate::errors::Errors;
use crate::look_alike::is_stored_as;
use crate::messages;
use crate::names::{Name, table_name_error};

/// The version of the file's format.
const VERSION: u64 = 1;

/// The content of a snapshot file.
pub(crate) struct Snapshot {
    /// The path in the attribute.
    pub(crate) file: String,
    /// The command that regenerates the file.
    pub(crate) command: String,
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

impl Snapshot {
    /// Reads the file, which must be a snapshot of the given table.
    pub(crate) fn read(key: &LitStr, table: &Name, errors: &Errors) -> Option<Self> {
        if table_name_error(&table.text).is_some() {
            // It is already reported, and no command can write a snapshot of such a table.
            return None;
        }
        let file = key.value();
        // An absolute path is valid on one machine only.
        if file.is_empty() || Path::new(&file).has_root() {
            errors.on(key, messages::SNAPSHOT_PATH);
            return None;
        }
        let source = Source {
            command: &command(&table.text, &file),
            file: &file,
            table: &table.text,
        };
        match source.json().and_then(|json| source.snapshot(&json)) {
            Ok(snapshot) => Some(snapshot),
            Err(error) => {
                errors.on(key, error);
                None
            }
        }
    }
}

/// The largest size of a name or data type, in bytes. The compiler would take too long to compare longer ones.
const MAX_NAME: usize = 1000;

/// The largest size of a default, in bytes.
const MAX_DEFAULT: usize = 10_000;

/// A snapshot file to read, and its expected table. Its errors are messages.
struct Source<'a> {
    file: &'a str,
    command: &'a str,
    table: &'a str,
}

/// A field of the file, and what it is expected to be.
type Mismatch = (&'static str, &'static str);

impl Source<'_> {
    fn json(&self) -> Result<Value, String> {
        // If the variable is not set, the compiler reports it: the generated code reads it too.
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        let text = std::fs::read(Path::new(&package).join(self.file)).map_err(|error| {
            messages::unreadable_snapshot(self.file, error.kind(), self.command)
        })?;
        // Some editors add a byte order mark, or save as UTF-16.
        let text = match text.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(messages::snapshot_is_utf_16(self.file, self.command));
            }
            [0xef, 0xbb, 0xbf, text @ ..] => text,
            text => text,
        };
        serde_json::from_slice(text)
            .map_err(|error| messages::snapshot_is_not_json(self.file, &error, self.command))
    }

    fn snapshot(&self, json: &Value) -> Result<Snapshot, String> {
        let of_file = |(field, expected)| self.mismatch(field, expected);
        match json.get("version").filter(|version| version.is_number()) {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) => {
                let error = messages::snapshot_version(self.file, version, VERSION, self.command);
                return Err(error);
            }
            None => return Err(of_file(("version", messages::EXPECTED_NUMBER))),
        }
        let table = text(json, "table").map_err(of_file)?;
        let stored_table = text(json, "storedTable").map_err(of_file)?;
        // A sync finds the table under the same names.
        if !is_stored_as(self.table, stored_table) {
            let Self {
                file,
                command,
                table,
            } = self;
            let error = messages::snapshot_of_another_table(file, stored_table, table, command);
            return Err(error);
        }
        let listed = json.get("columns").and_then(Value::as_array);
        let listed = listed.ok_or_else(|| of_file(("columns", messages::EXPECTED_ARRAY)))?;
        let mut columns = Vec::with_capacity(listed.len());
        let mut names = HashSet::new();
        for (i, column) in listed.iter().enumerate() {
            let of_column = |(field, expected): Mismatch| {
                self.mismatch(&format!("columns[{i}].{field}"), expected)
            };
            let column = SnapshotColumn::read(column).map_err(of_column)?;
            if !names.insert(column.name.clone()) {
                return Err(of_column(("name", messages::UNIQUE)));
            }
            columns.push(column);
        }
        Ok(Snapshot {
            file: self.file.to_owned(),
            command: self.command.to_owned(),
            table: table.to_owned(),
            stored_table: stored_table.to_owned(),
            columns,
        })
    }

    fn mismatch(&self, place: &str, expected: &str) -> String {
        messages::invalid_snapshot(self.file, place, expected, self.command)
    }
}

fn text<'j>(json: &'j Value, field: &'static str) -> Result<&'j str, Mismatch> {
    let text = json.get(field).and_then(Value::as_str);
    text.ok_or((field, messages::EXPECTED_STRING))
}

impl SnapshotColumn {
    /// Reads a column. The command writes null for what the service did not report, so a missing field is
    /// an error.
    fn read(column: &Value) -> Result<Self, Mismatch> {
        let name = text(column, "name")?.to_owned();
        if name.len() > MAX_NAME {
            return Err(("name", messages::EXPECTED_SHORT_NAME));
        }
        let text = |field, max, expected| match column.get(field) {
            Some(Value::String(text)) if text.len() <= max => Ok(Some(text.clone())),
            Some(Value::String(_)) => Err((field, expected)),
            Some(Value::Null) => Ok(None),
            _ => Err((field, messages::EXPECTED_STRING_OR_NULL)),
        };
        let flag = |field| match column.get(field) {
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::Null) => Ok(None),
            _ => Err((field, messages::EXPECTED_BOOLEAN_OR_NULL)),
        };
        Ok(Self {
            name,
            data_type: text("dataType", MAX_NAME, messages::EXPECTED_SHORT_NAME)?,
            display_name: text("displayName", usize::MAX, "")?,
            default_value: text(
                "defaultValue",
                MAX_DEFAULT,
                messages::EXPECTED_SHORT_DEFAULT,
            )?,
            is_not_null: flag("isNotNull")?,
            is_unique: flag("isUnique")?,
        })
    }
}

/// Returns the shell command that writes the file.
fn command(table: &str, file: &str) -> String {
    let [table, file] = [table, file].map(shell_quoted);
    format!("peaka snapshot {table} --out {file}")
}

/// Quotes a word if a shell would not read it literally.
fn shell_quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn command_is_quoted_for_a_shell() {
        for (table, file, expected) in [
            (
                "page_views",
                "peaka/events-1.json",
                "peaka snapshot page_views --out peaka/events-1.json",
            ),
            ("größe", "a b.json", "peaka snapshot größe --out 'a b.json'"),
            ("it's", "$x", r"peaka snapshot 'it'\''s' --out '$x'"),
        ] {
            assert_eq!(command(table, file), expected);
        }
    }
}
