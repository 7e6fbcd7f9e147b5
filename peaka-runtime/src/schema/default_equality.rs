//! Compares defaults by value, because the service returns them in its own spelling.
//!
//! The functions are `const`, so that declarations can be compared with a [snapshot](crate::Snapshot) at
//! compile time.

use super::bytes::{is_equal, is_equal_ignoring_case};
use super::column_request::ColumnRequest;
use super::data_type::DataType;
use super::default_parse::{DateTime, Number, parse_uuid};
use super::default_text::DefaultText;

/// Returns whether a live default has the same value as the declared one.
pub(crate) const fn is_same_default(declared: &ColumnRequest<'_>, live: Option<&str>) -> bool {
    let data_type = declared.data_type;
    match (declared.default_value, effective_default(data_type, live)) {
        (None, None) => true,
        (Some(declared), Some(live)) => {
            is_same_value(data_type, DefaultText::new(declared).as_str(), live)
        }
        _ => false,
    }
}

/// Returns whether two live defaults of a column have the same value.
pub(crate) fn is_same_live_default(data_type: DataType, defaults: [Option<&str>; 2]) -> bool {
    match defaults.map(|text| effective_default(data_type, text)) {
        [None, None] => true,
        [Some(a), Some(b)] => is_same_value(data_type, a, b),
        _ => false,
    }
}

/// Returns the default, or `None` if it is empty: only a VARCHAR can have an empty default.
const fn effective_default(data_type: DataType, default: Option<&str>) -> Option<&str> {
    match default {
        Some(text) if !matches!(data_type, DataType::Varchar) && text.trim_ascii().is_empty() => {
            None
        }
        default => default,
    }
}

/// Returns whether two texts spell the same value of a data type.
const fn is_same_value(data_type: DataType, a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if matches!(data_type, DataType::Varchar) || is_equal(a, b) {
        return is_equal(a, b);
    }
    let (a, b) = (a.trim_ascii(), b.trim_ascii());
    // A text that cannot be parsed equals only itself, which is checked above.
    match data_type {
        DataType::Varchar => false,
        DataType::Boolean => is_equal_ignoring_case(a, b),
        DataType::Bigint | DataType::Decimal => {
            matches!((Number::parse(a), Number::parse(b)), (Some(a), Some(b)) if a.equals(&b))
        }
        DataType::Uuid => matches!((parse_uuid(a), parse_uuid(b)), (Some(a), Some(b)) if a == b),
        DataType::Date | DataType::Time | DataType::Timestamp => matches!(
            (DateTime::parse(data_type, a), DateTime::parse(data_type, b)),
            (Some(a), Some(b)) if a.equals(&b)
        ),
    }
}

#[cfg(test)]
mod tests;
