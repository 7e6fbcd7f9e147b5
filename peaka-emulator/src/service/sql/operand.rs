//! What operators require of the types of their operands.

use super::error::SqlError;
use super::expression::{Comparison, Expression, Kind};
use super::value_type::{ValueType, type_name};

/// Returns a comparison of two operands.
pub(crate) fn compare(
    comparison: Comparison,
    symbol: &str,
    left: Expression,
    right: Expression,
) -> Result<Expression, SqlError> {
    comparable(symbol, &left, &right)?;
    Ok(Expression::condition(Kind::Compare(
        comparison,
        Box::new([left, right]),
    )))
}

/// Returns the common type of two operands.
pub(crate) fn comparable(
    symbol: &str,
    left: &Expression,
    right: &Expression,
) -> Result<Option<ValueType>, SqlError> {
    ValueType::common(left.value_type, right.value_type)
        .map_err(|()| cannot_apply(symbol, left, right))
}

pub(crate) fn cannot_apply(symbol: &str, left: &Expression, right: &Expression) -> SqlError {
    SqlError::new(format!(
        "Cannot apply operator: {} {symbol} {}",
        type_name(left.value_type),
        type_name(right.value_type)
    ))
}
