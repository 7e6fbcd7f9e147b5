//! Compares a snapshot with the declared columns, at compile time, and with the live table.

mod compile_check;
mod field_difference;
mod live_difference;

pub use compile_check::SnapshotIndex;
pub use live_difference::{SnapshotDifference, SnapshotDifferenceKind};
