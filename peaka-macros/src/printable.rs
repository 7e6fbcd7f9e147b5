//! Makes messages printable: on one line, without invisible characters, and not too long.

/// The largest number of characters of one name or value in a message.
const MAX_QUOTED: usize = 200;

/// Returns a message on one line, with the parts in backticks, which are names and values, shortened.
pub(crate) fn one_line(message: &str) -> String {
    let mut line = String::with_capacity(message.len());
    for (i, part) in message.split('`').enumerate() {
        if i > 0 {
            line.push('`');
        }
        let is_quoted = i % 2 == 1;
        let max = if is_quoted { MAX_QUOTED } else { usize::MAX };
        for c in part.chars().take(max) {
            if c.is_control() {
                line.extend(c.escape_debug());
            } else if is_unprintable(c) {
                line.extend(c.escape_unicode());
            } else {
                line.push(c);
            }
        }
        if is_quoted && part.chars().nth(max).is_some() {
            line.push('…');
        }
    }
    line
}

/// Returns whether a character is invisible, breaks lines, controls a terminal, or changes the direction of the
/// text that follows. A test compares this definition with that of the runtime.
pub(crate) fn is_unprintable(c: char) -> bool {
    matches!(
        c,
        // The control characters C0, DEL and C1.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_one_short_line() {
        let long = "x".repeat(70_000);
        assert_eq!(
            one_line(&format!(
                "snapshot `a\n\u{202e}` is of table `{long}`; help: use `b`"
            )),
            format!(
                "snapshot `a\\n\\u{{202e}}` is of table `{}…`; help: use `b`",
                "x".repeat(200)
            )
        );
        assert_eq!(one_line("no names"), "no names");
    }
}
