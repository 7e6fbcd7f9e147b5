//! The live table of a SELECT, and the names under which it stores the columns of a struct.

use crate::client::Client;
use crate::plan::LiveColumns;
use crate::report::{Error, UnknownTableReason};
use crate::row::{BiRow, RowColumns};
use crate::schema::{ColumnRequest, sql_identifier, sql_table};
use crate::text::{listed, quoted, table_label};

/// The live table, and the stored names of declared columns.
pub(super) struct SelectedTable {
    /// The stored name.
    name: String,
    /// The declared columns.
    pub(super) declared: &'static [ColumnRequest<'static>],
    /// The declared and the stored name of each declared column that is live.
    names: Vec<(&'static str, String)>,
    /// The stored names of the columns that a row is read from, in order.
    pub(super) selected: Vec<String>,
}

impl SelectedTable {
    /// Finds the table like a sync.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownTable`] if it does not exist, and [`Error::Config`] if it does not have a column of the row.
    pub(super) async fn find<T: BiRow>(
        client: &Client,
        table: &str,
        declared: &'static [ColumnRequest<'static>],
    ) -> Result<Self, Error> {
        let live = client.find_table(table).await?;
        let live = live.ok_or_else(|| Error::unknown_table(table, UnknownTableReason::NotFound))?;
        let columns = LiveColumns::from(&live);
        let matched = columns.match_declared(declared);
        if let Some((column, candidates)) = matched.with_multiple_matches.first() {
            let names = candidates.iter().map(|column| column.name);
            return Err(Error::config(
                format!(
                    "{}: several columns have names that look like {}: {}",
                    table_label(table, &live.name),
                    quoted(column.name),
                    listed(names)
                ),
                "declare the name of one of them, or rename the others in Peaka Studio",
            ));
        }
        let names = matched.present.iter();
        let names = names.map(|(declared, live)| (declared.name, live.name.to_owned()));
        let mut selected = Self {
            name: live.name.clone(),
            declared,
            names: names.collect(),
            selected: Vec::new(),
        };
        let mut columns = RowColumns::default();
        T::columns(&mut columns);
        let mut missing = Vec::new();
        for name in columns.names() {
            match selected.stored_name(name) {
                Some(stored) => {
                    let stored = stored.to_owned();
                    selected.selected.push(stored);
                }
                None => missing.push(name),
            }
        }
        if missing.is_empty() {
            return Ok(selected);
        }
        let old_names = matched.under_old_names.iter();
        let mut old_names = old_names.filter(|(column, _)| missing.contains(&column.name));
        let (old_name, help) = match old_names.next() {
            Some((column, old)) => {
                let old = old.iter().map(|old| old.live.name);
                let old_name = format!("; {} is live as {}", quoted(column.name), listed(old));
                (
                    old_name,
                    "sync the struct first, which adds and renames columns",
                )
            }
            None => (
                String::new(),
                "sync the struct first, which adds missing columns",
            ),
        };
        Err(Error::config(
            format!(
                "{} does not have the columns of the struct: {} missing{old_name}",
                table_label(table, &live.name),
                listed(missing)
            ),
            help,
        ))
    }

    /// Returns the stored name of a declared column. Names are case-insensitive, as in SQL; an exact match takes
    /// precedence.
    pub(super) fn stored_name(&self, declared: &str) -> Option<&str> {
        let mut names = self.names.iter();
        let exact = names.find(|(name, _)| *name == declared);
        let mut names = self.names.iter();
        exact
            .or_else(|| names.find(|(name, _)| name.eq_ignore_ascii_case(declared)))
            .map(|(_, stored)| stored.as_str())
    }

    /// Returns the statement without conditions.
    pub(super) fn select(&self) -> String {
        let columns = self.selected.iter().map(|name| sql_identifier(name));
        // A row without columns still has to be counted.
        let columns = match columns.collect::<Vec<_>>() {
            columns if columns.is_empty() => "1".to_owned(),
            columns => columns.join(", "),
        };
        format!("SELECT {columns} FROM {}", sql_table(&self.name))
    }
}
