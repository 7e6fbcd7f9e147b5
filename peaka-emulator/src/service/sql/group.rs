//! Groups of rows, and the functions that aggregate them.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned,
};

use super::bind::{Binder, Groups};
use super::decimal::Decimal;
use super::environment::Environment;
use super::error::SqlError;
use super::expression::{Expression, Kind, Operator, arithmetic};
use super::function::AggregateFunction;
use super::relation::RelationColumn;
use super::value::Value;
use super::value_type::{ValueType, type_name};

/// What rows are grouped by, and what is computed for each group.
///
/// The row of a group has the values of the keys, and then those of the aggregates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grouping {
    pub(crate) keys: Vec<Expression>,
    pub(crate) aggregates: Vec<Aggregate>,
}

/// An aggregate of the rows of a group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aggregate {
    function: AggregateFunction,
    /// `None` stands for the rows themselves.
    argument: Option<Expression>,
    is_distinct: bool,
    filter: Option<Expression>,
    value_type: Option<ValueType>,
}

impl Grouping {
    /// Returns the row of each group.
    pub(crate) fn rows(&self, rows: Vec<Vec<Value>>) -> Result<Vec<Vec<Value>>, SqlError> {
        let mut groups: Vec<(Vec<Value>, Vec<Vec<Value>>)> = Vec::new();
        let mut known = HashMap::new();
        if self.keys.is_empty() {
            // Without GROUP BY, no rows are a group as well.
            groups.push((Vec::new(), rows));
        } else {
            for row in rows {
                let keys = self.keys.iter().map(|key| key.evaluate(&row));
                let keys = keys.collect::<Result<Vec<_>, _>>()?;
                let id: Vec<_> = keys.iter().map(Value::key).collect();
                let index = *known.entry(id).or_insert_with(|| {
                    groups.push((keys, Vec::new()));
                    groups.len() - 1
                });
                groups[index].1.push(row);
            }
        }
        let groups = groups.into_iter().map(|(mut values, rows)| {
            for aggregate in &self.aggregates {
                values.push(aggregate.evaluate(&rows)?);
            }
            Ok(values)
        });
        groups.collect()
    }
}

impl Groups for Grouping {
    fn bind(
        &mut self,
        expr: &Expr,
        columns: &[RelationColumn],
        environment: &dyn Environment,
    ) -> Result<Option<Expression>, SqlError> {
        if let Expr::Function(function) = expr {
            let name = function.name.to_string().to_lowercase();
            if let Some(known) = AggregateFunction::of(&name) {
                let mut binder = Binder::new(columns, environment);
                let aggregate = Aggregate::bind(expr, known, function, &mut binder)?;
                let value_type = aggregate.value_type;
                let known = self.aggregates.iter().position(|known| *known == aggregate);
                let index = known.unwrap_or_else(|| {
                    self.aggregates.push(aggregate);
                    self.aggregates.len() - 1
                });
                let column = Kind::Column(self.keys.len() + index);
                return Ok(Some(Expression::new(column, value_type)));
            }
        }
        if self.keys.is_empty() {
            return Ok(None);
        }
        // An expression that cannot be resolved for rows may still be one for groups.
        let Ok(expression) = Binder::new(columns, environment).bind(expr) else {
            return Ok(None);
        };
        let key = self.keys.iter().position(|key| *key == expression);
        Ok(key.map(|index| Expression::new(Kind::Column(index), expression.value_type)))
    }
}

impl Aggregate {
    fn bind(
        expr: &Expr,
        function: AggregateFunction,
        call: &Function,
        binder: &mut Binder<'_>,
    ) -> Result<Self, SqlError> {
        let unsupported = || SqlError::unsupported(expr, format_args!("the function {expr}"));
        let FunctionArguments::List(list) = &call.args else {
            return Err(unsupported());
        };
        if call.over.is_some() || !list.clauses.is_empty() || !call.within_group.is_empty() {
            return Err(unsupported());
        }
        let argument = match list.args.as_slice() {
            [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] | []
                if function == AggregateFunction::Count =>
            {
                None
            }
            [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] => Some(binder.bind(argument)?),
            _ => return Err(unsupported()),
        };
        let filter = match &call.filter {
            Some(filter) => Some(binder.condition(filter)?),
            None => None,
        };
        let argument_type = argument.as_ref().and_then(|argument| argument.value_type);
        let value_type = match function {
            AggregateFunction::Count => Some(ValueType::BIGINT),
            AggregateFunction::Min | AggregateFunction::Max => argument_type,
            AggregateFunction::Sum | AggregateFunction::Avg
                if !argument_type.is_none_or(ValueType::is_number) =>
            {
                return Err(SqlError::at(
                    expr.span().start,
                    format_args!(
                        "Unexpected parameters ({}) for function {}",
                        type_name(argument_type),
                        call.name.to_string().to_lowercase()
                    ),
                ));
            }
            AggregateFunction::Avg if argument_type == Some(ValueType::BIGINT) => {
                Some(ValueType::Double)
            }
            AggregateFunction::Sum | AggregateFunction::Avg => argument_type,
        };
        Ok(Self {
            function,
            argument,
            is_distinct: list.duplicate_treatment == Some(DuplicateTreatment::Distinct),
            filter,
            value_type,
        })
    }

    fn evaluate(&self, rows: &[Vec<Value>]) -> Result<Value, SqlError> {
        let mut values = Vec::new();
        let mut known = HashSet::new();
        for row in rows {
            if let Some(filter) = &self.filter {
                if filter.evaluate_condition(row)? != Some(true) {
                    continue;
                }
            }
            let Some(argument) = &self.argument else {
                values.push(Value::boolean(Some(true)));
                continue;
            };
            let value = argument.evaluate(row)?;
            let is_new = !self.is_distinct || known.insert(value.key());
            if value.text.is_some() && is_new {
                values.push(value);
            }
        }
        let count = values.len();
        let values = values.into_iter();
        let null = Value::null(self.value_type);
        Ok(match self.function {
            AggregateFunction::Count => Value::new(ValueType::BIGINT, Some(count.to_string())),
            AggregateFunction::Max => values
                .reduce(|left, right| better(left, right, Ordering::Greater))
                .unwrap_or(null),
            AggregateFunction::Min => values
                .reduce(|left, right| better(left, right, Ordering::Less))
                .unwrap_or(null),
            AggregateFunction::Sum => sum(values, self.value_type)?.unwrap_or(null),
            AggregateFunction::Avg => match sum(values, self.value_type)? {
                None => null,
                Some(Value {
                    text: Some(text),
                    value_type: Some(ValueType::Double),
                }) => Value::double(text.parse::<f64>().unwrap_or(f64::NAN) / count as f64),
                Some(sum) => {
                    let sum = Decimal::parse(sum.text.as_deref().unwrap_or_default())?;
                    Value::new(ValueType::DECIMAL, Some(sum.mean(count)?.to_string()))
                }
            },
        })
    }
}

fn better(left: Value, right: Value, wanted: Ordering) -> Value {
    match right.compare(&left) {
        Some(ordering) if ordering == wanted => right,
        _ => left,
    }
}

/// Returns the sum, or `None` of no values.
fn sum(
    mut values: impl Iterator<Item = Value>,
    value_type: Option<ValueType>,
) -> Result<Option<Value>, SqlError> {
    let Some(first) = values.next() else {
        return Ok(None);
    };
    let first = Value {
        value_type,
        ..first
    };
    let sum = values.try_fold(first, |sum, value| {
        arithmetic(Operator::Add, &sum, &value, value_type)
    });
    sum.map(Some)
}
