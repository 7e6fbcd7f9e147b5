//! Whether a plan foresaw what another one would do.

use std::collections::{HashMap, HashSet};

use crate::plan::change::Change;
use crate::plan::drift::Drift;
use crate::plan::table_plan::Plan;
use crate::text::quoted;

impl Plan<'_> {
    /// What a plan that was made later, for the same table, would do and this one did not foresee.
    /// Each is half a sentence.
    ///
    /// That some of it is done by now was foreseen. So is it that a column which this program added
    /// or renamed meanwhile, which `ours` tells, needs to be fixed.
    pub(crate) fn unforeseen(&self, now: &Plan<'_>, ours: impl Fn(&str) -> bool) -> Vec<String> {
        match (&self.stored_table, &now.stored_table) {
            (Some(_), None) => return vec!["the table is gone".to_owned()],
            (Some(before), Some(now)) if before != now => {
                return vec![format!("the table is stored as {}", quoted(now))];
            }
            _ => {}
        }
        let added: HashSet<_> = self.to_add.iter().map(|column| column.name).collect();
        let renamed = by_name(&self.to_rename);
        let fixed = by_name(&self.to_fix);
        let deleted = self.to_delete.iter().map(|column| (&column.name, column));
        let deleted: HashMap<_, _> = deleted.collect();
        let mut unforeseen = Vec::new();

        for change in &now.to_rename {
            let name = change.column.name;
            let foreseen = renamed.get(name).map(|foreseen| &foreseen.live.name);
            if foreseen != Some(&change.live.name) {
                let from = quoted(&change.live.name);
                unforeseen.push(format!(
                    "column {} would be renamed from {from}",
                    quoted(name)
                ));
            }
        }
        for column in now
            .to_add
            .iter()
            .filter(|column| !added.contains(column.name))
        {
            unforeseen.push(format!("column {} would be added", quoted(column.name)));
        }
        for change in now.to_fix.iter().chain(&now.to_rename) {
            let name = change.column.name;
            let foreseen = fixed.get(name).or_else(|| renamed.get(name));
            let is_foreseen = |drift: &&Drift| {
                ours(name) || foreseen.is_some_and(|foreseen| foreseen.mends.contains(drift))
            };
            let new = change.mends.iter().filter(|drift| !is_foreseen(drift));
            unforeseen.extend(new.map(ToString::to_string));
        }
        for column in &now.to_delete {
            // One of the same name that is another column by now has other data.
            if deleted.get(&column.name) == Some(&column) {
                continue;
            }
            unforeseen.push(format!("column {} would be deleted", quoted(&column.name)));
        }
        unforeseen
    }
}

fn by_name<'p, 'a>(changes: &'p [Change<'a>]) -> HashMap<&'a str, &'p Change<'a>> {
    changes
        .iter()
        .map(|change| (change.column.name, change))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::plan::table_plan::LiveTable;
    use crate::plan::table_spec::Wanted;
    use crate::schema::column_request::{ColumnRequest, DefaultValue};
    use crate::schema::data_type::DataType;

    const COLUMNS: &[ColumnRequest<'static>] = &[
        ColumnRequest::new("a", DataType::Bigint),
        ColumnRequest::new("b", DataType::Bigint).default_value(DefaultValue::Bigint(1)),
        ColumnRequest::new("c", DataType::Bigint).renamed_from("old"),
    ];

    fn planned(columns: Option<serde_json::Value>) -> Plan<'static> {
        let mut wanted = Wanted::new("t", COLUMNS);
        wanted.create_table = true;
        wanted.fix_drift = true;
        wanted.delete = vec!["x".to_owned()];
        let live = columns.map(|columns| LiveTable {
            name: "t".to_owned(),
            columns: from_value(columns).unwrap(),
        });
        wanted.plan(live.as_ref())
    }

    fn column(name: &str, default: serde_json::Value) -> serde_json::Value {
        json!({"name": name, "dataType": "bigint", "displayName": name, "defaultValue": default})
    }

    #[test]
    fn only_what_is_left_of_a_plan_was_foreseen() {
        let none = json!(null);
        let before = planned(Some(json!([
            column("b", json!("2")),
            column("old", none.clone()),
            column("x", none.clone()),
        ])));
        for (now, told) in [
            (None, &["the table is gone"][..]),
            (
                Some(json!([
                    column("a", none.clone()),
                    column("b", json!("1")),
                    column("c", none.clone())
                ])),
                &[],
            ),
            (
                Some(json!([
                    column("b", json!("2")),
                    column("c", none.clone()),
                    column("y", none.clone())
                ])),
                &[],
            ),
            (
                // Somebody else added both, and otherwise.
                Some(json!([
                    column("a", json!("9")),
                    column("b", json!("1")),
                    column("c", json!("9"))
                ])),
                &[
                    "column `a` is declared without default, but the table has with default `9`",
                    "column `c` is declared without default, but the table has with default `9`",
                ],
            ),
            (
                // Somebody else mended one of two differences.
                Some(json!([
                    column("b", json!("2")),
                    column("old", none.clone())
                ])),
                &[],
            ),
            (
                Some(json!([
                    column("b", json!("3")),
                    column("old", none.clone())
                ])),
                &["column `b` is declared with default `1`, but the table has with default `3`"],
            ),
            (
                Some(json!([])),
                &["column `b` would be added", "column `c` would be added"],
            ),
            (
                Some(json!([column("b", json!("1")), column("old", json!("7")), {"name": "x"}])),
                &[
                    "column `c` is declared without default, but the table has with default `7`",
                    "column `x` would be deleted",
                ],
            ),
        ] {
            let now = planned(now);
            assert_eq!(before.unforeseen(&now, |_| false), told, "{now}");
        }
        let empty = planned(Some(json!([])));
        assert_eq!(planned(None).unforeseen(&empty, |_| false), [""; 0]);
        assert_eq!(planned(None).unforeseen(&planned(None), |_| false), [""; 0]);
        let lossy = planned(Some(json!([
            column("a", json!("9")),
            column("b", json!("1"))
        ])));
        assert_eq!(empty.unforeseen(&lossy, |column| column == "a"), [""; 0]);
    }
}
