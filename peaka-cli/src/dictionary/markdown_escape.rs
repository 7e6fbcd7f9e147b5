//! Escapes text for Markdown, also within tables.

use peaka_runtime::__private::escaped;

/// Escapes one line of text, so that it begins no block at the start of a line.
pub(crate) fn escape_line(text: &str) -> String {
    escape_line_start(&escape_inline(escaped(text).trim()))
}

/// Escapes text within a line.
pub(crate) fn escape_inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek();
        match c {
            '\n' | '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // `\|` would suffice, except after a backslash: table parsers disagree on `\\\|`.
            '|' => escaped.push_str("&#124;"),
            '\\' | '`' | '*' | '[' | ']' | '~' | '$' => escaped.extend(['\\', c]),
            '_' if !is_within_word(before, after.copied()) => escaped.push_str("\\_"),
            // A link after it would be an image.
            '!' if after.is_none() => escaped.push_str("\\!"),
            _ => escaped.push(c),
        }
        before = Some(c);
    }
    escaped
}

fn is_within_word(before: Option<char>, after: Option<char>) -> bool {
    [before, after]
        .into_iter()
        .all(|c| c.is_some_and(char::is_alphanumeric))
}

/// Escapes the marker at the start of escaped text, so that it begins no list or heading.
pub(crate) fn escape_line_start(escaped: &str) -> String {
    let digits = escaped.len()
        - escaped
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    let (number, rest) = escaped.split_at(digits);
    let is_block = match number {
        "" => rest.starts_with(['#', '+', '-', '=']),
        _ => rest.starts_with(['.', ')']),
    };
    if is_block {
        format!("{number}\\{rest}")
    } else {
        escaped.to_owned()
    }
}

/// Returns one line of code as a code span.
pub(crate) fn code_span(text: &str) -> String {
    let is_plain = !text.is_empty() && text.trim() == text && !text.contains(['`', '|', '\\']);
    if is_plain {
        return format!("`{text}`");
    }
    let mut escaped = String::with_capacity(2 * text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() || c == ' ' {
            escaped.push_str(&format!("&#{};", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    format!("<code>{escaped}</code>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_readable() {
        for plain in ["user_id (new), well-known: 1.5", "größe; it's #1!", "a"] {
            assert_eq!(escape_line(plain), plain.replace("1!", "1\\!"));
        }
        assert_eq!(code_span("\"user_id\""), "`\"user_id\"`");
    }

    #[test]
    fn markup_is_escaped() {
        for (text, escaped) in [
            ("# no heading", "\\# no heading"),
            ("12. no item", "12\\. no item"),
            ("- no item", "\\- no item"),
            (
                "a|b <b> & *c* _d_",
                "a&#124;b &lt;b&gt; &amp; \\*c\\* \\_d\\_",
            ),
            ("a\nb\\", "a\\\\nb\\\\"),
        ] {
            assert_eq!(escape_line(text), escaped);
        }
        assert_eq!(code_span("a`|b"), "<code>a&#96;&#124;b</code>");
        assert_eq!(code_span(""), "<code></code>");
        assert_eq!(code_span(" "), "<code>&#32;</code>");
    }
}
