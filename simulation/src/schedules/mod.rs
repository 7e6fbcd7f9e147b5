//! Schedules: runs of generated scenarios, checked and presented as transcripts and summaries.
//!
//! It may import all other modules.

mod describe;
mod schedule;
mod shrink;
mod summary;
mod transcript;

pub use schedule::{Failure, Kind, Schedule, run_all, shrink};
pub use summary::Summary;
