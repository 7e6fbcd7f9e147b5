//! A directory with the snapshots of all tables of a project.

use std::collections::HashSet;
use std::path::PathBuf;

use peaka_runtime::__private::quoted;
use serde_json::Value;

use super::content::is_snapshot;
use crate::output::{Error, quoted_path, read_texts};

/// The size in MiB above which a file is certainly not a snapshot.
const MAX_MEBIBYTES: u64 = 64;

/// The snapshots in a directory.
pub(crate) struct SnapshotDirectory {
    path: PathBuf,
    snapshots: Vec<ExistingSnapshot>,
    /// The lower-case names of the files that will be created.
    new_names: HashSet<String>,
}

/// A snapshot that is in the directory.
pub(crate) struct ExistingSnapshot {
    pub(crate) path: PathBuf,
    /// The name by which the table was saved.
    table: String,
    pub(crate) stored_table: String,
}

/// The file for the snapshot of a table.
pub(crate) struct SnapshotFile {
    /// The declared name, if the file exists and has one; otherwise the stored name.
    pub(crate) table: String,
    pub(crate) stored_table: String,
    /// The path, or why the table cannot have a file.
    pub(crate) path: Result<PathBuf, Error>,
}

impl SnapshotDirectory {
    /// Reads the snapshots in a directory; none if it does not exist.
    pub(crate) fn read(path: PathBuf) -> Result<Self, Error> {
        let files = read_texts(&path, "json", MAX_MEBIBYTES)?.into_iter();
        Ok(Self {
            path,
            snapshots: files
                .filter_map(|(path, content)| ExistingSnapshot::read(path, &content))
                .collect(),
            new_names: HashSet::new(),
        })
    }

    /// Returns the files of a table: its snapshots in the directory, or else a new file with its name.
    pub(crate) fn files_of(&mut self, stored_table: &str) -> Vec<SnapshotFile> {
        let file = |table: &str, path| SnapshotFile {
            table: table.to_owned(),
            stored_table: stored_table.to_owned(),
            path,
        };
        let existing = self.snapshots.iter();
        let existing = existing.filter(|snapshot| snapshot.stored_table == stored_table);
        let files: Vec<_> = existing
            .map(|snapshot| file(&snapshot.table, Ok(snapshot.path.clone())))
            .collect();
        if files.is_empty() {
            vec![file(stored_table, self.new_file(stored_table))]
        } else {
            files
        }
    }

    /// Returns the snapshots of tables that are not in the list.
    pub(crate) fn snapshots_of_other_tables(
        &self,
        stored_tables: &[&str],
    ) -> impl Iterator<Item = &ExistingSnapshot> {
        let snapshots = self.snapshots.iter();
        snapshots.filter(|snapshot| !stored_tables.contains(&&*snapshot.stored_table))
    }

    fn new_file(&mut self, stored_table: &str) -> Result<PathBuf, Error> {
        let save_alone = "save the snapshot of this table with `--out FILE`";
        let table = quoted(stored_table);
        if !is_portable_file_name(stored_table) {
            let message = format!("the name of table {table} cannot be the name of a file");
            return Err(Error::new(message, save_alone));
        }
        let name = format!("{stored_table}.json");
        let path = self.path.join(&name);
        // A later checkout may be on a file system that ignores case.
        if !self.new_names.insert(name.to_lowercase()) {
            let message = format!(
                "the name of table {table} differs from that of another table only in case, so their files \
                 would be the same on some systems"
            );
            return Err(Error::new(message, save_alone));
        }
        if path.symlink_metadata().is_ok() {
            let path = quoted_path(&path);
            return Err(Error::new(
                format!("{path} exists, but is not a snapshot of table {table}"),
                "move the file, or use another directory",
            ));
        }
        Ok(path)
    }
}

impl ExistingSnapshot {
    /// Reads the names of the table in a file; `None` if it is not a snapshot.
    fn read(path: PathBuf, content: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(content).ok()?;
        if !is_snapshot(&json) {
            return None;
        }
        let text = |field: &str| Some(json.get(field)?.as_str()?.to_owned());
        Some(Self {
            table: text("table")?,
            stored_table: text("storedTable")?,
            path,
        })
    }
}

/// Returns whether all common file systems accept this name with an extension.
pub(crate) fn is_portable_file_name(name: &str) -> bool {
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    const PORTS: [&str; 2] = ["com", "lpt"];
    let lower = name.to_lowercase();
    let device = lower.split('.').next().unwrap_or_default();
    let is_device = RESERVED.contains(&device)
        || PORTS.iter().any(|port| {
            let number = device.strip_prefix(port);
            number.is_some_and(|number| number.len() == 1)
        });
    let is_plain = |c: char| !c.is_control() && !"/\\:*?\"<>|".contains(c);
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && !is_device
        && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::is_portable_file_name;

    #[test]
    fn file_names_are_valid_on_every_common_system() {
        for (name, is_valid) in [
            ("pageviews", true),
            ("Größe 名前.v2", true),
            ("console", true),
            ("", false),
            (".hidden", false),
            ("../up", false),
            ("a/b", false),
            (r"a\b", false),
            ("a:b", false),
            ("tab\t", false),
            ("NUL", false),
            ("com1.x", false),
            (&*"x".repeat(201), false),
        ] {
            assert_eq!(is_portable_file_name(name), is_valid, "{name}");
        }
    }
}
