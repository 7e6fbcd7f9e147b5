//! Compares defaults by value: the service returns texts in its own spelling.
//!
//! The functions are constant, for the comparison with a [snapshot](crate::Snapshot) at compile time.

use super::bytes::{all_digits, number, same, split};
use super::column_request::ColumnRequest;
use super::data_type::DataType;
use super::default_text::DefaultText;

/// Returns whether a live default has the same value as the declared one.
pub(crate) const fn same_default(declared: &ColumnRequest<'_>, live: Option<&str>) -> bool {
    let data_type = declared.data_type;
    match (declared.default_value, non_empty(data_type, live)) {
        (None, None) => true,
        (Some(wanted), Some(found)) => {
            same_text(data_type, DefaultText::new(wanted).as_str(), found)
        }
        _ => false,
    }
}

/// Returns whether two live defaults of a column have the same value.
pub(crate) fn same_live_default(data_type: DataType, defaults: [Option<&str>; 2]) -> bool {
    match defaults.map(|text| non_empty(data_type, text)) {
        [None, None] => true,
        [Some(a), Some(b)] => same_text(data_type, a, b),
        _ => false,
    }
}

/// Returns the default, or `None` if it is empty: only a VARCHAR can be empty.
const fn non_empty(data_type: DataType, default: Option<&str>) -> Option<&str> {
    match default {
        Some(text) if !matches!(data_type, DataType::Varchar) && text.trim_ascii().is_empty() => {
            None
        }
        default => default,
    }
}

const fn same_text(data_type: DataType, wanted: &str, found: &str) -> bool {
    let (wanted, found) = (wanted.as_bytes(), found.as_bytes());
    if matches!(data_type, DataType::Varchar) || same(wanted, found) {
        return same(wanted, found);
    }
    let (wanted, found) = (wanted.trim_ascii(), found.trim_ascii());
    // A text that cannot be parsed is equal only to itself, which was checked above.
    match data_type {
        DataType::Varchar => false,
        DataType::Boolean => wanted.eq_ignore_ascii_case(found),
        DataType::Bigint | DataType::Decimal => {
            matches!((Number::read(wanted), Number::read(found)), (Some(a), Some(b)) if a.is(&b))
        }
        DataType::Uuid => matches!((uuid(wanted), uuid(found)), (Some(a), Some(b)) if a == b),
        DataType::Date | DataType::Time | DataType::Timestamp => matches!(
            (DateTime::read(data_type, wanted), DateTime::read(data_type, found)),
            (Some(a), Some(b)) if a.is(&b)
        ),
    }
}

/// A number of any length: its digits without leading and trailing zeros, and the power of ten of the last
/// digit.
struct Number<'t> {
    negative: bool,
    whole: &'t [u8],
    fraction: &'t [u8],
    exponent: i64,
}

impl<'t> Number<'t> {
    const fn read(text: &'t [u8]) -> Option<Self> {
        let (mantissa, exponent) = match split(text, b"eE") {
            (mantissa, Some(exponent)) => match integer(exponent) {
                Some(exponent) => (mantissa, exponent as i64),
                None => return None,
            },
            (mantissa, None) => (mantissa, 0),
        };
        let (negative, mantissa) = match mantissa {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, mantissa),
        };
        let (whole, fraction) = match split(mantissa, b".") {
            (whole, Some(fraction)) => (whole, fraction),
            (whole, None) => (whole, &[] as &[u8]),
        };
        if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        Some(Self::reduced(negative, whole, fraction, exponent))
    }

    const fn reduced(negative: bool, whole: &'t [u8], fraction: &'t [u8], exponent: i64) -> Self {
        let (mut whole, mut fraction) = (
            without_leading_zeros(whole),
            without_trailing_zeros(fraction),
        );
        let mut exponent = exponent - fraction.len() as i64;
        if fraction.is_empty() {
            let digits = whole.len();
            whole = without_trailing_zeros(whole);
            exponent += (digits - whole.len()) as i64;
        }
        if whole.is_empty() {
            fraction = without_leading_zeros(fraction);
        }
        // All spellings of zero are equal.
        let is_zero = whole.is_empty() && fraction.is_empty();
        Self {
            negative: negative && !is_zero,
            whole,
            fraction,
            exponent: if is_zero { 0 } else { exponent },
        }
    }

    const fn is(&self, other: &Self) -> bool {
        let count = self.whole.len() + self.fraction.len();
        if self.negative != other.negative
            || self.exponent != other.exponent
            || count != other.whole.len() + other.fraction.len()
        {
            return false;
        }
        let mut i = 0;
        while i < count && self.digit(i) == other.digit(i) {
            i += 1;
        }
        i == count
    }

    const fn digit(&self, i: usize) -> u8 {
        if i < self.whole.len() {
            self.whole[i]
        } else {
            self.fraction[i - self.whole.len()]
        }
    }
}

const fn integer(text: &[u8]) -> Option<i32> {
    match str::from_utf8(text) {
        Ok(text) => match i32::from_str_radix(text, 10) {
            Ok(integer) => Some(integer),
            Err(_) => None,
        },
        Err(_) => None,
    }
}

const fn without_leading_zeros(mut digits: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = digits {
        digits = rest;
    }
    digits
}

const fn without_trailing_zeros(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b'0'] = digits {
        digits = rest;
    }
    digits
}

const fn uuid(text: &[u8]) -> Option<u128> {
    let (mut value, mut digits, mut i) = (0, 0, 0);
    while i < text.len() {
        if text[i] != b'-' {
            digits += 1;
            match (text[i] as char).to_digit(16) {
                Some(digit) if digits <= 32 => value = value << 4 | digit as u128,
                _ => return None,
            }
        }
        i += 1;
    }
    if digits == 32 { Some(value) } else { None }
}

/// A date, a time, or both.
struct DateTime<'t> {
    /// Year, month, day; hours, minutes, seconds.
    numbers: [u32; 6],
    /// The fractional digits of the second, without trailing zeros.
    fraction: &'t [u8],
}

impl<'t> DateTime<'t> {
    const fn read(data_type: DataType, text: &'t [u8]) -> Option<Self> {
        let midnight: &[u8] = b"00:00";
        let (day, clock) = match data_type {
            DataType::Date => (text, midnight),
            DataType::Time => (b"0-0-0" as &[u8], text),
            // A timestamp without a zone equals the same one in UTC: Trino writes the zone only for the type
            // that has one.
            _ => match split(without_utc(text), b"Tt ") {
                (day, Some(clock)) => (day, clock),
                (day, None) => (day, midnight),
            },
        };
        let (year, month, day) = match split(day, b"-") {
            (year, Some(rest)) => match split(rest, b"-") {
                (month, Some(day)) => (number(year), number(month), number(day)),
                (_, None) => return None,
            },
            (_, None) => return None,
        };
        let (hours, minutes, seconds) = match split(clock, b":") {
            (hours, Some(rest)) => match split(rest, b":") {
                (minutes, Some(seconds)) => (number(hours), number(minutes), seconds),
                (minutes, None) => (number(hours), number(minutes), b"0" as &[u8]),
            },
            (_, None) => return None,
        };
        let (seconds, fraction) = match split(seconds, b".") {
            (seconds, Some(fraction)) => (number(seconds), fraction),
            (seconds, None) => (number(seconds), b"" as &[u8]),
        };
        match (year, month, day, hours, minutes, seconds) {
            (Some(year), Some(month), Some(day), Some(hours), Some(minutes), Some(seconds))
                if all_digits(fraction) =>
            {
                Some(Self {
                    numbers: [year, month, day, hours, minutes, seconds],
                    fraction: without_trailing_zeros(fraction),
                })
            }
            _ => None,
        }
    }

    const fn is(&self, other: &Self) -> bool {
        let mut i = 0;
        while i < self.numbers.len() && self.numbers[i] == other.numbers[i] {
            i += 1;
        }
        i == self.numbers.len() && same(self.fraction, other.fraction)
    }
}

const fn without_utc(text: &[u8]) -> &[u8] {
    match text {
        [rest @ .., b'Z' | b'z']
        | [rest @ .., b'U', b'T', b'C']
        | [rest @ .., b'+', b'0', b'0', b':', b'0', b'0'] => rest.trim_ascii_end(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schema::DefaultValue;

    #[test]
    fn different_spellings_of_one_value_are_equal() {
        for (data_type, wanted, found) in [
            (DataType::Bigint, "3", "3"),
            (DataType::Bigint, "3", "+3"),
            (DataType::Bigint, "0", "-0"),
            (
                DataType::Bigint,
                "-9223372036854775808",
                "-9223372036854775808",
            ),
            (DataType::Decimal, "1.5", "1.50"),
            (DataType::Decimal, "100", "1E+2"),
            (DataType::Decimal, "0.001", ".001"),
            (DataType::Decimal, "0", "0E-18"),
            (DataType::Boolean, "true", "TRUE"),
            (DataType::Date, "2024-01-01", "2024-1-1"),
            (DataType::Time, "08:30", "08:30:00.000000"),
            (
                DataType::Timestamp,
                "2024-01-01T08:30:00Z",
                "2024-01-01 08:30:00.000",
            ),
            (
                DataType::Timestamp,
                "2024-01-01 08:30:00.5",
                "2024-01-01 08:30:00.500000 UTC",
            ),
            (
                DataType::Uuid,
                "0188D6F4-0000-7000-8000-000000000001",
                "0188d6f4-0000-7000-8000-000000000001",
            ),
        ] {
            assert!(
                same_text(data_type, wanted, found),
                "{data_type}: {wanted} = {found}"
            );
            assert!(
                same_text(data_type, found, wanted),
                "{data_type}: {found} = {wanted}"
            );
        }
    }

    #[test]
    fn two_meanings_are_a_difference() {
        for (data_type, wanted, found) in [
            (DataType::Varchar, "a", "A"),
            (DataType::Varchar, "3", "3.0"),
            (DataType::Varchar, "a", "a "),
            (DataType::Bigint, "3", "30"),
            (DataType::Bigint, "3", "-3"),
            (DataType::Bigint, "9007199254740993", "9007199254740992"),
            (DataType::Decimal, "1.5", "1.05"),
            (DataType::Decimal, "1", "1e99999999999"),
            (DataType::Boolean, "true", "false"),
            (DataType::Date, "2024-01-01", "2024-01-02"),
            (DataType::Time, "08:30:00", "08:30:00.1"),
            (
                DataType::Timestamp,
                "2024-01-01 00:00:00",
                "2024-01-01 00:00:00 Europe/Berlin",
            ),
            (
                DataType::Uuid,
                "0188d6f4-0000-7000-8000-000000000001",
                "0188d6f4",
            ),
        ] {
            assert!(
                !same_text(data_type, wanted, found),
                "{data_type}: {wanted} ≠ {found}"
            );
        }
    }

    #[test]
    fn text_that_means_nothing_equals_only_itself() {
        for data_type in DataType::ALL {
            assert!(same_text(data_type, "now()", "now()"));
            assert!(!same_text(data_type, "now()", "today()"));
            assert!(!same_text(data_type, "--", "-"));
        }
    }

    #[test]
    fn only_text_can_be_empty() {
        let text = ColumnRequest::new("a", DataType::Varchar);
        let number = ColumnRequest::new("a", DataType::Bigint);
        assert!(!same_default(&text, Some("")));
        assert!(same_default(
            &text.default_value(DefaultValue::Text("")),
            Some("")
        ));
        assert!(same_default(&number, Some("")));
        assert!(!same_default(
            &number.default_value(DefaultValue::Bigint(0)),
            Some("")
        ));
        assert!(!same_default(
            &number.default_value(DefaultValue::Bigint(0)),
            None
        ));
    }

    proptest! {
        /// What the service answers as a default, and what it calls a type, is any text.
        #[test]
        fn no_text_is_too_odd(wanted: String, found: String, number in "[-+]?[0-9.eE+-]{0,40}") {
            for data_type in DataType::ALL {
                for other in [&found, &number] {
                    let same = same_text(data_type, &wanted, other);
                    prop_assert_eq!(same, same_text(data_type, other, &wanted));
                    prop_assert!(same_text(data_type, other, other));
                }
            }
            let _ = found.parse::<DataType>();
            let known = format!("TimeStamp({found}");
            prop_assert_eq!(known.parse::<DataType>(), Ok(DataType::Timestamp));
        }
    }
}
