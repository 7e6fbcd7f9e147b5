//! Sorts rows.

use std::cmp::Ordering;

use sqlparser::ast::{Expr, OrderByExpr, OrderBySort, Spanned};

use super::bind::Binder;
use super::environment::Environment;
use super::error::SqlError;
use super::expression::{Expression, Kind};
use super::literal::whole_number;
use super::relation::Relation;
use super::value::Value;

/// An expression that rows are sorted by.
pub(crate) struct SortKey {
    pub(crate) expression: Expression,
    is_descending: bool,
    nulls_first: bool,
}

impl SortKey {
    pub(crate) fn new(expression: Expression, item: &OrderByExpr) -> Self {
        Self {
            expression,
            is_descending: matches!(item.options.sort, Some(OrderBySort::Desc)),
            // As in Trino, NULL is last by default, whatever the direction.
            nulls_first: item.options.nulls_first.unwrap_or(false),
        }
    }

    fn compare(&self, left: &Value, right: &Value) -> Ordering {
        match (&left.text, &right.text) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) if self.nulls_first => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) if self.nulls_first => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(_), Some(_)) => {
                let ordering = left.compare(right).unwrap_or(Ordering::Equal);
                match self.is_descending {
                    true => ordering.reverse(),
                    false => ordering,
                }
            }
        }
    }
}

/// Compares the values of sort keys.
pub(crate) fn compare_keys(left: &[Value], right: &[Value], order: &[SortKey]) -> Ordering {
    let keys = left.iter().zip(right).zip(order);
    let orderings = keys.map(|((left, right), key)| key.compare(left, right));
    orderings.fold(Ordering::Equal, Ordering::then)
}

/// Sorts the result of a query by its own columns.
pub(crate) fn sort(
    relation: &mut Relation,
    order: &[OrderByExpr],
    environment: &dyn Environment,
) -> Result<(), SqlError> {
    let mut keys = Vec::new();
    for item in order {
        let expression = match whole_number(&item.expr) {
            Some(index) => {
                let column = index
                    .checked_sub(1)
                    .map(|at| (at, relation.columns.get(at)));
                let Some((at, Some(column))) = column else {
                    return Err(no_such_position("ORDER BY", index, &item.expr));
                };
                Expression::new(Kind::Column(at), column.value_type)
            }
            None => Binder::new(&relation.columns, environment).bind(&item.expr)?,
        };
        keys.push(SortKey::new(expression, item));
    }
    let rows = std::mem::take(&mut relation.rows).into_iter();
    let rows = rows.map(|row| {
        let values = keys.iter().map(|key| key.expression.evaluate(&row));
        Ok((values.collect::<Result<Vec<_>, _>>()?, row))
    });
    let mut rows = rows.collect::<Result<Vec<_>, SqlError>>()?;
    rows.sort_by(|(left, _), (right, _)| compare_keys(left, right, &keys));
    relation.rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok(())
}

/// Returns the error of a position in GROUP BY or ORDER BY that no column has.
pub(crate) fn no_such_position(clause: &str, index: usize, expr: &Expr) -> SqlError {
    SqlError::at(
        expr.span().start,
        format_args!("{clause} position {index} is not in select list"),
    )
}
