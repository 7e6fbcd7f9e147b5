//! The builder of a SELECT of a struct's columns.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::bindings::BindingsKey;
use super::builder::at_most_one;
use super::pages::Pages;
use super::parts::{Order, Parts};
use super::rows::Rows;
use crate::client::Client;
use crate::report::Error;
use crate::row::{BiRow, RowError, ToBinding};
use crate::schema::ColumnRequest;

/// Builder for a SELECT of the columns of a struct.
///
/// [`BiTable::select`](crate::BiTable::select) creates one. When its rows are fetched, it finds the live table like a
/// sync, and selects exactly the columns that the struct reads, by their stored names. It writes nothing.
///
/// A column is read under its declared name only. If it is live under a name in `renamed_from`, and not yet under its
/// declared one, the select is an error that names the live column; a sync renames it.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiRow, BiTable, Client};
///
/// #[derive(BiTable, BiRow)]
/// #[bitable(table = "events")]
/// struct Event {
///     #[bitable(unique, not_null)]
///     id: i64,
///     user_id: String,
///     clicks: i64,
/// }
///
/// # async fn report(peaka: &Client) -> Result<(), peaka_runtime::Error> {
/// let select = Event::select(peaka).filter("user_id = ? AND clicks > ?").bind("ada").bind(3);
/// for event in select.order_by_desc("clicks").limit(20).fetch_all().await? {
///     println!("{}: {} clicks", event.id, event.clicks); // 7: 12 clicks
/// }
///
/// // All rows, 1,000 at a time.
/// let mut events = Event::select(peaka).page_by("id").stream();
/// while let Some(event) = events.try_next().await? {
///     println!("{}: {}", event.id, event.user_id); // 1: grace
/// }
/// # Ok(()) }
/// ```
#[must_use = "a select does nothing until its rows are fetched"]
pub struct Select<'c, T> {
    parts: Parts<'c>,
    row: PhantomData<fn() -> T>,
}

impl<'c, T: BiRow> Select<'c, T> {
    pub(crate) fn new(
        client: &'c Client,
        table: &'static str,
        columns: &'static [ColumnRequest<'static>],
    ) -> Self {
        let parts = Parts::new(client, table, columns);
        let row = PhantomData;
        Self { parts, row }
    }

    /// Selects only the rows for which a condition is true, in Trino's SQL. Several filters must all be true.
    ///
    /// The condition may use the declared names of columns: a name that the service stores otherwise, such as `userid`
    /// for `user_id`, is replaced. It is a constant of the program, so no value can be formatted into it: write `?`,
    /// and [`bind`](Self::bind) the value.
    pub fn filter(mut self, condition: &'static str) -> Self {
        self.parts.filters.push(condition);
        self
    }

    /// Adds the value of the next placeholder `?` of the filters.
    pub fn bind(mut self, value: impl ToBinding) -> Self {
        self.parts.bindings.push(value.to_binding());
        self
    }

    /// Sets how the values are sent. The default is [`BindingsKey::Bindings`].
    pub fn bindings_key(mut self, key: BindingsKey) -> Self {
        self.parts.bindings_key = key;
        self
    }

    /// Sorts the rows by a column of the struct, in ascending order. NULL comes last.
    ///
    /// Further calls sort the rows that are equal in the columns before.
    pub fn order_by(self, column: impl Into<String>) -> Self {
        self.ordered(column.into(), false)
    }

    /// Sorts the rows by a column of the struct, in descending order. NULL comes last.
    pub fn order_by_desc(self, column: impl Into<String>) -> Self {
        self.ordered(column.into(), true)
    }

    fn ordered(mut self, column: String, is_descending: bool) -> Self {
        let order = Order {
            column,
            is_descending,
        };
        self.parts.order.push(order);
        self
    }

    /// Sets the largest number of rows.
    pub fn limit(mut self, rows: usize) -> Self {
        self.parts.limit = Some(rows);
        self
    }

    /// Reads the rows in pages, in the order of a column of the struct.
    ///
    /// Each page is a request for the rows from the last value of the page before. The column must be declared
    /// `unique`, must not have NULL, and must be a BIGINT, VARCHAR, UUID, DATE, TIME, TIMESTAMP or DECIMAL. The service
    /// was observed not to keep the declared flags: rows with NULL or twice the same value are an error, and are
    /// never left out.
    ///
    /// The pages are not read at one instant. A row that is added meanwhile is read if it is after the last page.
    pub fn page_by(mut self, column: impl Into<String>) -> Self {
        self.parts.page_by = Some(column.into());
        self
    }

    /// Sets the number of rows of a page. The default is 1,000.
    pub fn page_size(mut self, rows: usize) -> Self {
        self.parts.page_size = rows;
        self
    }

    /// Sets the timeout of one attempt of a request, as [`Query::timeout`](crate::Query::timeout) does.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.timeout = Some(timeout);
        self
    }

    /// Returns all rows.
    ///
    /// # Errors
    ///
    /// - [`Error::Config`] if a filter or a column is invalid, if the number of values is not that of the
    ///   placeholders, or if the live table does not have a column of the struct. No query was sent.
    /// - [`Error::UnknownTable`] if the table does not exist.
    /// - The errors of [`Query::fetch_all`](crate::Query::fetch_all).
    pub async fn fetch_all(self) -> Result<Vec<T>, Error> {
        if self.parts.page_by.is_none() {
            return self.parts.fetch().await;
        }
        let mut pages = Pages::new(self.parts);
        let mut rows = Vec::new();
        while let Some(page) = pages.next().await? {
            rows.extend(page);
        }
        Ok(rows)
    }

    /// Returns the only row.
    ///
    /// # Errors
    ///
    /// See [`fetch_all`](Self::fetch_all); also [`Error::Row`] if there is no row, or more than one.
    pub async fn fetch_one(self) -> Result<T, Error> {
        let row = self.fetch_optional().await?;
        row.ok_or_else(|| RowError::row_count(0).into())
    }

    /// Returns the only row, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// See [`fetch_all`](Self::fetch_all); also [`Error::Row`] if there is more than one row.
    pub async fn fetch_optional(mut self) -> Result<Option<T>, Error> {
        // The second row shows that the first one is not the only one.
        let limit = self.parts.limit.map_or(2, |limit| limit.min(2));
        self.parts.limit = Some(limit);
        at_most_one(self.parts.fetch().await?)
    }

    /// Returns the rows as a stream, which holds one page in memory.
    ///
    /// The column of the pages must be set with [`page_by`](Self::page_by). The first request is sent when the stream is
    /// polled.
    pub fn stream(self) -> Rows<'c, T>
    where
        T: Send + 'c,
    {
        Rows::new(Pages::new(self.parts))
    }
}

impl<T> Clone for Select<'_, T> {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            row: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Select<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}
