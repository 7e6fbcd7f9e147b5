//! Untrusted text: escapes invisible characters, and splits a message at its backticks.

use peaka_runtime::__private::escaped_except;

/// Escapes all invisible characters except line feeds and tabs.
pub(crate) fn escape_lines(text: &str) -> String {
    escaped_except(text, |c| matches!(c, '\n' | '\t'))
}

/// A part of a text with names in backticks.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'t> {
    Words(&'t str),
    Name(&'t str),
}

/// Splits a text at its backticks. If a name contains a backtick, the pieces are formatted wrongly, but no text is lost.
pub(crate) fn split_at_backticks(text: &str) -> Vec<Piece<'_>> {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return vec![Piece::Words(text)];
    }
    let parts = parts.into_iter().enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => Piece::Words(part),
            _ => Piece::Name(part),
        })
        .filter(|piece| *piece != Piece::Words(""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_escaped() {
        let text = "größe\u{202e}\u{200b}\u{200d}\n\u{1b}[2J\u{7}";
        assert_eq!(
            escape_lines(text),
            "größe\\u{202e}\\u{200b}\u{200d}\n\\u{1b}[2J\\u{7}"
        );
    }

    #[test]
    fn names_are_separated_from_words() {
        use Piece::{Name, Words};
        assert_eq!(
            split_at_backticks("`a`: stored as `b`"),
            [Name("a"), Words(": stored as "), Name("b")]
        );
        assert_eq!(
            split_at_backticks("default ``"),
            [Words("default "), Name("")]
        );
        assert_eq!(split_at_backticks("a ` alone"), [Words("a ` alone")]);
    }
}
