//! Runs a scenario in virtual time, and records every request and every version of the table or its metadata.
//!
//! It may import `random`, `table` and `scenario`.

mod columns;
mod connection;
mod execute;
mod metadata;
mod network;
mod record;
mod service;
mod simulate;
mod wrong_response;

pub(crate) use columns::ColumnList;
pub(crate) use execute::run;
pub(crate) use record::{Cause, Event, Exchange, Misuse, Phase, Received, Record, Version};
pub(crate) use simulate::Simulate;
