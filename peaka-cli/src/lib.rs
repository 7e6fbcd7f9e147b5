//! The command line of [peaka-runtime](peaka_runtime): commands for the BI tables that a program declares.
//!
//! A second binary in an application's package gets the commands `schema`, `plan`, `check`, `sync`, `apply`, `snapshot` and
//! `completions`:
//!
//! ```no_run
//! use peaka_runtime::{BiTable, sync_tables};
//!
//! #[derive(BiTable)]
//! struct Event { id: i64 }
//!
//! #[tokio::main]
//! async fn main() -> std::process::ExitCode {
//!     peaka_cli::App::new(sync_tables![Event]).run().await
//! }
//! ```
//!
//! With the feature `registry`, `peaka_cli::run()` covers all structs of the program that derive `BiTable`.
//!
//! Where to go:
//!
//! - The [guide](peaka_runtime::guide::command_line) shows what the commands print, their exit codes, and how to run them
//!   in CI.
//! - [`App`] has the options of the commands, such as a policy.
//! - [`Commands`] and [`parse`] embed the commands in a program with a command line of its own.
//! - [`ProgressBar`] shows the progress of a sync of many tables.
//! - The README of the package lists the commands of the program `peaka`.
//!
//! # Features
//!
//! | feature | default | meaning |
//! | --- | --- | --- |
//! | `registry` | yes | `run`, for all structs of the program |
//! | `rustls`, `rustls-ring`, `native-tls` | `rustls` | [TLS](peaka_runtime#tls) of the connection. |
//! | `program` | yes | The program `peaka`. An application that disables it does not depend on the emulator. |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod commands;
mod connection;
mod dictionary;
mod output;
#[cfg(feature = "program")]
mod pull;
mod snapshot_file;
mod suggest;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

#[cfg(feature = "program")]
#[doc(hidden)]
pub use commands::program;
pub use commands::{App, Commands};
pub use output::{ProgressBar, parse};

/// Runs the commands for the tables of all structs of the program: the same as [`App`] with
/// [`Tables::registered`](peaka_runtime::Tables::registered).
///
/// Call it in a Tokio runtime with time and I/O: see [`App::run`].
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::BiTable;
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
///
/// #[tokio::main]
/// async fn main() -> std::process::ExitCode {
///     peaka_cli::run().await
/// }
/// ```
#[cfg(feature = "registry")]
pub async fn run() -> std::process::ExitCode {
    App::new(peaka_runtime::Tables::registered()).run().await
}
