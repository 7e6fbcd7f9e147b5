//! What a seed decides before a run: the service, the programs, the edits of others, and the faults.
//!
//! It may import `random` and `table`.

mod fault;
mod generate;

pub use fault::FaultKind;
pub(crate) use fault::{Delivery, FaultPlan, InjectedFault, MAX_RESPONSE_BYTES};
pub use generate::Scenario;
pub(crate) use generate::{Edit, MESSAGES, Replica};
