//! Typed values.

use std::cmp::Ordering;

use super::decimal::{Decimal, double_text};
use super::error::SqlError;
use super::value_type::{CastType, ValueType, type_name};
use crate::service::data_type::DataType;

/// A value with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// The type, or `None` for a NULL without one.
    pub(crate) value_type: Option<ValueType>,
    /// The value as it is stored, or `None` for NULL.
    pub(crate) text: Option<String>,
}

impl Value {
    pub(crate) fn new(value_type: impl Into<ValueType>, text: Option<String>) -> Self {
        Self {
            value_type: Some(value_type.into()),
            text,
        }
    }

    /// Creates a NULL.
    pub(crate) fn null(value_type: Option<ValueType>) -> Self {
        Self {
            value_type,
            text: None,
        }
    }

    pub(crate) fn boolean(truth: Option<bool>) -> Self {
        Self::new(ValueType::BOOLEAN, truth.map(|truth| truth.to_string()))
    }

    pub(crate) fn double(number: f64) -> Self {
        Self::new(ValueType::Double, Some(double_text(number)))
    }

    /// Returns the truth of a boolean; `None` is unknown.
    pub(crate) fn truth(&self) -> Option<bool> {
        self.text.as_deref().map(|text| text == "true")
    }

    /// Converts the value to another type, as `CAST` does.
    pub(crate) fn cast(self, to: CastType) -> Result<Self, SqlError> {
        let value_type = to.value_type();
        let Some(text) = self.text else {
            return Ok(Self::null(Some(value_type)));
        };
        let text = cast_text(self.value_type, &text, to).ok_or_else(|| {
            let (from, to) = (type_name(self.value_type), value_type.name());
            SqlError::new(format!("Cannot cast {from} '{text}' to {to}"))
        })?;
        Ok(Self::new(value_type, Some(text)))
    }

    /// Converts the value to a type that its own type can be coerced to.
    pub(crate) fn coerced(self, to: Option<ValueType>) -> Result<Self, SqlError> {
        match to {
            Some(ValueType::Double) if self.value_type != to => {
                self.cast(CastType::Plain(ValueType::Double))
            }
            _ => Ok(Self {
                value_type: to,
                ..self
            }),
        }
    }

    /// Compares two values of one type, or two numbers. `None` means that one of them is NULL.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        let (left, right) = (self.text.as_deref()?, other.text.as_deref()?);
        let types = [self.value_type, other.value_type];
        Some(if types.contains(&Some(ValueType::Double)) {
            let number = |text: &str| text.parse().unwrap_or(f64::NAN);
            number(left).total_cmp(&number(right))
        } else if types
            .iter()
            .flatten()
            .any(|value_type| value_type.is_number())
        {
            compare_numbers(left, right)
        } else {
            self.comparable(left).cmp(self.comparable(right))
        })
    }

    /// Returns a text that is the same for equal values.
    pub(crate) fn key(&self) -> Option<String> {
        let text = self.text.as_deref()?;
        Some(match self.value_type {
            Some(ValueType::BIGINT | ValueType::DECIMAL) => {
                let (_, whole, fraction) = magnitude(text);
                let sign = if is_negative(text) { "-" } else { "" };
                format!("{sign}{whole}.{fraction}")
            }
            _ => self.comparable(text).to_owned(),
        })
    }

    /// Returns a text that sorts like the value, which is not a number.
    fn comparable<'t>(&self, text: &'t str) -> &'t str {
        match self.value_type {
            // Fractions of a second may have different lengths.
            Some(ValueType::Stored(DataType::Time | DataType::Timestamp)) if text.contains('.') => {
                text.trim_end_matches('0').trim_end_matches('.')
            }
            _ => text,
        }
    }
}

/// Returns what is the same for rows with equal values, where NULL equals NULL.
pub(crate) fn row_key(row: &[Value]) -> Vec<Option<String>> {
    row.iter().map(Value::key).collect()
}

fn cast_text(from: Option<ValueType>, text: &str, to: CastType) -> Option<String> {
    let is_text = from == Some(ValueType::VARCHAR);
    let number = || {
        if from == Some(ValueType::Double) || text.contains(['e', 'E']) {
            Decimal::parse(&format!("{:.18}", text.parse::<f64>().ok()?)).ok()
        } else if is_text && !DataType::Decimal.accepts(text) {
            None
        } else {
            Decimal::parse(text.strip_prefix('+').unwrap_or(text)).ok()
        }
    };
    let is_number = is_text || from.is_none_or(ValueType::is_number);
    match to {
        CastType::Plain(ValueType::Stored(DataType::Varchar)) => Some(text.to_owned()),
        CastType::Plain(ValueType::Double) if is_number => {
            Some(double_text(text.parse::<f64>().ok()?))
        }
        CastType::Plain(ValueType::Stored(DataType::Bigint)) | CastType::Integer if is_number => {
            let whole = match is_text {
                true => text.parse().ok()?,
                false => number()?
                    .rescaled(0)
                    .ok()?
                    .to_string()
                    .parse::<i64>()
                    .ok()?,
            };
            let fits = to != CastType::Integer || i32::try_from(whole).is_ok();
            fits.then(|| whole.to_string())
        }
        CastType::Decimal { precision, scale } if is_number => {
            let rounded = number()?.rescaled(u32::try_from(scale).ok()?).ok()?;
            (rounded.precision() <= precision).then(|| rounded.to_string())
        }
        CastType::Temporal { data_type, digits } => {
            let is_same = from == Some(data_type.into());
            let is_date = data_type == DataType::Timestamp && from == Some(DataType::Date.into());
            (is_text || is_same || is_date).then_some(())?;
            temporal(data_type, text, digits)
        }
        CastType::Plain(ValueType::Stored(DataType::Date))
            if from == Some(DataType::Timestamp.into()) =>
        {
            Some(text.get(..10)?.to_owned())
        }
        CastType::Plain(ValueType::Stored(data_type)) => {
            let is_same = from == Some(data_type.into());
            (is_text || is_same)
                .then(|| data_type.stored_text(text))
                .flatten()
        }
        _ => None,
    }
}

/// Returns a TIME or TIMESTAMP with this number of digits in its fraction; `None` if it has more, or is invalid.
fn temporal(data_type: DataType, text: &str, digits: usize) -> Option<String> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.strip_suffix('Z').unwrap_or(fraction);
    let kept = fraction.trim_end_matches('0');
    if !text.is_ascii()
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
        || kept.len() > digits
    {
        return None;
    }
    let stored = data_type.stored_text(seconds)?;
    let (seconds, _) = stored.split_once('.')?;
    Some(match digits {
        0 => seconds.to_owned(),
        digits => format!("{seconds}.{kept:0<digits$}"),
    })
}

/// Compares two numbers of any length, written in digits with an optional sign and fraction.
fn compare_numbers(left: &str, right: &str) -> Ordering {
    match (is_negative(left), is_negative(right)) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => magnitude(left).cmp(&magnitude(right)),
        (true, true) => magnitude(right).cmp(&magnitude(left)),
    }
}

/// Returns whether a number is less than zero.
fn is_negative(number: &str) -> bool {
    number.starts_with('-') && number.contains(|c| ('1'..='9').contains(&c))
}

/// Returns the digits of a number in a form that compares like its magnitude.
fn magnitude(number: &str) -> (usize, &str, &str) {
    let digits = number.trim_start_matches(['+', '-']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    (whole.len(), whole, fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_compared_exactly() {
        let sorted = [
            "-10",
            "-9.5",
            "-9.25",
            "-0.1",
            "0",
            "0.01",
            "0.1",
            "1",
            "1.05",
            "1.5",
            "2",
            "10",
            "9007199254740992",
            "9007199254740993",
            "99999999999999999999.5",
        ];
        for (i, left) in sorted.iter().enumerate() {
            for (j, right) in sorted.iter().enumerate() {
                assert_eq!(compare_numbers(left, right), i.cmp(&j), "{left} {right}");
            }
        }
        for (left, right) in [("1", "1.0"), ("-0", "0.00"), ("+007.50", "7.5")] {
            assert_eq!(compare_numbers(left, right), Ordering::Equal);
        }
    }
}
