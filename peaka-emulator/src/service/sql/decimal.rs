//! Exact numbers of up to 38 digits, and the spelling of DOUBLE.

use std::fmt;

use super::error::SqlError;

/// One more than the largest magnitude of a number of 38 digits.
const LIMIT: u128 = 10_u128.pow(38);

/// The number of digits after the decimal point of a quotient.
const QUOTIENT_SCALE: u32 = 18;

/// A decimal number: `mantissa` × 10^-`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// Parses digits with an optional sign and fraction.
    pub(crate) fn parse(text: &str) -> Result<Self, SqlError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        let mantissa = digits.parse().map_err(|_| overflow())?;
        let scale = u32::try_from(fraction.len()).map_err(|_| overflow())?;
        Self { mantissa, scale }.checked()
    }

    pub(crate) fn add(self, other: Self) -> Result<Self, SqlError> {
        let (left, right, scale) = self.aligned(other)?;
        let mantissa = left.checked_add(right).ok_or_else(overflow)?;
        Self { mantissa, scale }.checked()
    }

    pub(crate) fn negated(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            ..self
        }
    }

    pub(crate) fn multiply(self, other: Self) -> Result<Self, SqlError> {
        let mantissa = self.mantissa.checked_mul(other.mantissa);
        Self {
            mantissa: mantissa.ok_or_else(overflow)?,
            scale: self.scale + other.scale,
        }
        .checked()
    }

    /// Divides, and rounds half away from zero.
    pub(crate) fn divide(self, other: Self) -> Result<Self, SqlError> {
        if other.mantissa == 0 {
            return Err(division_by_zero());
        }
        let scale = self.scale.max(other.scale);
        self.divided_to(other, scale)
    }

    fn divided_to(self, other: Self, scale: u32) -> Result<Self, SqlError> {
        let shift = i64::from(scale) + i64::from(other.scale) - i64::from(self.scale);
        let shift = u32::try_from(shift).map_err(|_| overflow())?;
        let dividend = scaled(self.mantissa, shift)?;
        Self {
            mantissa: rounded_quotient(dividend, other.mantissa),
            scale,
        }
        .checked()
    }

    /// Returns the mean of `count` numbers of this sum.
    pub(crate) fn mean(self, count: usize) -> Result<Self, SqlError> {
        let count = Self {
            mantissa: i128::try_from(count).map_err(|_| overflow())?,
            scale: 0,
        };
        self.divided_to(count, self.scale.max(QUOTIENT_SCALE))
    }

    pub(crate) fn remainder(self, other: Self) -> Result<Self, SqlError> {
        let (left, right, scale) = self.aligned(other)?;
        let mantissa = left.checked_rem(right).ok_or_else(division_by_zero)?;
        Self { mantissa, scale }.checked()
    }

    /// Rounds half away from zero to a scale, or adds zeros.
    pub(crate) fn rescaled(self, scale: u32) -> Result<Self, SqlError> {
        let mantissa = match self.scale.checked_sub(scale) {
            Some(excess) if excess > 38 => 0,
            Some(excess) => rounded_quotient(self.mantissa, 10_i128.pow(excess)),
            None => scaled(self.mantissa, scale - self.scale)?,
        };
        Self { mantissa, scale }.checked()
    }

    /// Returns the number of digits before and after the decimal point.
    pub(crate) fn precision(self) -> usize {
        self.mantissa.unsigned_abs().to_string().len()
    }

    fn aligned(self, other: Self) -> Result<(i128, i128, u32), SqlError> {
        let scale = self.scale.max(other.scale);
        let left = scaled(self.mantissa, scale - self.scale)?;
        let right = scaled(other.mantissa, scale - other.scale)?;
        Ok((left, right, scale))
    }

    fn checked(self) -> Result<Self, SqlError> {
        let fits = self.mantissa.unsigned_abs() < LIMIT && self.scale <= 38;
        fits.then_some(self).ok_or_else(overflow)
    }
}

fn scaled(mantissa: i128, digits: u32) -> Result<i128, SqlError> {
    let factor = 10_i128.checked_pow(digits);
    let scaled = factor.and_then(|factor| mantissa.checked_mul(factor));
    scaled.ok_or_else(overflow)
}

fn rounded_quotient(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let is_half = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    let away = if (dividend < 0) == (divisor < 0) {
        1
    } else {
        -1
    };
    quotient + if rest != 0 && is_half { away } else { 0 }
}

fn overflow() -> SqlError {
    SqlError::new("Decimal overflow")
}

pub(crate) fn division_by_zero() -> SqlError {
    SqlError::new("Division by zero")
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!(
            "{:0>width$}",
            self.mantissa.unsigned_abs(),
            width = scale + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        match fraction {
            "" => write!(f, "{sign}{whole}"),
            fraction => write!(f, "{sign}{whole}.{fraction}"),
        }
    }
}

/// Returns a DOUBLE as Trino spells it: `12.5`, `1.254740786E7`, `NaN`.
pub(crate) fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned();
    }
    let magnitude = number.abs();
    if number == 0.0 || (1e-3..1e7).contains(&magnitude) {
        return format!("{number:?}");
    }
    let text = format!("{number:E}");
    match text.split_once('E') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0E{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn arithmetic_is_exact_to_38_digits() {
        let max = "99999999999999999999999999999999999999";
        for (left, right, sum) in [
            ("0.1", "0.2", "0.3"),
            ("-1.5", "0.25", "-1.25"),
            (max, "-1", "99999999999999999999999999999999999998"),
            (
                "12345678901234567890.123456789012345678",
                "0.000000000000000001",
                "12345678901234567890.123456789012345679",
            ),
        ] {
            assert_eq!(number(left).add(number(right)).unwrap().to_string(), sum);
        }
        assert!(number(max).add(number("1")).is_err());
        assert!(Decimal::parse(&format!("{max}0")).is_err());
        assert_eq!(
            number("1.5").multiply(number("-0.05")).unwrap().to_string(),
            "-0.075"
        );
        assert_eq!(
            number("-7").remainder(number("3")).unwrap().to_string(),
            "-1"
        );
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        for (left, right, quotient) in [
            ("1.0", "3", "0.3"),
            ("2.0", "3", "0.7"),
            ("-2.0", "3", "-0.7"),
            ("0.5", "10", "0.1"),
            ("-0.5", "10", "-0.1"),
            ("7", "2", "4"),
        ] {
            assert_eq!(
                number(left).divide(number(right)).unwrap().to_string(),
                quotient
            );
        }
        assert_eq!(
            number("10").mean(4).unwrap().to_string(),
            "2.500000000000000000"
        );
        assert_eq!(number("1.005").rescaled(2).unwrap().to_string(), "1.01");
        assert_eq!(number("1.5").rescaled(3).unwrap().to_string(), "1.500");
        assert!(number("1").divide(number("0.0")).is_err());
    }

    #[test]
    fn doubles_are_spelled_like_in_java() {
        for (number, text) in [
            (12.5, "12.5"),
            (3.0, "3.0"),
            (12_547_407.86, "1.254740786E7"),
            (1e7, "1.0E7"),
            (1e-4, "1.0E-4"),
            (-0.0, "-0.0"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(double_text(number), text);
        }
    }
}
