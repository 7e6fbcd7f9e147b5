//! Compares a snapshot with the live table.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use crate::declare::{Snapshot, SnapshotColumn};
use crate::plan::{DriftKind, DriftValue, Level, NULLABILITY, Policy, UNIQUENESS, user_columns};
use crate::schema::{
    ColumnDetail, ColumnRequest, DataType, LiveTable, is_same_live_default, is_system_column,
    stored_name,
};
use crate::text::{printable, quoted};

/// What differs between a snapshot and the live table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum SnapshotDifferenceKind {
    /// The stored name of the table.
    StoredTable,
    /// The live table does not have the column.
    Missing,
    /// The snapshot does not have the column.
    Added,
    /// The data type, in the service's spelling.
    DataType,
    /// The default.
    Default,
    /// The NOT NULL flag.
    NotNull,
    /// The UNIQUE flag.
    Unique,
}

/// One difference between a snapshot and the live table.
///
/// Its `Display` is one clause, such as ``column `a`: snapshot type bigint, live type varchar``. As JSON, the same
/// difference is `{"kind":"DataType","column":"a","snapshot":"bigint","live":"varchar"}`.
///
/// # Examples
///
#[cfg_attr(feature = "client", doc = "```no_run")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// use peaka_runtime::{BiTable, Client, Error};
///
/// async fn print_differences<T: BiTable>(peaka: &Client) -> Result<(), Error> {
///     let live = peaka.find_table(T::TABLE).await?;
///     if let (Some(snapshot), Some(live)) = (T::SNAPSHOT, live) {
///         for difference in snapshot.differences(&live) {
///             println!("{difference}");
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct SnapshotDifference {
    /// What differs.
    pub kind: SnapshotDifferenceKind,
    /// The stored name of the column; `None` for the table.
    pub column: Option<String>,
    /// The value in the snapshot.
    pub snapshot: DriftValue,
    /// The live value.
    pub live: DriftValue,
}

impl Snapshot {
    /// Returns the differences between the snapshot and a live table.
    ///
    /// Compares the stored names of the table and its columns, and the columns' data types, flags and defaults.
    /// Defaults are compared by value. Display names and system columns are not compared.
    #[must_use]
    pub fn differences(&self, live: &LiveTable) -> Vec<SnapshotDifference> {
        use SnapshotDifferenceKind::{Added, Missing, StoredTable};

        let mut differences = Vec::new();
        if live.name != self.stored_table {
            differences.push(SnapshotDifference {
                kind: StoredTable,
                column: None,
                snapshot: DriftValue::text(Some(self.stored_table)),
                live: DriftValue::text(Some(&live.name)),
            });
        }
        let mut live_columns: HashMap<_, _> = user_columns(&live.columns)
            .map(|column| (column.name.as_str(), column))
            .collect();
        for column in self.columns {
            if is_system_column(column.name) {
                continue;
            }
            match live_columns.remove(column.name) {
                Some(live) => differences.extend(column.differences(live)),
                None => {
                    let values = [column.data_type, None].map(DriftValue::text);
                    differences.push(SnapshotDifference::new(Missing, column.name, values));
                }
            }
        }
        let added = user_columns(&live.columns)
            .filter(|column| live_columns.contains_key(column.name.as_str()));
        differences.extend(added.map(|column| {
            let values = [None, column.data_type.as_deref()].map(DriftValue::text);
            SnapshotDifference::new(Added, &column.name, values)
        }));
        differences
    }
}

impl SnapshotColumn {
    /// Returns the differences between this column and the live one.
    fn differences(&self, live: &ColumnDetail) -> Vec<SnapshotDifference> {
        use SnapshotDifferenceKind::{DataType as Type, Default, NotNull, Unique};

        let mut differences = Vec::new();
        let mut push = |kind, values| {
            differences.push(SnapshotDifference::new(kind, self.name, values));
        };
        let data_types = [self.data_type, live.data_type.as_deref()];
        let [snapshot_type, live_type] = data_types.map(Option::unwrap_or_default);
        if !snapshot_type.eq_ignore_ascii_case(live_type) {
            push(Type, data_types.map(DriftValue::text));
        }
        let defaults = [self.default_value, live.default_value.as_deref()];
        let is_same = match self.data_type.and_then(DataType::parse) {
            Some(data_type) => is_same_live_default(data_type, defaults),
            None => defaults[0] == defaults[1],
        };
        if !is_same {
            push(Default, defaults.map(DriftValue::text));
        }
        for (kind, flags) in [
            (NotNull, [self.is_not_null, live.is_not_null]),
            (Unique, [self.is_unique, live.is_unique]),
        ] {
            let flags = flags.map(|flag| flag.unwrap_or(false));
            if flags[0] != flags[1] {
                push(kind, flags.map(DriftValue::Flag));
            }
        }
        differences
    }
}

impl SnapshotDifference {
    /// Returns the level of the difference for a struct with the given columns, under its policy.
    ///
    /// The difference of a declared column has the level of the drift that it leads to, such as
    /// [`DriftKind::Default`]. The difference of an undeclared column, or of one that only the live table has, has the
    /// level of [`DriftKind::Unmanaged`]. A different stored name of the table has the level of
    /// [`DriftKind::StoredName`].
    #[must_use]
    pub fn level(&self, policy: &Policy, declared: &[ColumnRequest<'_>]) -> Level {
        use SnapshotDifferenceKind as Kind;

        let name = self.column.as_deref().unwrap_or_default();
        let is_declared = declared
            .iter()
            .any(|column| column.name == name || stored_name(column.name) == name);
        policy.level(match self.kind {
            Kind::StoredTable => DriftKind::StoredName,
            Kind::Added => DriftKind::Unmanaged,
            _ if !is_declared => DriftKind::Unmanaged,
            Kind::Missing => DriftKind::Missing,
            Kind::DataType => DriftKind::DataType,
            Kind::Default => DriftKind::Default,
            Kind::NotNull => DriftKind::NotNull,
            Kind::Unique => DriftKind::Unique,
        })
    }

    fn new(kind: SnapshotDifferenceKind, column: &str, values: [DriftValue; 2]) -> Self {
        let [snapshot, live] = values;
        Self {
            kind,
            column: Some(column.to_owned()),
            snapshot,
            live,
        }
    }
}

impl fmt::Display for SnapshotDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use SnapshotDifferenceKind::{
            Added, DataType as Type, Default, Missing, NotNull, StoredTable, Unique,
        };

        if let Some(column) = &self.column {
            write!(f, "column {}: ", quoted(column))?;
        }
        let values = [&self.snapshot, &self.live];
        let text = |format: fn(&str) -> String| {
            values.map(|value| value.as_text().map_or("none".to_owned(), format))
        };
        let word = |words: [&'static str; 2]| {
            values.map(|value| words[usize::from(*value == DriftValue::Flag(true))])
        };
        match self.kind {
            StoredTable => {
                let [snapshot, live] = text(quoted);
                write!(f, "snapshot of table {snapshot}, live table is {live}")
            }
            Missing => f.write_str("in the snapshot, but not in the live table"),
            Added => f.write_str("in the live table, but not in the snapshot"),
            Type => {
                let [snapshot, live] = text(printable);
                write!(f, "snapshot type {snapshot}, live type {live}")
            }
            Default => {
                let [snapshot, live] = text(quoted);
                write!(f, "snapshot default {snapshot}, live default {live}")
            }
            NotNull | Unique => {
                let is_not_null = self.kind == NotNull;
                let [snapshot, live] = word(if is_not_null { NULLABILITY } else { UNIQUENESS });
                write!(f, "snapshot column is {snapshot}, live column is {live}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::declare::{SnapshotLocation, snapshot, snapshot_column, snapshot_location};

    const FALSE: Option<bool> = Some(false);

    const fn column(name: &'static str, data_type: &'static str) -> SnapshotColumn {
        snapshot_column(name, [Some(data_type), None, None], [FALSE, FALSE])
    }

    fn snapshot_of(columns: &'static [SnapshotColumn]) -> Snapshot {
        static FILE: SnapshotLocation = snapshot_location([""; 4]);
        snapshot(&FILE, ["page_views", "pageviews"], columns)
    }

    fn live_table(columns: Value) -> LiveTable {
        LiveTable {
            name: "pageviews".to_owned(),
            columns: serde_json::from_value(columns).unwrap(),
        }
    }

    #[test]
    fn equal_values_in_different_spellings_do_not_differ() {
        static COLUMNS: [SnapshotColumn; 4] = [
            column("_version", "bigint"),
            snapshot_column("a", [Some("bigint"), Some("A"), Some("3")], [None, None]),
            snapshot_column(
                "b",
                [Some("DECIMAL(38,18)"), None, Some("1.5")],
                [Some(true), FALSE],
            ),
            snapshot_column("c", [None, None, Some("")], [FALSE, Some(true)]),
        ];
        let live = live_table(json!([
            {"name": "_id", "dataType": "varchar"},
            {"name": "c", "defaultValue": "", "isUnique": true},
            {"name": "b", "dataType": "decimal(38,18)", "defaultValue": "1.50", "isNotNull": true},
            {"name": "a", "dataType": "bigint", "displayName": "B", "defaultValue": 3, "isNotNull": false},
        ]));
        assert_eq!(snapshot_of(&COLUMNS).differences(&live), []);
    }

    #[test]
    fn each_difference_is_one_clause() {
        static COLUMNS: [SnapshotColumn; 4] = [
            snapshot_column("a", [Some("bigint"), None, Some("3")], [FALSE, None]),
            snapshot_column(
                "b",
                [Some("jsonb"), None, Some("1.5")],
                [Some(true), Some(true)],
            ),
            column("c", "timestamp(3)"),
            column("gone", "uuid"),
        ];
        let mut live = live_table(json!([
            {"name": "new\n", "dataType": "date"},
            {"name": "a", "dataType": "varchar", "isNotNull": true, "isUnique": true},
            {"name": "b", "defaultValue": "1.50"},
            {"name": "c", "dataType": "timestamp(6)"},
        ]));
        live.name = "visits".to_owned();
        let differences = snapshot_of(&COLUMNS).differences(&live);
        assert_eq!(
            serde_json::to_value(&differences[1..4]).unwrap(),
            json!([
                {"kind": "DataType", "column": "a", "snapshot": "bigint", "live": "varchar"},
                {"kind": "Default", "column": "a", "snapshot": "3", "live": null},
                {"kind": "NotNull", "column": "a", "snapshot": false, "live": true},
            ])
        );
        let clauses: Vec<_> = differences.iter().map(ToString::to_string).collect();
        assert_eq!(
            clauses,
            [
                "snapshot of table `pageviews`, live table is `visits`",
                "column `a`: snapshot type bigint, live type varchar",
                "column `a`: snapshot default `3`, live default none",
                "column `a`: snapshot column is nullable, live column is NOT NULL",
                "column `a`: snapshot column is not unique, live column is UNIQUE",
                "column `b`: snapshot type jsonb, live type none",
                "column `b`: snapshot default `1.5`, live default `1.50`",
                "column `b`: snapshot column is NOT NULL, live column is nullable",
                "column `b`: snapshot column is UNIQUE, live column is not unique",
                "column `c`: snapshot type timestamp(3), live type timestamp(6)",
                "column `gone`: in the snapshot, but not in the live table",
                r"column `new\n`: in the live table, but not in the snapshot",
            ]
        );
    }
}
