//! Executes a query: its named queries, its SELECTs and set operations, and its OFFSET and LIMIT.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ptr;
use std::rc::Rc;

use sqlparser::ast::{Expr, LimitClause, OrderBy, OrderByKind, Query, SetExpr, Spanned, With};

use super::environment::Environment;
use super::error::SqlError;
use super::literal::whole_number;
use super::relation::{Relation, RelationColumn, Tables, identifier};
use super::set_operation::combine;
use super::sort::sort;
use super::value::Value;

/// What the names in a query stand for.
#[derive(Clone)]
pub(crate) struct Context<'a> {
    pub(crate) tables: &'a dyn Tables,
    /// The values of the placeholders.
    bindings: &'a [Value],
    /// The named queries, with later ones before earlier ones of the same name.
    pub(crate) named: Vec<(String, Relation)>,
    /// The columns of the queries around a subquery.
    outer: Vec<RelationColumn>,
    /// The results of subqueries in expressions by their address, because an expression is resolved more than once.
    results: Rc<RefCell<HashMap<*const Query, Rc<Relation>>>>,
}

impl Environment for Context<'_> {
    fn bindings(&self) -> &[Value] {
        self.bindings
    }

    fn outer_columns(&self) -> &[RelationColumn] {
        &self.outer
    }

    fn subquery(
        &self,
        query: &Query,
        columns: &[RelationColumn],
    ) -> Result<Rc<Relation>, SqlError> {
        let known = self.results.borrow().get(&ptr::from_ref(query)).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let mut context = self.clone();
        context.outer.extend(columns.iter().cloned());
        let result = Rc::new(context.query(query)?);
        let mut results = self.results.borrow_mut();
        results.insert(ptr::from_ref(query), Rc::clone(&result));
        Ok(result)
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(tables: &'a dyn Tables, bindings: &'a [Value]) -> Self {
        Self {
            tables,
            bindings,
            named: Vec::new(),
            outer: Vec::new(),
            results: Rc::default(),
        }
    }

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
            body => {
                let mut relation = self.operand(body)?;
                sort(&mut relation, order, self)?;
                relation
            }
        };
        let (offset, limit) = bounds(query)?;
        relation.rows.drain(..offset.min(relation.rows.len()));
        relation.rows.truncate(limit);
        Ok(relation)
    }

    /// Executes a query or an operand of a set operation.
    fn operand(&self, body: &SetExpr) -> Result<Relation, SqlError> {
        match body {
            SetExpr::Select(select) => self.select(select, &[]),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation {
                left,
                op,
                set_quantifier,
                right,
            } => {
                let location = body.span().start;
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                combine(*op, *set_quantifier, left, right, location)
            }
            other => {
                let what = match other {
                    SetExpr::Values(_) => "VALUES",
                    SetExpr::Table(_) => "TABLE",
                    _ => "this query",
                };
                Err(SqlError::unsupported(other, what))
            }
        }
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
