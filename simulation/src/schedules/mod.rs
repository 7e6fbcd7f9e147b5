//! Runs and checks scenarios, one or many, and presents the results.
//!
//! It may import all other rooms.

mod schedule;
mod shrink;
mod summary;
mod transcript;

pub use schedule::{Failure, Schedule, run_all, shrunk};
pub use summary::Summary;
