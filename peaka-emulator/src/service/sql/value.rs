//! Typed values.

use std::cmp::Ordering;

use super::error::SqlError;
use crate::service::data_type::DataType;

/// A value with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// The type, or `None` for a NULL without one.
    pub(crate) data_type: Option<DataType>,
    /// The value as it is stored, or `None` for NULL.
    pub(crate) text: Option<String>,
}

impl Value {
    pub(crate) fn new(data_type: DataType, text: Option<String>) -> Self {
        Self {
            data_type: Some(data_type),
            text,
        }
    }

    pub(crate) fn null() -> Self {
        Self {
            data_type: None,
            text: None,
        }
    }

    /// Converts the value to another type, as `CAST` does.
    pub(crate) fn cast(self, to: DataType) -> Result<Self, SqlError> {
        let text = match self.text {
            None => None,
            Some(text) => Some(to.stored_text(&text).ok_or_else(|| {
                let from = self.data_type.map_or("unknown", DataType::name);
                SqlError::new(&format!("Cannot cast {from} '{text}' to {}", to.name()))
            })?),
        };
        Ok(Self::new(to, text))
    }

    /// Compares two values for a filter. `None` means that one of them is NULL.
    pub(crate) fn compare(
        &self,
        operator: &str,
        other: &Self,
    ) -> Result<Option<Ordering>, SqlError> {
        if let (Some(left), Some(right)) = (self.data_type, other.data_type)
            && left != right
            && !(left.is_number() && right.is_number())
        {
            return Err(SqlError::new(&format!(
                "Cannot apply operator: {} {operator} {}",
                left.name(),
                right.name()
            )));
        }
        Ok(match (&self.text, &other.text) {
            (Some(left), Some(right)) => Some(if self.data_type.is_some_and(DataType::is_number) {
                compare_numbers(left, right)
            } else {
                left.cmp(right)
            }),
            _ => None,
        })
    }
}

/// Compares two numbers of any length, written in digits with an optional sign and fraction.
fn compare_numbers(left: &str, right: &str) -> Ordering {
    let is_negative =
        |number: &str| number.starts_with('-') && number.contains(|c| ('1'..='9').contains(&c));
    match (is_negative(left), is_negative(right)) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => magnitude(left).cmp(&magnitude(right)),
        (true, true) => magnitude(right).cmp(&magnitude(left)),
    }
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
