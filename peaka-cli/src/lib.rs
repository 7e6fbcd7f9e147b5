//! The command line of peaka-rs.
//!
//! An application's own binary gets the commands `schema`, `plan`, `check`, `sync`, `apply`, `snapshot` and
//! `completions` for the tables that its structs declare: for all of them with [`run`], or for some with [`App`].
//!
//! ```no_run
//! #[tokio::main]
//! async fn main() -> std::process::ExitCode {
//!     peaka_cli::run().await
//! }
//! ```
//!
//! # Features
//!
//! - `registry` (default): [`run`], for all structs of the program.
//! - `program` (default): the program `peaka`; see the README of the crate. An application that disables it does not
//!   depend on the emulator.

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
#[cfg(feature = "registry")]
pub async fn run() -> std::process::ExitCode {
    App::new(peaka_runtime::Tables::registered()).run().await
}
