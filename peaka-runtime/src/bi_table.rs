//! The trait that the derive implements, and the calls that take a struct.
//!
//! It stands above the rooms that it brings together: it may import all of them but `tables`.

use std::any::type_name;

#[cfg(feature = "client")]
use crate::client::Client;
use crate::declare::{DeclaredTable, Snapshot};
#[cfg(feature = "client")]
use crate::plan::Plan;
#[cfg(feature = "client")]
use crate::report::Error;
use crate::schema::ColumnRequest;
#[cfg(feature = "client")]
use crate::sync::SyncColumns;

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
    #[cfg(feature = "client")]
    fn sync_columns(client: &Client) -> SyncColumns<'_, 'static> {
        SyncColumns::new(client, Self::TABLE, Self::COLUMNS)
    }
}

impl DeclaredTable {
    /// What `T` declares.
    #[must_use]
    pub const fn of<T: BiTable>() -> Self {
        Self {
            table: T::TABLE,
            description: T::DESCRIPTION,
            columns: T::COLUMNS,
            snapshot: T::SNAPSHOT,
            struct_name: type_name::<T>,
        }
    }
}

#[cfg(feature = "client")]
impl Client {
    /// Makes the live table have the columns of `T`, and proves it: the same as
    /// [`BiTable::sync_columns`].
    pub fn sync<T: BiTable>(&self) -> SyncColumns<'_, 'static> {
        self.sync_table(T::TABLE, T::COLUMNS)
    }

    /// What a sync of `T` would do, without doing it: the same as [`SyncColumns::plan`].
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn plan<T: BiTable>(&self) -> Result<Plan<'static>, Error> {
        self.sync::<T>().plan().await
    }
}
