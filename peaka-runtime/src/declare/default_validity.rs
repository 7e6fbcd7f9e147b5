//! Checks the text of a default against its data type, at compile time.

use crate::schema::{
    DataType, MAX_DECIMAL_DIGITS, MAX_SECOND_FRACTION_DIGITS, days_in_month, excess_digits,
    is_all_digits, parse_u32,
};

/// Returns whether a column of the data type can store the text as its default. Always `false` for BIGINT and
/// BOOLEAN, whose defaults are not texts.
#[must_use]
pub const fn is_valid_default_text(data_type: DataType, text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_value = match data_type {
        DataType::Varchar => true,
        DataType::Bigint | DataType::Boolean => false,
        DataType::Decimal => is_decimal(bytes),
        DataType::Date => is_date(bytes),
        DataType::Time => is_time(bytes),
        DataType::Timestamp => match bytes.split_at_checked(10) {
            Some((date, [b' ' | b'T', time @ ..])) => is_date(date) && is_time(time),
            _ => false,
        },
        DataType::Uuid => is_uuid(bytes),
    };
    is_value && excess_digits(data_type, text).is_none()
}

const fn is_decimal(text: &[u8]) -> bool {
    let text = match text {
        [b'-' | b'+', rest @ ..] => rest,
        _ => text,
    };
    let mut digits = 0;
    let mut dots = 0;
    let mut i = 0;
    while i < text.len() {
        match text[i] {
            b'0'..=b'9' => digits += 1,
            b'.' => dots += 1,
            _ => return false,
        }
        i += 1;
    }
    0 < digits && digits <= MAX_DECIMAL_DIGITS && dots <= 1
}

const fn is_date(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return false;
    };
    match (
        parse_u32(&[*y1, *y2, *y3, *y4]),
        parse_u32(&[*m1, *m2]),
        parse_u32(&[*d1, *d2]),
    ) {
        (Some(year), Some(month), Some(day)) => 0 < day && day <= days_in_month(year, month),
        _ => false,
    }
}

/// Returns whether the text is `HH:MM`, `HH:MM:SS` or `HH:MM:SS.F`, where `F` has at most the 12 digits that
/// Trino supports.
const fn is_time(text: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, rest @ ..] = text else {
        return false;
    };
    let is_in_range = match (parse_u32(&[*h1, *h2]), parse_u32(&[*m1, *m2])) {
        (Some(hours), Some(minutes)) => hours < 24 && minutes < 60,
        _ => false,
    };
    is_in_range
        && match rest {
            [] => true,
            [b':', s1, s2, fraction @ ..] => {
                let is_second = matches!(parse_u32(&[*s1, *s2]), Some(seconds) if seconds < 60);
                is_second && is_fraction(fraction)
            }
            _ => false,
        }
}

const fn is_fraction(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b'.', digits @ ..] => {
            !digits.is_empty()
                && digits.len() <= MAX_SECOND_FRACTION_DIGITS as usize
                && is_all_digits(digits)
        }
        _ => false,
    }
}

const fn is_uuid(text: &[u8]) -> bool {
    if text.len() != 36 {
        return false;
    }
    let mut i = 0;
    while i < text.len() {
        let is_valid = match i {
            8 | 13 | 18 | 23 => text[i] == b'-',
            _ => text[i].is_ascii_hexdigit(),
        };
        if !is_valid {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_values_are_distinguished_from_similar_texts() {
        for (data_type, good, bad) in [
            (DataType::Varchar, &["", "anything"][..], &[][..]),
            (DataType::Bigint, &[], &["3"]),
            (DataType::Boolean, &[], &["true"]),
            (
                DataType::Decimal,
                &[
                    "0",
                    "-1.50",
                    "+.5",
                    "5.",
                    "99999999999999999999.999999999999999999",
                ],
                &[
                    "",
                    "-",
                    ".",
                    "1e5",
                    "1.2.3",
                    "1,5",
                    "٣",
                    "100000000000000000000",
                    "000000000000000000000000000000000000001",
                    "0.1234567890123456789",
                ],
            ),
            (
                DataType::Date,
                &[
                    "2024-02-29",
                    "2000-02-29",
                    "2023-02-28",
                    "2024-04-30",
                    "0001-12-31",
                ],
                &[
                    "2024-13-45",
                    "2023-02-29",
                    "1900-02-29",
                    "2024-00-01",
                    "2024-01-00",
                    "2024-1-1",
                    "2024-04-31",
                    "2024-12-32",
                    "2024-01-011",
                    "2024/01/01",
                    "",
                ],
            ),
            (
                DataType::Time,
                &["00:00", "23:59:59", "08:30:00.123456789012"],
                &[
                    "24:00",
                    "23:60",
                    "23:59:60",
                    "08:30:00.",
                    "08:30:00.1234567890123",
                    "8:30",
                    "08:30:0",
                    "08:30.5",
                    "08:30:00Z",
                    "",
                ],
            ),
            (
                DataType::Timestamp,
                &[
                    "2024-01-31 08:30:00",
                    "2024-01-31T08:30:00.123456",
                    "2024-01-31 08:30",
                ],
                &[
                    "2024-01-31",
                    "2024-01-31 ",
                    "2024-01-32 08:30:00",
                    "2024-01-31_08:30:00",
                    "2024-01-31 08:30:00 UTC",
                    "2024-01-31 08:30:00.1234567",
                    "ä",
                    "2024-01-3ä08:30:00",
                ],
            ),
            (
                DataType::Uuid,
                &["12345678-9abc-DEF0-1234-56789abcdef0"],
                &[
                    "123456789abcdef0123456789abcdef0",
                    "12345678-9abc-def0-1234-56789abcdefg",
                    "12345678-9abc-def0-1234+56789abcdef0",
                    "",
                ],
            ),
        ] {
            for text in good {
                assert!(
                    is_valid_default_text(data_type, text),
                    "{data_type} accepts {text:?}"
                );
            }
            for text in bad {
                assert!(
                    !is_valid_default_text(data_type, text),
                    "{data_type} rejects {text:?}"
                );
            }
        }
    }
}
