//! The messages of compile-time errors.

use crate::schema::IntegerText;

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
    pub(crate) const fn with(mut self, text: &str) -> Self {
        let end = text.floor_char_boundary(self.bytes.len() - self.length);
        let bytes = text.as_bytes();
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

    /// Appends the beginning of a text, with control characters replaced by spaces.
    pub(crate) const fn excerpt(self, text: &str) -> Self {
        let end = text.floor_char_boundary(Self::MAX_EXCERPT);
        let (start, rest) = text.split_at(end);
        let mut i = self.length;
        let mut message = self.with(start);
        while i < message.length {
            if message.bytes[i].is_ascii_control() {
                message.bytes[i] = b' ';
            }
            i += 1;
        }
        if rest.is_empty() {
            message
        } else {
            message.with("…")
        }
    }

    /// Fails the build with the message.
    ///
    /// # Panics
    ///
    /// Always.
    #[track_caller]
    pub(crate) const fn fail(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match str::from_utf8(text) {
            Ok(text) => fail_build(text),
            // Only complete characters are appended.
            Err(_) => fail_build(""),
        }
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

    fn text(message: &ConstMessage) -> &str {
        str::from_utf8(&message.bytes[..message.length]).unwrap()
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
    fn excerpt_is_short_and_without_control_characters() {
        let message = ConstMessage::new().with("a\n").quoted("b\n\u{1b}[2Jß");
        assert_eq!(text(&message), "a\n`b  [2Jß`");
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
