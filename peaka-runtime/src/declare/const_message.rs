//! The messages of compile-time errors.

use super::name_folding::decode;
use crate::schema::IntegerText;
use crate::text::is_unprintable;

/// Builds the message of a panic in a constant, where `format!` is not available.
pub(crate) struct ConstMessage {
    bytes: [u8; Self::MAX_LENGTH],
    length: usize,
}

impl ConstMessage {
    const MAX_LENGTH: usize = 4096;

    /// The largest number of bytes in an excerpt.
    const MAX_EXCERPT: usize = 100;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::MAX_LENGTH],
            length: 0,
        }
    }

    /// Appends a text, or as many of its characters as fit.
    pub(crate) const fn with(self, text: &str) -> Self {
        self.with_bytes(text.as_bytes())
    }

    /// Appends a text in UTF-8, or as many of its characters as fit.
    const fn with_bytes(mut self, bytes: &[u8]) -> Self {
        let end = floor_char_boundary(bytes, self.bytes.len() - self.length);
        let mut i = 0;
        while i < end {
            self.bytes[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// Appends an integer in decimal.
    pub(crate) const fn with_integer(self, integer: i128) -> Self {
        self.with(IntegerText::new(integer).as_str())
    }

    /// Appends the [excerpt](Self::excerpt) of a text, in backticks.
    pub(crate) const fn quoted(self, text: &str) -> Self {
        self.with("`").excerpt(text).with("`")
    }

    /// Appends the beginning of a text, with [unprintable](is_unprintable) characters escaped.
    pub(crate) const fn excerpt(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut start, rest) = bytes.split_at(floor_char_boundary(bytes, Self::MAX_EXCERPT));
        while let Some((c, length)) = first_char(start) {
            let (character, after) = start.split_at(length);
            self = match c {
                '\0' => self.with("\\0"),
                '\t' => self.with("\\t"),
                '\n' => self.with("\\n"),
                '\r' => self.with("\\r"),
                c if is_unprintable(c) => self.escaped(c),
                _ => self.with_bytes(character),
            };
            start = after;
        }
        if rest.is_empty() {
            self
        } else {
            self.with("…")
        }
    }

    /// Appends the escape of a character, such as `\u{1b}`.
    const fn escaped(self, c: char) -> Self {
        let code = c as u32;
        let mut message = self.with("\\u{");
        let mut digits = 1;
        while code >> (4 * digits) != 0 {
            digits += 1;
        }
        while digits > 0 {
            digits -= 1;
            let digit = (code >> (4 * digits) & 15) as usize;
            let (_, rest) = b"0123456789abcdef".split_at(digit);
            message = message.with_bytes(rest.split_at(1).0);
        }
        message.with("}")
    }

    /// Fails the build with the message.
    ///
    /// # Panics
    ///
    /// Always.
    #[track_caller]
    pub(crate) const fn fail(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => fail_build(text),
            // Only complete characters are appended.
            Err(_) => fail_build(""),
        }
    }
}

/// Returns the largest index up to `index` that is at the start or the end of a character of UTF-8.
const fn floor_char_boundary(bytes: &[u8], index: usize) -> usize {
    if index >= bytes.len() {
        return bytes.len();
    }
    let mut boundary = index;
    while boundary > 0 && bytes[boundary] & 0b1100_0000 == 0b1000_0000 {
        boundary -= 1;
    }
    boundary
}

/// Returns the first character of UTF-8, and its length; `None` at the end.
const fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    let (code, length) = match bytes {
        [] => return None,
        [first @ 0..0x80, ..] => (*first as u32, 1),
        _ => decode(bytes, 0),
    };
    match char::from_u32(code) {
        Some(c) => Some((c, length)),
        None => None,
    }
}

/// Fails the build with the message. Only constants call it, so the panic is a compile-time error.
#[track_caller]
#[allow(clippy::panic)]
pub(crate) const fn fail_build(message: &str) -> ! {
    panic!("{}", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::escaped;

    fn text(message: &ConstMessage) -> &str {
        std::str::from_utf8(&message.bytes[..message.length]).unwrap()
    }

    #[test]
    fn message_ends_at_a_character_boundary() {
        let message = ConstMessage::new()
            .with("x")
            .with(&"ß".repeat(ConstMessage::MAX_LENGTH))
            .with("y");
        assert_eq!(message.length, ConstMessage::MAX_LENGTH);
        let characters = "ß".repeat(ConstMessage::MAX_LENGTH / 2 - 1);
        assert_eq!(text(&message), format!("x{characters}y"));
    }

    #[test]
    fn excerpt_is_escaped_like_other_messages() {
        let name = "b\r\n\t\0\u{1b}[2J\u{7f}\u{9b}ß\u{202e}\u{200b}名\u{e0041}\u{10ffff}😀\u{200d}";
        let message = ConstMessage::new().with("a\n").quoted(name);
        assert_eq!(text(&message), format!("a\n`{}`", escaped(name)));
        assert!(text(&message).contains(r"\u{1b}[2J\u{7f}\u{9b}ß\u{202e}\u{200b}名\u{e0041}"));
    }

    #[test]
    fn excerpt_is_short() {
        let message = ConstMessage::new().excerpt(&"ß".repeat(51));
        assert_eq!(text(&message), format!("{}…", "ß".repeat(50)));
        let message = ConstMessage::new().excerpt(&"ß".repeat(50));
        assert_eq!(text(&message), "ß".repeat(50));
    }

    #[test]
    fn nothing_is_appended_to_a_full_message() {
        let characters = "x".repeat(ConstMessage::MAX_LENGTH);
        let message = ConstMessage::new().with(&characters).quoted("a\n");
        assert_eq!(text(&message), characters);
    }
}
