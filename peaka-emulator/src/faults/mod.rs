//! What can go wrong with a call: the kinds of faults, the queue of injected faults, the schedule that draws faults
//! from a seed, and how a fault turns an operation into an outcome.
//!
//! It may import `body`, `response` and `service`.

mod apply;
mod fault;
mod outcome;
mod queue;
mod random;
mod schedule;

pub use fault::Fault;
pub use outcome::Outcome;
pub(crate) use queue::FaultQueue;
pub use schedule::{FaultKind, Schedule};
