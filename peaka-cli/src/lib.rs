//! The command line of peaka-rs.
//!
//! With the feature `program`, which is on unless it is turned off, the crate has the program `peaka`: see its
//! README.

// A command runs up to its outcome (`exit`), prints through one gate (`output`), and reaches the service as its options
// and the environment say (`connection`). What it writes into files is there as a whole or not at all (`file`). The
// commands themselves know nothing of each other.

mod connection;
mod error;
mod exit;
mod file;
mod output;
#[cfg(feature = "program")]
mod program;
mod snapshot_file;
mod text_table;

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

#[cfg(feature = "program")]
#[doc(hidden)]
pub use program::program;
