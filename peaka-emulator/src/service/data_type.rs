//! The eight column types, and the syntax of their values.

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DataType {
    Varchar,
    Bigint,
    Boolean,
    Decimal,
    Timestamp,
    Time,
    Date,
    Uuid,
}

impl DataType {
    pub(crate) const ALL: [Self; 8] = [
        Self::Varchar,
        Self::Bigint,
        Self::Boolean,
        Self::Decimal,
        Self::Timestamp,
        Self::Time,
        Self::Date,
        Self::Uuid,
    ];

    /// Returns the type with this name, in any letter case.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|data_type| data_type.name().eq_ignore_ascii_case(name))
    }

    /// Returns the type of a name in a list: in any letter case, with or without Trino's parameters and time zone, such as
    /// `decimal(38,18)` and `timestamp(6) with time zone`.
    #[cfg(feature = "program")]
    pub(crate) fn from_listed(name: &str) -> Option<Self> {
        let (base, suffix) = match name.split_once('(') {
            Some((base, parameters)) => (base, parameters.split_once(')')?.1),
            None => match name.trim().split_once(' ') {
                Some((base, suffix)) => (base, suffix),
                None => (name, ""),
            },
        };
        let suffix = suffix.trim().to_lowercase();
        let is_known = ["", "with time zone", "without time zone"].contains(&&*suffix);
        Self::from_name(base.trim()).filter(|data_type| {
            is_known && (suffix.is_empty() || matches!(data_type, Self::Time | Self::Timestamp))
        })
    }

    /// Returns the name as it is in documented responses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Varchar => "varchar",
            Self::Bigint => "bigint",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Timestamp => "timestamp",
            Self::Time => "time",
            Self::Date => "date",
            Self::Uuid => "uuid",
        }
    }

    /// Returns the name as it is in Trino, with the precision.
    pub(crate) fn trino_name(self) -> &'static str {
        match self {
            Self::Decimal => "decimal(38,18)",
            Self::Timestamp => "timestamp(6)",
            Self::Time => "time(6)",
            other => other.name(),
        }
    }

    /// Returns whether values of this type are numbers.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Bigint | Self::Decimal)
    }

    /// Returns whether `text` is a valid value of this type.
    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Varchar => true,
            Self::Bigint => text.parse::<i64>().is_ok(),
            Self::Boolean => ["true", "false"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word)),
            Self::Decimal => is_decimal(text),
            Self::Timestamp => is_timestamp(text),
            Self::Time => is_time(text),
            Self::Date => is_date(text),
            Self::Uuid => is_uuid(text),
        }
    }
}

/// Returns whether `text` is a decimal number. It may have an exponent, because JSON writes large numbers that way.
fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && digits(exponent)
        && !exponent.is_empty()
}

/// Returns whether `text` is a date such as `2024-02-29`.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last_day = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last_day).contains(&day)
}

/// Returns whether `text` is a time: `23:59`, `23:59:59`, or the latter with a fraction.
fn is_time(text: &str) -> bool {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<_> = clock.split(':').map(|part| digits(part, 2)).collect();
    let is_clock = match parts.as_slice() {
        [Some(0..=23), Some(0..=59)] => fraction.is_none(),
        [Some(0..=23), Some(0..=59), Some(0..=59)] => true,
        _ => false,
    };
    is_clock
        && fraction.is_none_or(|fraction| {
            (1..=12).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit())
        })
}

/// Returns whether `text` is a timestamp: a date, optionally a time after a space or `T`, and then optionally `Z` or an
/// offset such as `+02:00`.
fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once([' ', 'T']) else {
        return is_date(text);
    };
    let time = match time.rsplit_once(['+', '-']) {
        Some((time, offset)) if is_offset(offset) => time,
        Some(_) => return false,
        None => time.strip_suffix('Z').unwrap_or(time),
    };
    is_date(date) && is_time(time)
}

fn is_offset(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hours, minutes)| {
        matches!(
            (digits(hours, 2), digits(minutes, 2)),
            (Some(0..=14), Some(0..=59))
        )
    })
}

/// Returns whether `text` is a UUID with hyphens: 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Parses a number of exactly `count` decimal digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    let all_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::DataType;

    #[test]
    fn valid_defaults_are_accepted() {
        for (data_type, texts) in [
            (DataType::Varchar, &["", "x", "3"][..]),
            (DataType::Bigint, &["3", "-9223372036854775808", "+1"]),
            (DataType::Boolean, &["true", "False"]),
            (
                DataType::Decimal,
                &["1", "-1.50", ".5", "5.", "1e20", "1E-3"],
            ),
            (DataType::Date, &["2024-02-29", "2000-02-29", "1970-12-31"]),
            (DataType::Time, &["23:59", "00:00:00", "12:30:00.123456"]),
            (
                DataType::Timestamp,
                &[
                    "2024-01-01",
                    "2024-01-01 00:00:00",
                    "2024-01-01T00:00:00.5",
                    "2024-01-01T00:00:00Z",
                    "2024-01-01 00:00:00+02:00",
                ],
            ),
            (DataType::Uuid, &["00000000-0000-0000-0000-00000000000F"]),
        ] {
            for text in texts {
                assert!(
                    data_type.accepts(text),
                    "{data_type:?} should accept {text:?}"
                );
            }
        }
    }

    #[test]
    fn invalid_defaults_are_not_accepted() {
        for (data_type, texts) in [
            (
                DataType::Bigint,
                &["", "x", "3.0", "9223372036854775808", " 3"][..],
            ),
            (DataType::Boolean, &["", "1", "yes"]),
            (
                DataType::Decimal,
                &["", ".", "1.2.3", "1e", "1e+", "NaN", "- 1"],
            ),
            (
                DataType::Date,
                &[
                    "",
                    "2023-02-29",
                    "1900-02-29",
                    "2024-13-01",
                    "2024-04-31",
                    "24-01-01",
                    "2024-01-00",
                ],
            ),
            (
                DataType::Time,
                &[
                    "",
                    "24:00",
                    "12",
                    "12:60",
                    "12:30:60",
                    "12:30.5",
                    "12:30:00.",
                ],
            ),
            (
                DataType::Timestamp,
                &[
                    "",
                    "now()",
                    "2024-01-01 ",
                    "2024-01-01 25:00",
                    "2024-01-01 00:00+2",
                    "2024-01-01 00:00+15:00",
                ],
            ),
            (
                DataType::Uuid,
                &[
                    "",
                    "x",
                    "0000000000000000000000000000000F",
                    "00000000-0000-0000-0000-00000000000G",
                ],
            ),
        ] {
            for text in texts {
                assert!(
                    !data_type.accepts(text),
                    "{data_type:?} should not accept {text:?}"
                );
            }
        }
    }

    #[cfg(feature = "program")]
    #[test]
    fn listed_type_has_parameters_and_a_time_zone() {
        for (name, data_type) in [
            ("VARCHAR", Some(DataType::Varchar)),
            ("varchar(255)", Some(DataType::Varchar)),
            ("decimal(38,18)", Some(DataType::Decimal)),
            ("time (3)", Some(DataType::Time)),
            (" timestamp(6) with time zone ", Some(DataType::Timestamp)),
            ("TIMESTAMP WITHOUT TIME ZONE", Some(DataType::Timestamp)),
            ("date with time zone", None),
            ("decimal(38", None),
            ("decimal(38)x", None),
            ("double", None),
            ("big int", None),
            ("", None),
        ] {
            assert_eq!(DataType::from_listed(name), data_type, "{name}");
        }
    }

    #[test]
    fn type_name_is_case_insensitive() {
        assert_eq!(DataType::from_name("VARCHAR"), Some(DataType::Varchar));
        assert_eq!(DataType::from_name("TimeStamp"), Some(DataType::Timestamp));
        assert_eq!(DataType::from_name("timestamp(6)"), None);
        assert_eq!(DataType::from_name("JSON"), None);
    }
}
