//! Executes UNION, INTERSECT and EXCEPT.

use std::collections::{HashMap, HashSet};

use sqlparser::ast::{SetOperator, SetQuantifier};
use sqlparser::tokenizer::Location;

use super::error::SqlError;
use super::relation::{Relation, RelationColumn};
use super::value::{Value, row_key};
use super::value_type::{ValueType, type_name};

/// Combines the results of two queries. The columns have the names of the first one.
///
/// Two rows are the same if their values are, and NULL is the same as NULL.
pub(crate) fn combine(
    operator: SetOperator,
    quantifier: SetQuantifier,
    left: Relation,
    right: Relation,
    location: Location,
) -> Result<Relation, SqlError> {
    let is_all = match quantifier {
        SetQuantifier::All => true,
        SetQuantifier::Distinct | SetQuantifier::None => false,
        other => {
            return Err(SqlError::unsupported_at(
                location,
                format_args!("{operator} {other}"),
            ));
        }
    };
    if operator == SetOperator::Minus {
        // Trino does not have it.
        return Err(SqlError::unsupported_at(location, operator));
    }
    let columns = common_columns(operator, &left.columns, &right.columns, location)?;
    let mut rows = coerced(left.rows, &columns)?;
    let mut right = coerced(right.rows, &columns)?;
    if operator == SetOperator::Union {
        rows.append(&mut right);
    }
    if !is_all {
        let mut known = HashSet::new();
        rows.retain(|row| known.insert(row_key(row)));
    }
    if operator != SetOperator::Union {
        // With ALL, each row of the right query accounts for one row of the left query.
        let mut counts = HashMap::<_, usize>::new();
        for row in &right {
            *counts.entry(row_key(row)).or_default() += 1;
        }
        rows.retain(|row| {
            let count = counts.get_mut(&row_key(row)).filter(|count| **count > 0);
            let is_found = count.is_some();
            if let Some(count) = count {
                *count -= 1;
            }
            is_found == (operator == SetOperator::Intersect)
        });
    }
    Ok(Relation { columns, rows })
}

fn common_columns(
    operator: SetOperator,
    left: &[RelationColumn],
    right: &[RelationColumn],
    location: Location,
) -> Result<Vec<RelationColumn>, SqlError> {
    if left.len() != right.len() {
        let (left, right) = (left.len(), right.len());
        return Err(SqlError::at(
            location,
            format_args!("{operator} query has different number of fields: {left}, {right}"),
        ));
    }
    let pairs = left.iter().zip(right).enumerate();
    let columns = pairs.map(|(index, (left, right))| {
        let common = ValueType::common(left.value_type, right.value_type);
        let value_type = common.map_err(|()| {
            SqlError::at(
                location,
                format_args!(
                    "column {} in {operator} query has incompatible types: {}, {}",
                    index + 1,
                    type_name(left.value_type),
                    type_name(right.value_type)
                ),
            )
        })?;
        Ok(RelationColumn {
            qualifier: None,
            value_type,
            ..left.clone()
        })
    });
    columns.collect()
}

/// Returns rows with the types of the columns.
fn coerced(rows: Vec<Vec<Value>>, columns: &[RelationColumn]) -> Result<Vec<Vec<Value>>, SqlError> {
    let rows = rows.into_iter().map(|row| {
        let values = row.into_iter().zip(columns);
        let values = values.map(|(value, column)| value.coerced(column.value_type));
        values.collect()
    });
    rows.collect()
}
