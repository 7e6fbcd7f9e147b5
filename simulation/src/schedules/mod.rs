//! Schedules: runs of generated scenarios, checked and presented as transcripts and summaries.
//!
//! It may import all other modules.

mod schedule;
mod shrink;
mod summary;
mod transcript;

pub use schedule::{Failure, Schedule, run_all, shrink};
pub use summary::Summary;
