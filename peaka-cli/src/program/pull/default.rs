//! How an attribute writes a default that a list shows.

use peaka_runtime::__private::is_text_of;
use peaka_runtime::DataType;

/// So many digits a DECIMAL holds, so that one with more zeros is no value of it.
const MAX_DIGITS: usize = 38;

/// The default as a literal that means the same; `None` if the derive takes none that does.
pub(super) fn literal(data_type: DataType, listed: &str) -> Option<String> {
    let trimmed = listed.trim();
    match data_type {
        DataType::Varchar => Some(format!("{listed:?}")),
        DataType::Bigint => trimmed.parse::<i64>().ok().map(|number| number.to_string()),
        DataType::Boolean => {
            let truth = trimmed.to_ascii_lowercase();
            ["true", "false"].contains(&&*truth).then_some(truth)
        }
        DataType::Decimal => text(data_type, [trimmed.to_owned(), plain_decimal(trimmed)]),
        DataType::Timestamp => text(data_type, [trimmed.to_owned(), plain_timestamp(trimmed)]),
        DataType::Date | DataType::Time | DataType::Uuid => text(data_type, [trimmed.to_owned()]),
    }
}

/// The first of the texts that the derive takes.
fn text(data_type: DataType, texts: impl IntoIterator<Item = String>) -> Option<String> {
    let taken = texts.into_iter().find(|text| is_text_of(data_type, text));
    taken.map(|text| format!("{text:?}"))
}

/// A number without the exponent that it has; empty if it is too long for that.
fn plain_decimal(text: &str) -> String {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let Ok(exponent) = exponent.parse::<i16>() else {
        return String::new();
    };
    if usize::from(exponent.unsigned_abs()) > MAX_DIGITS {
        return String::new();
    }
    // The point moves within enough zeros on both sides.
    let zeros = "0".repeat(MAX_DIGITS);
    let all = format!("{zeros}{whole}{fraction}{zeros}");
    let point = (MAX_DIGITS + whole.len()).saturating_add_signed(exponent.into());
    let (Some(whole), Some(fraction)) = (all.get(..point), all.get(point..)) else {
        return String::new();
    };
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// A timestamp without the zone if that is UTC, and with the time of day that a mere date means.
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
    fn a_default_is_written_so_that_it_means_the_same() {
        for (data_type, listed, written) in [
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
            let literal = literal(data_type, listed).unwrap();
            assert_eq!(literal, written, "{data_type}: {listed}");
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
                json!([{"name": "a", "dataType": data_type.as_str(), "defaultValue": listed}]);
            let live = LiveTable {
                name: "t".to_owned(),
                columns: from_value(column).unwrap(),
            };
            assert!(
                !plan("t", &declared, Some(&live)).is_denied(),
                "{data_type}: {listed}"
            );
        }
    }

    #[test]
    fn what_the_derive_does_not_take_is_not_written() {
        for (data_type, listed) in [
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
            assert_eq!(literal(data_type, listed), None, "{data_type}: {listed}");
        }
    }
}
