//! Whether a plan foresaw what another one would do.

use std::collections::{HashMap, HashSet};

use crate::change::Change;
use crate::plan::Plan;
use crate::text::quoted;

impl Plan<'_> {
    /// What a plan that was made later, for the same table, would do and this one did not foresee.
    /// Each is half a sentence.
    ///
    /// That some of it is done by now was foreseen. So is it that a column which was to be added or
    /// renamed is there and needs to be fixed.
    pub(crate) fn unforeseen(&self, now: &Plan<'_>) -> Vec<String> {
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
        let mut unforeseen = Vec::new();

        for change in &now.to_rename {
            let name = change.column.name;
            if !same_change(renamed.get(name), change) {
                unforeseen.push(format!(
                    "column {} would be renamed from {}",
                    quoted(name),
                    quoted(&change.live.name)
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
        for change in &now.to_fix {
            let name = change.column.name;
            let new = added.contains(name) || renamed.contains_key(name);
            if !new && !same_change(fixed.get(name), change) {
                let drift = change.mends.iter().map(ToString::to_string);
                unforeseen.extend(drift);
            }
        }
        let deleted = self.to_delete.iter().map(|column| (&*column.name, column));
        let deleted: HashMap<_, _> = deleted.collect();
        for column in &now.to_delete {
            if deleted.get(&*column.name) != Some(&column) {
                unforeseen.push(format!("column {} would be deleted", quoted(&column.name)));
            }
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

/// Whether it was to be changed from the same to the same.
fn same_change(foreseen: Option<&&Change<'_>>, now: &Change<'_>) -> bool {
    foreseen.is_some_and(|foreseen| {
        foreseen.mends == now.mends
            && foreseen.live.name == now.live.name
            && foreseen.request(now.column.name) == now.request(now.column.name)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::data_type::DataType;
    use crate::plan::LiveTable;
    use crate::schema::{ColumnRequest, DefaultValue};
    use crate::wanted::Wanted;

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
                // Both were added by somebody else, and lost something on the way.
                Some(json!([
                    column("a", json!("9")),
                    column("b", json!("1")),
                    column("c", json!("9"))
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
                    "column `c` would be renamed from `old`",
                    "column `x` would be deleted",
                ],
            ),
        ] {
            assert_eq!(before.unforeseen(&planned(now.clone())), told, "{now:?}");
        }
        assert_eq!(planned(None).unforeseen(&planned(Some(json!([])))), [""; 0]);
        assert_eq!(planned(None).unforeseen(&planned(None)), [""; 0]);
    }
}
