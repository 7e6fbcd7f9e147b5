//! Executes a SELECT: filter, groups, columns, DISTINCT and ORDER BY.

use std::collections::HashSet;

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, Ident, OrderByExpr, Select, SelectItem,
    SelectItemQualifiedWildcardKind, Spanned, WildcardAdditionalOptions,
};

use super::bind::Binder;
use super::error::SqlError;
use super::expression::{Expression, Kind};
use super::group::Grouping;
use super::literal::whole_number;
use super::query::Context;
use super::relation::{Relation, RelationColumn, identifier, is_same_name};
use super::sort::{SortKey, compare_keys, no_such_position};
use super::value::{Value, row_key};

/// What is computed for each row or group.
struct Plan {
    columns: Vec<RelationColumn>,
    projection: Vec<Expression>,
    having: Option<Expression>,
    order: Vec<SortKey>,
    /// `None` computes rows.
    grouping: Option<Grouping>,
}

impl Context<'_> {
    pub(crate) fn select(
        &self,
        select: &Select,
        order: &[OrderByExpr],
    ) -> Result<Relation, SqlError> {
        reject_other_clauses(select)?;
        let mut from = self.from(&select.from)?;
        if let Some(filter) = &select.selection {
            let filter = Binder::new(&from.columns, self).condition(filter)?;
            from.rows = matching(from.rows, &filter)?;
        }
        let plan = self.plan(select, order, &from.columns)?;
        let mut rows = match &plan.grouping {
            Some(grouping) => grouping.rows(from.rows)?,
            None => from.rows,
        };
        if let Some(having) = &plan.having {
            rows = matching(rows, having)?;
        }
        let rows = rows.iter().map(|row| {
            let values = plan.projection.iter().map(|column| column.evaluate(row));
            let keys = plan.order.iter().map(|key| key.expression.evaluate(row));
            Ok((
                keys.collect::<Result<_, _>>()?,
                values.collect::<Result<_, _>>()?,
            ))
        });
        let mut rows = rows.collect::<Result<Vec<(Vec<Value>, Vec<Value>)>, SqlError>>()?;
        if select.distinct.is_some() {
            let mut known = HashSet::new();
            rows.retain(|(_, values)| known.insert(row_key(values)));
        }
        rows.sort_by(|(left, _), (right, _)| compare_keys(left, right, &plan.order));
        Ok(Relation {
            columns: plan.columns,
            rows: rows.into_iter().map(|(_, values)| values).collect(),
        })
    }

    /// Resolves what is selected.
    fn plan(
        &self,
        select: &Select,
        order: &[OrderByExpr],
        columns: &[RelationColumn],
    ) -> Result<Plan, SqlError> {
        let GroupByExpr::Expressions(keys, modifiers) = &select.group_by else {
            return Err(SqlError::unsupported(select, "GROUP BY ALL"));
        };
        if !modifiers.is_empty() {
            return Err(SqlError::unsupported(select, "modifiers of GROUP BY"));
        }
        let mut grouping = Grouping::default();
        for key in keys {
            let key = match whole_number(key) {
                Some(index) => match index
                    .checked_sub(1)
                    .and_then(|at| select.projection.get(at))
                {
                    Some(
                        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. },
                    ) => expr,
                    _ => return Err(no_such_position("GROUP BY", index, key)),
                },
                None => key,
            };
            grouping.keys.push(Binder::new(columns, self).bind(key)?);
        }
        if keys.is_empty() && select.having.is_none() {
            let mut binder = Binder::new(columns, self);
            let rows = resolve(select, order, &mut binder);
            // With an aggregate, all rows are one group.
            if !binder.has_aggregate {
                return rows;
            }
        }
        let mut binder = Binder::new(columns, self);
        binder.grouping = Some(&mut grouping);
        let plan = resolve(select, order, &mut binder)?;
        let grouping = Some(grouping);
        Ok(Plan { grouping, ..plan })
    }
}

fn resolve(
    select: &Select,
    order: &[OrderByExpr],
    binder: &mut Binder<'_>,
) -> Result<Plan, SqlError> {
    let mut columns = Vec::new();
    let mut projection = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                let alias = match item {
                    SelectItem::ExprWithAlias { alias, .. } => Some(alias),
                    _ => None,
                };
                let expression = binder.bind(expr)?;
                columns.push(column(&expression, expr, alias, columns.len(), binder));
                projection.push(expression);
            }
            SelectItem::Wildcard(options) if is_plain(options) => {
                add_all(None, item, binder, &mut columns, &mut projection)?;
            }
            SelectItem::QualifiedWildcard(
                SelectItemQualifiedWildcardKind::ObjectName(name),
                options,
            ) if is_plain(options) => {
                let table = name.0.last().and_then(|part| part.as_ident());
                add_all(
                    table.map(identifier),
                    item,
                    binder,
                    &mut columns,
                    &mut projection,
                )?;
            }
            _ => {
                return Err(SqlError::unsupported(
                    item,
                    format_args!("the column {item}"),
                ));
            }
        }
    }
    let having = match &select.having {
        Some(having) => Some(binder.condition(having)?),
        None => None,
    };
    let order = order.iter().map(|item| {
        let expression = sort_expression(&item.expr, &columns, &projection, select, binder)?;
        if select.distinct.is_some() && !projection.contains(&expression) {
            return Err(SqlError::at(
                item.expr.span().start,
                "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
            ));
        }
        Ok(SortKey::new(expression, item))
    });
    Ok(Plan {
        order: order.collect::<Result<_, SqlError>>()?,
        columns,
        projection,
        having,
        grouping: None,
    })
}

/// Returns a column of the result. Trino names a column without a name by its position.
fn column(
    expression: &Expression,
    expr: &Expr,
    alias: Option<&Ident>,
    position: usize,
    binder: &Binder<'_>,
) -> RelationColumn {
    let name = match expr {
        Expr::Identifier(name) => Some(name),
        Expr::CompoundIdentifier(path) => path.last(),
        _ => None,
    };
    let text = alias.or(name).map(identifier);
    let text = text.unwrap_or_else(|| format!("_col{position}"));
    // The expression of a group refers to a key, and not to the column.
    let of_row = name.and_then(|_| {
        let mut rows = Binder::new(binder.columns, binder.environment);
        rows.bind(expr).ok()
    });
    let stored = match of_row.map(|expression| expression.kind) {
        Some(Kind::Column(index)) => binder.columns.get(index),
        _ => None,
    };
    RelationColumn {
        table: stored.and_then(|column| column.table.clone()),
        ..RelationColumn::computed(text, expression.value_type)
    }
}

fn add_all(
    table: Option<String>,
    item: &SelectItem,
    binder: &mut Binder<'_>,
    columns: &mut Vec<RelationColumn>,
    projection: &mut Vec<Expression>,
) -> Result<(), SqlError> {
    if binder.grouping.is_some() {
        return Err(SqlError::unsupported(
            item,
            "* beside GROUP BY or an aggregate",
        ));
    }
    let before = projection.len();
    for (index, column) in binder.columns.iter().enumerate() {
        if table.as_ref().is_none_or(|table| column.is_of(table)) {
            projection.push(Expression::new(Kind::Column(index), column.value_type));
            columns.push(column.clone());
        }
    }
    if projection.len() == before {
        return Err(SqlError::at(
            item.span().start,
            "SELECT * not allowed in queries without FROM clause",
        ));
    }
    Ok(())
}

/// Resolves a sort item: an alias, a position, or an expression.
fn sort_expression(
    expr: &Expr,
    columns: &[RelationColumn],
    projection: &[Expression],
    select: &Select,
    binder: &mut Binder<'_>,
) -> Result<Expression, SqlError> {
    if let Some(index) = whole_number(expr) {
        let selected = index.checked_sub(1).and_then(|at| projection.get(at));
        return selected
            .cloned()
            .ok_or_else(|| no_such_position("ORDER BY", index, expr));
    }
    if let Expr::Identifier(name) = expr {
        let has_alias = |item: &SelectItem| {
            matches!(item, SelectItem::ExprWithAlias { alias, .. }
                if is_same_name(&identifier(alias), &identifier(name)))
        };
        if select.projection.iter().any(has_alias) {
            let text = identifier(name);
            let mut columns = columns.iter();
            if let Some(index) = columns.position(|column| is_same_name(&column.name, &text)) {
                return Ok(projection[index].clone());
            }
        }
    }
    binder.bind(expr)
}

fn matching(rows: Vec<Vec<Value>>, condition: &Expression) -> Result<Vec<Vec<Value>>, SqlError> {
    let mut kept = Vec::new();
    for row in rows {
        if condition.evaluate_condition(&row)? == Some(true) {
            kept.push(row);
        }
    }
    Ok(kept)
}

fn is_plain(options: &WildcardAdditionalOptions) -> bool {
    *options == WildcardAdditionalOptions::default()
}

fn reject_other_clauses(select: &Select) -> Result<(), SqlError> {
    let other = if matches!(select.distinct, Some(Distinct::On(_))) {
        "DISTINCT ON"
    } else if select.qualify.is_some() {
        "QUALIFY"
    } else if !select.named_window.is_empty() {
        "WINDOW"
    } else if select.into.is_some() {
        "INTO"
    } else if select.top.is_some() {
        "TOP"
    } else if !select.lateral_views.is_empty() {
        "LATERAL VIEW"
    } else {
        return Ok(());
    };
    Err(SqlError::unsupported(select, other))
}
