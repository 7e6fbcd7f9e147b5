//! Untrusted text, with invisible characters made visible.

use peaka_runtime::__private::escaped_except;

/// Returns text with its lines and indentation, and all other invisible characters escaped.
pub(crate) fn printable_lines(text: &str) -> String {
    escaped_except(text, |c| matches!(c, '\n' | '\t'))
}

/// A part of a text with names in backticks.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'t> {
    Words(&'t str),
    Name(&'t str),
}

/// Splits a text at its backticks. A backtick within a name only changes what is formatted as a name.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
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
            peaka_runtime::__private::escaped(text),
            "größe\\u{202e}\\u{200b}\u{200d}\\n\\u{1b}[2J\\u{7}"
        );
        assert_eq!(
            printable_lines(text),
            "größe\\u{202e}\\u{200b}\u{200d}\n\\u{1b}[2J\\u{7}"
        );
    }

    #[test]
    fn names_are_separated_from_words() {
        use Piece::{Name, Words};
        assert_eq!(
            pieces("`a`: stored as `b`"),
            [Name("a"), Words(": stored as "), Name("b")]
        );
        assert_eq!(pieces("default ``"), [Words("default "), Name("")]);
        assert_eq!(pieces("a ` alone"), [Words("a ` alone")]);
    }
}
