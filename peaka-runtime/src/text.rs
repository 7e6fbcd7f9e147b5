//! Formats names, counts and other text for messages that are one line.

/// Escapes the [unprintable](is_unprintable) characters of a text.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_debug());
        } else if is_unprintable(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns whether a character could break a line, control a terminal, or change the direction of the text that
/// follows.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    // Separators of lines and paragraphs, marks of text direction, and the byte order mark.
    let is_format = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    c.is_control() || is_format
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
pub(crate) fn table(declared: &str, stored: &str) -> String {
    let name = quoted(declared);
    if stored == declared {
        format!("table {name}")
    } else {
        format!("table {name} (stored as {})", quoted(stored))
    }
}

/// Returns a count followed by its noun, such as `1 column` or `2 columns`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
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
    }
}
