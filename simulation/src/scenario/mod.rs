//! The scenario of a run, generated from its seed: the service, the programs, external edits and faults.
//!
//! It may import `random` and `table`.

mod columns;
mod fault;
mod generate;
mod metadata;

pub(crate) use columns::{Columns, Edit};
pub use fault::FaultKind;
pub(crate) use fault::{Delivery, FaultPlan, InjectedFault, MAX_RESPONSE_BYTES};
pub(crate) use generate::{FIRST_DELIVERY_STREAM, Program, Scenario, Subject};
pub(crate) use metadata::{Discovered, Metadata, MetadataEdit};
