//! Compares a snapshot with the declared columns, at compile time, and with the live table.
//!
//! It may import `text`, `schema`, `declare` and `plan`.

mod compile_check;
mod field_difference;
mod live_difference;

pub use compile_check::SnapshotIndex;
pub use live_difference::{SnapshotDifference, SnapshotDifferenceKind};
