//! The decimal text of an integer, at compile time.

/// The number of characters in `i128::MIN`.
const MAX_LENGTH: usize = 40;

/// The decimal text of an integer.
pub(crate) struct IntegerText {
    /// The text is at the end of the array.
    bytes: [u8; MAX_LENGTH],
    start: usize,
}

impl IntegerText {
    pub(crate) const fn new(integer: i128) -> Self {
        let mut bytes = [0; MAX_LENGTH];
        let mut start = bytes.len();
        let mut rest = integer.unsigned_abs();
        loop {
            start -= 1;
            bytes[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if integer < 0 {
            start -= 1;
            bytes[start] = b'-';
        }
        Self { bytes, start }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.start).1) {
            Ok(text) => text,
            // Digits are valid UTF-8.
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_equals_the_display_of_the_integer() {
        for integer in [
            0,
            -7,
            120,
            i64::MAX.into(),
            i64::MIN.into(),
            i128::MAX,
            i128::MIN,
        ] {
            assert_eq!(IntegerText::new(integer).as_str(), integer.to_string());
        }
    }
}
