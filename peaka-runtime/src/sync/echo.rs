//! Checks the echo: the columns that the response to an add repeats.

use std::cell::LazyCell;

use crate::plan::{ColumnsByLookalikeKey, Drift, DriftSource, LiveColumn, compare, missing};
use crate::schema::{ColumnRequest, stored_name};
use crate::text::NameMap;

/// The length in bytes of the longest name in a response that is kept. A response may have names of megabytes.
const MAX_KEPT_NAME: usize = 1024;

/// What the response to an add shows.
#[derive(Debug)]
pub(crate) struct Echo {
    /// The drift between the columns that were sent and those that the response repeats.
    pub(crate) drift: Vec<Drift>,
    /// The declared name and the name in the response of each column that the response repeats once and under another
    /// name. Very long names are left out.
    pub(crate) stored_names: Vec<(String, String)>,
}

/// Compares the columns that were sent with those that the response repeats.
pub(crate) fn check_echo(sent: &[ColumnRequest<'_>], echo: &[LiveColumn<'_>]) -> Echo {
    // The last column of each name, and the one before it of the same name, if the response repeats it.
    let mut last_of_name = NameMap::default();
    last_of_name.reserve(echo.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(echo.len());
    for (index, column) in echo.iter().enumerate() {
        before.push(last_of_name.insert(column.name, index));
    }
    let echo_by_lookalike_key = LazyCell::new(|| ColumnsByLookalikeKey::new(echo));
    let (mut drift, mut stored_names) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for column in sent {
        found.clear();
        let last = last_of_name
            .get(column.name)
            .or_else(|| last_of_name.get(&*stored_name(column.name)));
        let mut exact = last.copied();
        while let Some(index) = exact {
            found.push(&echo[index]);
            exact = before[index];
        }
        found.reverse();
        if found.is_empty() {
            found.extend(echo_by_lookalike_key.find(column.name));
        }
        match found.as_slice() {
            [] => drift.push(missing(column, DriftSource::AddResponse)),
            [echoed] if echoed.name != column.name && echoed.name.len() <= MAX_KEPT_NAME => {
                stored_names.push((column.name.to_owned(), echoed.name.to_owned()));
            }
            _ => {}
        }
        // If the response repeats a column more than once, every copy must match. There may be many copies, so the drift
        // of each kind is reported once.
        let first = drift.len();
        for echoed in &found {
            for found in compare(column, echoed, DriftSource::AddResponse) {
                if drift[first..].iter().all(|other| other.kind != found.kind) {
                    drift.push(found);
                }
            }
        }
    }
    Echo {
        drift,
        stored_names,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::schema::{ColumnDetail, DataType, DefaultValue};

    fn echo(columns: Value) -> Vec<ColumnDetail> {
        from_value(columns).unwrap()
    }

    fn check(sent: &[ColumnRequest<'_>], echo: &[ColumnDetail]) -> Echo {
        let echo: Vec<_> = echo.iter().map(LiveColumn::from).collect();
        check_echo(sent, &echo)
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
        assert_eq!(check(&sent, &echoed).drift, []);
    }

    #[test]
    fn only_other_names_in_an_echo_are_stored_names() {
        let sent = ["user_id", "userId2", "a", "b"].map(bigint);
        let echoed = echo(json!([
            {"name": "userid"}, {"name": "userid2"}, {"name": "a"}, {"name": "B"}, {"name": "b "},
        ]));
        let names = check(&sent, &echoed).stored_names;
        let names: Vec<_> = names.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(names, [("user_id", "userid"), ("userId2", "userid2")]);
    }

    #[test]
    fn drift_in_an_echo_is_reported_by_column_and_kind() {
        let sent = ["a", "b", "c"].map(bigint);
        let echoed = echo(json!([
            {"name": "a", "dataType": "varchar", "isUnique": true},
            {"name": "b"},
            {"name": "b", "dataType": "boolean"},
            {"name": "b", "dataType": "boolean", "isNotNull": false},
            {"name": "b", "dataType": "date", "isNotNull": true},
        ]));
        let drift: Vec<_> = check(&sent, &echoed)
            .drift
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            drift,
            [
                "column `a`: declared BIGINT, returned type is varchar",
                "column `a`: declared not unique, returned column is UNIQUE",
                "column `b`: declared BIGINT, returned type is boolean",
                "column `b`: declared nullable, returned column is NOT NULL",
                "column `c`: declared BIGINT, but not in the response to the add",
            ]
        );
    }
}
