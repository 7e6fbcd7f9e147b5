//! How values of rows are stored.

use serde_json::Value as Json;

use super::data_type::DataType;
use super::json_number::number_text;

/// The number of digits in a stored fraction of a second.
const FRACTION_DIGITS: usize = 6;

impl DataType {
    /// Returns the form in which a value is stored, or `None` if `text` is not a value of this type.
    ///
    /// The stored forms of one type sort like the values, except those of numbers.
    pub(crate) fn stored_text(self, text: &str) -> Option<String> {
        if !self.accepts(text) {
            return None;
        }
        match self {
            Self::Varchar | Self::Date => Some(text.to_owned()),
            Self::Bigint => text.parse::<i64>().ok().map(|number| number.to_string()),
            Self::Boolean | Self::Uuid => Some(text.to_ascii_lowercase()),
            Self::Decimal => {
                let digits = text.strip_prefix('+').unwrap_or(text);
                (!digits.contains(['e', 'E'])).then(|| digits.to_owned())
            }
            Self::Time => stored_time(text),
            Self::Timestamp => {
                let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
                let time = time.strip_suffix('Z').unwrap_or(time);
                Some(format!("{date} {}", stored_time(time)?))
            }
        }
    }

    /// Returns the form in which a JSON value is stored: `None` for null, and an error for a value of another type.
    pub(crate) fn stored_json(self, value: &Json) -> Result<Option<String>, ()> {
        let text = match value {
            Json::Null => return Ok(None),
            Json::String(text) => self.stored_text(text),
            Json::Number(number) if self.is_number() => {
                number_text(number).and_then(|text| self.stored_text(&text))
            }
            Json::Bool(truth) if self == Self::Boolean => Some(truth.to_string()),
            _ => None,
        };
        text.map(Some).ok_or(())
    }
}

/// Returns a time with seconds and six digits of a fraction, or `None` if it is more precise or has an offset.
fn stored_time(text: &str) -> Option<String> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let clock = match clock.len() {
        5 => format!("{clock}:00"),
        8 => clock.to_owned(),
        _ => return None,
    };
    (fraction.len() <= FRACTION_DIGITS && !fraction.contains(['+', '-']))
        .then(|| format!("{clock}.{fraction:0<FRACTION_DIGITS$}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_stored_in_one_form() {
        for (data_type, text, stored) in [
            (DataType::Varchar, " a ", Some(" a ")),
            (DataType::Bigint, "+007", Some("7")),
            (DataType::Bigint, "1.0", None),
            (DataType::Boolean, "TRUE", Some("true")),
            (DataType::Decimal, "+1.50", Some("1.50")),
            (DataType::Decimal, "1e3", None),
            (DataType::Date, "2024-01-31", Some("2024-01-31")),
            (DataType::Time, "08:30", Some("08:30:00.000000")),
            (DataType::Time, "08:30:01.5", Some("08:30:01.500000")),
            (DataType::Time, "08:30:01.1234567", None),
            (
                DataType::Timestamp,
                "2024-01-31",
                Some("2024-01-31 00:00:00.000000"),
            ),
            (
                DataType::Timestamp,
                "2024-01-31T08:30:00.25Z",
                Some("2024-01-31 08:30:00.250000"),
            ),
            (DataType::Timestamp, "2024-01-31 08:30:00+02:00", None),
            (
                DataType::Uuid,
                "00000000-0000-0000-0000-00000000000F",
                Some("00000000-0000-0000-0000-00000000000f"),
            ),
        ] {
            assert_eq!(data_type.stored_text(text).as_deref(), stored, "{text}");
        }
    }

    #[test]
    fn json_values_must_have_the_type_of_the_column() {
        let max = json!(9_007_199_254_740_993_i64);
        assert_eq!(
            DataType::Bigint.stored_json(&max),
            Ok(Some("9007199254740993".to_owned()))
        );
        assert_eq!(DataType::Boolean.stored_json(&json!(null)), Ok(None));
        assert_eq!(DataType::Varchar.stored_json(&json!(1)), Err(()));
        assert_eq!(DataType::Bigint.stored_json(&json!(true)), Err(()));
        assert_eq!(DataType::Decimal.stored_json(&json!([])), Err(()));
    }
}
