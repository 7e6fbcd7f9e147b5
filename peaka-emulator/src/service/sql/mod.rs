//! The SQL that the emulator runs.
//!
//! `sqlparser` parses a statement (`parse`). A query is executed from its tables upwards (`query`): the rows of its
//! tables are joined (`from`), filtered, grouped (`group`), projected and sorted (`select`). Expressions are resolved
//! against the columns and checked for their types (`bind`, `operator`), and then evaluated row by row (`expression`),
//! with exact numbers (`decimal`) and values in their stored form (`value`). Unsupported SQL is rejected with an error
//! that names the unsupported part.

mod bind;
mod decimal;
mod error;
mod expression;
mod from;
mod function;
mod group;
mod operand;
mod operator;
mod parse;
mod query;
mod relation;
mod select;
mod show;
mod statement;
mod value;
mod value_type;

pub(crate) use relation::{Relation, RelationColumn, TableName, Tables, is_same_name};
pub(crate) use statement::execute;
pub(crate) use value::Value;
pub(crate) use value_type::ValueType;
