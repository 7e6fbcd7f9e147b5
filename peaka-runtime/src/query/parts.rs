//! What a SELECT of a struct selects, whatever the rows are read into.

use std::time::Duration;

use super::bindings::{BindingsKey, check_bindings};
use super::filter::Filter;
use super::page_key::PageKey;
use super::prepared::Prepared;
use super::selected_table::SelectedTable;
use crate::client::Client;
use crate::report::Error;
use crate::row::{BiRow, Binding};
use crate::schema::{ColumnRequest, sql_identifier};
use crate::text::quoted;

/// The number of rows of a page, unless [`Select::page_size`] sets it.
const PAGE_SIZE: usize = 1_000;

/// What is selected, whatever the rows are read into.
#[derive(Clone, Debug)]
pub(super) struct Parts<'c> {
    client: &'c Client,
    table: &'static str,
    columns: &'static [ColumnRequest<'static>],
    pub(super) filters: Vec<&'static str>,
    pub(super) bindings: Vec<Binding>,
    pub(super) bindings_key: BindingsKey,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<usize>,
    pub(super) page_by: Option<String>,
    pub(super) page_size: usize,
    pub(super) timeout: Option<Duration>,
}

/// A column to sort by.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) column: String,
    pub(super) is_descending: bool,
}

impl<'c> Parts<'c> {
    pub(super) fn new(
        client: &'c Client,
        table: &'static str,
        columns: &'static [ColumnRequest<'static>],
    ) -> Self {
        Self {
            client,
            table,
            columns,
            filters: Vec::new(),
            bindings: Vec::new(),
            bindings_key: BindingsKey::default(),
            order: Vec::new(),
            limit: None,
            page_by: None,
            page_size: PAGE_SIZE,
            timeout: None,
        }
    }

    /// Fetches the rows with one query.
    pub(super) async fn fetch<T: BiRow>(self) -> Result<Vec<T>, Error> {
        let limit = self.limit;
        let prepared = self.prepare::<T>().await?;
        let page = prepared.fetch(None, limit, 0).await?;
        Ok(page.rows)
    }

    /// Returns the column that pages are read by.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if there is none, or if it is not fit for it.
    pub(super) fn page_column(&self) -> Result<ColumnRequest<'static>, Error> {
        let Some(name) = &self.page_by else {
            return Err(Error::config(
                "invalid query: a stream needs a column to read pages by",
                "call `page_by` with a unique column that has no NULL",
            ));
        };
        if !self.order.is_empty() {
            return Err(Error::config(
                "invalid query: pages are read in the order of `page_by`, so `order_by` has no effect",
                "remove `order_by`, or read the rows without pages",
            ));
        }
        if self.page_size == 0 {
            return Err(Error::config(
                "invalid query: a page of 0 rows",
                "set `page_size` to at least 1",
            ));
        }
        let column = self.declared(name)?;
        PageKey::check(column)?;
        Ok(*column)
    }

    /// Returns the declared column of this name.
    fn declared(&self, name: &str) -> Result<&'static ColumnRequest<'static>, Error> {
        let mut columns = self.columns.iter();
        columns.find(|column| column.name == name).ok_or_else(|| {
            Error::config(
                format!(
                    "invalid query: table {} declares no column {}",
                    quoted(self.table),
                    quoted(name)
                ),
                "use the declared name of a column",
            )
        })
    }

    /// Checks everything that needs no request, and finds the live table.
    pub(super) async fn prepare<T: BiRow>(self) -> Result<Prepared<'c>, Error> {
        let mut filters = Vec::new();
        for filter in &self.filters {
            filters.push(Filter::parse(filter)?);
        }
        let placeholders = filters.iter().map(|filter| filter.placeholders).sum();
        check_bindings(&self.bindings, placeholders)?;
        for Order { column, .. } in &self.order {
            self.declared(column)?;
        }
        let table = SelectedTable::find::<T>(self.client, self.table, self.columns).await?;
        let stored = |name: &str| table.stored_name(name);
        let order = self.order.iter().map(|order| {
            let name = stored(&order.column).unwrap_or(&order.column);
            let direction = if order.is_descending { "DESC" } else { "ASC" };
            format!("{} {direction}", sql_identifier(name))
        });
        let order = order.collect::<Vec<_>>().join(", ");
        let conditions = filters
            .iter()
            .map(|filter| format!("({})", filter.resolved(stored)));
        let conditions = conditions.collect();
        Ok(Prepared {
            client: self.client,
            table,
            conditions,
            bindings: self.bindings,
            bindings_key: self.bindings_key,
            order,
            timeout: self.timeout,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::DataType;

    const COLUMNS: &[ColumnRequest<'static>] = &[
        ColumnRequest::new("id", DataType::Bigint).unique(),
        ColumnRequest::new("note", DataType::Varchar),
    ];

    #[test]
    fn column_of_the_pages_must_be_fit_for_it() {
        let client = Client::builder()
            .api_key("a")
            .project_id("p")
            .build()
            .unwrap();
        let page_column = |change: fn(&mut Parts<'_>)| {
            let mut parts = Parts::new(&client, "t", COLUMNS);
            parts.page_by = Some("id".to_owned());
            change(&mut parts);
            match parts.page_column() {
                Ok(column) => Ok(column.name),
                Err(error) => Err(error.message().replace("invalid query: ", "")),
            }
        };
        assert_eq!(page_column(|_| {}), Ok("id"));
        for (change, reason) in [
            (
                (|parts| parts.page_by = None) as fn(&mut Parts<'_>),
                "a stream needs a column to read pages by",
            ),
            (
                |parts| {
                    parts.order.push(Order {
                        column: "note".to_owned(),
                        is_descending: false,
                    });
                },
                "pages are read in the order of `page_by`, so `order_by` has no effect",
            ),
            (|parts| parts.page_size = 0, "a page of 0 rows"),
            (
                |parts| parts.page_by = Some("ID".to_owned()),
                "table `t` declares no column `ID`",
            ),
            (
                |parts| parts.page_by = Some("note".to_owned()),
                "pages cannot be read by column `note`: it is not declared UNIQUE",
            ),
        ] {
            assert_eq!(page_column(change), Err(reason.to_owned()));
        }
    }
}
