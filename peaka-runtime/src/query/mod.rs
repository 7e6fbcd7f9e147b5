//! Queries: a statement is checked and sent, and the rows of its result are read.
//!
//! It may import `text`, `schema`, `row`, `report` and `client`.

mod binding;
mod result;
mod run;
mod statement;

pub use binding::{Binding, BindingsKey};
pub use run::Query;
