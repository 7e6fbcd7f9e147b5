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

#[cfg(feature = "program")]
#[doc(hidden)]
pub use program::program;
