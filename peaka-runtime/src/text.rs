//! Text from outside, made fit for one line of a message.

/// The text with all escaped that could break the line, steer a terminal or turn the direction of
/// what follows.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_debug());
        } else if is_format(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character could break a line, steer a terminal or turn the direction of what follows.
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control() || is_format(c)
}

/// Separators of lines and paragraphs, and the marks that turn the direction of text.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The same between backticks.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("`{}`", printable(text))
}

/// Names one after the other, each between backticks.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// A table by its declared name, and by the stored one if that is another.
pub(crate) fn table(declared: &str, stored: &str) -> String {
    let name = quoted(declared);
    if stored == declared {
        format!("table {name}")
    } else {
        format!("table {name} (stored as {})", quoted(stored))
    }
}

/// `1 column`, `2 columns`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_the_line_and_nothing_else_changes() {
        assert_eq!(
            printable("it's \"größe\"\n\u{1b}[2J\u{7}"),
            r#"it's "größe"\n\u{1b}[2J\u{7}"#
        );
        assert_eq!(printable("a\u{202e}b\u{2028}"), r"a\u{202e}b\u{2028}");
        assert_eq!(listed(["a", "b\t"]), r"`a`, `b\t`");
    }
}
