//! The scenario of a run, generated from its seed: the service, the programs, external edits and faults.
//!
//! It may import `random` and `table`.

mod fault;
mod generate;

pub use fault::FaultKind;
pub(crate) use fault::{Delivery, FaultPlan, InjectedFault, MAX_RESPONSE_BYTES};
pub use generate::Scenario;
pub(crate) use generate::{Edit, FIRST_DELIVERY_STREAM, Program};
