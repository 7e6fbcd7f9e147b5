//! Defaults compared by what they mean: the service answers with text of its own spelling.

use crate::data_type::DataType;
use crate::schema::ColumnRequest;

/// Whether the answered default means what the declared one does.
pub(crate) fn same_default(declared: &ColumnRequest<'_>, live: Option<&str>) -> bool {
    // Only text can be empty; in any other column an empty default is none.
    let live =
        live.filter(|text| declared.data_type == DataType::Varchar || !text.trim().is_empty());
    match (declared.default_value, live) {
        (None, None) => true,
        (Some(wanted), Some(found)) => same_text(declared.data_type, &wanted.to_string(), found),
        _ => false,
    }
}

fn same_text(data_type: DataType, wanted: &str, found: &str) -> bool {
    if data_type == DataType::Varchar || wanted == found {
        return wanted == found;
    }
    let (wanted, found) = (wanted.trim(), found.trim());
    match data_type {
        DataType::Varchar => false,
        DataType::Bigint | DataType::Decimal => same(Number::read, wanted, found),
        DataType::Boolean => wanted.eq_ignore_ascii_case(found),
        DataType::Uuid => same(uuid, wanted, found),
        DataType::Date => same(date, wanted, found),
        DataType::Time => same(time, wanted, found),
        DataType::Timestamp => same(timestamp, wanted, found),
    }
}

/// Text that cannot be read means nothing, so it equals nothing but itself.
fn same<'t, T: PartialEq>(
    read: impl Fn(&'t str) -> Option<T>,
    wanted: &'t str,
    found: &'t str,
) -> bool {
    matches!((read(wanted), read(found)), (Some(wanted), Some(found)) if wanted == found)
}

/// A number of any length: its digits without zeros at either end, and the power of ten of the
/// last one.
#[derive(PartialEq)]
struct Number {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, i64::from(exponent.parse::<i32>().ok()?)),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut exponent = exponent - i64::try_from(fraction.len()).ok()?;
        while digits.pop_if(|digit| *digit == b'0').is_some() {
            exponent += 1;
        }
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        if digits.is_empty() {
            // There is one zero only.
            return Some(Self {
                negative: false,
                digits,
                exponent: 0,
            });
        }
        Some(Self {
            negative,
            digits,
            exponent,
        })
    }
}

fn uuid(text: &str) -> Option<u128> {
    let hex: String = text.chars().filter(|c| *c != '-').collect();
    let whole = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| u128::from_str_radix(&hex, 16).ok())?
}

fn number(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// Year, month, day.
type Date = (u32, u32, u32);

fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-').map(number);
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// Hours, minutes, seconds and the digits of the fraction without zeros at the end.
type Time<'t> = (u32, u32, u32, &'t str);

fn time(text: &str) -> Option<Time<'_>> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) = (number(parts.next()?)?, number(parts.next()?)?);
    let seconds = parts.next().unwrap_or("0");
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some((
        hours,
        minutes,
        number(seconds)?,
        fraction.trim_end_matches('0'),
    ))
}

/// A timestamp without zone and one in UTC are one: Trino writes a zone only for the type that
/// has one.
fn timestamp(text: &str) -> Option<(Date, Time<'_>)> {
    let text = ["Z", "z", "UTC", "+00:00"]
        .iter()
        .find_map(|zone| text.strip_suffix(zone))
        .unwrap_or(text)
        .trim_end();
    let (day, clock) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00"));
    Some((date(day)?, time(clock)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schema::DefaultValue;

    #[test]
    fn one_meaning_in_several_spellings_is_no_difference() {
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
