//! A SELECT whose table is found, and the requests for its pages.

use std::time::Duration;

use super::bindings::BindingsKey;
use super::builder::Query;
use super::page_key::PageKey;
use super::result::{Page, Selection};
use super::selected_table::SelectedTable;
use super::unresolved::with_rename_help;
use crate::client::Client;
use crate::report::Error;
use crate::row::{BiRow, Binding};
use crate::schema::sql_identifier;

/// A SELECT without what differs from page to page.
pub(super) struct Prepared<'c> {
    pub(super) client: &'c Client,
    pub(super) table: SelectedTable,
    /// The conditions, in parentheses.
    pub(super) conditions: Vec<String>,
    pub(super) bindings: Vec<Binding>,
    pub(super) bindings_key: BindingsKey,
    pub(super) order: String,
    pub(super) timeout: Option<Duration>,
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
        let mut conditions = self.conditions.clone();
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
        let selection = Selection {
            columns: Some(&self.table.selected),
            key,
            first_row,
        };
        let page = query.fetch_page(selection).await;
        page.map_err(|error| {
            let stored = |name: &str| self.table.stored_name(name);
            with_rename_help(error, self.table.declared, stored)
        })
    }
}
