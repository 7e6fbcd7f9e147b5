//! What expressions use besides the columns of their tables.

use std::rc::Rc;

use sqlparser::ast::Query;

use super::error::SqlError;
use super::relation::{Relation, RelationColumn};
use super::value::Value;

/// What expressions use besides the columns of their tables.
pub(crate) trait Environment {
    /// Returns the values of the placeholders `?1`, `?2` and so on.
    fn bindings(&self) -> &[Value];

    /// Returns the columns of the queries around a subquery.
    fn outer_columns(&self) -> &[RelationColumn];

    /// Returns the result of a subquery in an expression over these columns.
    fn subquery(&self, query: &Query, columns: &[RelationColumn])
    -> Result<Rc<Relation>, SqlError>;
}
