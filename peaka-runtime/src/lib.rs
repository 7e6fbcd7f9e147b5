//! Declare the columns of a [Peaka](https://www.peaka.com) BI table in Rust, and know at start-up that the live table matches.
//!
#![cfg_attr(feature = "client", doc = "```no_run")]
#![cfg_attr(not(feature = "client"), doc = "```ignore")]
//! use peaka_runtime::{BiRow, BiTable, Client};
//!
//! #[derive(BiTable, BiRow)]
//! #[bitable(table = "events")]
//! struct Event {
//!     id: i64,
//!     #[bitable(default = 0)]
//!     clicks: u32,
//!     note: Option<String>,
//! }
//!
//! # async fn start() -> Result<(), peaka_runtime::Error> {
//! let peaka = Client::from_env()?;
//!
//! // Adds the missing columns, and verifies the table.
//! println!("{}", Event::sync_columns(&peaka).create_table(true).await?);
//!
//! // Reads rows.
//! for Event { id, clicks, note } in Event::select(&peaka).limit(20).fetch_all().await? {
//!     println!("{id}: {clicks} clicks, {note:?}");
//! }
//! # Ok(()) }
//! ```
//!
//! Peaka is a zero-ETL data platform on a Trino SQL engine; a BI table is its column-oriented table for event and
//! reporting data. The sync adds the missing columns, re-reads the column list, and returns a [`SyncReport`] only if the
//! list shows every declared column. Otherwise it returns an [`Error`] that says what differs.
//!
//! Where to go:
//!
//! - The [guide](crate::guide) leads from an empty program to a service whose tables are declared, verified and read.
//! - [`BiTable`](macro@BiTable) lists the attributes of the derive, and [`ColumnType`] the Rust types of columns.
//! - [`SyncColumns`] and [`SyncTables`] sync one table and many, and [`Policy`] decides which differences they accept.
//! - [`Plan`] shows what a sync would do.
//! - [`Select`] and [`Query`] read rows.
//! - [`SyncMetadata`] describes tables to Peaka's AI.
//! - [`Error`] says why a call failed.
//! - [`ClientBuilder`] sets the zone, the API key, timeouts and proxies.
//!
//! # Features
//!
//! | feature | default | meaning |
//! | --- | --- | --- |
//! | `rustls` | yes | [`Client`], the syncs and queries, with [TLS](#tls). Disable the default features in a crate that only declares tables: no HTTP stack or async runtime is compiled then. |
//! | `rustls-ring`, `native-tls` | no | The same, with another implementation of TLS. |
//! | `client` | through each of these | [`Client`], the syncs and queries. On its own, it has no TLS: only `http` URLs work. |
//! | `chrono`, `time`, `jiff`, `uuid`, `rust_decimal`, `bigdecimal` | no | The types of these crates are column types. |
//! | `registry` | no | Collects the structs of a program that derive `BiTable`, for `Client::sync_all`. |
//! | `blocking` | no | `.wait()` instead of `.await`, for programs without an async runtime; see `blocking::Wait`. |
//!
//! Requests need a Tokio runtime with time and I/O. Without one, a call does not panic, but returns an error.
//!
//! ## TLS
//!
//! | feature | TLS | C code to compile | platforms | post-quantum key exchange, FIPS |
//! | --- | --- | --- | --- | --- |
//! | `rustls` (default) | rustls with aws-lc | much | all major ones; needs a C compiler | X25519MLKEM768 by default; FIPS if the program enables the feature `fips` of rustls |
//! | `rustls-ring` | rustls with ring | little | more, including less common ones; needs a C compiler | neither |
//! | `native-tls` | Schannel, Secure Transport or OpenSSL | none; needs OpenSSL's headers on Linux | Windows, macOS, and those with OpenSSL | what the platform has |
//! | `client` alone | none: `http` only | none | all | |
//!
//! All of them trust the root certificates of the operating system, and those of `ClientBuilder::root_certificates_pem`.
//! `rustls` is the default for three reasons: it behaves the same on every platform; its post-quantum key exchange protects
//! recorded traffic from later decryption; and it is reqwest's default, so most programs with an HTTP client build it
//! anyway. To build less, choose another feature:
//!
//! ```toml
//! peaka-runtime = { version = "0.1", default-features = false, features = ["rustls-ring"] }
//! ```
//!
//! If several are enabled, the first of them in the table is used. A crypto provider that the program has installed for rustls
//! takes precedence over aws-lc and ring. The [results of the
//! benchmarks](https://github.com/peaka-rs/peaka-rs/blob/main/benchmarks/results.md) include the build time with each of them.
//!
//! Cargo unifies the features of all crates of a program. If one crate enables `rustls-ring` and another one aws-lc, as reqwest does by
//! default, rustls is compiled with both providers, and then chooses neither. The client still works, but code that calls
//! `rustls::ClientConfig::builder()` without naming a provider panics, and says that the `CryptoProvider` could not be
//! determined. Either install one at the start of `main`, with
//! `rustls::crypto::ring::default_provider().install_default()`, or use the feature `rustls` in place of `rustls-ring`, so that
//! aws-lc is the only provider.
//!
//! # Sources
//!
//! Statements about the service are either *documented*, in Peaka's own description of its API, or *observed* on the live
//! service in August 2026.
//!
#![cfg_attr(feature = "client", doc = include_str!("guide/links_with_client.md"))]
#![cfg_attr(not(feature = "client"), doc = include_str!("guide/links_without_client.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]
// `unwrap` and the like would turn unexpected data into a panic at a program's start-up.
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
// The package `tests` runs the examples of the guide, because they need the emulator.
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
        ColumnListBuilder, ColumnNames, DefaultInput, FlattenedColumns, IsOption, IsOptionFallback,
        LeadingNames, StructFields, constant, flatten_columns, is_valid_default_text, name_columns,
        old_name_count, prefix_columns, prefixed_old_names, prefixed_text, prefixed_text_length,
        snapshot, snapshot_column, snapshot_location,
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
