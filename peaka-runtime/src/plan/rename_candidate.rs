//! Columns that a plan adds, but that may be live under an old name.

use serde::Serialize;

use crate::schema::{ColumnDetail, ColumnRequest};

/// The largest number of columns to add, and of candidates for each of them. With more, a candidate would be a guess.
const MAX_CANDIDATES: usize = 3;

/// A column to add, with the undeclared live columns of the same data type. One of them may be the same column under
/// an old name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RenameCandidate<'p> {
    /// The declared name of the column to add.
    pub column: &'p str,
    /// The stored names of the live columns: one to three.
    pub live: Vec<&'p str>,
}

/// Returns the columns to add that may be live under an old name.
pub(crate) fn rename_candidates<'p>(
    to_add: &'p [ColumnRequest<'_>],
    undeclared: &'p [ColumnDetail],
) -> Vec<RenameCandidate<'p>> {
    // A table with many new columns is not the result of a rename.
    if to_add.len() > MAX_CANDIDATES {
        return Vec::new();
    }
    let mut candidates = Vec::new();
    for column in to_add {
        let same_type = undeclared
            .iter()
            .filter(|live| live.data_type() == Ok(Some(column.data_type)));
        let live: Vec<_> = same_type
            .map(|live| &*live.name)
            .take(MAX_CANDIDATES + 1)
            .collect();
        if (1..=MAX_CANDIDATES).contains(&live.len()) {
            candidates.push(RenameCandidate {
                column: column.name,
                live,
            });
        }
    }
    candidates
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::schema::DataType;

    fn candidates(to_add: &[&str], undeclared: &[(&str, &str)]) -> serde_json::Value {
        let to_add: Vec<_> = to_add
            .iter()
            .map(|name| ColumnRequest::new(name, DataType::Bigint))
            .collect();
        let undeclared: Vec<ColumnDetail> = undeclared
            .iter()
            .map(|(name, data_type)| {
                from_value(json!({"name": name, "dataType": data_type})).unwrap()
            })
            .collect();
        to_value(rename_candidates(&to_add, &undeclared)).unwrap()
    }

    #[test]
    fn candidates_are_the_undeclared_columns_of_the_same_type() {
        let undeclared = [("x", "bigint"), ("y", "varchar"), ("z", "BIGINT")];
        assert_eq!(
            candidates(&["a", "b"], &undeclared),
            json!([
                {"column": "a", "live": ["x", "z"]},
                {"column": "b", "live": ["x", "z"]},
            ])
        );
        assert_eq!(candidates(&["a"], &undeclared[1..2]), json!([]));
        assert_eq!(candidates(&[], &undeclared), json!([]));
    }

    #[test]
    fn more_than_three_columns_on_either_side_are_no_candidates() {
        let names = ["a", "b", "c", "d"];
        let undeclared = names.map(|name| (name, "bigint"));
        let live = json!(names[..3]);
        assert_eq!(
            candidates(&["new"], &undeclared[..3]),
            json!([{"column": "new", "live": live}])
        );
        assert_eq!(candidates(&["new"], &undeclared), json!([]));
        let found = candidates(&names[..3], &undeclared[..1]);
        assert_eq!(found.as_array().unwrap().len(), 3);
        assert_eq!(candidates(&names, &undeclared[..1]), json!([]));
    }
}
