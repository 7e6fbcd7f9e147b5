//! Simulates programs that sync one table while faults are injected, in one process and in virtual
//! time.
//!
//! A run depends only on the seed of its [`Scenario`], so every failure can be reproduced.

// Each module imports only those before it in this order: `random`, `table`, `scenario`, `run`, `check`,
// `schedules`.

mod check;
mod random;
mod run;
mod scenario;
mod schedules;
mod table;

pub use scenario::{FaultKind, Scenario};
pub use schedules::{Failure, Schedule, Summary, run_all, shrink};
