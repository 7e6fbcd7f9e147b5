//! Simulates programs that sync one table or its metadata while faults are injected, in one process and in virtual
//! time.
//!
//! A run depends only on the seed of its scenario, so every failure can be reproduced.

// Each module imports only those before it in this order: `random`, `table`, `scenario`, `run`, `check`,
// `schedules`.

mod check;
mod random;
mod run;
mod scenario;
mod schedules;
mod table;

pub use scenario::FaultKind;
pub use schedules::{Failure, Kind, Schedule, Summary, run_all, shrink};
