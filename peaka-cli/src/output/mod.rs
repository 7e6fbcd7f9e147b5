//! What a command prints, writes and returns: results as text or JSON, errors, text tables, files, progress
//! and exit codes.
//!
//! It imports no other room.

#[cfg(feature = "program")]
mod checksum;
mod error;
mod exit;
mod file;
mod print;
mod progress;
mod text_table;

#[cfg(feature = "program")]
pub(crate) use checksum::{checksum_line, has_valid_checksum};
pub(crate) use error::{COMMAND_LINE, Error, JsonError, option_value};
pub(crate) use exit::{Outcome, finish, parse_arguments};
pub(crate) use file::{Author, FileKind, WriteResult};
pub(crate) use print::{Document, Output, pretty};
pub use progress::ProgressBar;
pub(crate) use text_table::text_table;
#[cfg(feature = "program")]
pub(crate) use text_table::wide_text_table;
