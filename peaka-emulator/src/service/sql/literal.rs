//! Reads literals.

use sqlparser::ast::{Expr, Value as Literal, ValueWithSpan};

use super::bind::Binder;
use super::error::SqlError;
use super::value::Value;
use super::value_type::ValueType;
use crate::service::data_type::DataType;

impl Binder<'_> {
    /// Returns the value of a literal or a placeholder.
    pub(crate) fn literal(&self, literal: &ValueWithSpan) -> Result<Value, SqlError> {
        let ValueWithSpan { value, span } = literal;
        Ok(match value {
            Literal::Null => Value::null(None),
            Literal::Boolean(truth) => Value::boolean(Some(*truth)),
            Literal::SingleQuotedString(text) => Value::new(ValueType::VARCHAR, Some(text.clone())),
            Literal::Number(digits, _) => {
                let invalid = || {
                    SqlError::at(
                        span.start,
                        format_args!("Invalid numeric literal: {digits}"),
                    )
                };
                if digits.contains(['e', 'E']) {
                    return Ok(Value::double(digits.parse().map_err(|_| invalid())?));
                }
                let data_type = match digits.contains('.') {
                    true => DataType::Decimal,
                    false => DataType::Bigint,
                };
                let text = data_type.stored_text(digits);
                Value::new(data_type, Some(text.ok_or_else(invalid)?))
            }
            Literal::Placeholder(number) => {
                let index = number
                    .strip_prefix('?')
                    .and_then(|number| number.parse().ok());
                let bindings = self.environment.bindings();
                let binding = index.and_then(|index: usize| bindings.get(index.checked_sub(1)?));
                binding
                    .cloned()
                    .ok_or_else(|| SqlError::at(span.start, "mismatched input '?'"))?
            }
            other => {
                return Err(SqlError::unsupported_at(
                    span.start,
                    format_args!("the literal {other}"),
                ));
            }
        })
    }
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
