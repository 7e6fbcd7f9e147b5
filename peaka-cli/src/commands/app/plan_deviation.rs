//! Describes how a new plan differs from a saved one.

use std::collections::HashSet;

use peaka_runtime::__private::quoted;
use serde_json::Value;

/// Returns how a new plan of a table differs from a saved one, as clauses. Both are the JSON of a plan.
pub(super) fn plan_deviation(saved: &Value, new: &Value) -> String {
    match (saved["storedTable"].as_str(), new["storedTable"].as_str()) {
        (None, Some(_)) => return "it was created".to_owned(),
        (Some(_), None) => return "it was deleted".to_owned(),
        (Some(before), Some(now)) if before != now => {
            return format!("it is now stored as {}", quoted(now));
        }
        _ => {}
    }
    let mut clauses = Vec::new();
    for (field, change) in [
        ("toRename", "renamed"),
        ("toFix", "fixed"),
        ("toAdd", "added"),
        ("toDelete", "deleted"),
    ] {
        let [before, now] = [saved, new].map(|plan| names(&plan[field]));
        for name in only_in(&now, &before) {
            clauses.push(format!("column {} would be {change}", quoted(name)));
        }
        for name in only_in(&before, &now) {
            let name = quoted(name);
            clauses.push(format!("column {name} would no longer be {change}"));
        }
    }
    let [before, now] = [saved, new].map(|plan| names(&plan["unmanaged"]));
    for name in only_in(&now, &before) {
        clauses.push(format!("undeclared column {} is new", quoted(name)));
    }
    for name in only_in(&before, &now) {
        let name = quoted(name);
        clauses.push(format!("undeclared column {name} no longer exists"));
    }
    let [before, now] = [saved, new].map(|plan| names(&plan["denied"]));
    for name in only_in(&now, &before) {
        clauses.push(format!("column {} differs", quoted(name)));
    }
    if clauses.is_empty() {
        "its columns have changed".to_owned()
    } else {
        clauses.join(", ")
    }
}

/// Returns the names of the columns in a list of columns, changes or drift.
fn names(list: &Value) -> Vec<&str> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(name).collect()
}

fn name(item: &Value) -> Option<&str> {
    let column = &item["column"];
    let names = [column, &column["name"], &item["name"]];
    names.into_iter().find_map(Value::as_str)
}

/// Returns the names that the second list lacks.
fn only_in<'n>(names: &[&'n str], others: &[&str]) -> impl Iterator<Item = &'n str> {
    let others: HashSet<_> = others.iter().copied().collect();
    let names: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| !others.contains(name))
        .collect();
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn clauses_name_what_has_changed() {
        let plan = json!({
            "storedTable": "t",
            "toRename": [],
            "toFix": [{"column": {"name": "a"}, "live": {"name": "a"}, "fixes": []}],
            "toAdd": [{"name": "b"}],
            "toDelete": [{"name": "c"}],
            "unmanaged": [{"name": "d"}],
            "denied": [],
            "present": [],
        });
        for (field, value, clause) in [
            ("storedTable", json!(null), "it was deleted"),
            ("storedTable", json!("u"), "it is now stored as `u`"),
            ("toFix", json!([]), "column `a` would no longer be fixed"),
            (
                "toAdd",
                json!([{"name": "b"}, {"name": "e"}]),
                "column `e` would be added",
            ),
            (
                "toRename",
                json!([{"column": {"name": "e"}, "live": {"name": "old"}, "fixes": []}]),
                "column `e` would be renamed",
            ),
            (
                "unmanaged",
                json!([{"name": "f"}]),
                "undeclared column `f` is new, undeclared column `d` no longer exists",
            ),
            (
                "denied",
                json!([{"kind": "DataType", "column": "b"}]),
                "column `b` differs",
            ),
            (
                "present",
                json!([{"name": "g"}]),
                "its columns have changed",
            ),
        ] {
            let mut new = plan.clone();
            new[field] = value;
            assert_eq!(plan_deviation(&plan, &new), clause, "{field}");
        }
        let mut missing = plan.clone();
        missing["storedTable"] = json!(null);
        assert_eq!(plan_deviation(&missing, &plan), "it was created");
    }
}
