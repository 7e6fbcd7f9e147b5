//! A sync of one table: its options, the run, and what is known of each write.
//!
//! It may import `text`, `schema`, `declare`, `plan`, `snapshot`, `report` and `client`.

mod echo;
mod progress;
mod run;
mod sync_columns;
mod write_tracker;

pub use progress::Progress;
pub use sync_columns::SyncColumns;
