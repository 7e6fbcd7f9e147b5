//! Converts a live default to a literal for an attribute.

use std::iter;

use peaka_runtime::__private::is_valid_default_text;
use peaka_runtime::DataType;

/// The largest number of digits in a DECIMAL.
const MAX_DIGITS: usize = 38;

/// Returns a literal with the same value; `None` if the derive accepts none.
pub(crate) fn literal(data_type: DataType, live: &str) -> Option<String> {
    let trimmed = live.trim();
    match data_type {
        DataType::Varchar => Some(format!("{live:?}")),
        DataType::Bigint => trimmed.parse::<i64>().ok().map(|number| number.to_string()),
        DataType::Boolean => {
            let value = trimmed.to_ascii_lowercase();
            ["true", "false"].contains(&&*value).then_some(value)
        }
        DataType::Decimal => first_accepted(
            data_type,
            iter::once(trimmed.to_owned()).chain(plain_decimal(trimmed)),
        ),
        DataType::Timestamp => {
            first_accepted(data_type, [trimmed.to_owned(), plain_timestamp(trimmed)])
        }
        DataType::Date | DataType::Time | DataType::Uuid => {
            first_accepted(data_type, [trimmed.to_owned()])
        }
    }
}

/// Returns the first text that the derive accepts, as a literal.
fn first_accepted(data_type: DataType, texts: impl IntoIterator<Item = String>) -> Option<String> {
    let accepted = texts
        .into_iter()
        .find(|text| is_valid_default_text(data_type, text));
    accepted.map(|text| format!("{text:?}"))
}

/// Returns a number without its exponent; `None` if it is not a number or would be too long.
fn plain_decimal(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = exponent.parse::<i16>().ok()?;
    if usize::from(exponent.unsigned_abs()) > MAX_DIGITS {
        return None;
    }
    // Zeros on both sides, within which the decimal point moves.
    let zeros = "0".repeat(MAX_DIGITS);
    let all = format!("{zeros}{whole}{fraction}{zeros}");
    let point = (MAX_DIGITS + whole.len()).saturating_add_signed(exponent.into());
    let (whole, fraction) = all.split_at_checked(point)?;
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    })
}

/// Returns a timestamp without a UTC zone, and with a time if it is only a date.
fn plain_timestamp(text: &str) -> String {
    let without_zone = ["Z", "z", "UTC", "+00:00"]
        .iter()
        .find_map(|zone| text.strip_suffix(zone))
        .unwrap_or(text)
        .trim_end();
    if without_zone.contains([' ', 'T']) {
        without_zone.to_owned()
    } else {
        format!("{without_zone} 00:00:00")
    }
}

#[cfg(test)]
mod tests {
    use peaka_runtime::{ColumnRequest, DefaultValue, LiveTable, plan};
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn literal_has_the_same_value() {
        for (data_type, live, expected) in [
            (DataType::Varchar, "a\"b\n\u{202e}", r#""a\"b\n\u{202e}""#),
            (DataType::Varchar, " ", r#"" ""#),
            (DataType::Bigint, "+3", "3"),
            (
                DataType::Bigint,
                "-9223372036854775808",
                "-9223372036854775808",
            ),
            (DataType::Boolean, "TRUE", "true"),
            (DataType::Decimal, "1.50", r#""1.50""#),
            (DataType::Decimal, "-1.5E+3", r#""-1500""#),
            (DataType::Decimal, ".25e-2", r#""0.0025""#),
            (DataType::Decimal, "0E-18", r#""0""#),
            (
                DataType::Decimal,
                "1e37",
                r#""10000000000000000000000000000000000000""#,
            ),
            (DataType::Date, "2024-02-29", r#""2024-02-29""#),
            (DataType::Time, "08:30", r#""08:30""#),
            (
                DataType::Timestamp,
                "2024-01-31T08:30:00.5Z",
                r#""2024-01-31T08:30:00.5""#,
            ),
            (
                DataType::Timestamp,
                "2024-01-31 08:30:00 UTC",
                r#""2024-01-31 08:30:00""#,
            ),
            (
                DataType::Timestamp,
                "2024-01-31",
                r#""2024-01-31 00:00:00""#,
            ),
        ] {
            let literal = literal(data_type, live).unwrap();
            assert_eq!(literal, expected, "{data_type}: {live}");
            if data_type == DataType::Varchar {
                continue;
            }
            let text = literal.trim_matches('"');
            let default = match data_type {
                DataType::Bigint => DefaultValue::Bigint(text.parse().unwrap()),
                DataType::Boolean => DefaultValue::Boolean(text.parse().unwrap()),
                _ => DefaultValue::Text(text),
            };
            let declared = [ColumnRequest::new("a", data_type).default_value(default)];
            let column =
                json!([{"name": "a", "dataType": data_type.as_str(), "defaultValue": live}]);
            let table = LiveTable {
                name: "t".to_owned(),
                columns: from_value(column).unwrap(),
            };
            assert!(
                !plan("t", &declared, Some(&table)).is_denied(),
                "{data_type}: {live}"
            );
        }
    }

    #[test]
    fn default_that_the_derive_rejects_has_no_literal() {
        for (data_type, live) in [
            (DataType::Bigint, "9223372036854775808"),
            (DataType::Bigint, "nextval('s')"),
            (DataType::Boolean, "1"),
            (DataType::Decimal, "NaN"),
            (DataType::Decimal, "1e38"),
            (DataType::Decimal, "1e-99999"),
            (DataType::Decimal, "ée5"),
            (DataType::Date, "current_date"),
            (DataType::Timestamp, "now()"),
            (DataType::Timestamp, "2024-01-31 08:30:00+02:00"),
            (DataType::Uuid, "x"),
        ] {
            assert_eq!(literal(data_type, live), None, "{data_type}: {live}");
        }
    }
}
