//! Declared columns, and the options of a sync.

use std::time::Duration;

use peaka_runtime::{
    Client, ColumnRequest, DataType, DefaultValue, DriftKind, Level, SyncColumns, stored_name,
};

use super::names::{NAMES, is_alike};
use crate::random::Random;

/// The kinds of drift with a configurable level.
const CONFIGURABLE_KINDS: [DriftKind; 6] = [
    DriftKind::Default,
    DriftKind::NotNull,
    DriftKind::Unique,
    DriftKind::DisplayName,
    DriftKind::StoredName,
    DriftKind::Unmanaged,
];

/// A declared column.
pub(crate) type Column = ColumnRequest<'static>;

/// The columns that one program declares, and the options of its syncs.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub(crate) columns: Vec<Column>,
    pub(crate) create_table: bool,
    /// The level of each of the [`CONFIGURABLE_KINDS`].
    pub(crate) levels: [Level; 6],
    pub(crate) fix_drift: bool,
    /// The names of columns to delete.
    pub(crate) delete: Vec<&'static str>,
    pub(crate) max_batch: Option<usize>,
    /// The timeout of the whole sync.
    pub(crate) timeout: Duration,
}

/// Generates a column with this name.
pub(crate) fn generate_column(random: &mut Random, name: &'static str) -> Column {
    // Most columns have the same type: with more mismatches, nearly every sync would fail in the same way.
    let data_type = match random.below(8) {
        0 => DataType::Varchar,
        1 => DataType::Boolean,
        2 => DataType::Date,
        _ => DataType::Bigint,
    };
    let mut column = ColumnRequest::new(name, data_type);
    if random.chance(0.3) {
        column.default_value = Some(generate_default(random, data_type));
    }
    column.is_not_null = random.chance(0.15);
    column.is_unique = random.chance(0.15);
    if random.chance(0.1) {
        column.display_name = "Shown";
    }
    column
}

/// Generates a default that the service stores without changing its spelling.
fn generate_default(random: &mut Random, data_type: DataType) -> DefaultValue<'static> {
    match data_type {
        DataType::Bigint => random.pick(&[DefaultValue::Bigint(0), DefaultValue::Bigint(-7)]),
        DataType::Boolean => DefaultValue::Boolean(random.chance(0.5)),
        DataType::Date => DefaultValue::Text(random.pick(&["2024-01-31", "1999-12-31"])),
        _ => DefaultValue::Text(random.pick(&["", "it's"])),
    }
}

/// Generates columns whose names do not look alike.
pub(crate) fn generate_columns(random: &mut Random, max: usize) -> Vec<Column> {
    let mut names = NAMES;
    random.shuffle(&mut names);
    let count = random.below(max + 1);
    let mut columns: Vec<Column> = Vec::new();
    for name in names {
        if columns.len() < count && !has_similar_name(&columns, name) {
            columns.push(generate_column(random, name));
        }
    }
    columns
}

/// Returns the declared name of a column and its old names.
pub(crate) fn declared_and_old_names(column: &Column) -> impl Iterator<Item = &'static str> {
    let old_names = column.renamed_from.iter().copied();
    std::iter::once(column.name).chain(old_names)
}

/// Returns the name as a list of old names.
fn old_names(name: &'static str) -> &'static [&'static str] {
    let names = NAMES.iter().position(|other| *other == name);
    names.map_or(&[], |i| &NAMES[i..=i])
}

/// Returns whether a column has a name that looks like this one.
fn has_similar_name(columns: &[Column], name: &str) -> bool {
    columns.iter().any(|column| is_alike(column.name, name))
}

impl Declaration {
    /// Generates the options for these columns.
    pub(crate) fn generate(random: &mut Random, columns: Vec<Column>) -> Self {
        // Most levels are `Warn`: if most kinds were denied, nearly every sync would fail in the same way.
        let warn = [Level::Warn; 4];
        let level =
            |random: &mut Random| random.pick(&[&warn[..], &[Level::Allow, Level::Deny]].concat());
        let mut declaration = Self {
            columns,
            create_table: random.chance(0.85),
            levels: std::array::from_fn(|_| level(random)),
            fix_drift: random.chance(0.3),
            delete: Vec::new(),
            max_batch: random.chance(0.4).then(|| random.below(4)),
            timeout: Duration::from_secs(random.pick(&[1, 5, 30, 30, 30, 120])),
        };
        if random.chance(0.25) {
            let name = random.pick(&NAMES);
            // A column whose name looks like a declared one may be deleted.
            let has_stored_name = |column: &Column| stored_name(column.name) == stored_name(name);
            if !declaration.columns.iter().any(has_stored_name) {
                declaration.delete.push(name);
            }
        }
        if random.chance(0.25) {
            let old = random.pick(&NAMES);
            let is_deleted = declaration.delete.iter().any(|name| is_alike(name, old));
            let is_free = !has_similar_name(&declaration.columns, old) && !is_deleted;
            if let (Some(first), true) = (declaration.columns.first_mut(), is_free) {
                first.renamed_from = old_names(old);
            }
        }
        declaration
    }

    /// Generates an older or newer version of this declaration.
    pub(crate) fn generate_variation(&self, random: &mut Random) -> Self {
        let mut other = self.clone();
        match random.below(7) {
            0 => {
                let name = random.pick(&NAMES);
                if !has_similar_name(&other.columns, name) && !other.is_renamed_or_deleted(name) {
                    other.columns.push(generate_column(random, name));
                }
            }
            1 => drop(other.columns.pop()),
            2 => {
                if let Some(column) = other.columns.last_mut() {
                    column.default_value = Some(generate_default(random, column.data_type));
                }
            }
            3 => {
                if let Some(last) = other.columns.last_mut() {
                    let old = last.renamed_from;
                    *last = generate_column(random, last.name);
                    last.renamed_from = old;
                }
            }
            4 => other = Self::generate(random, other.columns.clone()).without_conflicts(),
            5 => other.respell(random),
            _ => {}
        }
        other
    }

    /// Spells the name of a column differently, if there is another spelling.
    fn respell(&mut self, random: &mut Random) {
        let name = random.pick(&NAMES);
        let is_old = self.is_renamed_or_deleted(name);
        let mut columns = self.columns.iter_mut();
        let column = columns.find(|column| is_alike(column.name, name));
        if let Some(column) = column.filter(|_| !is_old) {
            if column.display_name == column.name {
                column.display_name = name;
            }
            column.name = name;
        }
    }

    /// Returns whether a column with this name is to be renamed or deleted.
    fn is_renamed_or_deleted(&self, name: &str) -> bool {
        let old = self.columns.iter().flat_map(|column| column.renamed_from);
        old.copied()
            .chain(self.delete.iter().copied())
            .any(|old| is_alike(old, name))
    }

    /// Removes combinations that the runtime rejects: two columns that are renamed from the same one, and a
    /// column that is both renamed and deleted.
    fn without_conflicts(mut self) -> Self {
        let mut used_names = self.delete.clone();
        for column in &mut self.columns {
            if let [old] = column.renamed_from {
                if used_names.iter().any(|used| is_alike(used, old)) {
                    column.renamed_from = &[];
                } else {
                    used_names.push(old);
                }
            }
        }
        self
    }

    /// Returns the level of a kind of drift. Kinds without a configurable level are denied.
    pub(crate) fn level(&self, kind: DriftKind) -> Level {
        let index = CONFIGURABLE_KINDS.iter().position(|other| *other == kind);
        index.map_or(Level::Deny, |index| self.levels[index])
    }

    /// Builds the sync of these columns with these options.
    pub(crate) fn sync<'c>(&'c self, client: &'c Client, table: &'c str) -> SyncColumns<'c, 'c> {
        let mut sync = client
            .sync_table(table, &self.columns)
            .create_table(self.create_table)
            .fix_drift(self.fix_drift)
            .delete_columns(self.delete.iter().copied())
            .timeout(self.timeout);
        for (kind, level) in CONFIGURABLE_KINDS.into_iter().zip(self.levels) {
            sync = sync.on(kind, level);
        }
        match self.max_batch {
            Some(limit) => sync.max_batch(limit),
            None => sync,
        }
    }
}
