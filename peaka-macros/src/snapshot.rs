//! `snapshot = "…"`: the list of live columns that a struct is held to, as a file has it.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use syn::LitStr;

use crate::errors::Errors;
use crate::faults;
use crate::model::Name;
use crate::names::{fold, table_fault};

/// The version of the file's format.
const VERSION: u64 = 1;

/// What the file says.
pub(crate) struct Snapshot {
    /// As the key names it.
    pub(crate) file: String,
    pub(crate) command: String,
    pub(crate) table: String,
    pub(crate) stored_table: String,
    pub(crate) columns: Vec<ListedColumn>,
}

/// A column as the service showed it.
pub(crate) struct ListedColumn {
    pub(crate) name: String,
    pub(crate) data_type: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) default_value: Option<String>,
    pub(crate) is_not_null: Option<bool>,
    pub(crate) is_unique: Option<bool>,
}

impl Snapshot {
    /// Reads the file, which has to be of that table.
    pub(crate) fn read(key: &LitStr, table: &Name, errors: &Errors) -> Option<Self> {
        if table_fault(&table.text).is_some() {
            // No command makes a snapshot of what can be no table, and that is told already.
            return None;
        }
        let file = key.value();
        // A path that begins at a root is right on one machine.
        if file.is_empty() || Path::new(&file).has_root() {
            errors.on(key, faults::SNAPSHOT_PATH);
            return None;
        }
        let source = Source {
            command: &command(&table.text, &file),
            file: &file,
            table: &table.text,
        };
        match source.json().and_then(|json| source.snapshot(&json)) {
            Ok(snapshot) => Some(snapshot),
            Err(fault) => {
                errors.on(key, fault);
                None
            }
        }
    }
}

/// Where a snapshot comes from, and of which table it has to be. Each fault is a message.
struct Source<'a> {
    file: &'a str,
    command: &'a str,
    table: &'a str,
}

/// A field of the file, and what it should be.
type Misfit = (&'static str, &'static str);

impl Source<'_> {
    fn json(&self) -> Result<Value, String> {
        // If the variable is not set, the compiler says so: the generated code reads it too.
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        let text = std::fs::read(Path::new(&package).join(self.file))
            .map_err(|fault| faults::no_snapshot_file(self.file, fault.kind(), self.command))?;
        serde_json::from_slice(&text)
            .map_err(|fault| faults::snapshot_is_no_json(self.file, &fault, self.command))
    }

    fn snapshot(&self, json: &Value) -> Result<Snapshot, String> {
        let of_file = |(field, wanted)| self.misfit(field, wanted);
        match json.get("version").filter(|version| version.is_number()) {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) => {
                let fault = faults::snapshot_version(self.file, version, VERSION, self.command);
                return Err(fault);
            }
            None => return Err(of_file(("version", faults::NUMBER))),
        }
        let table = text(json, "table").map_err(of_file)?;
        let stored_table = text(json, "storedTable").map_err(of_file)?;
        // No other is taken for the declared one at run time either.
        if ![self.table, &fold(self.table)].contains(&stored_table) {
            let Self {
                file,
                command,
                table,
            } = self;
            let fault = faults::snapshot_of_another_table(file, stored_table, table, command);
            return Err(fault);
        }
        let listed = json.get("columns").and_then(Value::as_array);
        let listed = listed.ok_or_else(|| of_file(("columns", faults::LIST)))?;
        let mut columns = Vec::with_capacity(listed.len());
        let mut names = HashSet::new();
        for (i, column) in listed.iter().enumerate() {
            let of_column =
                |(field, wanted): Misfit| self.misfit(&format!("columns[{i}].{field}"), wanted);
            let column = ListedColumn::read(column).map_err(of_column)?;
            if !names.insert(column.name.clone()) {
                return Err(of_column(("name", faults::ONLY_ONE)));
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

    fn misfit(&self, place: &str, wanted: &str) -> String {
        faults::no_snapshot(self.file, place, wanted, self.command)
    }
}

fn text<'j>(json: &'j Value, field: &'static str) -> Result<&'j str, Misfit> {
    let text = json.get(field).and_then(Value::as_str);
    text.ok_or((field, faults::TEXT))
}

impl ListedColumn {
    /// What the service leaves out is null in the file, so what the file leaves out is not by the
    /// command.
    fn read(column: &Value) -> Result<Self, Misfit> {
        let name = text(column, "name")?.to_owned();
        let text = |field| match column.get(field) {
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Null) => Ok(None),
            _ => Err((field, faults::TEXT_OR_NULL)),
        };
        let flag = |field| match column.get(field) {
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::Null) => Ok(None),
            _ => Err((field, faults::FLAG_OR_NULL)),
        };
        Ok(Self {
            name,
            data_type: text("dataType")?,
            display_name: text("displayName")?,
            default_value: text("defaultValue")?,
            is_not_null: flag("isNotNull")?,
            is_unique: flag("isUnique")?,
        })
    }
}

/// What writes the file, as one types it into a shell.
fn command(table: &str, file: &str) -> String {
    let [table, file] = [table, file].map(in_shell);
    format!("peaka snapshot {table} --out {file}")
}

/// The word, in quotes if a shell would read it otherwise.
fn in_shell(word: &str) -> String {
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
    fn a_command_is_what_a_shell_understands() {
        for (table, file, typed) in [
            (
                "page_views",
                "peaka/events-1.json",
                "peaka snapshot page_views --out peaka/events-1.json",
            ),
            ("größe", "a b.json", "peaka snapshot größe --out 'a b.json'"),
            ("it's", "$x", r"peaka snapshot 'it'\''s' --out '$x'"),
        ] {
            assert_eq!(command(table, file), typed);
        }
    }
}
