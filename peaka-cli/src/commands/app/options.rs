//! Options that several commands share: which tables to process, and what a sync may write.

use std::collections::HashSet;

use clap::Args;
use peaka_runtime::__private::{listed, quoted};
use peaka_runtime::{Client, DeclaredTable, Plan, SyncTables, TableOutcome, Tables, stored_name};
use serde::{Deserialize, Serialize};

use super::application::Application;
use super::policy_options::PolicyOptions;
use crate::output::Error;
use crate::suggest::nearest;

/// Which tables to compare, and which drift to accept.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TableOptions {
    /// The declared names of tables [default: all tables of the program]
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,

    #[command(flatten)]
    policy: PolicyOptions,

    /// The number of tables to process at a time
    #[arg(long, value_name = "NUMBER", default_value_t = 8)]
    pub(super) concurrency: usize,
}

/// What a sync may do besides adding columns.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SyncOptions {
    /// Create tables that do not exist [default: the policy of the program]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    create_table: Option<bool>,

    /// Update live columns to the declared default, flags and display name [default: the policy of the program]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    fix_drift: Option<bool>,

    /// Delete an undeclared column with its data; can be repeated
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(super) delete: Vec<String>,
}

/// The declared name of a table, and the stored name of a column of it.
type ColumnToDelete = (&'static str, String);

impl TableOptions {
    /// Returns a sync of the selected tables with the chosen levels.
    pub(super) fn sync<'c>(
        &self,
        app: &Application,
        client: &'c Client,
    ) -> Result<SyncTables<'c>, Error> {
        self.sync_of(self.selected_tables(&app.tables)?, app, client)
    }

    /// Returns a sync of the selected tables with the given options, and the columns to delete.
    pub(super) fn sync_with<'c>(
        &self,
        options: &SyncOptions,
        app: &Application,
        client: &'c Client,
    ) -> Result<(SyncTables<'c>, Vec<ColumnToDelete>), Error> {
        let selected = self.selected_tables(&app.tables)?;
        let delete = options.columns_to_delete(&selected, &app.tables)?;
        let SyncOptions {
            create_table,
            fix_drift,
            ..
        } = *options;
        let columns_to_delete = delete.clone();
        let sync = self.sync_of(selected, app, client)?;
        let sync = sync.each(move |declared, mut sync| {
            if let Some(create) = create_table {
                sync = sync.create_table(create);
            }
            if let Some(fix) = fix_drift {
                sync = sync.fix_drift(fix);
            }
            let columns = columns_to_delete
                .iter()
                .filter(|(table, _)| *table == declared.table)
                .map(|(_, column)| column.clone());
            sync.delete_columns(columns)
        });
        Ok((sync, delete))
    }

    fn sync_of<'c>(
        &self,
        selected: Tables,
        app: &Application,
        client: &'c Client,
    ) -> Result<SyncTables<'c>, Error> {
        let sync = self.policy.apply(app.sync(selected, client))?;
        Ok(sync.concurrency(self.concurrency))
    }

    /// Returns the tables that the arguments name, or all tables if they name none.
    pub(super) fn selected_tables(&self, declared: &Tables) -> Result<Tables, Error> {
        selected_tables(&self.tables, declared)
    }
}

impl SyncOptions {
    /// Checks that the user confirmed the deletion of columns with `--yes`. The cause, such as "the plan deletes", begins
    /// the message.
    pub(super) fn require_confirmation(
        &self,
        is_confirmed: bool,
        cause: &str,
    ) -> Result<(), Error> {
        if is_confirmed || self.delete.is_empty() {
            return Ok(());
        }
        let noun = match self.delete.len() {
            1 => "column",
            _ => "columns",
        };
        let columns = listed(&self.delete);
        Err(Error::new(
            format!("{cause} {noun} {columns} with all data (nothing was written)"),
            "add `--yes` to confirm; this cannot be undone",
        ))
    }

    /// Returns the columns of `--delete`. Fails if a table is not declared, or not selected.
    fn columns_to_delete(
        &self,
        selected: &Tables,
        declared: &Tables,
    ) -> Result<Vec<ColumnToDelete>, Error> {
        let selected = selected.as_slice();
        let mut delete = Vec::new();
        for given in &self.delete {
            let (table, column) = split_column(given, declared.as_slice())?;
            if !selected.iter().any(|other| other.table == table) {
                return Err(Error::new(
                    format!(
                        "{}: table {} is not selected",
                        delete_option(given),
                        quoted(table)
                    ),
                    "add the table to the arguments, or remove the option",
                ));
            }
            delete.push((table, column.to_owned()));
        }
        Ok(delete)
    }
}

/// Splits `TABLE.COLUMN` into the declared name of the table and the column. Names can contain dots, so the longest
/// name of a table is used.
fn split_column<'g>(
    given: &'g str,
    declared: &[DeclaredTable],
) -> Result<(&'static str, &'g str), Error> {
    let mut unknown = None;
    for (dot, _) in given.rmatch_indices('.') {
        let (table, column) = (&given[..dot], &given[dot + 1..]);
        if table.is_empty() || column.is_empty() {
            continue;
        }
        if let Some(table) = find_table(table, declared) {
            return Ok((table.table, column));
        }
        unknown.get_or_insert(table);
    }
    Err(match unknown {
        Some(table) => {
            let (message, help) = unknown_table(table, declared);
            Error::new(format!("{}: {message}", delete_option(given)), help)
        }
        None => Error::new(
            format!("invalid value {} for `--delete`", quoted(given)),
            "use `TABLE.COLUMN`, with the stored name of the column",
        ),
    })
}

/// Returns the option with its value, in backticks.
fn delete_option(given: &str) -> String {
    quoted(&format!("--delete {given}"))
}

/// Checks against the plans that every column of `--delete` exists.
pub(super) fn check_columns_to_delete(
    delete: &[ColumnToDelete],
    plans: &[TableOutcome<Plan<'_>>],
) -> Result<(), Error> {
    for (table, column) in delete {
        let of_table = |outcome: &&TableOutcome<Plan<'_>>| outcome.declared.table == *table;
        let Some(Ok(plan)) = plans.iter().find(of_table).map(|outcome| &outcome.result) else {
            // The failure of the table is reported in place of the missing column.
            continue;
        };
        if plan.to_delete.iter().any(|live| live.name == *column) {
            continue;
        }
        let undeclared = plan.unmanaged.iter().chain(&plan.to_delete);
        let undeclared = undeclared.map(|live| &*live.name);
        let help = match nearest(column, undeclared) {
            Some(name) => format!("did you mean {}?", quoted(&format!("{table}.{name}"))),
            None => format!("remove {}", delete_option(&format!("{table}.{column}"))),
        };
        let (table, column) = (quoted(table), quoted(column));
        return Err(Error::new(
            format!("table {table} has no column {column} (nothing was written)"),
            help,
        ));
    }
    Ok(())
}

/// Returns the tables with the given declared or stored names, or all tables if there are no names.
pub(super) fn selected_tables(names: &[String], declared: &Tables) -> Result<Tables, Error> {
    if names.is_empty() {
        return Ok(declared.clone());
    }
    let declared = declared.as_slice();
    let find = |name: &String| {
        find_table(name, declared).ok_or_else(|| {
            let (message, help) = unknown_table(name, declared);
            Error::new(message, help)
        })
    };
    let mut tables = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    let mut seen = HashSet::new();
    tables.retain(|table| seen.insert(table.table));
    Ok(Tables::new(tables))
}

/// Returns the table with a declared or stored name.
fn find_table(name: &str, declared: &[DeclaredTable]) -> Option<DeclaredTable> {
    let mut tables = declared.iter();
    let found = tables.find(|table| stored_name(table.table) == stored_name(name));
    found.copied()
}

/// Returns the message and the help for a table that no struct declares.
fn unknown_table(name: &str, declared: &[DeclaredTable]) -> (String, String) {
    let message = format!("no struct of this program declares table {}", quoted(name));
    let names = || declared.iter().map(|table| table.table);
    let help = match nearest(name, names()) {
        Some(name) => format!("did you mean {}?", quoted(name)),
        None => format!("use one of {}", listed(names())),
    };
    (message, help)
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use peaka_runtime::{BiTable, sync_tables};

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        tables: TableOptions,

        #[command(flatten)]
        sync: SyncOptions,
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
    fn tables_are_selected_by_declared_or_stored_name_without_duplicates() {
        let declared = sync_tables![Event, Point, User];
        let names = |arguments: &[&str]| {
            let tables = line(arguments).tables.selected_tables(&declared).unwrap();
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
    fn column_to_delete_belongs_to_the_table_with_the_longest_name_that_fits() {
        let declared = sync_tables![Event, Point, User];
        let line = line(&[
            "--delete",
            "page_views.old.a",
            "--delete",
            "page_views.b.c",
            "--delete",
            "pageviews.d",
        ]);
        let delete = line.sync.columns_to_delete(&declared, &declared).unwrap();
        let columns = [
            ("page_views.old", "a"),
            ("page_views", "b.c"),
            ("page_views", "d"),
        ];
        assert_eq!(
            delete,
            columns.map(|(table, column)| (table, column.to_owned()))
        );
    }
}
