//! Compares a snapshot with the live table.

use std::collections::HashMap;

use crate::declare::{Snapshot, SnapshotColumn};
use crate::plan::{NULLABILITY, UNIQUENESS, user_columns};
use crate::schema::{ColumnDetail, DataType, LiveTable, is_system_column, same_live_default};
use crate::text::{printable, quoted};

impl Snapshot {
    /// Returns the differences between the snapshot and a live table, as one clause each.
    ///
    /// Compares the stored names of the table and its columns, and the columns' data types, flags and defaults.
    /// Defaults are compared by value. Display names and system columns are not compared.
    #[must_use]
    pub fn differences(&self, live: &LiveTable) -> Vec<String> {
        let mut differences = Vec::new();
        if live.name != self.stored_table {
            differences.push(format!(
                "snapshot of table {}, live table is {}",
                quoted(self.stored_table),
                quoted(&live.name)
            ));
        }
        let mut live_columns: HashMap<_, _> = user_columns(&live.columns)
            .map(|column| (column.name.as_str(), column))
            .collect();
        for column in self.columns {
            if is_system_column(column.name) {
                continue;
            }
            let name = quoted(column.name);
            let Some(live) = live_columns.remove(column.name) else {
                differences.push(format!(
                    "column {name}: in the snapshot, but not in the live table"
                ));
                continue;
            };
            let clauses = column.differences(live).into_iter();
            differences.extend(clauses.map(|clause| format!("column {name}: {clause}")));
        }
        let added = user_columns(&live.columns)
            .filter(|column| live_columns.contains_key(column.name.as_str()));
        differences.extend(added.map(|column| {
            let name = quoted(&column.name);
            format!("column {name}: in the live table, but not in the snapshot")
        }));
        differences
    }
}

impl SnapshotColumn {
    /// Returns the differences between this column and the live one, as one clause each.
    fn differences(&self, live: &ColumnDetail) -> Vec<String> {
        let mut differences = Vec::new();
        let data_types = [self.data_type, live.data_type.as_deref()];
        let [then, now] = data_types.map(Option::unwrap_or_default);
        if !then.eq_ignore_ascii_case(now) {
            let [then, now] =
                data_types.map(|data_type| data_type.map_or("none".to_owned(), printable));
            differences.push(format!("snapshot type {then}, live type {now}"));
        }
        let defaults = [self.default_value, live.default_value.as_deref()];
        let is_same = match self.data_type.and_then(DataType::parse) {
            Some(data_type) => same_live_default(data_type, defaults),
            None => defaults[0] == defaults[1],
        };
        if !is_same {
            let [then, now] = defaults.map(|default| default.map_or("none".to_owned(), quoted));
            differences.push(format!("snapshot default {then}, live default {now}"));
        }
        for (flags, words) in [
            ([self.is_not_null, live.is_not_null], NULLABILITY),
            ([self.is_unique, live.is_unique], UNIQUENESS),
        ] {
            let flags = flags.map(|flag| flag.unwrap_or(false));
            if flags[0] != flags[1] {
                let [then, now] = flags.map(|flag| words[usize::from(flag)]);
                differences.push(format!("snapshot column is {then}, live column is {now}"));
            }
        }
        differences
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::declare::{snapshot, snapshot_column};

    const FALSE: Option<bool> = Some(false);

    const fn column(name: &'static str, data_type: &'static str) -> SnapshotColumn {
        snapshot_column(name, [Some(data_type), None, None], [FALSE, FALSE])
    }

    fn snapshot_of(columns: &'static [SnapshotColumn]) -> Snapshot {
        snapshot(["f.json", "peaka", "page_views", "pageviews"], columns)
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
        assert_eq!(
            snapshot_of(&COLUMNS).differences(&live),
            Vec::<String>::new()
        );
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
        assert_eq!(
            snapshot_of(&COLUMNS).differences(&live),
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
