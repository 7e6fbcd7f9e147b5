//! Parses the texts of defaults, at compile time too.

use super::bytes::{is_all_digits, is_equal, parse_u32, split_at_any};
use super::data_type::DataType;

/// A decimal number of any length, in a normal form that is the same for equal components.
pub(super) struct Number<'t> {
    pub(super) is_negative: bool,
    /// The digits before the decimal point, without leading zeros; also without trailing zeros if there is no
    /// fraction.
    pub(super) integer: &'t [u8],
    /// The digits after the decimal point, without trailing zeros; also without leading zeros if there is no
    /// integer part.
    pub(super) fraction: &'t [u8],
    /// The power of ten of the last digit.
    pub(super) exponent: i64,
}

impl<'t> Number<'t> {
    pub(super) const fn parse(text: &'t [u8]) -> Option<Self> {
        let (mantissa, exponent) = match split_at_any(text, b"eE") {
            (mantissa, Some(exponent)) => match parse_i32(exponent) {
                Some(exponent) => (mantissa, exponent as i64),
                None => return None,
            },
            (mantissa, None) => (mantissa, 0),
        };
        let (is_negative, mantissa) = match mantissa {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, mantissa),
        };
        let (integer, fraction) = match split_at_any(mantissa, b".") {
            (integer, Some(fraction)) => (integer, fraction),
            (integer, None) => (integer, &[] as &[u8]),
        };
        if integer.is_empty() && fraction.is_empty()
            || !is_all_digits(integer)
            || !is_all_digits(fraction)
        {
            return None;
        }
        Some(Self::normalized(is_negative, integer, fraction, exponent))
    }

    const fn normalized(
        is_negative: bool,
        integer: &'t [u8],
        fraction: &'t [u8],
        exponent: i64,
    ) -> Self {
        let (mut integer, mut fraction) = (
            without_leading_zeros(integer),
            without_trailing_zeros(fraction),
        );
        let mut exponent = exponent - fraction.len() as i64;
        if fraction.is_empty() {
            let digits = integer.len();
            integer = without_trailing_zeros(integer);
            exponent += (digits - integer.len()) as i64;
        }
        if integer.is_empty() {
            fraction = without_leading_zeros(fraction);
        }
        // All spellings of zero are equal.
        let is_zero = integer.is_empty() && fraction.is_empty();
        Self {
            is_negative: is_negative && !is_zero,
            integer,
            fraction,
            exponent: if is_zero { 0 } else { exponent },
        }
    }

    pub(super) const fn equals(&self, other: &Self) -> bool {
        let count = self.digit_count();
        if self.is_negative != other.is_negative
            || self.exponent != other.exponent
            || count != other.digit_count()
        {
            return false;
        }
        let mut i = 0;
        while i < count && self.digit(i) == other.digit(i) {
            i += 1;
        }
        i == count
    }

    /// Returns the number of digits.
    pub(super) const fn digit_count(&self) -> usize {
        self.integer.len() + self.fraction.len()
    }

    /// Returns the number of digits before the decimal point; negative if the fraction begins with zeros.
    pub(super) const fn integer_digit_count(&self) -> i64 {
        self.exponent + self.digit_count() as i64
    }

    /// Returns a digit, as an ASCII character.
    pub(super) const fn digit(&self, i: usize) -> u8 {
        if i < self.integer.len() {
            self.integer[i]
        } else {
            self.fraction[i - self.integer.len()]
        }
    }
}

const fn parse_i32(text: &[u8]) -> Option<i32> {
    match std::str::from_utf8(text) {
        Ok(text) => match i32::from_str_radix(text, 10) {
            Ok(number) => Some(number),
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

/// Parses 32 hexadecimal digits, with hyphens anywhere between them.
pub(super) const fn parse_uuid(text: &[u8]) -> Option<u128> {
    let (mut value, mut digits, mut i) = (0, 0, 0);
    while i < text.len() {
        if text[i] != b'-' {
            digits += 1;
            match (text[i] as char).to_digit(16) {
                Some(digit) if digits <= 32 => value = value * 16 + digit as u128,
                _ => return None,
            }
        }
        i += 1;
    }
    if digits == 32 { Some(value) } else { None }
}

/// A date, a time, or both.
pub(super) struct DateTime<'t> {
    /// Year, month, day; hours, minutes, seconds.
    pub(super) components: [u32; 6],
    /// The fractional digits of the second, without trailing zeros.
    pub(super) fraction: &'t [u8],
}

impl<'t> DateTime<'t> {
    pub(super) const fn parse(data_type: DataType, text: &'t [u8]) -> Option<Self> {
        let midnight: &[u8] = b"00:00";
        let (date, time) = match data_type {
            DataType::Date => (text, midnight),
            DataType::Time => (b"0-0-0" as &[u8], text),
            // A UTC suffix does not change the value, and Trino writes one only for types `with time zone`.
            _ => match split_at_any(without_utc(text), b"Tt ") {
                (date, Some(time)) => (date, time),
                (date, None) => (date, midnight),
            },
        };
        let (year, month, day) = match split_at_any(date, b"-") {
            (year, Some(rest)) => match split_at_any(rest, b"-") {
                (month, Some(day)) => (parse_u32(year), parse_u32(month), parse_u32(day)),
                (_, None) => return None,
            },
            (_, None) => return None,
        };
        let (hours, minutes, seconds) = match split_at_any(time, b":") {
            (hours, Some(rest)) => match split_at_any(rest, b":") {
                (minutes, Some(seconds)) => (parse_u32(hours), parse_u32(minutes), seconds),
                (minutes, None) => (parse_u32(hours), parse_u32(minutes), b"0" as &[u8]),
            },
            (_, None) => return None,
        };
        let (seconds, fraction) = match split_at_any(seconds, b".") {
            (seconds, Some(fraction)) => (parse_u32(seconds), fraction),
            (seconds, None) => (parse_u32(seconds), b"" as &[u8]),
        };
        match (year, month, day, hours, minutes, seconds) {
            (Some(year), Some(month), Some(day), Some(hours), Some(minutes), Some(seconds))
                if is_all_digits(fraction) =>
            {
                Some(Self {
                    components: [year, month, day, hours, minutes, seconds],
                    fraction: without_trailing_zeros(fraction),
                })
            }
            _ => None,
        }
    }

    pub(super) const fn equals(&self, other: &Self) -> bool {
        let mut i = 0;
        while i < self.components.len() && self.components[i] == other.components[i] {
            i += 1;
        }
        i == self.components.len() && is_equal(self.fraction, other.fraction)
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
