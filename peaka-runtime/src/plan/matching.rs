//! Matches declared columns to live ones.

use std::collections::{HashMap, HashSet};

use crate::schema::{ColumnDetail, ColumnRequest, is_system_column, stored_name};

/// A declared column and the live one that was matched to it.
pub(crate) type Pair<'a, 'l> = (ColumnRequest<'a>, &'l ColumnDetail);

/// The result of matching. Each declared column is in exactly one of `present`, `old_name` and
/// `missing`; each live column that is not a system column is in one of all fields but `missing`.
pub(crate) struct ColumnMatch<'a, 'l> {
    /// Declared columns that are live.
    pub(crate) present: Vec<Pair<'a, 'l>>,
    /// Declared columns that are live only under the name they were renamed from.
    pub(crate) old_name: Vec<Pair<'a, 'l>>,
    /// Present columns, each with the live column of its old name.
    pub(crate) both_names: Vec<Pair<'a, 'l>>,
    /// Declared columns that are not live.
    pub(crate) missing: Vec<ColumnRequest<'a>>,
    /// Live columns that are not declared.
    pub(crate) undeclared: Vec<&'l ColumnDetail>,
}

impl<'a, 'l> ColumnMatch<'a, 'l> {
    /// Matches in time linear in the number of columns.
    pub(crate) fn new(declared: &[ColumnRequest<'a>], live: &'l [ColumnDetail]) -> Self {
        let mut unmatched = Unmatched::new(declared, live);
        let mut matched = Self {
            present: Vec::new(),
            old_name: Vec::new(),
            both_names: Vec::new(),
            missing: Vec::new(),
            undeclared: Vec::new(),
        };
        let by_name: Vec<_> = declared
            .iter()
            .map(|declared| (*declared, unmatched.take(declared.name)))
            .collect();
        // Old names come second: a live column belongs to the column that is declared under its
        // name before it can belong to one that was renamed from it.
        for (declared, column) in by_name {
            let old = declared.renamed_from.and_then(|old| unmatched.take(old));
            match (column, old) {
                (Some(column), None) => matched.present.push((declared, column)),
                (Some(column), Some(old)) => {
                    matched.present.push((declared, column));
                    matched.both_names.push((declared, old));
                }
                (None, Some(old)) => matched.old_name.push((declared, old)),
                (None, None) => matched.missing.push(declared),
            }
        }
        matched.undeclared = user_columns(live)
            .filter(|column| !unmatched.taken.contains(column.name.as_str()))
            .collect();
        matched
    }
}

/// The live columns that are not matched yet.
struct Unmatched<'a, 'l> {
    by_name: HashMap<&'l str, &'l ColumnDetail>,
    /// The declared names. A live column that is declared under its own name is not a candidate
    /// for a declared name that the service would have normalized to it.
    declared: HashSet<&'a str>,
    taken: HashSet<&'l str>,
}

impl<'a, 'l> Unmatched<'a, 'l> {
    fn new(declared: &[ColumnRequest<'a>], live: &'l [ColumnDetail]) -> Self {
        Self {
            by_name: user_columns(live)
                .map(|column| (column.name.as_str(), column))
                .collect(),
            declared: declared.iter().map(|declared| declared.name).collect(),
            taken: HashSet::new(),
        }
    }

    /// Takes the column of exactly this name, or else the one of its stored name.
    fn take(&mut self, name: &str) -> Option<&'l ColumnDetail> {
        let column = match self.by_name.get(name) {
            Some(column) => column,
            None => self
                .by_name
                .get(&*stored_name(name))
                .filter(|column| !self.declared.contains(column.name.as_str()))?,
        };
        self.taken.insert(&column.name).then_some(*column)
    }
}

/// Returns the columns that are not system columns.
pub(crate) fn user_columns(live: &[ColumnDetail]) -> impl Iterator<Item = &ColumnDetail> {
    live.iter().filter(|column| !is_system_column(&column.name))
}
