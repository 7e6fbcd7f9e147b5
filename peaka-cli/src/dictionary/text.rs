//! Text from outside, with invisible characters made visible.

/// Returns text for one line, with line breaks escaped.
pub(crate) fn line(text: &str) -> String {
    escaped(text, |_| false)
}

/// Returns text with its lines and indentation, and all other invisible characters escaped.
pub(crate) fn lines(text: &str) -> String {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

fn escaped(text: &str, is_plain: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_plain(c) {
            shown.push(c);
        } else if c.is_control() {
            shown.extend(c.escape_debug());
        } else if is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Returns whether a character is invisible, breaks lines, or changes the direction of text. Joiners are not among
/// them, because some languages require them.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
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

/// Returns a count with its noun: `1 table`, `2 tables`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_escaped() {
        let text = "größe\u{202e}\u{200b}\u{200d}\n\u{1b}[2J\u{7}";
        assert_eq!(
            line(text),
            "größe\\u{202e}\\u{200b}\u{200d}\\n\\u{1b}[2J\\u{7}"
        );
        assert_eq!(
            lines(text),
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
