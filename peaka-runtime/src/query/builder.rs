//! The builder of a query.

use std::time::Duration;

use super::bindings::{BindingsKey, check_bindings, placeholder, sent_value};
use super::result::{Page, Selection, read_rows};
use super::statement::Statement;
use crate::client::Client;
use crate::report::Error;
use crate::row::{BiRow, Binding, Row, RowError, ToBinding};

/// The result of a query whose columns are known only at run time.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error};
///
/// async fn print(peaka: &Client) -> Result<(), Error> {
///     let result = peaka.query(r#"SELECT * FROM "peaka"."bitable"."events""#).fetch_result().await?;
///     for row in &result.rows {
///         let id: i64 = row.get("id")?;
///         println!("{id}: {}", serde_json::json!(row));
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryResult {
    /// The names of the columns, in order, even if there are no rows. Two columns can have one name.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A query, with the values of its placeholders.
///
/// [`Client::query`] creates one.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiRow, Client};
///
/// #[derive(BiRow)]
/// struct Event {
///     user_id: String,
///     clicks: u64,
/// }
///
/// # async fn report(peaka: &Client) -> Result<(), peaka_runtime::Error> {
/// let sql = r#"SELECT userid, clicks FROM "peaka"."bitable"."events" WHERE id = ?"#;
/// match peaka.query(sql).bind(7).fetch_optional().await? {
///     Some(Event { user_id, clicks }) => println!("{user_id}: {clicks}"), // ada: 3
///     None => println!("there is no event 7"),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until its rows are fetched"]
pub struct Query<'c> {
    pub(super) client: &'c Client,
    pub(super) sql: String,
    pub(super) bindings: Vec<Binding>,
    pub(super) key: BindingsKey,
    pub(super) timeout: Option<Duration>,
}

impl Client {
    /// Returns a query over the tables of the project, in Trino's SQL.
    ///
    /// A BI table is named `"peaka"."bitable"."<stored table>"`. Rows are read into a struct that derives
    /// [`BiRow`](macro@crate::BiRow), a tuple, or a [`Row`](crate::Row).
    ///
    /// Only one SELECT, WITH, SHOW or EXPLAIN statement is accepted; any other is rejected before anything is sent. The
    /// request is retried like any read.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::{BiRow, Client};
    ///
    /// #[derive(BiRow)]
    /// struct Visits {
    ///     user_id: String,
    ///     visits: u64,
    /// }
    ///
    /// # async fn report() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::from_env()?;
    /// let sql = r#"SELECT userid, COUNT(*) AS visits FROM "peaka"."bitable"."events" WHERE clicks > ? GROUP BY userid"#;
    /// for Visits { user_id, visits } in peaka.query(sql).bind(3).fetch_all().await? {
    ///     println!("{user_id}: {visits}");
    /// }
    /// let (count,): (u64,) = peaka.query(r#"SELECT COUNT(*) FROM "peaka"."bitable"."events""#).fetch_one().await?;
    /// # Ok(()) }
    /// ```
    pub fn query(&self, sql: impl Into<String>) -> Query<'_> {
        Query {
            client: self,
            sql: sql.into(),
            bindings: Vec::new(),
            key: BindingsKey::default(),
            timeout: None,
        }
    }
}

impl Query<'_> {
    /// Adds the value of the next placeholder `?`.
    pub fn bind(mut self, value: impl ToBinding) -> Self {
        self.bindings.push(value.to_binding());
        self
    }

    /// Sets how the values are sent. The default is [`BindingsKey::Bindings`].
    pub fn bindings_key(mut self, key: BindingsKey) -> Self {
        self.key = key;
        self
    }

    /// Sets the timeout of one attempt. The default is that of the client. The service is asked to stop the query
    /// after the same time, in whole seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Returns all rows.
    ///
    /// The result is held in memory, and limited by
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes). The service was observed to
    /// return an unreadable response for 25,000 rows: use LIMIT or WHERE to read fewer at once.
    ///
    /// # Errors
    ///
    /// - [`Error::Config`] if the statement is not read-only, or if the number of values differs from the number of
    ///   placeholders. Nothing was sent.
    /// - [`Error::Row`] if the rows do not fit `T`.
    /// - [`Error::UnreadableResult`] if the result cannot be read, usually because it is too large.
    /// - The errors of all requests, see [`Client`]. An error in the SQL is an [`Error::Status`].
    pub async fn fetch_all<T: BiRow>(self) -> Result<Vec<T>, Error> {
        Ok(self.fetch_page(Selection::default()).await?.rows)
    }

    /// Returns all rows with the names of the columns, which a result without rows has, too.
    ///
    /// # Errors
    ///
    /// See [`fetch_all`](Self::fetch_all).
    pub async fn fetch_result(self) -> Result<QueryResult, Error> {
        let Page { columns, rows, .. } = self.fetch_page(Selection::default()).await?;
        let columns = columns.to_vec();
        Ok(QueryResult { columns, rows })
    }

    /// Fetches the rows; for a select, those of a page.
    pub(super) async fn fetch_page<T: BiRow>(
        self,
        selection: Selection<'_>,
    ) -> Result<Page<T>, Error> {
        let statement = Statement::parse(&self.sql)?;
        check_bindings(&self.bindings, statement.placeholders.len())?;
        let mut sql = String::with_capacity(statement.sql.len());
        let mut rest = 0;
        for (&at, binding) in statement.placeholders.iter().zip(&self.bindings) {
            sql.push_str(&statement.sql[rest..at]);
            sql.push_str(&placeholder(binding, self.key));
            rest = at + 1;
        }
        sql.push_str(&statement.sql[rest..]);
        let values = self.bindings.into_iter();
        let values: Vec<_> = values
            .filter_map(|value| sent_value(value, self.key))
            .collect();
        let uses_bind_args = self.key == BindingsKey::BindArgs;
        let read = |body: &[u8]| read_rows(body, selection);
        let page: Page<T> = self
            .client
            .execute_query(&sql, &values, uses_bind_args, self.timeout, read)
            .await??;
        tracing::debug!(rows = page.rows.len(), "query completed");
        Ok(page)
    }

    /// Returns the only row.
    ///
    /// # Errors
    ///
    /// See [`fetch_all`](Self::fetch_all); also [`Error::Row`] if there is no row, or more than one.
    pub async fn fetch_one<T: BiRow>(self) -> Result<T, Error> {
        let row = self.fetch_optional().await?;
        row.ok_or_else(|| RowError::row_count(0).into())
    }

    /// Returns the only row, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// See [`fetch_all`](Self::fetch_all); also [`Error::Row`] if there is more than one row.
    pub async fn fetch_optional<T: BiRow>(self) -> Result<Option<T>, Error> {
        at_most_one(self.fetch_all().await?)
    }
}

/// Returns the only row, or `None` if there is none.
pub(super) fn at_most_one<T>(mut rows: Vec<T>) -> Result<Option<T>, Error> {
    match rows.len() {
        0 | 1 => Ok(rows.pop()),
        found => Err(RowError::row_count(found).into()),
    }
}
