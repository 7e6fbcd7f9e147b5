//! Checks the echo: the columns that the response to an add repeats.

use std::cell::LazyCell;
use std::collections::HashMap;

use crate::plan::{ColumnsByLookalikeKey, Drift, DriftSource, compare, missing};
use crate::schema::{ColumnDetail, ColumnRequest, stored_name};

/// Returns the drift between the columns that were sent and those that the response repeats.
pub(crate) fn check_echo(sent: &[ColumnRequest<'_>], echo: &[ColumnDetail]) -> Vec<Drift> {
    let mut echo_by_name = HashMap::<_, Vec<_>>::new();
    for column in echo {
        echo_by_name
            .entry(column.name.as_str())
            .or_default()
            .push(column);
    }
    let echo_by_lookalike_key = LazyCell::new(|| ColumnsByLookalikeKey::new(echo));
    let mut drift = Vec::new();
    for column in sent {
        let exact = echo_by_name
            .get(column.name)
            .or_else(|| echo_by_name.get(&*stored_name(column.name)));
        let found = match exact {
            Some(columns) => columns.clone(),
            None => echo_by_lookalike_key.find(column.name).collect(),
        };
        if found.is_empty() {
            drift.push(missing(column, DriftSource::AddResponse));
        }
        // If the response repeats a column more than once, every copy must match.
        for echoed in found {
            drift.extend(compare(column, echoed, DriftSource::AddResponse));
        }
    }
    drift
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::schema::{DataType, DefaultValue};

    fn echo(columns: Value) -> Vec<ColumnDetail> {
        from_value(columns).unwrap()
    }

    fn bigint(name: &str) -> ColumnRequest<'_> {
        ColumnRequest::new(name, DataType::Bigint)
    }

    #[test]
    fn documented_response_has_no_drift() {
        let sent = [
            bigint("num19"),
            bigint("num18")
                .default_value(DefaultValue::Bigint(3))
                .unique(),
        ];
        let echoed = echo(json!([
            {"name": "num19", "dataType": "bigint", "displayName": "num19", "defaultValue": null,
             "isNotNull": false, "isUnique": false},
            {"name": "num18", "dataType": "bigint", "displayName": "num18", "defaultValue": "3",
             "isNotNull": false, "isUnique": true},
        ]));
        assert_eq!(check_echo(&sent, &echoed), []);
    }

    #[test]
    fn drift_in_an_echo_is_reported_by_column_and_kind() {
        let sent = ["a", "b", "c"].map(bigint);
        let echoed = echo(json!([
            {"name": "a", "dataType": "varchar", "isUnique": true},
            {"name": "b"},
            {"name": "b", "dataType": "boolean"},
        ]));
        let drift: Vec<_> = check_echo(&sent, &echoed)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            drift,
            [
                "column `a`: declared BIGINT, returned type is varchar",
                "column `a`: declared not unique, returned column is UNIQUE",
                "column `b`: declared BIGINT, returned type is boolean",
                "column `c`: declared BIGINT, but not in the response to the add",
            ]
        );
    }
}
