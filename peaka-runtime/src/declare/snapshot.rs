//! A snapshot of a live table, and where it is stored, as constant data.

/// Where the snapshot of a table is stored: the file in `#[bitable(snapshot = "…")]`.
///
/// The paths are relative to the directory in which cargo runs the compiler. It is the root of the workspace, or of the
/// package if that is outside the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotFile {
    /// The name of the package that declares the table.
    pub package: &'static str,
    /// The path of the package's `Cargo.toml`.
    pub manifest: &'static str,
    /// The path of the file.
    pub path: &'static str,
    /// The shell command that writes the file.
    pub command: &'static str,
}

/// The columns that a live table had when the file in `#[bitable(snapshot = "…")]` was written.
///
/// The derive includes the file in the program as constant data,
/// [`BiTable::SNAPSHOT`](crate::BiTable::SNAPSHOT), and checks the struct against it at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Where the snapshot is stored.
    pub file: &'static SnapshotFile,
    /// The declared name of the table.
    pub table: &'static str,
    /// The stored name of the table.
    pub stored_table: &'static str,
    /// The columns, in the order of the file.
    pub columns: &'static [SnapshotColumn],
}

/// One column of a [`Snapshot`]. Fields that the service did not report are `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotColumn {
    /// The stored name.
    pub name: &'static str,
    /// The data type in the service's spelling, such as `bigint` or `timestamp(6)`.
    pub data_type: Option<&'static str>,
    /// The display name.
    pub display_name: Option<&'static str>,
    /// The default, as text.
    pub default_value: Option<&'static str>,
    /// Whether the column was NOT NULL.
    pub is_not_null: Option<bool>,
    /// Whether the column was UNIQUE.
    pub is_unique: Option<bool>,
    /// What the name looks like, if that differs from the name.
    pub(crate) look: Option<&'static str>,
}

impl SnapshotColumn {
    /// Sets what the name looks like: composed, in lower case, and without invisible characters.
    #[must_use]
    pub const fn with_look(mut self, look: &'static str) -> Self {
        self.look = Some(look);
        self
    }

    /// Returns what the name looks like.
    pub(crate) const fn look(&self) -> &'static str {
        match self.look {
            Some(look) => look,
            None => self.name,
        }
    }
}

/// Creates the location of a snapshot.
#[must_use]
pub const fn snapshot_file([package, manifest, path, command]: [&'static str; 4]) -> SnapshotFile {
    SnapshotFile {
        package,
        manifest,
        path,
        command,
    }
}

/// Creates a snapshot from the content of its file.
#[must_use]
pub const fn snapshot(
    file: &'static SnapshotFile,
    [table, stored_table]: [&'static str; 2],
    columns: &'static [SnapshotColumn],
) -> Snapshot {
    Snapshot {
        file,
        table,
        stored_table,
        columns,
    }
}

/// Creates a column of a snapshot.
#[must_use]
pub const fn snapshot_column(
    name: &'static str,
    [data_type, display_name, default_value]: [Option<&'static str>; 3],
    [is_not_null, is_unique]: [Option<bool>; 2],
) -> SnapshotColumn {
    SnapshotColumn {
        name,
        data_type,
        display_name,
        default_value,
        is_not_null,
        is_unique,
        look: None,
    }
}
