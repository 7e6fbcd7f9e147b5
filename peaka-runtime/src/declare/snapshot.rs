//! A snapshot of a live table, and where it is stored, as constant data.

/// The location of the snapshot of a table: the file in `#[bitable(snapshot = "…")]`.
///
/// The paths are relative to the directory in which cargo runs the compiler. It is the root of the workspace, or of the
/// package if that is outside the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotLocation {
    /// The name of the package that declares the table.
    pub package: &'static str,
    /// The path of the package's `Cargo.toml`.
    pub manifest_path: &'static str,
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
    pub location: &'static SnapshotLocation,
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
    /// The key of names that look like this one; `None` if it equals the name.
    pub(crate) lookalike_key: Option<&'static str>,
}

impl SnapshotColumn {
    /// Sets the key of names that look like this one, which the derive computes.
    #[must_use]
    pub const fn with_lookalike_key(mut self, key: &'static str) -> Self {
        self.lookalike_key = Some(key);
        self
    }

    /// Returns the key of names that look like this one.
    pub(crate) const fn lookalike_key(&self) -> &'static str {
        match self.lookalike_key {
            Some(key) => key,
            None => self.name,
        }
    }
}

/// Creates the location of a snapshot.
#[must_use]
pub const fn snapshot_location(
    [package, manifest_path, path, command]: [&'static str; 4],
) -> SnapshotLocation {
    SnapshotLocation {
        package,
        manifest_path,
        path,
        command,
    }
}

/// Creates a snapshot from the content of its file.
#[must_use]
pub const fn snapshot(
    location: &'static SnapshotLocation,
    [table, stored_table]: [&'static str; 2],
    columns: &'static [SnapshotColumn],
) -> Snapshot {
    Snapshot {
        location,
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
        lookalike_key: None,
    }
}
