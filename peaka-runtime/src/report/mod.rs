//! What callers get back: reports and errors, as data, with their text and JSON.
//!
//! It may import `text`, `schema`, `declare`, `plan` and `snapshot`.

mod config_error;
mod drift_help;
mod error;
mod error_text;
mod failure_group;
mod status;
mod sync_report;
mod tables_report;
mod vocabulary;

pub use config_error::ConfigError;
pub(crate) use config_error::Help;
pub use error::{Error, TableOutcome, TablesReport, TransportErrorKind, UnknownTableReason};
pub use failure_group::grouped_failures;
pub(crate) use status::is_transient;
pub use sync_report::{RenamedColumn, SyncReport};
pub use vocabulary::Vocabulary;
