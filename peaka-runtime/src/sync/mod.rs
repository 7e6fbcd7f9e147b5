pub(crate) mod echo;
pub(crate) mod progress;
pub(crate) mod run;
pub(crate) mod sync_columns;
pub(crate) mod write_tracker;
