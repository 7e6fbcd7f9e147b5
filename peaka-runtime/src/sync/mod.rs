//! A sync of one table: its options, the run, and the outcome of each write.

mod echo;
mod progress;
mod run;
mod sync_columns;

pub use progress::Progress;
pub use sync_columns::SyncColumns;
