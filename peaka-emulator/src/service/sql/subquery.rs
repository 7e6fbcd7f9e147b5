//! Resolves subqueries in expressions. They do not depend on the row, so each is a constant.

use std::collections::HashSet;
use std::rc::Rc;

use sqlparser::ast::{Expr, Query, Spanned};

use super::bind::Binder;
use super::error::SqlError;
use super::expression::{Expression, Kind};
use super::relation::Relation;
use super::value::Value;
use super::value_type::{ValueType, type_name};

impl Binder<'_> {
    /// Resolves `EXISTS (SELECT …)`.
    pub(crate) fn exists(&mut self, query: &Query) -> Result<Expression, SqlError> {
        let result = self.environment.subquery(query, self.columns)?;
        let exists = !result.rows.is_empty();
        Ok(Expression::value(Value::boolean(Some(exists))))
    }

    /// Resolves `operand IN (SELECT …)`.
    pub(crate) fn in_subquery(
        &mut self,
        expr: &Expr,
        operand: &Expr,
        query: &Query,
    ) -> Result<Expression, SqlError> {
        let operand = self.bind(operand)?;
        let (result, value_type) = self.one_column(expr, query)?;
        if ValueType::common(operand.value_type, value_type).is_err() {
            return Err(SqlError::at(
                expr.span().start,
                format_args!(
                    "value and result of subquery must be of the same type for IN expression: {} vs {}",
                    type_name(operand.value_type),
                    type_name(value_type)
                ),
            ));
        }
        let mut known = HashSet::new();
        let values = result.rows.iter().filter_map(|row| row.first());
        let values = values.filter(|value| known.insert(value.key()));
        let list = values.cloned().map(Expression::value).collect();
        Ok(Expression::condition(Kind::In(Box::new(operand), list)))
    }

    /// Resolves `(SELECT …)`, whose value is that of its only row, or NULL if there is none.
    pub(crate) fn scalar_subquery(
        &mut self,
        expr: &Expr,
        query: &Query,
    ) -> Result<Expression, SqlError> {
        let (result, value_type) = self.one_column(expr, query)?;
        let value = match result.rows.as_slice() {
            [] => Value::null(value_type),
            [row] => row.first().cloned().unwrap_or(Value::null(value_type)),
            _ => return Err(SqlError::new("Scalar sub-query has returned multiple rows")),
        };
        Ok(Expression::value(value.coerced(value_type)?))
    }

    /// Returns the result of a subquery that must have one column, and the type of the column.
    fn one_column(
        &self,
        expr: &Expr,
        query: &Query,
    ) -> Result<(Rc<Relation>, Option<ValueType>), SqlError> {
        let result = self.environment.subquery(query, self.columns)?;
        match result.columns.as_slice() {
            [column] => {
                let value_type = column.value_type;
                Ok((result, value_type))
            }
            columns => Err(SqlError::at(
                expr.span().start,
                format_args!(
                    "Multiple columns returned by subquery are not yet supported. Found {}",
                    columns.len()
                ),
            )),
        }
    }
}
