//! The SQL that the emulator runs: a small part of a `SELECT` over one table.
//!
//! A statement is split into tokens (`token`), parsed (`parse`) into a `Select` (`select`), and evaluated over the
//! rows of its table (`evaluate`). Everything outside of the supported part is an error that says so.

mod error;
mod evaluate;
mod expression;
mod parse;
mod parser;
mod select;
mod token;
mod value;

pub(crate) use error::SqlError;
pub(crate) use evaluate::{ResultColumn, evaluate};
pub(crate) use parse::parse;
pub(crate) use value::Value;
