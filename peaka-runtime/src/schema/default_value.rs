//! The default of a column, as a request sends it.

use std::fmt;

use serde::{Serialize, Serializer};

/// The default of a column, as a request sends it.
///
/// The default of a BIGINT column is sent as a JSON number, as in the documented example of *Add BI Column*.
/// All others are sent as strings, as in the documented schema. Responses contain strings.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
///
/// let clicks = ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(0));
/// assert_eq!(clicks.default_value.unwrap().to_string(), "0");
/// let price = ColumnRequest::new("price", DataType::Decimal).default_value(DefaultValue::Text("1.50"));
/// assert_eq!(price.default_value.unwrap().to_string(), "1.50");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DefaultValue<'a> {
    /// The default of a BIGINT column.
    Bigint(i64),
    /// The default of a BOOLEAN column.
    Boolean(bool),
    /// The default of any other column, in Trino's spelling: `1.50`, `2024-01-31`, `2024-01-31 08:30:00`.
    Text(&'a str),
}

impl fmt::Display for DefaultValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bigint(number) => number.fmt(f),
            Self::Boolean(value) => value.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl Serialize for DefaultValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bigint(number) => serializer.serialize_i64(*number),
            Self::Boolean(value) => serializer.collect_str(value),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn only_bigint_default_is_sent_as_number() {
        for (default, sent, shown) in [
            (DefaultValue::Bigint(3), json!(3), "3"),
            (
                DefaultValue::Bigint(i64::MIN),
                json!(i64::MIN),
                "-9223372036854775808",
            ),
            (DefaultValue::Boolean(true), json!("true"), "true"),
            (DefaultValue::Boolean(false), json!("false"), "false"),
            (DefaultValue::Text("1.50"), json!("1.50"), "1.50"),
            (DefaultValue::Text(""), json!(""), ""),
        ] {
            assert_eq!(to_value(default).unwrap(), sent);
            assert_eq!(default.to_string(), shown);
        }
    }

    #[test]
    fn default_is_padded_like_its_value() {
        assert_eq!(format!("{:>3}", DefaultValue::Bigint(3)), "  3");
        assert_eq!(format!("{:<6}", DefaultValue::Boolean(true)), "true  ");
        assert_eq!(format!("{:>3}", DefaultValue::Text("a")), "  a");
    }
}
