//! The number of digits that a column stores, and whether the service rounded a default to it.

use super::data_type::DataType;
use super::default_parse::{DateTime, Number};

/// The digits of DECIMAL, which is listed as `decimal(38,18)`.
const DECIMAL_DIGITS: Precision = Precision {
    integer: 20,
    fraction: 18,
};

/// The fractional digits of TIMESTAMP, which is listed as `timestamp(6)`.
const SECOND_FRACTION_DIGITS: u32 = 6;

/// The largest number of fractional digits of a second in Trino.
pub(crate) const MAX_SECOND_FRACTION_DIGITS: u32 = 12;

/// The largest number of digits of a decimal in Trino.
pub(crate) const MAX_DECIMAL_DIGITS: u32 = 38;

struct Precision {
    integer: i64,
    fraction: i64,
}

/// Why a column cannot store a default, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExcessDigits {
    pub(crate) reason: &'static str,
    pub(crate) help: &'static str,
}

/// Returns why a column of this type cannot store a default without a loss, because it has too many digits.
///
/// Zeros at either end do not count. The precision of TIME was never observed, so it has no limit here.
pub(crate) const fn excess_digits(data_type: DataType, text: &str) -> Option<ExcessDigits> {
    let text = text.as_bytes().trim_ascii();
    match data_type {
        DataType::Decimal => match Number::parse(text) {
            Some(number) if number.integer_digit_count() > DECIMAL_DIGITS.integer => {
                Some(ExcessDigits {
                    reason: "decimal(38,18) holds at most 20 digits before the decimal point",
                    help: "use a smaller value, or a VARCHAR column",
                })
            }
            Some(number) if -number.exponent > DECIMAL_DIGITS.fraction => Some(ExcessDigits {
                reason: "decimal(38,18) holds at most 18 fractional digits",
                help: "round the value",
            }),
            _ => None,
        },
        DataType::Timestamp => match DateTime::parse(data_type, text) {
            Some(time) if time.fraction.len() > SECOND_FRACTION_DIGITS as usize => {
                Some(ExcessDigits {
                    reason: "timestamp(6) holds at most 6 fractional digits",
                    help: "round the value",
                })
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns whether the live default is the declared one, rounded or truncated to the fractional digits of the live
/// type.
pub(crate) fn is_rounded_default(
    data_type: DataType,
    declared: &str,
    live: &str,
    live_type: Option<&str>,
) -> bool {
    let Some(digits) = fractional_digits(data_type, live_type) else {
        return false;
    };
    let parse = |text: &str| FixedPoint::parse(data_type, text.trim_ascii().as_bytes(), digits);
    match (parse(declared), parse(live)) {
        (Some(declared), Some(live)) => {
            !declared.is_exact && live.is_exact && {
                let rounded_away = declared.units + if declared.is_negative { -1 } else { 1 };
                // The last moment of a day is rounded to midnight.
                let rounded_away = match data_type {
                    DataType::Time => rounded_away % (SECONDS_PER_DAY * 10_i128.pow(digits)),
                    _ => rounded_away,
                };
                live.units == declared.units || live.units == rounded_away
            }
        }
        _ => false,
    }
}

/// Returns the number of fractional digits that a live type holds; `None` if it is unknown.
///
/// A type that is listed without parameters is assumed to be the one that was observed, and TIME to be as precise
/// as TIMESTAMP.
fn fractional_digits(data_type: DataType, live_type: Option<&str>) -> Option<u32> {
    let live_type = live_type.unwrap_or(data_type.as_str());
    if DataType::parse(live_type) != Some(data_type) {
        return None;
    }
    let parameters = match live_type.split_once('(') {
        Some((_, rest)) => Some(rest.split_once(')')?.0),
        None => None,
    };
    let (digits, max) = match (data_type, parameters) {
        (DataType::Decimal, None) => (DECIMAL_DIGITS.fraction.try_into().ok()?, MAX_DECIMAL_DIGITS),
        (DataType::Decimal, Some(parameters)) => {
            let scale = parameters.split_once(',').map_or("0", |(_, scale)| scale);
            (scale.trim().parse().ok()?, MAX_DECIMAL_DIGITS)
        }
        (DataType::Time | DataType::Timestamp, None) => {
            (SECOND_FRACTION_DIGITS, MAX_SECOND_FRACTION_DIGITS)
        }
        (DataType::Time | DataType::Timestamp, Some(digits)) => {
            (digits.trim().parse().ok()?, MAX_SECOND_FRACTION_DIGITS)
        }
        _ => return None,
    };
    (digits <= max).then_some(digits)
}

const SECONDS_PER_DAY: i128 = 24 * 60 * 60;

/// A value as an integer number of units of the live type's last fractional digit, truncated toward zero.
struct FixedPoint {
    units: i128,
    is_negative: bool,
    /// Whether nothing was truncated.
    is_exact: bool,
}

impl FixedPoint {
    fn parse(data_type: DataType, text: &[u8], digits: u32) -> Option<Self> {
        match data_type {
            DataType::Decimal => Self::from_number(&Number::parse(text)?, digits),
            _ => Some(Self::from_time(
                data_type,
                &DateTime::parse(data_type, text)?,
                digits,
            )),
        }
    }

    /// Returns `None` if the number has more digits than a decimal.
    fn from_number(number: &Number<'_>, digits: u32) -> Option<Self> {
        let count = number.digit_count();
        let stored = number.integer_digit_count() + i64::from(digits);
        if count > 0 && stored > i64::from(MAX_DECIMAL_DIGITS) {
            return None;
        }
        let stored = usize::try_from(stored).unwrap_or(0);
        let zeros = if count == 0 {
            0
        } else {
            stored.saturating_sub(count)
        };
        let value = (0..stored.min(count))
            .map(|i| number.digit(i) - b'0')
            .chain(std::iter::repeat_n(0, zeros))
            .fold(0, |value, digit| value * 10 + i128::from(digit));
        Some(Self {
            units: if number.is_negative { -value } else { value },
            is_negative: number.is_negative,
            is_exact: stored >= count,
        })
    }

    fn from_time(data_type: DataType, time: &DateTime<'_>, digits: u32) -> Self {
        let [year, month, day, hours, minutes, seconds] = time.components.map(i128::from);
        let days = match data_type {
            DataType::Time => 0,
            _ => days(year, month, day),
        };
        let seconds = days * SECONDS_PER_DAY + (hours * 60 + minutes) * 60 + seconds;
        let fraction = time.fraction.iter().map(|digit| digit - b'0');
        let units = fraction
            .chain(std::iter::repeat(0))
            .zip(0..digits)
            .fold(seconds, |units, (digit, _)| units * 10 + i128::from(digit));
        Self {
            units,
            is_negative: false,
            is_exact: time.fraction.len() <= digits as usize,
        }
    }
}

/// Returns the number of days from a fixed day to a date.
fn days(year: i128, month: i128, day: i128) -> i128 {
    // Years begin in March here, so that the leap day is the last one.
    let month = (month + 9) % 12;
    let year = year - month / 10;
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day
}

#[cfg(test)]
mod tests;
