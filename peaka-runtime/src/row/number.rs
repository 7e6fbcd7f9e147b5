//! Numbers in the spellings of a response.

/// The largest integer up to which an `f64` holds every integer.
const MAX_EXACT_FLOAT: i128 = 1 << 53;

/// The largest absolute exponent that is expanded into digits.
const MAX_EXPONENT: i32 = 400;

/// The parts of a decimal number, as it is written.
struct DecimalLiteral<'t> {
    is_negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i32,
}

impl<'t> DecimalLiteral<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
            None => (text, 0),
        };
        let (is_negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(mantissa) => (true, mantissa),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number =
            !(whole.is_empty() && fraction.is_empty()) && are_digits(whole) && are_digits(fraction);
        is_number.then_some(Self {
            is_negative,
            whole,
            fraction,
            exponent,
        })
    }
}

/// Writes a number without an exponent, keeping all zeros.
pub(crate) fn plain_decimal(text: &str) -> Option<String> {
    let DecimalLiteral {
        is_negative,
        whole,
        fraction,
        exponent,
    } = DecimalLiteral::parse(text)?;
    if exponent.abs() > MAX_EXPONENT {
        return None;
    }
    let shift = usize::try_from(exponent.abs()).ok()?;
    let sign = if is_negative { "-" } else { "" };
    let (whole, fraction) = if exponent >= 0 {
        let padded = format!("{fraction:0<shift$}");
        let (moved, rest) = padded.split_at(shift);
        (format!("{whole}{moved}"), rest.to_owned())
    } else {
        let padded = format!("{whole:0>shift$}");
        let (rest, moved) = padded.split_at(padded.len() - shift);
        (rest.to_owned(), format!("{moved}{fraction}"))
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

/// Parses an integer. A fraction of zeros or an exponent is accepted only up to 2⁵³: beyond it, the service may
/// have rounded the number before it was written.
pub(crate) fn parse_integer(text: &str) -> Option<i128> {
    // Most integers fit into 64 bits, which are parsed faster.
    if let Ok(integer) = text.parse::<i64>() {
        return Some(integer.into());
    }
    if let Ok(integer) = text.parse() {
        return Some(integer);
    }
    let plain = plain_decimal(text)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let integer: i128 = whole.parse().ok()?;
    let is_exact = fraction.bytes().all(|byte| byte == b'0') && integer.abs() <= MAX_EXACT_FLOAT;
    is_exact.then_some(integer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_written_out() {
        for (text, plain) in [
            ("12.50", "12.50"),
            ("1.254740786E7", "12547407.86"),
            ("1E+3", "1000"),
            ("-1.5e-3", "-0.0015"),
            ("00.5", "0.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "-0"),
        ] {
            assert_eq!(plain_decimal(text).as_deref(), Some(plain), "{text}");
        }
        for text in [
            "", ".", "-", "1e", "1e9999", "1.2.3", "0x1", "1 ", "NaN", "١",
        ] {
            assert_eq!(plain_decimal(text), None, "{text}");
        }
    }

    #[test]
    fn only_integers_that_were_not_rounded_are_read() {
        for (text, expected) in [
            ("9007199254740993", Some(9_007_199_254_740_993)),
            ("-7", Some(-7)),
            ("75.0", Some(75)),
            ("7.5E1", Some(75)),
            ("9007199254740992.0", Some(9_007_199_254_740_992)),
            ("9007199254740993.0", None),
            ("9.007199254740993E15", None),
            ("1.5", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(parse_integer(text), expected, "{text}");
        }
    }
}
