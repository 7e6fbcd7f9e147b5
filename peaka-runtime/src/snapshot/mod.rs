//! Compares a snapshot with the declared columns, at compile time, and with the live table.
//!
//! It may import `text`, `schema`, `declare` and `plan`.

mod column_match;
mod compile_check;
mod live_difference;

// The derive's output uses this name.
pub use compile_check::SnapshotIndex as Listed;
