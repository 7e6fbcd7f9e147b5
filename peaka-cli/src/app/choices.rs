//! What `plan`, `check` and `sync` can be told alike.

use std::collections::HashMap;

use clap::{Args, ValueEnum};
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, DeclaredTable, DriftKind, Level, SyncTables, Tables, stored_name};

use crate::error::Error;

/// Which tables, and what of them counts.
#[derive(Args, Clone, Debug)]
pub(super) struct Choices {
    /// The tables, by their declared names; all that the program declares, if none is given
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,

    /// Accepts a kind of drift without a word; may be given several times
    #[arg(long, value_name = "KIND")]
    allow: Vec<Kind>,

    /// Accepts a kind of drift with a warning; may be given several times
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    warn: Vec<Kind>,

    /// Does not accept a kind of drift; may be given several times
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    deny: Vec<Kind>,

    /// How many tables are asked for at a time
    #[arg(long, value_name = "NUMBER", default_value_t = 8)]
    pub(super) concurrency: usize,
}

/// What is to be done beside adding columns.
#[derive(Args, Clone, Debug)]
pub(super) struct Changes {
    /// Tables that the project does not have are created
    #[arg(long)]
    pub(super) create_table: bool,

    /// Columns get the declared default, flags and display name
    #[arg(long)]
    fix_drift: bool,

    /// A column that is not declared is deleted, with its data; may be given several times
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(super) delete: Vec<String>,
}

/// The kinds of drift for which there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    Default,
    NotNull,
    Unique,
    DisplayName,
    StoredName,
    Unmanaged,
}

impl Kind {
    /// As it is given on the command line.
    pub(super) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl From<Kind> for DriftKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Default => Self::Default,
            Kind::NotNull => Self::NotNull,
            Kind::Unique => Self::Unique,
            Kind::DisplayName => Self::DisplayName,
            Kind::StoredName => Self::StoredName,
            Kind::Unmanaged => Self::Unmanaged,
        }
    }
}

impl Choices {
    /// A sync of the chosen tables.
    pub(super) fn sync<'c>(
        &self,
        declared: &Tables,
        client: &'c Client,
    ) -> Result<SyncTables<'c>, Error> {
        let levels = self.levels()?;
        let sync = self.tables(declared)?.with(client);
        Ok(sync.concurrency(self.concurrency).each(move |_, sync| {
            levels
                .iter()
                .fold(sync, |sync, (kind, level)| sync.on(*kind, *level))
        }))
    }

    /// A sync of the chosen tables that makes the changes.
    pub(super) fn sync_with<'c>(
        &self,
        changes: &Changes,
        declared: &Tables,
        client: &'c Client,
    ) -> Result<SyncTables<'c>, Error> {
        let delete = changes.columns_to_delete(&self.tables(declared)?)?;
        let Changes {
            create_table,
            fix_drift,
            ..
        } = *changes;
        let sync = self.sync(declared, client)?;
        Ok(sync.each(move |declared, sync| {
            let columns = delete.get(declared.table).cloned().unwrap_or_default();
            sync.create_table(create_table)
                .fix_drift(fix_drift)
                .delete_columns(columns)
        }))
    }

    /// The declared tables that are named, or all.
    fn tables(&self, declared: &Tables) -> Result<Tables, Error> {
        if self.tables.is_empty() {
            return Ok(declared.clone());
        }
        let declared = declared.as_slice();
        let named = |name: &String| {
            let found = declared
                .iter()
                .find(|table| stored_name(table.table) == stored_name(name));
            found.copied().ok_or_else(|| unknown(name, declared))
        };
        let mut tables = self
            .tables
            .iter()
            .map(named)
            .collect::<Result<Vec<_>, _>>()?;
        let mut seen = Vec::new();
        tables.retain(|table| {
            let is_new = !seen.contains(&table.table);
            seen.push(table.table);
            is_new
        });
        Ok(Tables::new(tables))
    }

    fn levels(&self) -> Result<Vec<(DriftKind, Level)>, Error> {
        let levels = [
            (&self.allow, Level::Allow),
            (&self.warn, Level::Warn),
            (&self.deny, Level::Deny),
        ];
        let mut chosen = Vec::<(DriftKind, Level)>::new();
        for (kinds, level) in levels {
            for kind in kinds.iter().copied().map(DriftKind::from) {
                if chosen
                    .iter()
                    .any(|(known, other)| *known == kind && *other != level)
                {
                    return Err(Error::new(format!(
                        "there are two levels for one kind of drift ({kind}): leave one of them out"
                    )));
                }
                chosen.push((kind, level));
            }
        }
        Ok(chosen)
    }
}

impl Changes {
    /// The columns to delete, by the declared names of their tables. Names of tables may have points in them, so it is
    /// the longest that fits.
    fn columns_to_delete(
        &self,
        tables: &Tables,
    ) -> Result<HashMap<&'static str, Vec<String>>, Error> {
        let mut delete = HashMap::<_, Vec<_>>::new();
        for given in &self.delete {
            let column_of = |table: &DeclaredTable| {
                let (name, column) = given.split_at_checked(table.table.len())?;
                let column = column.strip_prefix('.')?;
                (name == table.table && !column.is_empty()).then_some((table.table, column))
            };
            let fitting = tables.as_slice().iter().filter_map(column_of);
            let Some((table, column)) = fitting.max_by_key(|(table, _)| table.len()) else {
                return Err(Error::new(format!(
                    "{} names no column to delete of a table that is asked for: write it as `TABLE.COLUMN`, with \
                     the declared name of the table and the stored one of the column",
                    quoted(given)
                )));
            };
            delete.entry(table).or_default().push(column.to_owned());
        }
        Ok(delete)
    }
}

fn unknown(name: &str, declared: &[DeclaredTable]) -> Error {
    let names: Vec<_> = declared.iter().map(|table| quoted(table.table)).collect();
    Error::new(format!(
        "no struct of this program declares a table {}: take {}",
        quoted(name),
        names.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use peaka_runtime::{BiTable, sync_tables};

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        choices: Choices,

        #[command(flatten)]
        changes: Changes,
    }

    macro_rules! tables {
        ($($name:ident $table:literal),+) => {$(
            #[derive(BiTable)]
            #[bitable(table = $table)]
            #[allow(dead_code)]
            struct $name {
                id: i64,
            }
        )+};
    }

    tables!(Event "page_views", Point "page_views.old", User "users");

    fn line(arguments: &[&str]) -> Line {
        Line::parse_from([&["program"], arguments].concat())
    }

    #[test]
    fn a_table_is_named_as_it_is_declared_or_folded_and_counts_once() {
        let declared = sync_tables![Event, Point, User];
        let names = |arguments: &[&str]| {
            let tables = line(arguments).choices.tables(&declared).unwrap();
            let names = tables.as_slice().iter().map(|table| table.table);
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(&[]), ["page_views", "page_views.old", "users"]);
        assert_eq!(
            names(&["users", "pageviews", "users"]),
            ["users", "page_views"]
        );
    }

    #[test]
    fn a_column_to_delete_is_of_the_table_with_the_longest_name_that_fits() {
        let declared = sync_tables![Event, Point, User];
        let line = line(&["--delete", "page_views.old.a", "--delete", "page_views.b.c"]);
        let delete = line.changes.columns_to_delete(&declared).unwrap();
        assert_eq!(delete.len(), 2);
        assert_eq!(delete["page_views.old"], ["a"]);
        assert_eq!(delete["page_views"], ["b.c"]);
    }
}
