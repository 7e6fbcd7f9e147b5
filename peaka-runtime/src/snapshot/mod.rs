//! Compares declarations with a snapshot at compile time, and a snapshot with the live table.
//!
//! It may import `schema`, `declare` and `plan`.

mod compile_check;
mod field_difference;
mod live_difference;

pub use compile_check::Listed;
