//! Converts a live default to a literal for an attribute.

use peaka_runtime::__private::{canonical_default, is_valid_default_text};
use peaka_runtime::DataType;

/// Returns a literal with the value of the live default; `None` if the derive accepts no such literal. The live spelling
/// is kept if the derive accepts it.
pub(crate) fn literal(data_type: DataType, live: &str) -> Option<String> {
    let is_valid = |text: &&str| is_valid_default_text(data_type, text);
    match data_type {
        DataType::Varchar => Some(format!("{live:?}")),
        DataType::Bigint => {
            let number = canonical_default(data_type, live)?.parse::<i64>();
            number.ok().map(|number| number.to_string())
        }
        DataType::Boolean => canonical_default(data_type, live),
        _ => {
            if let Some(text) = Some(live.trim_ascii()).filter(is_valid) {
                return Some(format!("{text:?}"));
            }
            let canonical = canonical_default(data_type, live)?;
            is_valid(&&*canonical).then(|| format!("{canonical:?}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use peaka_runtime::{ColumnRequest, DefaultValue, LiveTable, plan};
    use proptest::prelude::*;
    use proptest::string::string_regex;
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn literal_has_the_same_value() {
        for (data_type, live, expected) in [
            (DataType::Varchar, "a\"b\n\u{202e}", r#""a\"b\n\u{202e}""#),
            (DataType::Varchar, " ", r#"" ""#),
            (DataType::Bigint, "+3", "3"),
            (DataType::Bigint, "3.0", "3"),
            (DataType::Bigint, "1E+2", "100"),
            (DataType::Bigint, "3.", "3"),
            (DataType::Date, "2024-1-1", r#""2024-01-01""#),
            (DataType::Time, "8:30", r#""08:30:00""#),
            (
                DataType::Timestamp,
                "2024-1-1 8:30",
                r#""2024-01-01 08:30:00""#,
            ),
            (
                DataType::Timestamp,
                "2024-01-01t08:30:00z",
                r#""2024-01-01 08:30:00""#,
            ),
            (
                DataType::Uuid,
                "0188d6f4000070008000000000000001",
                r#""0188d6f4-0000-7000-8000-000000000001""#,
            ),
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
            (DataType::Decimal, "1e19", r#""10000000000000000000""#),
            (DataType::Date, "2024-02-29", r#""2024-02-29""#),
            (DataType::Time, "08:30", r#""08:30""#),
            (
                DataType::Timestamp,
                "2024-01-31T08:30:00.5Z",
                r#""2024-01-31 08:30:00.5""#,
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
            assert!(is_in_sync(data_type, &literal, live), "{data_type}: {live}");
        }
    }

    /// Returns whether a column that is declared with the literal matches one with the live default.
    fn is_in_sync(data_type: DataType, literal: &str, live: &str) -> bool {
        let text = literal.trim_matches('"');
        let default = match data_type {
            DataType::Bigint => DefaultValue::Bigint(text.parse().unwrap()),
            DataType::Boolean => DefaultValue::Boolean(text.parse().unwrap()),
            _ => DefaultValue::Text(text),
        };
        let declared = [ColumnRequest::new("a", data_type).default_value(default)];
        let column = json!([{"name": "a", "dataType": data_type.as_str(), "defaultValue": live}]);
        let table = LiveTable {
            name: "t".to_owned(),
            columns: from_value(column).unwrap(),
        };
        !plan("t", &declared, Some(&table)).is_denied()
    }

    /// Generates values as the derive accepts them.
    fn declarable() -> impl Strategy<Value = (DataType, String)> {
        let date = "(0[0-9]{3}|2024)-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";
        let time = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,12})?)?";
        prop_oneof![
            any::<i64>().prop_map(|number| (DataType::Bigint, number.to_string())),
            any::<i8>().prop_map(|number| (DataType::Bigint, number.to_string())),
            any::<bool>().prop_map(|value| (DataType::Boolean, value.to_string())),
            "[-+]?([0-9]{1,20}(\\.[0-9]{0,18})?|\\.[0-9]{1,18})"
                .prop_map(|text| (DataType::Decimal, text)),
            date.prop_map(|text| (DataType::Date, text)),
            time.prop_map(|text| (DataType::Time, text)),
            string_regex(&format!("{date}[ T]{time}"))
                .unwrap()
                .prop_map(|text| (DataType::Timestamp, text)),
            any::<u128>().prop_map(|value| {
                (
                    DataType::Uuid,
                    canonical_default(DataType::Uuid, &format!("{value:032x}")).unwrap(),
                )
            }),
        ]
    }

    /// Returns another spelling of a value.
    fn respelled(data_type: DataType, text: &str, choice: u8) -> String {
        let shift = i32::from(choice % 7) - 3;
        let spelled = match data_type {
            DataType::Bigint | DataType::Decimal => {
                let (sign, digits) = match text.strip_prefix(['-', '+']) {
                    Some(digits) => (&text[..1], digits),
                    None => ("", text),
                };
                let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
                match choice % 3 {
                    // The point moves behind the last digit.
                    0 => format!("{sign}00{whole}{fraction}E-{}", fraction.len()),
                    1 => format!("{sign}{whole}.{fraction}000"),
                    _ => {
                        let exponent = i32::try_from(whole.len()).unwrap() + shift.abs();
                        let zeros = "0".repeat(usize::try_from(shift.abs()).unwrap());
                        format!("{sign}.{zeros}{whole}{fraction}e+{exponent}")
                    }
                }
            }
            DataType::Uuid => text.replace('-', "").to_uppercase(),
            DataType::Date => text.replace("-0", "-"),
            DataType::Time => text.strip_prefix('0').unwrap_or(text).replace(":0", ":"),
            DataType::Timestamp => format!(
                "{}{}",
                text.replace("-0", "-").replace('T', "t"),
                ["Z", " UTC", "+00:00"][usize::from(choice % 3)]
            ),
            _ => text.to_uppercase(),
        };
        format!(" {spelled} ")
    }

    proptest! {
        /// Every spelling that the comparison accepts has a literal.
        #[test]
        fn every_spelling_of_a_declarable_value_has_a_literal((data_type, text) in declarable(), choice: u8) {
            prop_assume!(matches!(data_type, DataType::Bigint | DataType::Boolean)
                || is_valid_default_text(data_type, &text));
            let live = respelled(data_type, &text, choice);
            prop_assert!(is_in_sync(data_type, &text, &live), "{data_type}: {text} = {live}");
            let literal = literal(data_type, &live);
            prop_assert!(literal.is_some(), "{data_type}: {live}");
            let literal = literal.unwrap();
            prop_assert!(is_in_sync(data_type, &literal, &live), "{data_type}: {literal} = {live}");
            prop_assert!(is_in_sync(data_type, &literal, &text), "{data_type}: {literal} = {text}");
        }

        /// A declaration with the literal matches the live default.
        #[test]
        fn literal_of_any_text_is_in_sync(text in "[-+]?[0-9.eE:TZ -]{0,24}|true|FALSE|\\PC{0,8}") {
            for &data_type in DataType::ALL {
                if data_type == DataType::Varchar {
                    continue;
                }
                if let Some(literal) = literal(data_type, &text) {
                    prop_assert!(is_in_sync(data_type, &literal, &text), "{data_type}: {literal} = {text}");
                }
            }
        }
    }

    #[test]
    fn default_that_the_derive_rejects_has_no_literal() {
        for (data_type, live) in [
            (DataType::Bigint, "9223372036854775808"),
            (DataType::Bigint, "nextval('s')"),
            (DataType::Boolean, "1"),
            (DataType::Decimal, "NaN"),
            (DataType::Decimal, "1e20"),
            (DataType::Decimal, "1e-19"),
            (DataType::Decimal, "1e-99999"),
            (DataType::Decimal, "ée5"),
            (DataType::Date, "current_date"),
            (DataType::Timestamp, "now()"),
            (DataType::Timestamp, "2024-01-31 08:30:00.1234567"),
            (DataType::Timestamp, "2024-01-31 08:30:00+02:00"),
            (DataType::Uuid, "x"),
        ] {
            assert_eq!(literal(data_type, live), None, "{data_type}: {live}");
        }
    }
}
