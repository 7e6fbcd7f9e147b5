//! The trait that the derive implements, and the calls that take a type that implements it.
//!
//! It may import all modules except `tables` and `blocking`.

use std::any::type_name;

#[cfg(feature = "client")]
use crate::client::Client;
use crate::declare::{Snapshot, SnapshotLocation};
#[cfg(feature = "client")]
use crate::metadata::{MetadataSpec, SyncMetadata};
#[cfg(feature = "client")]
use crate::plan::Plan;
use crate::plan::{DeclaredTable, DriftKind, Level};
#[cfg(feature = "client")]
use crate::query::Select;
#[cfg(feature = "client")]
use crate::report::Error;
#[cfg(feature = "client")]
use crate::row::BiRow;
use crate::schema::{ColumnRequest, GoldenSql, ReferenceTarget, is_equal};
#[cfg(feature = "client")]
use crate::sync::SyncColumns;

/// A struct that declares the columns of a BI table.
///
/// Use [`#[derive(BiTable)]`](macro@crate::BiTable) to implement it.
///
/// # Examples
///
/// ```
/// use peaka_runtime::BiTable;
///
/// #[derive(BiTable)]
/// #[bitable(table = "events")]
/// struct Event {
///     id: i64,
///     note: Option<String>,
/// }
///
/// assert_eq!(Event::TABLE, "events");
/// assert_eq!(Event::COLUMNS[1].name, "note");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `BiTable`",
    label = "not a BI table",
    note = "add `#[derive(peaka_runtime::BiTable)]` to a struct with named fields"
)]
pub trait BiTable {
    /// The declared name of the table.
    const TABLE: &'static str;

    /// The columns, in the order of the fields.
    const COLUMNS: &'static [ColumnRequest<'static>];

    /// The doc comment of the struct.
    const DESCRIPTION: Option<&'static str> = None;

    /// Where the snapshot of the table is stored: the file in `#[bitable(snapshot = "…")]`.
    const SNAPSHOT_LOCATION: Option<&'static SnapshotLocation> = None;

    /// The snapshot against which the struct was checked at compile time.
    ///
    /// It is `None` if the struct has no snapshot, or was compiled with `PEAKA_SNAPSHOT=off`.
    const SNAPSHOT: Option<&'static Snapshot> = None;

    /// The levels of drift that the struct declares in `#[bitable(on(…))]`, which refine the client's
    /// policy.
    const LEVELS: &'static [(DriftKind, Level)] = &[];

    /// Whether Peaka's AI may use the table: the attribute `ai`. `None` leaves it as it is.
    const USE_WITH_AI: Option<bool> = None;

    /// The golden SQLs for Peaka's AI: the attributes `#[golden(…)]`.
    const GOLDEN_SQLS: &'static [GoldenSql] = &[];

    /// The fields whose names are not those of their columns, each with the name of its column.
    #[doc(hidden)]
    const RENAMED_FIELDS: &'static [(&'static str, &'static str)] = &[];

    /// Adds the missing columns to the live table, and verifies that it matches.
    ///
    /// Returns a builder; await it to run the sync.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::{BiTable, Client};
    ///
    /// #[derive(BiTable)]
    /// #[bitable(table = "events")]
    /// struct Event {
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
    fn sync_columns(client: &Client) -> SyncColumns<'_, 'static>
    where
        Self: Sized,
    {
        client
            .sync_table(Self::TABLE, Self::COLUMNS)
            .with_declared(&DeclaredTable::of::<Self>())
    }

    /// Writes the declared metadata that is not set, and verifies that the rest matches: what Peaka's AI knows of the
    /// table.
    ///
    /// Returns a builder; await it to run the sync.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::{BiTable, Client};
    ///
    /// /// One row for each page view.
    /// #[derive(BiTable)]
    /// #[bitable(table = "events")]
    /// struct Event {
    ///     /// The page's path, without the query string.
    ///     page: String,
    /// }
    ///
    /// # async fn start() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::from_env()?;
    /// println!("{}", Event::sync_metadata(&peaka).await?);
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "client")]
    fn sync_metadata(client: &Client) -> SyncMetadata<'_, 'static>
    where
        Self: Sized,
    {
        let declared = DeclaredTable::of::<Self>();
        SyncMetadata::new(client, MetadataSpec::of(&declared, client.policy()))
    }

    /// Returns a builder for a SELECT of the columns of the struct, which must also derive
    /// [`BiRow`](macro@crate::BiRow).
    ///
    /// A column is read under its declared name, and not under those in `renamed_from`: see [`Select`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::{BiRow, BiTable, Client};
    ///
    /// #[derive(BiTable, BiRow)]
    /// #[bitable(table = "events")]
    /// struct Event {
    ///     id: i64,
    ///     note: Option<String>,
    /// }
    ///
    /// # async fn read() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::from_env()?;
    /// let events = Event::select(&peaka).filter("note IS NOT NULL").fetch_all().await?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "client")]
    fn select(client: &Client) -> Select<'_, Self>
    where
        Self: BiRow,
    {
        Select::new(client, Self::TABLE, Self::COLUMNS)
    }
}

impl ReferenceTarget {
    /// Returns the column that a field of `T` declares.
    ///
    /// A name that is not one of a field is returned as it is.
    #[must_use]
    pub const fn of<T: BiTable>(field: &'static str) -> Self {
        let mut i = 0;
        while i < T::RENAMED_FIELDS.len() {
            let (renamed, column) = T::RENAMED_FIELDS[i];
            if is_equal(renamed.as_bytes(), field.as_bytes()) {
                return Self::new(T::TABLE, column);
            }
            i += 1;
        }
        Self::new(T::TABLE, field)
    }
}

impl DeclaredTable {
    /// Returns the table that `T` declares.
    #[must_use]
    pub const fn of<T: BiTable>() -> Self {
        Self {
            table: T::TABLE,
            description: T::DESCRIPTION,
            columns: T::COLUMNS,
            levels: T::LEVELS,
            use_with_ai: T::USE_WITH_AI,
            golden_sqls: T::GOLDEN_SQLS,
            snapshot_location: T::SNAPSHOT_LOCATION,
            snapshot: T::SNAPSHOT,
            struct_name: type_name::<T>,
        }
    }
}

#[cfg(feature = "client")]
impl Client {
    /// Returns a builder for a sync of the table that `T` declares, like [`BiTable::sync_columns`].
    ///
    /// # Examples
    ///
    /// One table with the same columns for each tenant:
    ///
    /// ```no_run
    /// use peaka_runtime::{BiTable, Client, Error};
    ///
    /// #[derive(BiTable)]
    /// struct Order {
    ///     id: i64,
    /// }
    ///
    /// async fn start(peaka: &Client, tenants: &[&str]) -> Result<(), Error> {
    ///     for tenant in tenants {
    ///         let table = format!("orders_{tenant}");
    ///         peaka.sync::<Order>().table(&table).create_table(true).await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn sync<T: BiTable>(&self) -> SyncColumns<'_, 'static> {
        T::sync_columns(self)
    }

    /// Returns the plan of a sync of the table that `T` declares, without applying it.
    ///
    /// # Examples
    ///
    /// A program that does not write to tables can still check them:
    ///
    /// ```no_run
    /// use peaka_runtime::{BiTable, Client, Error};
    ///
    /// #[derive(BiTable)]
    /// struct Order {
    ///     id: i64,
    /// }
    ///
    /// async fn is_ready(peaka: &Client) -> Result<bool, Error> {
    ///     let plan = peaka.plan::<Order>().await?;
    ///     println!("{plan}");
    ///     Ok(plan.is_empty() && !plan.is_denied())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`SyncColumns::plan`].
    pub async fn plan<T: BiTable>(&self) -> Result<Plan<'static>, Error> {
        self.sync::<T>().plan().await
    }
}
