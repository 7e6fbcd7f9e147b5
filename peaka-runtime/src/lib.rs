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
mod bytes;
mod change;
mod client;
mod column_type;
mod columns;
mod compare;
mod config;
mod converge;
mod data_type;
mod declare;
mod declared;
mod default_value;
mod echo;
mod error;
mod excerpt;
mod foreign_types;
mod foreseen;
mod hashes;
mod http;
mod ledger;
mod level;
mod literal;
mod lookup;
mod matching;
mod message;
mod names;
mod network;
mod operation;
mod plan;
mod plan_view;
mod progress;
#[cfg(feature = "registry")]
mod registry;
mod remedy;
mod report;
mod retry;
mod retry_after;
mod schema;
mod secret;
mod shape;
mod snapshot;
mod snapshot_check;
mod snapshot_difference;
mod spelled;
mod std_types;
mod sync;
mod sync_tables;
mod tables;
mod tables_report;
mod text;
mod wanted;
mod wire;
mod write;

pub use bi_table::BiTable;
pub use change::Change;
pub use client::Client;
pub use column_type::ColumnType;
pub use compare::{Drift, DriftKind, Seen};
pub use config::{ClientBuilder, Zone};
pub use data_type::{DataType, UnknownDataType};
pub use declared::DeclaredTable;
pub use error::{Error, TransportFault};
pub use level::Level;
pub use names::{fold, is_system_column};
pub use plan::{LiveTable, Plan, plan};
pub use progress::Progress;
pub use report::{Renamed, SyncReport};
pub use schema::{ColumnDetail, ColumnRequest, DefaultValue, Table};
pub use snapshot::{Snapshot, SnapshotColumn};
pub use sync::SyncColumns;
pub use sync_tables::{SyncTables, TablesProgress};
pub use tables::Tables;
pub use tables_report::{TableOutcome, TablesReport};

pub use peaka_macros::{BiTable, ColumnType};

/// What the derive's output, simulations and the command line are made of. Not for use by hand: it changes without
/// notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::__register as register;
    pub use crate::columns::Columns;
    pub use crate::declare::{Column, Constant, Literal, Nullable, Plain, columns};
    pub use crate::literal::is_text_of;
    #[cfg(feature = "registry")]
    pub use crate::registry::Registered;
    pub use crate::snapshot::{snapshot, snapshot_column};
    pub use crate::snapshot_check::Listed;
    pub use crate::text::{printable, quoted, steers};
    pub use crate::wanted::check_column_name;
    pub use crate::wire::{Carried, Memory};
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
