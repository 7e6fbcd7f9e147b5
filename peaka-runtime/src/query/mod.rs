//! Queries: a statement is checked and sent, and the rows of its result are read.

mod bindings;
mod builder;
mod filter;
mod json_text;
mod page_key;
mod pages;
mod parts;
mod prepared;
mod result;
mod rows;
mod select;
mod selected_table;
mod statement;
mod token;
mod unresolved;

pub use bindings::BindingsKey;
pub use builder::{Query, QueryResult};
pub use result::decode_rows;
pub use rows::Rows;
pub use select::Select;
