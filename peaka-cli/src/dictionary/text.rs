//! Text from outside, of which a reader must see all that is in it.

/// One line: also breaks are shown as what they are.
pub(crate) fn line(text: &str) -> String {
    visible(text, |_| false)
}

/// Lines and their indentation as they are, with all else that cannot be seen shown as what it is.
pub(crate) fn lines(text: &str) -> String {
    visible(text, |c| matches!(c, '\n' | '\t'))
}

fn visible(text: &str, is_plain: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_plain(c) {
            shown.push(c);
        } else if c.is_control() {
            shown.extend(c.escape_debug());
        } else if is_unseen(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// What turns the direction of text, breaks lines or takes no room. The joiners are not among them: there are
/// languages that are not written without.
fn is_unseen(c: char) -> bool {
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

/// A piece of a sentence that has names between backticks.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'t> {
    Words(&'t str),
    Name(&'t str),
}

/// The pieces of a sentence. A name with a backtick in it can shift what is taken for a name, and no more.
pub(crate) fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let parts: Vec<_> = sentence.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return vec![Piece::Words(sentence)];
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

/// `1 table`, `2 tables`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
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
    fn names_are_told_from_words() {
        use Piece::{Name, Words};
        assert_eq!(
            pieces("`a` is stored as `b`"),
            [Name("a"), Words(" is stored as "), Name("b")]
        );
        assert_eq!(pieces("default ``"), [Words("default "), Name("")]);
        assert_eq!(pieces("a ` alone"), [Words("a ` alone")]);
    }
}
