//! The text of a default, without an allocation.

use super::default_value::DefaultValue;

/// The number of characters of `i64::MIN`.
const MAX_LENGTH: usize = 20;

/// The text of a default.
pub(crate) enum DefaultText<'a> {
    Text(&'a str),
    /// The digits are at the end of the array.
    Number {
        bytes: [u8; MAX_LENGTH],
        start: usize,
    },
}

impl<'a> DefaultText<'a> {
    pub(crate) const fn new(default: DefaultValue<'a>) -> Self {
        match default {
            DefaultValue::Bigint(number) => Self::number(number),
            DefaultValue::Boolean(true) => Self::Text("true"),
            DefaultValue::Boolean(false) => Self::Text("false"),
            DefaultValue::Text(text) => Self::Text(text),
        }
    }

    const fn number(number: i64) -> Self {
        let mut bytes = [0; MAX_LENGTH];
        let mut start = bytes.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            bytes[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            start -= 1;
            bytes[start] = b'-';
        }
        Self::Number { bytes, start }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number { bytes, start } => match str::from_utf8(bytes.split_at(*start).1) {
                Ok(digits) => digits,
                // Digits are valid UTF-8.
                Err(_) => "",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_same_as_display() {
        for default in [
            DefaultValue::Bigint(0),
            DefaultValue::Bigint(-7),
            DefaultValue::Bigint(120),
            DefaultValue::Bigint(i64::MAX),
            DefaultValue::Bigint(i64::MIN),
            DefaultValue::Boolean(true),
            DefaultValue::Boolean(false),
            DefaultValue::Text("1.50"),
        ] {
            assert_eq!(DefaultText::new(default).as_str(), default.to_string());
        }
    }
}
