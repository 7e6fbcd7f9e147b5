//! Formats names, counts and other text for messages that are one line.

use std::borrow::Cow;

/// The largest number of characters of one name, type or default in a message. JSON has the whole text.
const MAX_PRINTED: usize = 200;

/// Escapes the [unprintable](is_unprintable) characters of a text, and shortens a long one.
#[must_use]
pub fn printable(text: &str) -> String {
    escaped(&shortened(text, MAX_PRINTED))
}

/// Returns the first characters of a text, and how many it has, if it has more than `max`.
#[must_use]
pub fn shortened(text: &str, max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let count = text.chars().count();
            Cow::Owned(format!("{}… ({count} characters)", &text[..end]))
        }
    }
}

/// Escapes the [unprintable](is_unprintable) characters of a text.
#[must_use]
pub fn escaped(text: &str) -> String {
    escaped_except(text, |_| false)
}

/// Escapes the [unprintable](is_unprintable) characters of a text, except some.
#[must_use]
pub fn escaped_except(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_kept(c) || !is_unprintable(c) {
            out.push(c);
        } else if c.is_control() {
            out.extend(c.escape_debug());
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}

/// Returns whether a character is invisible, breaks lines, controls a terminal, or changes the direction of the
/// text that follows.
///
/// Joiners are not among them, because some languages require them in text.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
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

/// Returns the text in backticks, with unprintable characters escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("`{}`", printable(text))
}

/// Returns names in backticks, separated by commas, with unprintable characters escaped.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Returns a table's declared name, followed by its stored name if that differs.
pub(crate) fn table_label(declared: &str, stored: &str) -> String {
    let name = quoted(declared);
    if stored == declared {
        format!("table {name}")
    } else {
        format!("table {name} (stored as {})", quoted(stored))
    }
}

/// Returns a count followed by its noun, such as `1 column` or `2 columns`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unprintable_characters_are_escaped() {
        assert_eq!(
            printable("it's \"größe\"\n\u{1b}[2J\u{7}"),
            r#"it's "größe"\n\u{1b}[2J\u{7}"#
        );
        assert_eq!(printable("a\u{202e}b\u{2028}"), r"a\u{202e}b\u{2028}");
        assert_eq!(listed(["a", "b\t"]), r"`a`, `b\t`");
        for c in [
            '\u{61c}',
            '\u{200b}',
            '\u{ad}',
            '\u{e0041}',
            '\u{9b}',
            '\u{2066}',
        ] {
            assert_eq!(
                printable(&c.to_string()),
                format!("\\u{{{:x}}}", u32::from(c))
            );
        }
    }

    #[test]
    fn long_text_is_shortened() {
        let text = "ä".repeat(200);
        assert_eq!(printable(&text), text);
        let long = "ä".repeat(70_000);
        assert_eq!(printable(&long), format!("{text}… (70000 characters)"));
        assert_eq!(escaped(&long), long);
    }
}
