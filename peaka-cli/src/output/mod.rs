//! What a command prints, writes and returns: results as text or JSON, errors, text tables, files, progress
//! and exit codes.
//!
//! It imports no other module.

#[cfg_attr(
    not(feature = "program"),
    allow(dead_code, reason = "only `pull` writes checksums")
)]
mod checksum;
#[cfg(feature = "program")]
mod directory;
mod error;
mod exit;
mod failures;
mod file;
mod print;
mod progress;
mod quote;
mod read_file;
mod text_table;

#[cfg(feature = "program")]
pub(crate) use checksum::{checksum_line, has_valid_checksum};
#[cfg(feature = "program")]
pub(crate) use directory::read_texts;
pub(crate) use error::{COMMAND_LINE, Error, JsonError, drift_kind_name};
pub use exit::parse;
pub(crate) use exit::{Outcome, finish, parse_arguments};
pub(crate) use failures::print_with_failures;
pub(crate) use file::{Author, FileKind, OTHER_AUTHOR_HELP, WriteResult, Written};
pub(crate) use print::{Document, Output, pretty, print_note};
pub use progress::ProgressBar;
#[cfg(feature = "program")]
pub(crate) use quote::shell_word;
pub(crate) use quote::{listed_up_to, quoted_command, quoted_path};
pub(crate) use read_file::{read_file, read_text};
pub(crate) use text_table::text_table;
#[cfg(feature = "program")]
pub(crate) use text_table::wide_text_table;
