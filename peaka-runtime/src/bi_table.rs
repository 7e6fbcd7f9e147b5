//! The trait that the derive implements.

use crate::client::api::Client;
use crate::declare::snapshot::Snapshot;
use crate::schema::column_request::ColumnRequest;
use crate::sync::sync_columns::SyncColumns;

/// A struct that says which columns a BI table has: see the
/// [derive](macro@crate::BiTable).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which columns its BI table has",
    label = "not a BI table",
    note = "write `#[derive(peaka_runtime::BiTable)]` on a struct with named fields"
)]
pub trait BiTable {
    /// The name of the table as it is declared; the service may store another one.
    const TABLE: &'static str;

    /// The columns in the order of their fields. Constant data, without allocation.
    const COLUMNS: &'static [ColumnRequest<'static>];

    /// What the table is about, for people: the struct's doc comment.
    const DESCRIPTION: Option<&'static str> = None;

    /// The list of live columns to which the struct was held when it was compiled, if it was to one:
    /// what `#[bitable(snapshot = "…")]` names.
    const SNAPSHOT: Option<&'static Snapshot> = None;

    /// Makes the live table have these columns, and proves it: list, add what is missing in one
    /// request, check the answer, list again, compare.
    ///
    /// Nothing is sent until it is awaited; before that it takes choices.
    ///
    /// ```no_run
    /// use peaka_runtime::{BiTable, Client};
    ///
    /// #[derive(BiTable)]
    /// #[bitable(table = "events")]
    /// struct Event {
    ///     #[bitable(unique, not_null)]
    ///     id: i64,
    ///     note: Option<String>,
    /// }
    ///
    /// # async fn start() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::from_env()?;
    /// let report = Event::sync_columns(&peaka).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    fn sync_columns(client: &Client) -> SyncColumns<'_, 'static> {
        SyncColumns::new(client, Self::TABLE, Self::COLUMNS)
    }
}
