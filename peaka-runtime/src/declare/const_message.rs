//! The compiler's message for a constant that must not be.

/// A message with names in it: a constant's panic cannot format.
pub(crate) struct ConstMessage {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

impl ConstMessage {
    const LONGEST: usize = 4096;

    /// How much of a text from outside a message repeats.
    const QUOTED: usize = 100;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::LONGEST],
            length: 0,
        }
    }

    /// Appends as many whole characters as still fit.
    pub(crate) const fn with(mut self, text: &str) -> Self {
        let end = whole(text, self.bytes.len() - self.length);
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < end {
            self.bytes[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// Appends the text between backticks, in one line and not too long.
    pub(crate) const fn quoted(self, text: &str) -> Self {
        self.with("`").outside(text).with("`")
    }

    /// Appends the text in one line and not too long.
    pub(crate) const fn outside(self, text: &str) -> Self {
        let end = whole(text, Self::QUOTED);
        let (start, rest) = text.split_at(end);
        let start_of_this = self.length;
        let mut message = self.with(start);
        let mut i = start_of_this;
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

    /// Ends the build.
    ///
    /// # Panics
    /// Always, with the message.
    #[track_caller]
    pub(crate) const fn fail(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match str::from_utf8(text) {
            Ok(text) => fail_the_build(text),
            // Whole characters are text.
            Err(_) => fail_the_build(""),
        }
    }
}

/// How many bytes of the text are whole characters, of so many at most.
const fn whole(text: &str, most: usize) -> usize {
    let mut end = if text.len() < most { text.len() } else { most };
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// Called by generated constants alone, so the panic is the compiler's message.
#[track_caller]
#[allow(clippy::panic)]
pub(crate) const fn fail_the_build(message: &str) -> ! {
    panic!("{}", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &ConstMessage) -> &str {
        str::from_utf8(&message.bytes[..message.length]).unwrap()
    }

    #[test]
    fn a_message_ends_with_a_whole_character() {
        let message = ConstMessage::new()
            .with("x")
            .with(&"ß".repeat(ConstMessage::LONGEST))
            .with("y");
        assert_eq!(message.length, ConstMessage::LONGEST);
        let characters = "ß".repeat(ConstMessage::LONGEST / 2 - 1);
        assert_eq!(text(&message), format!("x{characters}y"));
    }

    #[test]
    fn what_comes_from_outside_is_short_and_of_one_line() {
        let message = ConstMessage::new().with("a\n").quoted("b\n\u{1b}[2Jß");
        assert_eq!(text(&message), "a\n`b  [2Jß`");
        let message = ConstMessage::new().outside(&"ß".repeat(51));
        assert_eq!(text(&message), format!("{}…", "ß".repeat(50)));
    }
}
