//! Declared columns beside the listed ones: which is which.

use std::collections::{HashMap, HashSet};

use crate::schema::column_request::{ColumnDetail, ColumnRequest};
use crate::schema::names::{fold, is_system_column};

/// A declared column and the live one that was found for it.
pub(crate) type Pair<'a, 'l> = (ColumnRequest<'a>, &'l ColumnDetail);

/// Every declared column is in one of the first four, every column of a user in one of all but
/// `missing`.
pub(crate) struct Matched<'a, 'l> {
    /// Declared and there.
    pub(crate) found: Vec<Pair<'a, 'l>>,
    /// There under the old name alone.
    pub(crate) old: Vec<Pair<'a, 'l>>,
    /// There under the declared name and, as here, under the old one as well.
    pub(crate) both: Vec<Pair<'a, 'l>>,
    /// Declared and not there.
    pub(crate) missing: Vec<ColumnRequest<'a>>,
    /// There and not declared.
    pub(crate) unmanaged: Vec<&'l ColumnDetail>,
}

impl<'a, 'l> Matched<'a, 'l> {
    /// Takes time in proportion to the number of columns.
    pub(crate) fn new(declared: &[ColumnRequest<'a>], live: &'l [ColumnDetail]) -> Self {
        let mut free = Free::new(declared, live);
        let mut matched = Self {
            found: Vec::new(),
            old: Vec::new(),
            both: Vec::new(),
            missing: Vec::new(),
            unmanaged: Vec::new(),
        };
        let columns: Vec<_> = declared
            .iter()
            .map(|declared| (*declared, free.take(declared.name)))
            .collect();
        // No old name is looked up before every declared name has found its column.
        for (declared, column) in columns {
            let old = declared.renamed_from.and_then(|old| free.take(old));
            match (column, old) {
                (Some(column), None) => matched.found.push((declared, column)),
                (Some(column), Some(old)) => {
                    matched.found.push((declared, column));
                    matched.both.push((declared, old));
                }
                (None, Some(old)) => matched.old.push((declared, old)),
                (None, None) => matched.missing.push(declared),
            }
        }
        matched.unmanaged = users(live)
            .filter(|column| !free.used.contains(column.name.as_str()))
            .collect();
        matched
    }
}

/// The listed columns that are nobody's yet.
struct Free<'a, 'l> {
    by_name: HashMap<&'l str, &'l ColumnDetail>,
    /// A live column that is declared under its own name is not free to be another's.
    exact: HashSet<&'a str>,
    used: HashSet<&'l str>,
}

impl<'a, 'l> Free<'a, 'l> {
    fn new(declared: &[ColumnRequest<'a>], live: &'l [ColumnDetail]) -> Self {
        Self {
            by_name: users(live)
                .map(|column| (column.name.as_str(), column))
                .collect(),
            exact: declared.iter().map(|declared| declared.name).collect(),
            used: HashSet::new(),
        }
    }

    /// The column of exactly this name, or else of the name that the service would have made of it.
    fn take(&mut self, name: &str) -> Option<&'l ColumnDetail> {
        let column = match self.by_name.get(name) {
            Some(column) => column,
            None => self
                .by_name
                .get(&*fold(name))
                .filter(|column| !self.exact.contains(column.name.as_str()))?,
        };
        self.used.insert(&column.name).then_some(*column)
    }
}

/// The columns that are not the service's own.
pub(crate) fn users(live: &[ColumnDetail]) -> impl Iterator<Item = &ColumnDetail> {
    live.iter().filter(|column| !is_system_column(&column.name))
}
