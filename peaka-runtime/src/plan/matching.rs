//! Matches declared columns to live ones.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::schema::{ColumnDetail, ColumnRequest, is_system_column, stored_name};
use crate::text::{lookalike_key, possible_stored_keys};

/// A declared column and the live one that was matched to it.
pub(crate) type Pair<'a, 'l> = (ColumnRequest<'a>, &'l ColumnDetail);

/// A live column that is to be renamed, and its declared old name.
pub(crate) struct OldColumn<'a, 'l> {
    pub(crate) name: &'a str,
    pub(crate) live: &'l ColumnDetail,
}

/// The result of matching. Each declared column is in exactly one of `present`, `under_old_names`,
/// `with_multiple_matches`, `awaited` and `missing`; each live column that is not a system column is in one of
/// `present`, `under_old_names`, `under_both_names` and `undeclared`, unless it is an old name of a column with multiple
/// matches, or looks like an awaited column.
pub(crate) struct ColumnMatches<'a, 'l> {
    /// Declared columns that are live.
    pub(crate) present: Vec<Pair<'a, 'l>>,
    /// Declared columns that are live only under old names, each with its old columns, newest first.
    /// There is at least one.
    pub(crate) under_old_names: Vec<(ColumnRequest<'a>, Vec<OldColumn<'a, 'l>>)>,
    /// Present columns, each with a live column of one of its old names.
    pub(crate) under_both_names: Vec<(ColumnRequest<'a>, OldColumn<'a, 'l>)>,
    /// Declared columns with several live columns whose names look like theirs.
    pub(crate) with_multiple_matches: Vec<(ColumnRequest<'a>, Vec<&'l ColumnDetail>)>,
    /// Declared columns that the list does not show yet, but only columns that look like them.
    pub(crate) awaited: Vec<ColumnRequest<'a>>,
    /// Declared columns that are not live.
    pub(crate) missing: Vec<ColumnRequest<'a>>,
    /// Live columns that are not declared.
    pub(crate) undeclared: Vec<&'l ColumnDetail>,
}

impl<'a, 'l> ColumnMatches<'a, 'l> {
    /// Matches in time linear in the number of columns. The live columns with these names will be deleted: they are
    /// no candidates beside others whose names look like the declared one.
    ///
    /// `is_other` tells which live columns are not the declared one although they match it.
    pub(crate) fn new(
        declared: &[ColumnRequest<'a>],
        live: &'l [ColumnDetail],
        deleted: &HashSet<&str>,
        is_other: impl Fn(&ColumnRequest<'_>, &ColumnDetail) -> bool,
    ) -> Self {
        let mut unmatched = Unmatched::new(declared, live);
        let mut matched = Self {
            present: Vec::new(),
            under_old_names: Vec::new(),
            under_both_names: Vec::new(),
            with_multiple_matches: Vec::new(),
            awaited: Vec::new(),
            missing: Vec::new(),
            undeclared: Vec::new(),
        };
        let by_name: Vec<_> = declared
            .iter()
            .map(|declared| (*declared, unmatched.take(declared.name, deleted)))
            .collect();
        // Old names come second: a live column belongs to the column that is declared under its
        // name before it can belong to one that was renamed from it.
        for (declared, column) in by_name {
            let mut old = Vec::new();
            let mut look_alikes = Vec::new();
            for name in declared.renamed_from {
                match unmatched.take(name, deleted) {
                    Found::None => {}
                    Found::One(live) => old.push(OldColumn { name, live }),
                    Found::Several(columns) => look_alikes.extend(columns),
                }
            }
            let is_other = |live: &&ColumnDetail| is_other(&declared, live);
            match column {
                Found::One(column) if is_other(&column) => matched.awaited.push(declared),
                Found::Several(columns) if columns.iter().all(is_other) => {
                    matched.awaited.push(declared);
                }
                Found::Several(columns) => matched.with_multiple_matches.push((declared, columns)),
                Found::One(column) => {
                    matched.present.push((declared, column));
                    matched
                        .under_both_names
                        .extend(old.into_iter().map(|old| (declared, old)));
                }
                Found::None if !look_alikes.is_empty() => {
                    look_alikes.extend(old.into_iter().map(|old| old.live));
                    matched.with_multiple_matches.push((declared, look_alikes));
                }
                Found::None if old.is_empty() => matched.missing.push(declared),
                Found::None => matched.under_old_names.push((declared, old)),
            }
        }
        matched.undeclared = user_columns(live)
            .filter(|column| !unmatched.taken.contains(column.name.as_str()))
            .collect();
        matched
    }
}

/// The live columns that a name may stand for.
enum Found<'l> {
    None,
    One(&'l ColumnDetail),
    /// Their names look like the declared one. Only a person can tell which of them is meant.
    Several(Vec<&'l ColumnDetail>),
}

/// The live columns that are not matched yet.
struct Unmatched<'a, 'l> {
    live: &'l [ColumnDetail],
    by_name: HashMap<&'l str, &'l ColumnDetail>,
    /// Built for the first name without an exact match, which most tables do not have.
    by_lookalike_key: OnceCell<ColumnsByLookalikeKey<'l>>,
    /// The declared names. A live column that is declared under its own name is not a candidate
    /// for a declared name that the service would have normalized to it.
    declared: HashSet<&'a str>,
    taken: HashSet<&'l str>,
}

impl<'a, 'l> Unmatched<'a, 'l> {
    fn new(declared: &[ColumnRequest<'a>], live: &'l [ColumnDetail]) -> Self {
        Self {
            live,
            by_name: user_columns(live)
                .map(|column| (column.name.as_str(), column))
                .collect(),
            by_lookalike_key: OnceCell::new(),
            declared: declared.iter().map(|declared| declared.name).collect(),
            taken: HashSet::new(),
        }
    }

    /// Takes the column of exactly this name, or else the one of its stored name, or else the only one whose
    /// name looks like it. Columns that will be deleted count only if no other one looks like it.
    fn take(&mut self, name: &str, deleted: &HashSet<&str>) -> Found<'l> {
        let is_free = |column: &&ColumnDetail| {
            !self.declared.contains(column.name.as_str())
                && !self.taken.contains(column.name.as_str())
        };
        let exact = match self.by_name.get(name) {
            Some(column) if self.taken.contains(column.name.as_str()) => return Found::None,
            Some(column) => Some(*column),
            None => self
                .by_name
                .get(&*stored_name(name))
                .copied()
                .filter(is_free),
        };
        let found = match exact {
            Some(column) => vec![column],
            None => {
                let by_lookalike_key = self
                    .by_lookalike_key
                    .get_or_init(|| ColumnsByLookalikeKey::new(user_columns(self.live)));
                by_lookalike_key.find(name).filter(is_free).collect()
            }
        };
        let is_kept = |column: &&ColumnDetail| !deleted.contains(column.name.as_str());
        let kept: Vec<_> = found.iter().copied().filter(is_kept).collect();
        let candidates = if kept.is_empty() { found } else { kept };
        match candidates.as_slice() {
            [] => Found::None,
            [column] => {
                self.taken.insert(&column.name);
                Found::One(column)
            }
            _ => Found::Several(candidates),
        }
    }
}

/// The columns of a response by the [keys](lookalike_key) of their names.
pub(crate) struct ColumnsByLookalikeKey<'l>(HashMap<String, Vec<&'l ColumnDetail>>);

impl<'l> ColumnsByLookalikeKey<'l> {
    pub(crate) fn new(columns: impl IntoIterator<Item = &'l ColumnDetail>) -> Self {
        let mut by_lookalike_key = HashMap::<_, Vec<_>>::new();
        for column in columns {
            by_lookalike_key
                .entry(lookalike_key(&column.name))
                .or_default()
                .push(column);
        }
        Self(by_lookalike_key)
    }

    /// Returns the columns under whose names the service may store the declared one.
    pub(crate) fn find(&self, declared: &str) -> impl Iterator<Item = &'l ColumnDetail> {
        // Sorted, so that the order of several columns is the same in every run.
        let keys: BTreeSet<_> = possible_stored_keys(declared).into();
        let found = keys.into_iter().filter_map(|key| self.0.get(&key));
        found.flatten().copied()
    }
}

/// Returns the columns that are not system columns.
pub(crate) fn user_columns(live: &[ColumnDetail]) -> impl Iterator<Item = &ColumnDetail> {
    live.iter().filter(|column| !is_system_column(&column.name))
}
