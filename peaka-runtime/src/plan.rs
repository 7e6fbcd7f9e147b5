//! What a sync would do, as a value: no socket, no clock, no choice left open.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::compare::{self, Drift, DriftKind, Seen};
use crate::names::{fold, is_system_column};
use crate::schema::{ColumnDetail, ColumnRequest};
use crate::text::{self, counted, printable, quoted};

/// A table as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// The stored name.
    pub name: String,
    /// The columns, those of the service included.
    pub columns: Vec<ColumnDetail>,
}

/// What has to be done so that a live table has the declared columns, and what differs that no
/// sync mends.
///
/// Its `Display` is a table for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan<'a> {
    /// The declared name of the table.
    pub table: &'a str,
    /// The name under which the service has it; `None` if it does not have it.
    pub stored_table: Option<String>,
    /// The declared columns that the table has, in the order of their declaration.
    pub present: Vec<ColumnRequest<'a>>,
    /// The declared columns that the table does not have, in the order of their declaration.
    pub to_add: Vec<ColumnRequest<'a>>,
    /// What differs between the columns that are present and their declarations, and which
    /// columns nobody declared.
    pub drift: Vec<Drift>,
}

impl Plan<'_> {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored_table.is_some() && self.to_add.is_empty()
    }
}

/// Compares declared columns with the live table; `None` is a table that is not there.
///
/// A declared column is the live one of the same name, or else the one of the name that the
/// service would have made of it (see [`fold`]). The service's own columns are never matched and
/// never reported. The time taken is linear in the number of columns.
#[must_use]
pub fn plan<'a>(
    table: &'a str,
    declared: &[ColumnRequest<'a>],
    live: Option<&LiveTable>,
) -> Plan<'a> {
    let columns = live.map_or(&[][..], |live| &live.columns);
    let matched = Matched::new(declared, columns);
    let mut drift = matched.drift();
    drift.extend(
        matched
            .unmanaged
            .iter()
            .map(|column| compare::unmanaged(column)),
    );
    Plan {
        table,
        stored_table: live.map(|live| live.name.clone()),
        present: matched
            .found
            .iter()
            .map(|(declared, _)| *declared)
            .collect(),
        to_add: matched.missing,
        drift,
    }
}

/// What the answer to an add gets wrong about the columns that were sent.
pub(crate) fn check_echo(sent: &[ColumnRequest<'_>], echo: &[ColumnDetail]) -> Vec<Drift> {
    let mut by_name = HashMap::<_, Vec<_>>::new();
    for column in echo {
        by_name
            .entry(column.name.as_str())
            .or_default()
            .push(column);
    }
    let mut drift = Vec::new();
    for sent in sent {
        let stored = fold(sent.name);
        match by_name.get(sent.name).or_else(|| by_name.get(&*stored)) {
            // An answer that tells of a column twice must be right twice.
            Some(columns) => {
                let all = columns
                    .iter()
                    .map(|column| compare::compare(sent, column, Seen::Echo));
                drift.extend(all.flatten());
            }
            None => drift.push(compare::missing(sent, Seen::Echo)),
        }
    }
    drift
}

/// Declared columns beside the listed ones.
struct Matched<'a, 'l> {
    found: Vec<(ColumnRequest<'a>, &'l ColumnDetail)>,
    missing: Vec<ColumnRequest<'a>>,
    unmanaged: Vec<&'l ColumnDetail>,
}

impl<'a, 'l> Matched<'a, 'l> {
    fn new(declared: &[ColumnRequest<'a>], live: &'l [ColumnDetail]) -> Self {
        let users = live.iter().filter(|column| !is_system_column(&column.name));
        let by_name: HashMap<_, _> = users
            .clone()
            .map(|column| (column.name.as_str(), column))
            .collect();
        // A live column that is declared under its own name is not free to be another's.
        let exact = declared.iter().map(|declared| declared.name);
        let mut used: HashSet<_> = exact.filter(|name| by_name.contains_key(name)).collect();

        let mut found = Vec::new();
        let mut missing = Vec::new();
        for declared in declared {
            let stored = fold(declared.name);
            let column = by_name.get(declared.name).or_else(|| {
                by_name
                    .get(&*stored)
                    .filter(|column| used.insert(column.name.as_str()))
            });
            match column {
                Some(column) => found.push((*declared, *column)),
                None => missing.push(*declared),
            }
        }
        let unmanaged = users
            .filter(|column| !used.contains(column.name.as_str()))
            .collect();
        Self {
            found,
            missing,
            unmanaged,
        }
    }

    fn drift(&self) -> Vec<Drift> {
        let pairs = self.found.iter();
        pairs
            .flat_map(|(declared, live)| compare::compare(declared, live, Seen::List))
            .collect()
    }
}

impl fmt::Display for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stored_table {
            Some(stored) => f.write_str(&text::table(self.table, stored))?,
            None => write!(f, "table {} (does not exist yet)", quoted(self.table))?,
        }
        let present = self.present.iter().map(|column| ('=', column));
        let to_add = self.to_add.iter().map(|column| ('+', column));
        let rows: Vec<_> = present.chain(to_add).collect();
        let width = rows
            .iter()
            .map(|(_, column)| column.name.chars().count())
            .max()
            .unwrap_or(0);
        for (mark, column) in rows {
            write!(
                f,
                "\n  {mark} {:width$}  {}",
                printable(column.name),
                Declared(column)
            )?;
        }
        for drift in &self.drift {
            let mark = if drift.kind == DriftKind::Unmanaged {
                '?'
            } else {
                '!'
            };
            write!(f, "\n  {mark} {drift}")?;
        }
        write!(
            f,
            "\n{} present, {} to add",
            self.present.len(),
            counted(self.to_add.len(), "column")
        )
    }
}

/// A column's declaration after its name: type, flags, default.
struct Declared<'a>(&'a ColumnRequest<'a>);

impl fmt::Display for Declared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(column) = self;
        write!(f, "{}", column.data_type)?;
        if column.is_not_null {
            f.write_str(", not null")?;
        }
        if column.is_unique {
            f.write_str(", unique")?;
        }
        if let Some(default) = column.default_value {
            write!(f, ", default {}", printable(&default.to_string()))?;
        }
        if column.display_name != column.name {
            write!(f, ", shown as {}", quoted(column.display_name))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::data_type::DataType;
    use crate::schema::DefaultValue;

    fn live(columns: serde_json::Value) -> LiveTable {
        LiveTable {
            name: "t".to_owned(),
            columns: from_value(columns).unwrap(),
        }
    }

    fn bigint(name: &str) -> ColumnRequest<'_> {
        ColumnRequest::new(name, DataType::Bigint)
    }

    fn names<'a>(columns: &[ColumnRequest<'a>]) -> Vec<&'a str> {
        columns.iter().map(|column| column.name).collect()
    }

    #[test]
    fn the_exact_name_wins_over_the_folded_one() {
        let table = live(json!([
            {"name": "userid", "dataType": "bigint"},
            {"name": "user_id", "dataType": "bigint", "displayName": "user_id"},
        ]));
        let plan = plan("t", &[bigint("user_id")], Some(&table));
        assert_eq!(names(&plan.present), ["user_id"]);
        assert_eq!(plan.drift.len(), 1);
        assert_eq!(
            plan.drift[0].to_string(),
            "column `userid` (bigint) is not declared"
        );
    }

    #[test]
    fn one_live_column_never_serves_two_declarations() {
        let table = live(json!([{"name": "userid", "dataType": "bigint"}]));
        for declared in [["user_id", "userid"], ["userid", "user_id"]] {
            let plan = plan("t", &declared.map(bigint), Some(&table));
            assert_eq!(names(&plan.present), ["userid"], "{declared:?}");
            assert_eq!(names(&plan.to_add), ["user_id"], "{declared:?}");
        }
        let plan = plan("t", &["user_id", "u_serid"].map(bigint), Some(&table));
        assert_eq!(names(&plan.present), ["user_id"]);
        assert_eq!(names(&plan.to_add), ["u_serid"]);
    }

    #[test]
    fn a_live_column_that_the_service_would_not_have_made_of_the_name_is_a_strangers() {
        let table = live(json!([{"name": "user_id", "dataType": "bigint"}]));
        for declared in ["userid", "u_serid"] {
            let plan = plan("t", &[bigint(declared)], Some(&table));
            assert_eq!(names(&plan.to_add), [declared]);
            assert_eq!(plan.drift.len(), 1);
            assert_eq!(plan.drift[0].kind, DriftKind::Unmanaged);
        }
    }

    #[test]
    fn a_system_column_is_neither_matched_nor_reported() {
        let table = live(json!([{"name": "_id", "dataType": "bigint"}, {"name": "text"}]));
        let plan = plan("t", &[bigint("id")], Some(&table));
        assert_eq!(names(&plan.to_add), ["id"]);
        assert_eq!(plan.drift, []);
    }

    #[test]
    fn a_plan_reads_like_a_table() {
        let declared = [
            bigint("id").not_null().unique(),
            bigint("user_id").display_name("Visitor"),
            bigint("clicks").default_value(DefaultValue::Bigint(0)),
        ];
        let table = live(json!([
            {"name": "id", "dataType": "varchar", "displayName": "id", "isNotNull": true},
            {"name": "userid", "dataType": "bigint", "displayName": "userid"},
            {"name": "old", "dataType": "timestamp(6)"},
        ]));
        assert_eq!(
            plan("events", &declared, Some(&table)).to_string(),
            "\
table `events` (stored as `t`)
  = id       BIGINT, not null, unique
  = user_id  BIGINT, shown as `Visitor`
  + clicks   BIGINT, default 0
  ! column `id` is declared BIGINT, but the table has varchar
  ! column `id` is declared unique, but the table has it without that flag
  ! column `user_id` is stored as `userid`
  ! column `user_id` is declared with the display name `Visitor`, but the table has `userid`
  ? column `old` (timestamp(6)) is not declared
2 present, 1 column to add"
        );
        let plan = plan("events", &declared[..1], None);
        assert!(!plan.is_empty());
        assert_eq!(
            plan.to_string(),
            "\
table `events` (does not exist yet)
  + id  BIGINT, not null, unique
0 present, 1 column to add"
        );
    }

    #[test]
    fn the_documented_answer_is_no_difference() {
        let sent = [
            bigint("num19"),
            bigint("num18")
                .default_value(DefaultValue::Bigint(3))
                .unique(),
        ];
        let echo = live(json!([
            {"name": "num19", "dataType": "bigint", "displayName": "num19", "defaultValue": null,
             "isNotNull": false, "isUnique": false},
            {"name": "num18", "dataType": "bigint", "displayName": "num18", "defaultValue": "3",
             "isNotNull": false, "isUnique": true},
        ]));
        assert_eq!(check_echo(&sent, &echo.columns), []);
        assert_eq!(plan("t", &sent, Some(&echo)).drift, []);
    }

    #[test]
    fn an_echo_that_lies_is_told_by_column_and_kind() {
        let sent = ["a", "b", "c"].map(bigint);
        let echo = live(json!([
            {"name": "a", "dataType": "varchar", "isUnique": true},
            {"name": "b"},
            {"name": "b", "dataType": "boolean"},
        ]));
        let told: Vec<_> = check_echo(&sent, &echo.columns)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "column `a` is declared BIGINT, but the answer to the add shows varchar",
                "column `a` is declared not unique, but the answer to the add shows it unique",
                "column `b` is declared BIGINT, but the answer to the add shows boolean",
                "column `c` is declared BIGINT, but the answer to the add shows no such column",
            ]
        );
    }
}
