//! Say in code which columns a Peaka BI table has, and be sure that it has them.
//!
//! A struct with [`#[derive(BiTable)]`](macro@BiTable) says which columns a table has;
//! [`sync_columns`](BiTable::sync_columns) adds what is missing and proves it by a list that is read
//! after the last write. Either the live table matches, or the [`Error`] says in one sentence what
//! differs.
//!
//! # Features
//! - `chrono`, `time`, `jiff`, `uuid`, `rust_decimal`, `bigdecimal`: the types of these crates are
//!   column types.
//! - `registry`: all derived structs of a program are known to it, so that `Client::sync_all` syncs them
//!   with one call.
//! - `blocking`: the same calls without an async main, see `blocking::Wait`.
//!
//! # Where this comes from
//! What is said here about the service comes from Peaka's own description of its API
//! ("documented"), or from measurements of the live service in August 2026 ("measured").

// `unwrap` and friends turn odd data into a panic in somebody's start-up.
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

mod bi_table;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
mod declare;
mod plan;
mod report;
mod schema;
mod snapshot;
mod sync;
mod tables;
mod text;

pub use bi_table::BiTable;
pub use client::{Client, ClientBuilder, Zone};
pub use declare::{DeclaredTable, Snapshot, SnapshotColumn};
pub use plan::{
    ColumnChange, Drift, DriftKind, DriftSource, DriftValue, Level, Plan, PlanDeviation, Write,
    plan,
};
pub use report::{
    ConfigError, Error, RenamedColumn, SyncReport, TableOutcome, TablesReport, TransportFault,
    UnknownTableReason,
};
pub use schema::{
    ColumnDetail, ColumnRequest, ColumnType, DataType, DefaultValue, LiveTable, NameError,
    NameKind, Table, UnknownDataType, is_system_column, stored_name,
};
pub use sync::{Progress, SyncColumns};
pub use tables::{SyncTables, Tables, TablesProgress};

pub use peaka_macros::{BiTable, ColumnType};

/// What the derive's output, simulations and the command line are made of. Not for use by hand: it changes without
/// notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::__register as register;
    pub use crate::client::{Carried, Memory};
    pub use crate::declare::{
        Columns, Constant, Literal, Nullable, Plain, columns, is_text_of, snapshot, snapshot_column,
    };
    pub use crate::report::Vocabulary;
    pub use crate::schema::{Column, check_column_name};
    pub use crate::snapshot::Listed;
    #[cfg(feature = "registry")]
    pub use crate::tables::Registered;
    pub use crate::text::{printable, quoted, steers};
    #[cfg(feature = "registry")]
    pub use inventory;
}

/// Makes a table known to the registry. The derive may have been built for a program that has one
/// while this crate was not.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($($made:tt)*) => {};
}

/// Makes a table known to the registry.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($(#[$allowed:meta])* { $($made:tt)* }) => {
        const _: () = {
            $(#[$allowed])*
            const __PEAKA_REGISTERED: $crate::__private::Registered = $($made)*;
            $crate::__private::inventory::submit! { __PEAKA_REGISTERED }
        };
    };
}
