//! A saved list of the columns that a table had, to which a struct was held when it was compiled.

use std::collections::HashMap;

use crate::plan::drift::{Word, default_in_words, nullability, uniqueness};
use crate::plan::matching::users;
use crate::plan::table_plan::LiveTable;
use crate::schema::column_request::ColumnDetail;
use crate::schema::data_type::DataType;
use crate::schema::default_equality::same_answer;
use crate::schema::names::is_system_column;
use crate::text::{listed, printable};

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

impl Snapshot {
    /// How a table differs from the snapshot, each time as half a sentence: in its name, in which
    /// columns it has, and in their data types, flags and defaults. Defaults are compared by what
    /// they mean, and display names not at all.
    #[must_use]
    pub fn differences(&self, live: &LiveTable) -> Vec<String> {
        let mut differences = Vec::new();
        if live.name != self.stored_table {
            let (then, now) = (self.stored_table, live.name.as_str());
            differences.push(format!(
                "the snapshot is of table {}, but the table is {}",
                listed([then]),
                listed([now])
            ));
        }
        let mut there: HashMap<_, _> = users(&live.columns)
            .map(|column| (column.name.as_str(), column))
            .collect();
        for then in self.columns {
            if is_system_column(then.name) {
                continue;
            }
            let name = listed([then.name]);
            let Some(now) = there.remove(then.name) else {
                differences.push(format!(
                    "the snapshot has column {name}, but the table does not"
                ));
                continue;
            };
            differences.extend(then.differences(now).into_iter().map(|words| {
                let [then, now] = words.map(|words| printable(&words));
                format!("the snapshot has column {name} {then}, but the table {now}")
            }));
        }
        let new = users(&live.columns).filter(|column| there.contains_key(column.name.as_str()));
        differences.extend(new.map(|column| {
            let name = listed([column.name.as_str()]);
            format!("the table has column {name}, but the snapshot does not")
        }));
        differences
    }
}

impl SnapshotColumn {
    /// What each of both was found to be, wherever they differ.
    fn differences(&self, now: &ColumnDetail) -> Vec<[String; 2]> {
        let mut differences = Vec::new();
        let is_of_type = |data_type: &str| {
            let then = self.data_type.unwrap_or_default();
            data_type.eq_ignore_ascii_case(then)
        };
        if !is_of_type(now.data_type.as_deref().unwrap_or_default()) {
            let types = [self.data_type, now.data_type.as_deref()];
            differences.push(types.map(|data_type| match data_type {
                Some(data_type) => format!("as {data_type}"),
                None => "without a data type".to_owned(),
            }));
        }
        let defaults = [self.default_value, now.default_value.as_deref()];
        let is_same = match self.data_type.and_then(DataType::read) {
            Some(data_type) => same_answer(data_type, defaults),
            None => defaults[0] == defaults[1],
        };
        if !is_same {
            differences.push(defaults.map(default_in_words));
        }
        let flags = [
            ([self.is_not_null, now.is_not_null], nullability as Word),
            ([self.is_unique, now.is_unique], uniqueness),
        ];
        for (flags, word) in flags {
            let flags = flags.map(|flag| flag.unwrap_or(false));
            if flags[0] != flags[1] {
                differences.push(flags.map(|flag| word(flag).to_owned()));
            }
        }
        differences
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const FALSE: Option<bool> = Some(false);

    const fn column(name: &'static str, data_type: &'static str) -> SnapshotColumn {
        snapshot_column(name, [Some(data_type), None, None], [FALSE, FALSE])
    }

    fn of(columns: &'static [SnapshotColumn]) -> Snapshot {
        snapshot(["f.json", "peaka", "page_views", "pageviews"], columns)
    }

    fn table(columns: Value) -> LiveTable {
        LiveTable {
            name: "pageviews".to_owned(),
            columns: serde_json::from_value(columns).unwrap(),
        }
    }

    #[test]
    fn what_means_the_same_is_no_difference() {
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
        let live = table(json!([
            {"name": "_id", "dataType": "varchar"},
            {"name": "c", "defaultValue": "", "isUnique": true},
            {"name": "b", "dataType": "decimal(38,18)", "defaultValue": "1.50", "isNotNull": true},
            {"name": "a", "dataType": "bigint", "displayName": "B", "defaultValue": 3, "isNotNull": false},
        ]));
        assert_eq!(of(&COLUMNS).differences(&live), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_half_a_sentence() {
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
        let mut live = table(json!([
            {"name": "new\n", "dataType": "date"},
            {"name": "a", "dataType": "varchar", "isNotNull": true, "isUnique": true},
            {"name": "b", "defaultValue": "1.50"},
            {"name": "c", "dataType": "timestamp(6)"},
        ]));
        live.name = "visits".to_owned();
        assert_eq!(
            of(&COLUMNS).differences(&live),
            [
                "the snapshot is of table `pageviews`, but the table is `visits`",
                "the snapshot has column `a` as bigint, but the table as varchar",
                "the snapshot has column `a` with default `3`, but the table without default",
                "the snapshot has column `a` nullable, but the table not null",
                "the snapshot has column `a` not unique, but the table unique",
                "the snapshot has column `b` as jsonb, but the table without a data type",
                "the snapshot has column `b` with default `1.5`, but the table with default `1.50`",
                "the snapshot has column `b` not null, but the table nullable",
                "the snapshot has column `b` unique, but the table not unique",
                "the snapshot has column `c` as timestamp(3), but the table as timestamp(6)",
                "the snapshot has column `gone`, but the table does not",
                r"the table has column `new\n`, but the snapshot does not",
            ]
        );
    }
}
