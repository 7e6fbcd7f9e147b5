//! The command line of peaka-rs.
//!
//! An application's own binary gets the commands `schema`, `plan`, `check` and `sync` for the tables that its structs
//! declare: all that are derived, with [`run`], or those that it names, with [`App`].
//!
//! ```no_run
//! #[tokio::main]
//! async fn main() -> std::process::ExitCode {
//!     peaka_cli::run().await
//! }
//! ```
//!
//! # Features
//! - `registry`: [`run`], for all structs of the program. It is on unless it is turned off.
//! - `program`: the program `peaka`, see the crate's README. It is on unless it is turned off, which an application
//!   does that wants no emulator in its command line.

// A command runs up to its outcome (`exit`), prints through one gate (`output`), and reaches the service as its options
// and the environment say (`connection`). What it writes into files is there as a whole or not at all (`file`). The
// commands themselves know nothing of each other.

mod app;
mod completions;
mod connection;
mod dictionary;
mod error;
mod exit;
mod file;
mod output;
#[cfg(feature = "program")]
mod program;
#[cfg(feature = "program")]
mod snapshot_file;
mod sql;
mod text_table;

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub use app::App;
pub use app::progress::ProgressBar;
#[cfg(feature = "program")]
#[doc(hidden)]
pub use program::program;

/// Runs the commands for all tables of the program: the same as [`App`] with
/// [`Tables::registered`](peaka_runtime::Tables::registered).
#[cfg(feature = "registry")]
pub async fn run() -> std::process::ExitCode {
    App::new(peaka_runtime::Tables::registered()).run().await
}
