//! Simulates programs that sync one table while faults are injected, in one process and in virtual
//! time.
//!
//! The seed of a [`Scenario`] decides everything, so that every failure can be repeated.

// Imports run from each room to the ones before it: `random`, `table`, `scenario`, `run`, `check`,
// `schedules`.

mod check;
mod random;
mod run;
mod scenario;
mod schedules;
mod table;

pub use scenario::{FaultKind, Scenario};
pub use schedules::{Failure, Schedule, Summary, run_all, shrunk};
