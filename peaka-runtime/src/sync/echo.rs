//! Checks the echo: the columns that the response to an add repeats.

use std::cell::LazyCell;
use std::collections::HashMap;

use crate::plan::{ColumnsByLook, Drift, DriftSource, compare, missing};
use crate::schema::{ColumnDetail, ColumnRequest, stored_name};

/// Returns the drift between the columns that were sent and the ones that were echoed.
pub(crate) fn check_echo(sent: &[ColumnRequest<'_>], echo: &[ColumnDetail]) -> Vec<Drift> {
    let mut echo_by_name = HashMap::<_, Vec<_>>::new();
    for column in echo {
        echo_by_name
            .entry(column.name.as_str())
            .or_default()
            .push(column);
    }
    let echo_by_look = LazyCell::new(|| ColumnsByLook::new(echo));
    let mut drift = Vec::new();
    for sent in sent {
        let exact = echo_by_name
            .get(sent.name)
            .or_else(|| echo_by_name.get(&*stored_name(sent.name)));
        let columns = match exact {
            Some(columns) => columns.clone(),
            None => echo_by_look.find(sent.name).collect(),
        };
        if columns.is_empty() {
            drift.push(missing(sent, DriftSource::Echo));
        }
        // If a column is echoed more than once, every echo must match.
        for column in columns {
            drift.extend(compare(sent, column, DriftSource::Echo));
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
                "column `a`: declared BIGINT, echoed type is varchar",
                "column `a`: declared not unique, echoed column is UNIQUE",
                "column `b`: declared BIGINT, echoed type is boolean",
                "column `c`: declared BIGINT, but not in the response to the add",
            ]
        );
    }
}
