//! Normalizes live defaults to the spelling that the derive accepts.

use super::data_type::DataType;
use super::default_parse::{DateTime, Number, parse_uuid};
use super::default_precision::MAX_DECIMAL_DIGITS;

/// The largest number of zeros that replace an exponent.
const MAX_ZEROS: usize = MAX_DECIMAL_DIGITS as usize;

/// Returns the canonical spelling of a live default, such as `100` for `1E+2`. Returns `None` if the text is not a value
/// of the data type, or would need more than 38 zeros without its exponent.
#[must_use]
pub fn canonical_default(data_type: DataType, live: &str) -> Option<String> {
    let text = live.trim_ascii();
    match data_type {
        DataType::Varchar => Some(live.to_owned()),
        DataType::Boolean => {
            let value = text.to_ascii_lowercase();
            matches!(&*value, "true" | "false").then_some(value)
        }
        DataType::Bigint | DataType::Decimal => plain_number(&Number::parse(text.as_bytes())?),
        DataType::Uuid => {
            let digits = format!("{:032x}", parse_uuid(text.as_bytes())?);
            let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
            Some(parts.join("-"))
        }
        DataType::Date | DataType::Time | DataType::Timestamp => {
            let value = DateTime::parse(data_type, text.as_bytes())?;
            let [year, month, day, hours, minutes, seconds] = value.components;
            let date = format!("{year:04}-{month:02}-{day:02}");
            let mut time = format!("{hours:02}:{minutes:02}:{seconds:02}");
            if !value.fraction.is_empty() {
                time.push('.');
                time.extend(value.fraction.iter().copied().map(char::from));
            }
            Some(match data_type {
                DataType::Date => date,
                DataType::Time => time,
                _ => format!("{date} {time}"),
            })
        }
    }
}

/// Returns a number without an exponent. Its fraction has no trailing zeros.
fn plain_number(number: &Number<'_>) -> Option<String> {
    let digits = [number.integer, number.fraction].concat();
    let digits = String::from_utf8(digits).ok()?;
    let zeros = |count: usize| (count <= MAX_ZEROS).then(|| "0".repeat(count));
    let sign = if number.is_negative { "-" } else { "" };
    let exponent = usize::try_from(number.exponent.unsigned_abs()).ok()?;
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    if number.exponent >= 0 {
        return Some(format!("{sign}{digits}{}", zeros(exponent)?));
    }
    Some(match digits.len().checked_sub(exponent) {
        // The zero before the point is left out where it would be one digit too many.
        None | Some(0) => {
            let fraction = format!("{}{digits}", zeros(exponent - digits.len())?);
            let zero = if fraction.len() < MAX_ZEROS { "0" } else { "" };
            format!("{sign}{zero}.{fraction}")
        }
        Some(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_value_has_the_same_canonical_one() {
        for (data_type, lives, canonical) in [
            (DataType::Varchar, &[" a "][..], " a "),
            (DataType::Boolean, &["TRUE", " true "], "true"),
            (
                DataType::Bigint,
                &["3", "3.0", "3.", "+3", "03", "30e-1", "0.3e1"],
                "3",
            ),
            (DataType::Bigint, &["1E+2", "100.00", "1000e-1"], "100"),
            (DataType::Bigint, &["0", "-0", "0.0", "0e99"], "0"),
            (DataType::Decimal, &["1.5", "1.50", "15e-1", "+01.5"], "1.5"),
            (DataType::Decimal, &["-.25e-2", "-0.0025"], "-0.0025"),
            (DataType::Date, &["2024-01-01", "2024-1-1"], "2024-01-01"),
            (DataType::Time, &["8:30", "08:30:00.000"], "08:30:00"),
            (DataType::Time, &["8:30:0.50"], "08:30:00.5"),
            (
                DataType::Timestamp,
                &[
                    "2024-1-1 8:30",
                    "2024-01-01t08:30:00z",
                    "2024-01-01 08:30 UTC",
                ],
                "2024-01-01 08:30:00",
            ),
            (DataType::Timestamp, &["2024-01-01"], "2024-01-01 00:00:00"),
            (
                DataType::Uuid,
                &[
                    "0188d6f4000070008000000000000001",
                    "0188D6F4-0000-7000-8000-000000000001",
                ],
                "0188d6f4-0000-7000-8000-000000000001",
            ),
        ] {
            for live in lives {
                let text = canonical_default(data_type, live);
                assert_eq!(text.as_deref(), Some(canonical), "{data_type}: {live}");
            }
        }
    }

    #[test]
    fn zero_before_the_point_is_left_out_where_it_would_be_one_digit_too_many() {
        for (digits, zero) in [(MAX_ZEROS - 1, "0"), (MAX_ZEROS, "")] {
            let text = canonical_default(DataType::Decimal, &format!("1e-{digits}"));
            let expected = format!("{zero}.{}1", "0".repeat(digits - 1));
            assert_eq!(text, Some(expected));
        }
    }

    #[test]
    fn other_text_has_no_canonical_spelling() {
        for (data_type, live) in [
            (DataType::Bigint, "nextval('s')"),
            (DataType::Bigint, "1e39"),
            (DataType::Boolean, "1"),
            (DataType::Decimal, "1e-99"),
            (DataType::Decimal, "NaN"),
            (DataType::Timestamp, "now()"),
            (DataType::Timestamp, "2024-01-31 08:30:00+02:00"),
            (DataType::Uuid, "x"),
        ] {
            assert_eq!(
                canonical_default(data_type, live),
                None,
                "{data_type}: {live}"
            );
        }
    }
}
