//! The columns that a table had when its snapshot was taken, as constant data.

/// What `#[bitable(snapshot = "…")]` names: the columns that the live table had when the file was
/// written, to which the struct was held when it was compiled.
///
/// It is constant data: [`BiTable::SNAPSHOT`](crate::BiTable::SNAPSHOT) holds it, so the file need
/// not be there when the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// The path of the file, from the directory of the package's `Cargo.toml`.
    pub file: &'static str,
    /// The command that writes the file.
    pub command: &'static str,
    /// The name under which the table was looked for.
    pub table: &'static str,
    /// The name under which the service had it.
    pub stored_table: &'static str,
    /// The columns as the file lists them.
    pub columns: &'static [SnapshotColumn],
}

/// One column of a [`Snapshot`], as the service showed it: only the name is sure to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotColumn {
    /// The stored name.
    pub name: &'static str,
    /// The data type in the service's spelling, such as `bigint` or `timestamp(6)`.
    pub data_type: Option<&'static str>,
    /// The name that Peaka Studio showed.
    pub display_name: Option<&'static str>,
    /// The default as text, whatever the column's type.
    pub default_value: Option<&'static str>,
    /// Whether every row had to have a value.
    pub is_not_null: Option<bool>,
    /// Whether no two rows could have the same value.
    pub is_unique: Option<bool>,
}

/// What the derive read from the file.
#[must_use]
pub const fn snapshot(
    [file, command, table, stored_table]: [&'static str; 4],
    columns: &'static [SnapshotColumn],
) -> Snapshot {
    Snapshot {
        file,
        command,
        table,
        stored_table,
        columns,
    }
}

/// A column that the derive read from the file.
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
    }
}
