//! Columns that a program declares, and its choices.

use std::time::Duration;

use peaka_runtime::{
    Client, ColumnRequest, DataType, DefaultValue, DriftKind, Level, SyncColumns, stored_name,
};

use crate::dice::Dice;

/// Few, so that they meet; some are one to a service that folds.
pub(crate) const NAMES: [&str; 10] = [
    "id", "user_id", "userid", "clicks", "note", "Note", "größe", "b_c", "bc", "agent",
];

/// What a level can be chosen for.
pub(crate) const KINDS: [DriftKind; 6] = [
    DriftKind::Default,
    DriftKind::NotNull,
    DriftKind::Unique,
    DriftKind::DisplayName,
    DriftKind::StoredName,
    DriftKind::Unmanaged,
];

/// A column as it is declared.
pub(crate) type Column = ColumnRequest<'static>;

/// One program's version of the declaration, and what it lets a sync do.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub(crate) columns: Vec<Column>,
    pub(crate) create_table: bool,
    /// One for each of the [`KINDS`].
    pub(crate) levels: [Level; 6],
    pub(crate) fix_drift: bool,
    pub(crate) delete: Vec<&'static str>,
    pub(crate) max_batch: Option<usize>,
    pub(crate) timeout: Duration,
}

/// A column of this name.
pub(crate) fn column(dice: &mut Dice, name: &'static str) -> Column {
    // One type, mostly: a table of which nothing fits would be refused each time.
    let data_type = match dice.below(8) {
        0 => DataType::Varchar,
        1 => DataType::Boolean,
        2 => DataType::Date,
        _ => DataType::Bigint,
    };
    let mut column = ColumnRequest::new(name, data_type);
    if dice.chance(0.3) {
        column.default_value = Some(default(dice, data_type));
    }
    column.is_not_null = dice.chance(0.15);
    column.is_unique = dice.chance(0.15);
    if dice.chance(0.1) {
        column.display_name = "Shown";
    }
    column
}

/// A default that the service stores as it is spelled.
fn default(dice: &mut Dice, data_type: DataType) -> DefaultValue<'static> {
    match data_type {
        DataType::Bigint => dice.pick(&[DefaultValue::Bigint(0), DefaultValue::Bigint(-7)]),
        DataType::Boolean => DefaultValue::Boolean(dice.chance(0.5)),
        DataType::Date => DefaultValue::Text(dice.pick(&["2024-01-31", "1999-12-31"])),
        _ => DefaultValue::Text(dice.pick(&["", "it's"])),
    }
}

/// Columns no two of which are one to a service that folds.
pub(crate) fn columns(dice: &mut Dice, most: usize) -> Vec<Column> {
    let mut names = NAMES;
    dice.shuffle(&mut names);
    let count = dice.below(most + 1);
    let mut columns: Vec<Column> = Vec::new();
    for name in names {
        if columns.len() < count && !has(&columns, name) {
            columns.push(column(dice, name));
        }
    }
    columns
}

fn has(columns: &[Column], name: &str) -> bool {
    columns
        .iter()
        .any(|column| stored_name(column.name) == stored_name(name))
}

impl Declaration {
    /// A declaration of these columns with any choices.
    pub(crate) fn of(dice: &mut Dice, columns: Vec<Column>) -> Self {
        // Mostly not denied: a table in which all is wrong would be refused each time.
        let warn = [Level::Warn; 4];
        let level =
            |dice: &mut Dice| dice.pick(&[&warn[..], &[Level::Allow, Level::Deny]].concat());
        let mut declaration = Self {
            columns,
            create_table: dice.chance(0.85),
            levels: std::array::from_fn(|_| level(dice)),
            fix_drift: dice.chance(0.3),
            delete: Vec::new(),
            max_batch: dice.chance(0.4).then(|| dice.below(4)),
            timeout: Duration::from_secs(dice.pick(&[1, 5, 30, 30, 30, 120])),
        };
        if dice.chance(0.25) {
            let name = dice.pick(&NAMES);
            if !has(&declaration.columns, name) {
                declaration.delete.push(name);
            }
        }
        if dice.chance(0.25) {
            let old = dice.pick(&NAMES);
            let is_free = !has(&declaration.columns, old) && !declaration.delete.contains(&old);
            if let (Some(first), true) = (declaration.columns.first_mut(), is_free) {
                first.renamed_from = Some(old);
            }
        }
        declaration
    }

    /// Another version of this declaration, as a program of yesterday or tomorrow has it.
    pub(crate) fn another(&self, dice: &mut Dice) -> Self {
        let mut other = self.clone();
        match dice.below(6) {
            0 => {
                let name = dice.pick(&NAMES);
                if !has(&other.columns, name) && !other.names_before(name) {
                    other.columns.push(column(dice, name));
                }
            }
            1 => drop(other.columns.pop()),
            2 => {
                if let Some(column) = other.columns.last_mut() {
                    column.default_value = Some(default(dice, column.data_type));
                }
            }
            3 => {
                if let Some(last) = other.columns.last_mut() {
                    let old = last.renamed_from;
                    *last = column(dice, last.name);
                    last.renamed_from = old;
                }
            }
            4 => other = Self::of(dice, other.columns.clone()).without_clashes(),
            _ => {}
        }
        other
    }

    /// Whether this is the name of a column that is to go.
    fn names_before(&self, name: &str) -> bool {
        let old = self.columns.iter().filter_map(|column| column.renamed_from);
        old.chain(self.delete.iter().copied())
            .any(|gone| stored_name(gone) == stored_name(name))
    }

    /// Two columns cannot be renamed from one, nor can one be deleted that is to be renamed.
    fn without_clashes(mut self) -> Self {
        let mut seen: Vec<String> = self
            .delete
            .iter()
            .map(|name| stored_name(name).into())
            .collect();
        for column in &mut self.columns {
            if let Some(old) = column.renamed_from {
                if seen.iter().any(|seen| *seen == stored_name(old)) {
                    column.renamed_from = None;
                } else {
                    seen.push(stored_name(old).into());
                }
            }
        }
        self
    }

    pub(crate) fn level(&self, kind: DriftKind) -> Level {
        let at = KINDS.iter().position(|other| *other == kind);
        at.map_or(Level::Deny, |at| self.levels[at])
    }

    /// The sync, before it is sent.
    pub(crate) fn sync<'c>(&'c self, client: &'c Client, table: &'c str) -> SyncColumns<'c, 'c> {
        let mut sync = client
            .sync_table(table, &self.columns)
            .create_table(self.create_table)
            .fix_drift(self.fix_drift)
            .delete_columns(self.delete.iter().copied())
            .timeout(self.timeout);
        for (kind, level) in KINDS.into_iter().zip(self.levels) {
            sync = sync.on(kind, level);
        }
        match self.max_batch {
            Some(limit) => sync.max_batch(limit),
            None => sync,
        }
    }
}
