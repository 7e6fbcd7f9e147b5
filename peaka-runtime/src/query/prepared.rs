//! A SELECT whose table is found, and the requests for its pages.

use std::time::Duration;

use super::binding::{Binding, BindingsKey};
use super::result::Page;
use super::run::Query;
use super::selected_table::SelectedTable;
use crate::client::Client;
use crate::report::Error;
use crate::row::BiRow;
use crate::schema::{ColumnRequest, DataType, sql_identifier};
use crate::text::quoted;

/// A SELECT without what differs from page to page.
pub(super) struct Prepared<'c> {
    pub(super) client: &'c Client,
    pub(super) table: SelectedTable,
    pub(super) conditions: Vec<String>,
    pub(super) bindings: Vec<Binding>,
    pub(super) bindings_key: BindingsKey,
    pub(super) order: String,
    pub(super) timeout: Option<Duration>,
}

/// The column that pages are read by, and the last value of the page before.
#[derive(Clone, Debug)]
pub(super) struct PageKey {
    pub(super) data_type: DataType,
    /// The stored name.
    pub(super) column: String,
    /// Its position in a row.
    pub(super) position: usize,
    /// The value as the service spells it.
    pub(super) last: Option<String>,
}

impl PageKey {
    /// Checks whether pages can be read by a declared column.
    pub(super) fn check(column: &ColumnRequest<'_>) -> Result<(), Error> {
        let reason = if column.data_type == DataType::Boolean {
            "it is a BOOLEAN"
        } else if !column.is_unique {
            "it is not declared UNIQUE"
        } else {
            return Ok(());
        };
        Err(Error::config(
            format!(
                "invalid query: pages cannot be read by column {}: {reason}",
                quoted(column.name)
            ),
            "use a column with `#[bitable(unique, not_null)]`",
        ))
    }

    /// Returns the value from which the next page starts; `None` for the first page.
    pub(super) fn last_binding(&self) -> Result<Option<Binding>, Error> {
        let Some(last) = &self.last else {
            return Ok(None);
        };
        match Binding::of_column(self.data_type, last) {
            Some(binding) => Ok(Some(binding)),
            None => Err(Error::config(
                format!(
                    "pages cannot be read by column {}: {} is not a {} value",
                    quoted(&self.column),
                    quoted(last),
                    self.data_type
                ),
                "sync the struct, which compares the data types, or read pages by another column",
            )),
        }
    }
}

impl Prepared<'_> {
    /// Fetches the rows of one query: those of the next page, if there is a key.
    ///
    /// `first_row` is the number of rows that were read before.
    pub(super) async fn fetch<T: BiRow>(
        &self,
        key: Option<&PageKey>,
        limit: Option<usize>,
        first_row: usize,
    ) -> Result<Page<T>, Error> {
        let mut conditions: Vec<_> = self
            .conditions
            .iter()
            .map(|condition| format!("({condition})"))
            .collect();
        let mut bindings = self.bindings.clone();
        let mut order = self.order.clone();
        if let Some(key) = key {
            let column = sql_identifier(&key.column);
            if let Some(last) = key.last_binding()? {
                conditions.push(format!("{column} >= ?"));
                bindings.push(last);
            }
            // NULL is an error, which the first page must show.
            order = format!("{column} ASC NULLS FIRST");
        }
        let mut sql = self.table.select();
        if !conditions.is_empty() {
            sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
        }
        if !order.is_empty() {
            sql.push_str(&format!(" ORDER BY {order}"));
        }
        if let Some(limit) = limit {
            sql.push_str(&format!(" LIMIT {limit}"));
        }
        let query = Query {
            client: self.client,
            sql,
            bindings,
            key: self.bindings_key,
            timeout: self.timeout,
        };
        query.fetch_page(Some((&self.table, key)), first_row).await
    }
}
