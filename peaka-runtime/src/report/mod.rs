pub(crate) mod drift_help;
pub(crate) mod error;
pub(crate) mod sync_report;
pub(crate) mod tables_report;
