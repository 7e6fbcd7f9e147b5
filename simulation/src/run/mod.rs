//! Runs a scenario in virtual time, and records every request and every version of the table.
//!
//! It may import `random`, `table` and `scenario`.

mod connection;
mod execute;
mod network;
mod record;
mod wrong_response;

pub(crate) use execute::run;
pub(crate) use record::{Cause, Event, Exchange, Misuse, Phase, Received, Record, TableVersion};
