//! Columns that a plan adds, but that may be live under an old name.

use serde::Serialize;

use crate::schema::{ColumnDetail, ColumnRequest};

/// The largest number of columns to add, and of live columns that one of them may be. With more, a candidate would be
/// a guess.
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
