//! Declare the columns of a Peaka BI table in Rust, and know at startup that the live table matches.
//!
//! [Peaka](https://www.peaka.com) is a zero-ETL data platform on a Trino SQL engine; a BI table is its
//! column-oriented table for event and reporting data. A struct with
//! [`#[derive(BiTable)]`](macro@BiTable) declares the columns of one, and
//! [`sync_columns`](BiTable::sync_columns) makes the live table match:
//!
//! ```no_run
//! use peaka_runtime::{BiTable, Client};
//!
//! #[derive(BiTable)]
//! #[bitable(table = "events")]
//! struct Event {
//!     id: i64,
//!     #[bitable(default = 0)]
//!     clicks: i64,
//!     note: Option<String>,
//! }
//!
//! # async fn start() -> Result<(), peaka_runtime::Error> {
//! let peaka = Client::from_env()?;
//! let report = Event::sync_columns(&peaka).create_table(true).await?;
//! println!("{report}");
//! # Ok(()) }
//! ```
//!
//! The sync adds the missing columns, re-reads the column list, and returns a [`SyncReport`] only if the
//! list shows every declared column. Otherwise it returns an [`Error`] that says what differs.
//!
//! - [`BiTable`](macro@BiTable): the attributes of the derive
//! - [`ColumnType`]: how Rust types map to data types
//! - [`SyncColumns`]: the options of a sync, and what it guarantees
//! - [`SyncTables`]: syncs of several tables
//! - [`Plan`]: what a sync would do
//! - [`Select`]: reads the rows of a struct's table
//! - [`Query`]: reads the rows of any query, into types with [`BiRow`](macro@BiRow) and [`FromCell`](trait@FromCell)
//! - [`SyncMetadata`]: writes descriptions, values and relations for Peaka's AI
//! - [`Error`]: why a call failed
//! - [`ClientBuilder`]: zones, keys, timeouts, proxies
//!
//! # Rows
//!
//! A struct that derives [`BiRow`](macro@BiRow) beside `BiTable` reads the rows of its table:
//!
//! ```no_run
//! use peaka_runtime::{BiRow, BiTable, Client};
//!
//! #[derive(BiTable, BiRow)]
//! #[bitable(table = "events")]
//! struct Event {
//!     #[bitable(unique, not_null)]
//!     id: i64,
//!     user_id: String,
//!     clicks: i64,
//! }
//!
//! # async fn report() -> Result<(), peaka_runtime::Error> {
//! let peaka = Client::from_env()?;
//! let active = Event::select(&peaka).filter("clicks > ?").bind(3).fetch_all().await?;
//! println!("{} active events", active.len());
//!
//! let sql = r#"SELECT userid, COUNT(*) FROM "peaka"."bitable"."events" GROUP BY userid"#;
//! for (user, events) in peaka.query(sql).fetch_all::<(String, u64)>().await? {
//!     println!("{user}: {events}");
//! }
//! # Ok(()) }
//! ```
//!
//! | to read | use |
//! | --- | --- |
//! | a struct's table | [`BiTable::select`], with filters, an order and a limit |
//! | more rows than fit in one response | [`Select::page_by`], and [`Select::stream`] for one page at a time |
//! | groups, joins, some columns | [`Client::query`], into a struct with `BiRow` or a tuple |
//! | columns that are known only at run time | [`Query::fetch_result`] and [`Row`] |
//!
//! Every type of a column can be read back. No digit is lost, whether the service spells a number as a string or as a
//! JSON number, and NULL is read only into an `Option`. A value that does not fit is a [`RowError`] with the row, the
//! column, the value and what was expected. Only statements that read are sent, and values are sent separately, as
//! [`Binding`]s: every type that can be read can be bound, through the trait [`ToBinding`].
//!
//! # Features
//!
//! - `client` (default): [`Client`] and the syncs. Disable it in a crate that only
//!   declares tables: no HTTP stack or async runtime is compiled then.
//! - `chrono`, `time`, `jiff`, `uuid`, `rust_decimal`, `bigdecimal`: the types of these crates are column
//!   types.
//! - `registry`: collects the structs of a program that derive `BiTable`, for `Client::sync_all`.
//! - `blocking`: `.wait()` in place of `.await`, for programs without an async runtime; see `blocking::Wait`.
//!
//! # Sources
//!
//! Statements about the service are either *documented*, in Peaka's own description of its API, or
//! *measured* on the live service in August 2026.

// `unwrap` and the like would turn unexpected data into a panic at a program's startup.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]
// Without the client, many internal items of the other modules are unused.
#![cfg_attr(not(feature = "client"), allow(dead_code, unused_imports))]

mod bi_table;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod client;
mod declare;
mod flatten;
// The package `tests` runs the examples, because they need the emulator.
#[cfg(not(doctest))]
pub mod guide;
#[cfg(feature = "client")]
mod metadata;
mod plan;
#[cfg(feature = "client")]
mod query;
#[cfg(feature = "client")]
mod report;
mod row;
mod schema;
mod snapshot;
#[cfg(feature = "client")]
mod sync;
mod tables;
mod text;
#[cfg(feature = "client")]
mod write_tracker;

pub use bi_table::BiTable;
#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder, Zone};
pub use declare::{DefaultConstant, Snapshot, SnapshotColumn, SnapshotLocation};
pub use flatten::Flatten;
#[cfg(feature = "client")]
pub use metadata::{
    ColumnMetadata, MetadataPlan, RefreshStatus, Relation, RelationType, StoredGoldenSql,
    SyncMetadata, TableMetadata,
};
pub use plan::{
    ColumnChange, DeclaredTable, Drift, DriftKind, DriftSource, DriftValue, Level, MetadataDrift,
    Plan, PlanDeviation, Policy, RenameCandidate, Write, plan,
};
#[cfg(feature = "client")]
pub use query::{BindingsKey, Query, QueryResult, Rows, Select};
#[cfg(feature = "client")]
pub use report::{
    ConfigError, Error, MetadataReport, RenamedColumn, Route, SyncReport, TableOutcome,
    TablesReport, TransportErrorKind, UnknownTableReason,
};
pub use row::{
    BiRow, Binding, Cell, CellError, FromCell, Row, RowColumns, RowError, RowReader, RowValue,
    ToBinding,
};
pub use schema::{
    ColumnDetail, ColumnRequest, ColumnType, DataType, DefaultValue, GoldenSql, LiveTable,
    NameError, NameKind, Reference, ReferenceTarget, Table, UnknownDataType, Variant,
    is_system_column, stored_name,
};
pub use snapshot::{SnapshotDifference, SnapshotDifferenceKind};
#[cfg(feature = "client")]
pub use sync::{Progress, SyncColumns};
#[cfg(feature = "client")]
pub use tables::{SyncTables, Tables, TablesProgress};

pub use peaka_macros::{BiRow, BiTable, ColumnType, FromCell};

/// Traits that stand in for [`ColumnType`](trait@ColumnType) to give better compile errors. Not meant to be used
/// directly.
pub mod diagnostics {
    pub use crate::schema::{
        BigDecimalColumn, ChronoColumn, CollectionColumn, FloatColumn, JiffColumn,
        RustDecimalColumn, TimeColumn, UuidColumn, WideIntegerColumn,
    };
    #[cfg(all(feature = "client", not(feature = "registry")))]
    pub use crate::tables::RegistryFeature;
}

/// Used by the derive's output, the simulation and the command line. It is not part of the public API
/// and changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::__register as register;
    #[cfg(feature = "client")]
    pub use crate::client::{InMemoryOutcome, InMemoryService, KeyInfo, is_readable_by_others};
    pub use crate::declare::{
        ColumnListBuilder, DefaultInput, IsOption, IsOptionFallback, StructFields, constant,
        flatten_columns, is_valid_default_text, name_columns, old_name_count, prefix_columns,
        prefixed_old_names, prefixed_text, prefixed_text_length, snapshot, snapshot_column,
        snapshot_location,
    };
    #[cfg(feature = "client")]
    pub use crate::query::decode_rows;
    #[cfg(feature = "client")]
    pub use crate::report::{FailureGroup, SettingNames, grouped_failures};
    pub use crate::schema::{
        SqlPart, UnnamedColumn, canonical_default, check_column_name, check_table_name,
        folded_name, sql_identifier, sql_schema, sql_table,
    };
    pub use crate::snapshot::SnapshotIndex;
    #[cfg(feature = "registry")]
    pub use crate::tables::RegistryEntry;
    pub use crate::text::{
        counted, escaped, escaped_except, is_unprintable, listed, printable, quoted, shortened,
    };
    #[cfg(feature = "registry")]
    pub use inventory;
}

/// Registers a table. Without the feature `registry` it expands to nothing: cargo may have enabled the feature in the
/// derive alone.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($($entry:tt)*) => {};
}

/// Registers a table.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($(#[$attribute:meta])* { $($entry:tt)* }) => {
        const _: () = {
            $(#[$attribute])*
            const __PEAKA_REGISTERED: $crate::__private::RegistryEntry = $($entry)*;
            $crate::__private::inventory::submit! { __PEAKA_REGISTERED }
        };
    };
}
