//! The SQL that the emulator runs.
//!
//! `sqlparser` parses a statement (`parse`). A query is executed from its tables upwards (`query`): the rows of its
//! tables are joined (`from`), filtered, grouped (`group`), projected and sorted (`select`), and combined with those of
//! other queries (`set_operation`). Expressions are resolved against the columns and checked for their types (`bind`,
//! `operator`), and then evaluated row by row (`expression`), with exact numbers (`decimal`) and values in their stored
//! form (`value`). A subquery in an expression is executed once (`subquery`). Unsupported SQL is rejected with an error
//! that names the unsupported part.

mod bind;
mod column_name;
mod decimal;
mod environment;
mod error;
mod expression;
mod from;
mod function;
mod group;
mod literal;
mod operand;
mod operator;
mod parse;
mod query;
mod relation;
mod select;
mod set_operation;
mod show;
mod sort;
mod statement;
mod subquery;
mod value;
mod value_type;

pub(crate) use relation::{Relation, RelationColumn, TableName, Tables, is_same_name};
pub(crate) use statement::execute;
pub(crate) use value::Value;
pub(crate) use value_type::ValueType;
