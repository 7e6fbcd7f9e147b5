//! Executes a query: its named queries, its SELECT, and its OFFSET and LIMIT.

use sqlparser::ast::{
    Expr, LimitClause, OrderBy, OrderByKind, Query, SetExpr, Value as Literal, ValueWithSpan, With,
};

use super::error::SqlError;
use super::relation::{Relation, Tables, identifier};
use super::value::Value;

/// What the names in a query stand for.
#[derive(Clone)]
pub(crate) struct Context<'a> {
    pub(crate) tables: &'a dyn Tables,
    /// The values of the placeholders.
    pub(crate) bindings: &'a [Value],
    /// The named queries, with later ones before earlier ones of the same name.
    pub(crate) named: Vec<(String, Relation)>,
}

impl Context<'_> {
    /// Executes a query.
    pub(crate) fn query(&self, query: &Query) -> Result<Relation, SqlError> {
        let Some(with) = &query.with else {
            return self.body(query);
        };
        let mut context = self.clone();
        context.add_named(with)?;
        context.body(query)
    }

    fn add_named(&mut self, with: &With) -> Result<(), SqlError> {
        if with.recursive {
            return Err(SqlError::unsupported(with, "WITH RECURSIVE"));
        }
        for named in &with.cte_tables {
            let relation = self.query(&named.query)?.aliased(&named.alias)?;
            self.named.push((identifier(&named.alias.name), relation));
        }
        Ok(())
    }

    fn body(&self, query: &Query) -> Result<Relation, SqlError> {
        let order = match &query.order_by {
            None => &[][..],
            Some(OrderBy {
                kind: OrderByKind::Expressions(order),
                ..
            }) => order,
            Some(_) => return Err(SqlError::unsupported(query, "ORDER BY ALL")),
        };
        let mut relation = match &*query.body {
            SetExpr::Select(select) => self.select(select, order)?,
            SetExpr::Query(inner) if order.is_empty() => self.query(inner)?,
            other => {
                let what = match other {
                    SetExpr::SetOperation { op, .. } => op.to_string(),
                    SetExpr::Values(_) => "VALUES".to_owned(),
                    SetExpr::Table(_) => "TABLE".to_owned(),
                    _ => "this query".to_owned(),
                };
                return Err(SqlError::unsupported(other, what));
            }
        };
        let (offset, limit) = bounds(query)?;
        relation.rows.drain(..offset.min(relation.rows.len()));
        relation.rows.truncate(limit);
        Ok(relation)
    }
}

/// Returns the numbers of rows that are skipped, and that are returned at most.
fn bounds(query: &Query) -> Result<(usize, usize), SqlError> {
    let (mut offset, mut limit) = (0, usize::MAX);
    match &query.limit_clause {
        None => {}
        Some(LimitClause::LimitOffset {
            limit: rows,
            offset: skipped,
            limit_by,
        }) if limit_by.is_empty() => {
            if let Some(rows) = rows {
                limit = count(rows)?;
            }
            if let Some(skipped) = skipped {
                offset = count(&skipped.value)?;
            }
        }
        Some(_) => return Err(SqlError::unsupported(query, "this form of LIMIT")),
    }
    if let Some(fetch) = &query.fetch {
        if fetch.percent || fetch.with_ties {
            return Err(SqlError::unsupported(query, "this form of FETCH"));
        }
        limit = match &fetch.quantity {
            Some(rows) => count(rows)?,
            None => 1,
        };
    }
    Ok((offset, limit))
}

fn count(expr: &Expr) -> Result<usize, SqlError> {
    whole_number(expr)
        .ok_or_else(|| SqlError::unsupported(expr, format_args!("{expr} as a number of rows")))
}

/// Returns the value of a literal that is a whole number.
pub(crate) fn whole_number(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Value(ValueWithSpan {
            value: Literal::Number(digits, _),
            ..
        }) => digits.parse().ok(),
        _ => None,
    }
}
