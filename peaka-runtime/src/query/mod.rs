//! Queries: a statement is checked and sent, and the rows of its result are read.
//!
//! It may import `text`, `schema`, `row`, `plan`, `report` and `client`.

mod binding;
mod filter;
mod page_key;
mod pages;
mod parts;
mod prepared;
mod result;
mod rows;
mod run;
mod select;
mod selected_table;
mod statement;
mod token;

pub use binding::{Binding, BindingsKey};
pub use result::decode_rows;
pub use rows::Rows;
pub use run::{Query, QueryResult};
pub use select::Select;
