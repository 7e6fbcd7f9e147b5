//! Evaluates a statement over the rows of its table.

use std::cmp::Ordering;

use super::error::SqlError;
use super::select::{Expression, Name, OrderBy, Select, Selected};
use super::value::Value;
use crate::service::data_type::DataType;

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResultColumn {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    /// Whether the column is one of the table, and not computed.
    pub(crate) is_stored: bool,
}

/// Evaluates a statement over rows, whose values are in the order of the columns.
pub(crate) fn evaluate(
    select: &Select,
    columns: &[(&str, DataType)],
    mut rows: Vec<Vec<Value>>,
) -> Result<(Vec<ResultColumn>, Vec<Vec<Value>>), SqlError> {
    let position = |name: &Name| column_position(columns, name);
    // The names are resolved even if there are no rows.
    if let Some(filter) = &select.filter {
        check(filter, columns)?;
    }
    let order = select
        .order
        .iter()
        .map(|order| Ok((position(&order.column)?, order)))
        .collect::<Result<Vec<_>, SqlError>>()?;
    let mut projection = Vec::new();
    let mut result_columns = Vec::new();
    for selected in &select.columns {
        match selected {
            Selected::All => {
                projection.extend(0..columns.len());
                result_columns.extend(columns.iter().map(|(name, data_type)| ResultColumn {
                    name: (*name).to_owned(),
                    data_type: *data_type,
                    is_stored: true,
                }));
            }
            Selected::Column(name, alias) => {
                let index = position(name)?;
                projection.push(index);
                result_columns.push(ResultColumn {
                    name: alias.as_ref().unwrap_or(&name.text).clone(),
                    data_type: columns[index].1,
                    is_stored: true,
                });
            }
            Selected::Count(alias) => result_columns.push(ResultColumn {
                // Trino names a column without a name by its position.
                name: alias
                    .clone()
                    .unwrap_or_else(|| format!("_col{}", result_columns.len())),
                data_type: DataType::Bigint,
                is_stored: false,
            }),
        }
    }
    let counts = result_columns.len() - projection.len();
    if counts > 0 && !projection.is_empty() {
        return Err(SqlError::new(
            "the emulator does not support GROUP BY: COUNT(*) must be selected alone",
        ));
    }

    if let Some(filter) = &select.filter {
        let mut kept = Vec::new();
        for row in rows {
            if truth(filter, columns, &row)? == Some(true) {
                kept.push(row);
            }
        }
        rows = kept;
    }
    if counts > 0 {
        let count = Value::new(DataType::Bigint, Some(rows.len().to_string()));
        rows = vec![vec![count; counts]];
    } else {
        rows.sort_by(|left, right| compare_rows(left, right, &order));
        rows = rows
            .into_iter()
            .map(|row| projection.iter().map(|&index| row[index].clone()).collect())
            .collect();
    }
    let rows = rows.into_iter().skip(select.offset);
    let rows = rows.take(select.limit.unwrap_or(usize::MAX));
    Ok((result_columns, rows.collect()))
}

/// Returns the position of a column. As in Trino, the letter case of a name has no influence.
fn column_position(columns: &[(&str, DataType)], name: &Name) -> Result<usize, SqlError> {
    let exact = columns.iter().position(|(column, _)| *column == name.text);
    exact
        .or_else(|| {
            let name = name.text.to_lowercase();
            columns
                .iter()
                .position(|(column, _)| column.to_lowercase() == name)
        })
        .ok_or_else(|| {
            let message = format!("Column '{}' cannot be resolved", name.text);
            SqlError::at(name.position, &message)
        })
}

/// Checks the names and types of an expression with a row of NULLs.
fn check(expression: &Expression, columns: &[(&str, DataType)]) -> Result<(), SqlError> {
    let nulls: Vec<_> = columns
        .iter()
        .map(|(_, data_type)| Value::new(*data_type, None))
        .collect();
    truth(expression, columns, &nulls).map(|_| ())
}

/// Returns the truth of an expression for a row; `None` is unknown, because of a NULL.
fn truth(
    expression: &Expression,
    columns: &[(&str, DataType)],
    row: &[Value],
) -> Result<Option<bool>, SqlError> {
    let both = |[left, right]: &[Expression; 2]| {
        Ok((truth(left, columns, row)?, truth(right, columns, row)?))
    };
    Ok(match expression {
        Expression::And(operands) => match both(operands)? {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Expression::Or(operands) => match both(operands)? {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Expression::Not(operand) => truth(operand, columns, row)?.map(|truth| !truth),
        Expression::IsNull(operand) => Some(value(operand, columns, row)?.text.is_none()),
        Expression::Compare(comparison, operands) => {
            let [left, right] = &**operands;
            let (left, right) = (value(left, columns, row)?, value(right, columns, row)?);
            let ordering = left.compare(comparison.symbol, &right)?;
            ordering.map(comparison.holds)
        }
        Expression::Column(_) | Expression::Value(_) => {
            let value = value(expression, columns, row)?;
            if value
                .data_type
                .is_some_and(|data_type| data_type != DataType::Boolean)
            {
                return Err(SqlError::new("a condition must evaluate to a boolean"));
            }
            value.text.map(|text| text == "true")
        }
    })
}

fn value(
    expression: &Expression,
    columns: &[(&str, DataType)],
    row: &[Value],
) -> Result<Value, SqlError> {
    Ok(match expression {
        Expression::Column(name) => row[column_position(columns, name)?].clone(),
        Expression::Value(value) => value.clone(),
        condition => Value::new(
            DataType::Boolean,
            truth(condition, columns, row)?.map(|truth| truth.to_string()),
        ),
    })
}

fn compare_rows(left: &[Value], right: &[Value], order: &[(usize, &OrderBy)]) -> Ordering {
    let orderings = order.iter().map(|&(index, order)| {
        let (left, right) = (&left[index], &right[index]);
        match (&left.text, &right.text) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) if order.nulls_first => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) if order.nulls_first => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            // Values of one column have one type, so they can be compared.
            (Some(_), Some(_)) => {
                let ordering = left.compare("<", right).ok().flatten();
                let ordering = ordering.unwrap_or(Ordering::Equal);
                if order.is_descending {
                    ordering.reverse()
                } else {
                    ordering
                }
            }
        }
    });
    orderings.fold(Ordering::Equal, Ordering::then)
}
