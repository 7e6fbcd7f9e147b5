//! Rounds a default to the digits that its column stores.
//!
//! That the service rounds like Trino and PostgreSQL, half away from zero, is an assumption.

use super::data_type::DataType;

/// The largest number of digits of a DECIMAL before the decimal point.
const DECIMAL_INTEGER_DIGITS: usize = 20;

/// The largest number of fractional digits of a DECIMAL.
const DECIMAL_FRACTION_DIGITS: usize = 18;

/// The largest number of fractional digits of a TIME or TIMESTAMP.
const SECOND_DIGITS: usize = 6;

/// Returns a valid default with no more fractional digits than the type stores. One that fits is not changed.
pub(crate) fn rounded(data_type: DataType, default: String) -> String {
    let rounded = match data_type {
        DataType::Decimal => rounded_decimal(&default),
        DataType::Time | DataType::Timestamp => rounded_time(&default),
        _ => None,
    };
    rounded.unwrap_or(default)
}

/// Returns whether a valid default has so many digits before the decimal point that it cannot be stored.
pub(crate) fn is_too_large(data_type: DataType, text: &str) -> bool {
    data_type == DataType::Decimal
        && Decimal::parse(text).is_none_or(|decimal| {
            decimal.point > DECIMAL_INTEGER_DIGITS as i64
                || decimal
                    .rounded()
                    .is_some_and(|decimal| decimal.point > DECIMAL_INTEGER_DIGITS as i64)
        })
}

/// Returns the rounded number; `None` if it need not be rounded.
fn rounded_decimal(text: &str) -> Option<String> {
    let decimal = Decimal::parse(text)?.rounded()?;
    let integer_digits = usize::try_from(decimal.point).unwrap_or(0);
    let zeros = usize::try_from(-decimal.point).unwrap_or(0);
    let (integer, fraction) = decimal.digits.split_at(integer_digits);
    let integer = if integer.is_empty() { "0" } else { integer };
    let fraction = format!("{}{fraction}", "0".repeat(zeros));
    Some(format!("{}{integer}.{fraction}", decimal.sign))
}

/// A decimal number: its digits without leading zeros, and where the decimal point is.
struct Decimal<'t> {
    sign: &'t str,
    digits: String,
    /// The number of digits before the decimal point; negative if the fraction begins with zeros.
    point: i64,
}

impl<'t> Decimal<'t> {
    /// Returns `None` if the exponent does not fit an `i32`; such a number cannot be stored.
    fn parse(text: &'t str) -> Option<Self> {
        let unsigned = text.trim_start_matches(['+', '-']);
        let sign = if text.starts_with('-') { "-" } else { "" };
        let (number, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        if digits.is_empty() {
            let (digits, point) = (String::new(), 0);
            return Some(Self {
                sign,
                digits,
                point,
            });
        }
        let zeros = all.len() - digits.len();
        let exponent = exponent.parse::<i32>().ok()?;
        Some(Self {
            sign,
            point: whole.len() as i64 - zeros as i64 + i64::from(exponent),
            digits: digits.to_owned(),
        })
    }

    /// Rounds to the number of fractional digits that can be stored. Returns `None` if the number already fits.
    fn rounded(&self) -> Option<Self> {
        let fraction = self.digits.trim_end_matches('0').len() as i64 - self.point;
        if fraction <= DECIMAL_FRACTION_DIGITS as i64 {
            return None;
        }
        // Negative if the first significant digit is at least one place beyond the first that is cut off.
        let kept = self.point + DECIMAL_FRACTION_DIGITS as i64;
        let Ok(kept) = usize::try_from(kept) else {
            return Some(Self {
                sign: "",
                digits: String::new(),
                point: -(DECIMAL_FRACTION_DIGITS as i64),
            });
        };
        let (digits, rest) = self.digits.split_at(kept);
        let (digits, carry) = match rest.as_bytes() {
            [b'5'..=b'9', ..] => increment(digits),
            _ => (digits.to_owned(), false),
        };
        let digits = if carry { format!("1{digits}") } else { digits };
        Some(Self {
            sign: self.sign,
            digits,
            point: self.point + i64::from(carry),
        })
    }
}

/// Increments a decimal number of fixed length. Returns its digits, and whether it overflowed to all zeros.
fn increment(digits: &str) -> (String, bool) {
    let kept = digits.trim_end_matches('9');
    let zeros = "0".repeat(digits.len() - kept.len());
    match kept.char_indices().next_back() {
        Some((last, digit)) => {
            let next = char::from(digit as u8 + 1);
            (format!("{}{next}{zeros}", &kept[..last]), false)
        }
        None => (zeros, true),
    }
}

/// Returns the rounded time or timestamp; `None` if it need not be rounded.
fn rounded_time(text: &str) -> Option<String> {
    let (clock, rest) = text.split_once('.')?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(end);
    let (kept, cut) = fraction.split_at_checked(SECOND_DIGITS)?;
    if cut.bytes().all(|digit| digit == b'0') {
        return None;
    }
    let (fraction, carry) = match cut.as_bytes() {
        [b'5'..=b'9', ..] => increment(kept),
        _ => (kept.to_owned(), false),
    };
    let clock = if carry {
        next_second(clock)
    } else {
        clock.to_owned()
    };
    Some(format!("{clock}.{fraction}{zone}"))
}

/// Returns the second after a valid `HH:MM:SS`, which may have a date before it.
fn next_second(text: &str) -> String {
    let (date, time) = text.split_at(text.len() - "HH:MM:SS".len());
    let numbers: Vec<u32> = time
        .split(':')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [hours, minutes, seconds] = numbers[..] else {
        return text.to_owned();
    };
    let second_of_day = (hours * 60 + minutes) * 60 + seconds + 1;
    let date = match (second_of_day, date.get(..10)) {
        (86_400, Some(day)) => format!("{}{}", next_day(day), &date[10..]),
        _ => date.to_owned(),
    };
    let (hours, minutes, seconds) = (
        second_of_day / 3600 % 24,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    format!("{date}{hours:02}:{minutes:02}:{seconds:02}")
}

/// Returns the day after a valid `YYYY-MM-DD`.
fn next_day(text: &str) -> String {
    let numbers: Vec<u32> = text
        .split('-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [year, month, day] = numbers[..] else {
        return text.to_owned();
    };
    let date = |year, month, day| format!("{year:04}-{month:02}-{day:02}");
    [date(year, month, day + 1), date(year, month + 1, 1)]
        .into_iter()
        .find(|next| DataType::Date.accepts(next))
        .unwrap_or_else(|| date(year + 1, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_is_rounded_to_the_digits_of_its_type() {
        use DataType::{Decimal, Time, Timestamp, Varchar};
        for (data_type, default, expected) in [
            (Decimal, "1.50", "1.50"),
            (Decimal, "1e19", "1e19"),
            (Decimal, "0.0000000000000000010", "0.0000000000000000010"),
            (Decimal, "1.2345678901234567894", "1.234567890123456789"),
            (Decimal, "-1.2345678901234567895", "-1.234567890123456790"),
            (Decimal, "9.9999999999999999995", "10.000000000000000000"),
            (Decimal, ".9999999999999999995", "1.000000000000000000"),
            (Decimal, "0.0000000000000000016", "0.000000000000000002"),
            (Decimal, "0.0000000000000000005", "0.000000000000000001"),
            (Decimal, "-0.0000000000000000004", "-0.000000000000000000"),
            (Decimal, "-1e-99", "0.000000000000000000"),
            (Decimal, "15e-19", "0.000000000000000002"),
            (Time, "08:30", "08:30"),
            (Time, "08:30:00.123456", "08:30:00.123456"),
            (Time, "08:30:00.123456000", "08:30:00.123456000"),
            (Time, "08:30:00.1234564", "08:30:00.123456"),
            (Time, "08:30:00.1234565", "08:30:00.123457"),
            (Time, "08:59:59.9999999", "09:00:00.000000"),
            (Time, "23:59:59.9999999", "00:00:00.000000"),
            (Timestamp, "2024-02-29", "2024-02-29"),
            (
                Timestamp,
                "2024-02-28T23:59:59.9999999Z",
                "2024-02-29T00:00:00.000000Z",
            ),
            (
                Timestamp,
                "2024-04-30 23:59:59.9999999+02:00",
                "2024-05-01 00:00:00.000000+02:00",
            ),
            (
                Timestamp,
                "2024-12-31 23:59:59.9999999",
                "2025-01-01 00:00:00.000000",
            ),
            (Varchar, "1.2345678901234567894", "1.2345678901234567894"),
        ] {
            assert_eq!(
                rounded(data_type, default.to_owned()),
                expected,
                "{default}"
            );
        }
    }

    #[test]
    fn number_with_too_many_digits_before_the_point_is_too_large() {
        for (text, expected) in [
            ("99999999999999999999.999999999999999999", false),
            ("99999999999999999999.9999999999999999995", true),
            ("100000000000000000000", true),
            ("-1e19", false),
            ("1e20", true),
            ("0e99", false),
            ("1e9999999999", true),
            ("0.1e20", false),
        ] {
            assert_eq!(is_too_large(DataType::Decimal, text), expected, "{text}");
            assert!(!is_too_large(DataType::Varchar, text));
        }
    }
}
