//! What callers get back: reports and errors, as data, with their text and JSON.

mod config_error;
mod drift_help;
mod error;
mod error_class;
mod error_clauses;
mod error_json;
mod error_text;
mod failure_group;
mod metadata_help;
mod metadata_report;
mod not_persisted;
mod operation_kind;
mod setting_names;
mod status;
mod sync_report;
mod tables_report;
mod version;

pub use config_error::ConfigError;
pub(crate) use config_error::Help;
pub use error::{Error, Route, TableOutcome, TablesReport, TransportErrorKind, UnknownTableReason};
pub use failure_group::{FailureGroup, grouped_failures};
pub use metadata_report::MetadataReport;
pub(crate) use operation_kind::OperationKind;
pub use setting_names::SettingNames;
pub(crate) use status::is_transient;
pub use sync_report::{RenamedColumn, SyncReport};
pub(crate) use version::Version;
