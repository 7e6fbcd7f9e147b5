//! Matches declared columns to live ones.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::live_column::{LiveColumn, LiveColumns};
use crate::schema::{ColumnDetail, ColumnRequest, is_system_column, stored_name};
use crate::text::{NameMap, NameSet, lookalike_key, possible_stored_keys};

/// A declared column and the live one that was matched to it.
pub(crate) type Pair<'a, 'l> = (&'a ColumnRequest<'a>, &'l LiveColumn<'l>);

/// A live column that is to be renamed, and its declared old name.
pub(crate) struct OldColumn<'a, 'l> {
    pub(crate) name: &'a str,
    pub(crate) live: &'l LiveColumn<'l>,
}

/// The result of matching. Each declared column is in exactly one of `present`, `under_old_names`,
/// `with_multiple_matches`, `awaited` and `missing`; each live column that is not a system column is in one of
/// `present`, `under_old_names`, `under_both_names` and `undeclared`, unless it is an old name of a column with multiple
/// matches, or looks like an awaited column.
#[derive(Default)]
pub(crate) struct ColumnMatches<'a, 'l> {
    /// Declared columns that are live.
    pub(crate) present: Vec<Pair<'a, 'l>>,
    /// Declared columns that are live only under old names, each with its old columns, newest first.
    /// There is at least one.
    pub(crate) under_old_names: Vec<(&'a ColumnRequest<'a>, Vec<OldColumn<'a, 'l>>)>,
    /// Present columns, each with a live column of one of its old names.
    pub(crate) under_both_names: Vec<(&'a ColumnRequest<'a>, OldColumn<'a, 'l>)>,
    /// Declared columns with several live columns whose names look like theirs.
    pub(crate) with_multiple_matches: Vec<(&'a ColumnRequest<'a>, Vec<&'l LiveColumn<'l>>)>,
    /// Declared columns that the list does not show yet, but only columns that look like them.
    pub(crate) awaited: Vec<ColumnRequest<'a>>,
    /// Declared columns that are not live.
    pub(crate) missing: Vec<ColumnRequest<'a>>,
    /// Live columns that are not declared.
    pub(crate) undeclared: Vec<&'l LiveColumn<'l>>,
}

impl<'a, 'l> ColumnMatches<'a, 'l> {
    /// Matches in time linear in the number of columns. The live columns with these names will be deleted: they are
    /// no candidates beside others whose names look like the declared one.
    ///
    /// `are_unique` tells whether it is known that no two live columns have the same name, and `is_other`, which live
    /// columns are not the declared one although they match it.
    pub(crate) fn new(
        declared: &'a [ColumnRequest<'a>],
        live: &'l [LiveColumn<'l>],
        are_unique: bool,
        deleted: &NameSet<&str>,
        is_other: impl Fn(&ColumnRequest<'_>, &LiveColumn<'_>) -> bool,
    ) -> Self {
        if let Some(present) = match_in_order(declared, live, &is_other) {
            return Self {
                present,
                ..Self::default()
            };
        }
        let mut unmatched = Unmatched::new(declared, live, are_unique);
        let by_name: Vec<_> = declared
            .iter()
            .map(|declared| unmatched.take(declared.name, deleted))
            .collect();
        let mut matched = Self {
            present: Vec::with_capacity(declared.len()),
            ..Self::default()
        };
        // Old names come second: a live column belongs to the column that is declared under its
        // name before it can belong to one that was renamed from it.
        for (declared, column) in declared.iter().zip(by_name) {
            let mut old = Vec::new();
            let mut look_alikes = Vec::new();
            for name in declared.renamed_from {
                match unmatched.take(name, deleted) {
                    Found::None => {}
                    Found::One(live) => old.push(OldColumn { name, live }),
                    Found::Several(columns) => look_alikes.extend(columns),
                }
            }
            let is_other = |live: &&LiveColumn<'_>| is_other(declared, live);
            match column {
                Found::One(column) if is_other(&column) => matched.awaited.push(*declared),
                Found::Several(columns) if columns.iter().all(is_other) => {
                    matched.awaited.push(*declared);
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
                Found::None if old.is_empty() => matched.missing.push(*declared),
                Found::None => matched.under_old_names.push((declared, old)),
            }
        }
        matched.undeclared = unmatched.into_free_columns();
        matched
    }
}

impl<'l> LiveColumns<'l> {
    /// Matches declared columns to these.
    pub(crate) fn match_declared<'a>(
        &'l self,
        declared: &'a [ColumnRequest<'a>],
    ) -> ColumnMatches<'a, 'l> {
        ColumnMatches::new(
            declared,
            &self.columns,
            self.are_unique,
            &NameSet::default(),
            |_, _| false,
        )
    }
}

/// Matches columns if the live ones have the declared names in the declared order, and there are no others, as in most
/// tables that were synced before.
fn match_in_order<'a, 'l>(
    declared: &'a [ColumnRequest<'a>],
    live: &'l [LiveColumn<'l>],
    is_other: impl Fn(&ColumnRequest<'_>, &LiveColumn<'_>) -> bool,
) -> Option<Vec<Pair<'a, 'l>>> {
    let mut live = user_columns_of(live).map(|(_, column)| column);
    let mut pairs = Vec::with_capacity(declared.len());
    for declared in declared {
        let column = live.next()?;
        if column.name != declared.name || is_other(declared, column) {
            return None;
        }
        pairs.push((declared, column));
    }
    live.next().is_none().then_some(pairs)
}

/// Returns whether a live name is a declared one without its underscores, of which there is at least one.
fn is_without_underscores(live: &str, declared: &str) -> bool {
    live.len() < declared.len()
        && declared
            .bytes()
            .filter(|byte| *byte != b'_')
            .eq(live.bytes())
}

/// The live columns that a name may stand for.
enum Found<'l> {
    None,
    One(&'l LiveColumn<'l>),
    /// Their names look like the declared one. Only a person can tell which of them is meant.
    Several(Vec<&'l LiveColumn<'l>>),
}

/// The live columns that are not matched yet.
struct Unmatched<'a, 'l> {
    live: &'l [LiveColumn<'l>],
    declared: &'a [ColumnRequest<'a>],
    /// The indices of the live columns by name; of the last one, if several have the same name. Most lists have the
    /// order of the declaration, and need no map.
    by_name: OnceCell<NameMap<&'l str, usize>>,
    are_unique: bool,
    /// Built for the first name without an exact match, which most tables do not have.
    by_lookalike_key: OnceCell<ColumnsByLookalikeKey<'l>>,
    /// The declared names. A live column that is declared under its own name is not a candidate
    /// for a declared name that the service would have normalized to it.
    declared_names: OnceCell<NameSet<&'a str>>,
    /// Whether the name of a live column has an underscore.
    has_underscores: OnceCell<bool>,
    /// Whether each live column is matched; only the last one of several with the same name.
    taken: Vec<bool>,
    /// The number of live columns that are neither matched nor system columns, or more.
    free: usize,
    /// The index after the column that was matched last.
    next: usize,
}

impl<'a, 'l> Unmatched<'a, 'l> {
    fn new(
        declared: &'a [ColumnRequest<'a>],
        live: &'l [LiveColumn<'l>],
        are_unique: bool,
    ) -> Self {
        let mut unmatched = Self {
            live,
            declared,
            by_name: OnceCell::new(),
            are_unique,
            by_lookalike_key: OnceCell::new(),
            declared_names: OnceCell::new(),
            has_underscores: OnceCell::new(),
            taken: vec![false; live.len()],
            free: user_columns_of(live).count(),
            next: 0,
        };
        if !are_unique {
            unmatched.are_unique = unmatched.by_name().len() == unmatched.free;
        }
        unmatched
    }

    fn by_name(&self) -> &NameMap<&'l str, usize> {
        self.by_name.get_or_init(|| {
            let mut by_name = NameMap::default();
            // Few of the columns are system columns. A growing map would hash each name several times.
            by_name.reserve(self.live.len());
            let columns = user_columns_of(self.live);
            by_name.extend(columns.map(|(index, column)| (column.name, index)));
            by_name
        })
    }

    fn declares(&self, name: &str) -> bool {
        let names = self.declared_names.get_or_init(|| {
            let names = self.declared.iter().map(|declared| declared.name);
            names.collect()
        });
        names.contains(name)
    }

    /// Takes the column of exactly this name, or else the one of its stored name, or else the only one whose
    /// name looks like it. Columns that will be deleted count only if no other one looks like it.
    fn take(&mut self, name: &str, deleted: &NameSet<&str>) -> Found<'l> {
        if self.free == 0 {
            return Found::None;
        }
        if let Some(index) = self.next_of_name(name) {
            return self.take_at(index);
        }
        if self.is_next_stored_as(name) {
            return self.take_at(self.next);
        }
        let is_free = |index: usize| !self.taken[index] && !self.declares(self.live[index].name);
        match self.by_name().get(name) {
            Some(index) if self.taken[*index] => return Found::None,
            Some(index) => return self.take_at(*index),
            None => {
                let stored = self.by_name().get(&*stored_name(name));
                if let Some(index) = stored.copied().filter(|index| is_free(*index)) {
                    return self.take_at(index);
                }
            }
        }
        let by_lookalike_key = self.by_lookalike_key.get_or_init(|| {
            let columns = user_columns_of(self.live).map(|(_, column)| column);
            ColumnsByLookalikeKey::new(columns)
        });
        let is_free = |column: &&LiveColumn<'_>| {
            let index = self.by_name().get(column.name).copied();
            index.is_some_and(is_free)
        };
        let found: Vec<_> = by_lookalike_key.find(name).filter(is_free).collect();
        let is_kept = |column: &&LiveColumn<'_>| !deleted.contains(column.name);
        let kept: Vec<_> = found.iter().copied().filter(is_kept).collect();
        let candidates = if kept.is_empty() { found } else { kept };
        match candidates.as_slice() {
            [] => Found::None,
            [column] => match self.by_name().get(column.name).copied() {
                Some(index) => self.take_at(index),
                None => Found::None,
            },
            _ => Found::Several(candidates),
        }
    }

    /// Returns the index of the next column in the order of the list, if it has this name.
    fn next_of_name(&mut self, name: &str) -> Option<usize> {
        loop {
            let column = self.live.get(self.next)?;
            if !is_system_column(column.name) {
                let is_next = self.are_unique && !self.taken[self.next] && column.name == name;
                return is_next.then_some(self.next);
            }
            self.next += 1;
        }
    }

    /// Returns whether the next column in the order of the list stores this name without its underscores, and there is
    /// no better match.
    fn is_next_stored_as(&self, name: &str) -> bool {
        let Some(column) = self.live.get(self.next) else {
            return false;
        };
        self.are_unique
            && !self.taken[self.next]
            && is_without_underscores(column.name, name)
            && !self.has_underscores()
            && !self.declares(column.name)
    }

    fn has_underscores(&self) -> bool {
        *self.has_underscores.get_or_init(|| {
            let mut columns = user_columns_of(self.live);
            columns.any(|(_, column)| column.name.contains('_'))
        })
    }

    fn take_at(&mut self, index: usize) -> Found<'l> {
        self.taken[index] = true;
        self.free -= 1;
        self.next = index + 1;
        Found::One(&self.live[index])
    }

    /// Returns the columns that are neither matched nor system columns.
    fn into_free_columns(self) -> Vec<&'l LiveColumn<'l>> {
        if self.free == 0 {
            return Vec::new();
        }
        let is_taken = |index: usize, name: &str| {
            self.taken[index]
                || (!self.are_unique
                    && self
                        .by_name()
                        .get(name)
                        .is_some_and(|last| self.taken[*last]))
        };
        user_columns_of(self.live)
            .filter(|(index, column)| !is_taken(*index, column.name))
            .map(|(_, column)| column)
            .collect()
    }
}

/// The columns of a response by the [keys](lookalike_key) of their names.
pub(crate) struct ColumnsByLookalikeKey<'l>(NameMap<String, Vec<&'l LiveColumn<'l>>>);

impl<'l> ColumnsByLookalikeKey<'l> {
    pub(crate) fn new(columns: impl IntoIterator<Item = &'l LiveColumn<'l>>) -> Self {
        let mut by_lookalike_key = NameMap::<_, Vec<_>>::default();
        for column in columns {
            by_lookalike_key
                .entry(lookalike_key(column.name))
                .or_default()
                .push(column);
        }
        Self(by_lookalike_key)
    }

    /// Returns the columns under whose names the service may store the declared one.
    pub(crate) fn find(&self, declared: &str) -> impl Iterator<Item = &'l LiveColumn<'l>> {
        // Sorted, so that the order of several columns is the same in every run.
        let keys: BTreeSet<_> = possible_stored_keys(declared).into();
        let found = keys.into_iter().filter_map(|key| self.0.get(&key));
        found.flatten().copied()
    }
}

/// Returns the columns that are not system columns, with their indices.
fn user_columns_of<'l>(
    live: &'l [LiveColumn<'l>],
) -> impl Iterator<Item = (usize, &'l LiveColumn<'l>)> {
    let columns = live.iter().enumerate();
    columns.filter(|(_, column)| !is_system_column(column.name))
}

/// Returns the columns that are not system columns.
pub(crate) fn user_columns(live: &[ColumnDetail]) -> impl Iterator<Item = &ColumnDetail> {
    live.iter().filter(|column| !is_system_column(&column.name))
}
