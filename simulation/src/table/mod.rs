//! A table and what programs declare for it, read from JSON without code of the runtime, so that the
//! checks do not share its mistakes.
//!
//! It may import `random`.

mod declaration;
mod live_table;
mod mismatch;
mod request;

pub(crate) use declaration::{Column, Declaration, NAMES, column, columns};
pub(crate) use live_table::{LiveColumn, LiveTable};
pub(crate) use mismatch::{Mismatch, find, mismatches};
pub(crate) use request::Request;
