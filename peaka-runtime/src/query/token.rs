//! The tokens of SQL text.

use std::ops::Range;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A keyword, a name without quotes or a number.
    Word,
    /// A name in double quotes.
    Quoted,
    /// A string in single quotes.
    Text,
    Symbol(u8),
    Comment,
}

/// Splits a statement into tokens, without white space.
///
/// # Errors
///
/// Returns what is wrong if a quote or a comment has no end.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token>, &'static str> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let rest = &bytes[at..];
        let kind = match byte {
            b'\'' | b'"' => {
                at = end_of_quoted(bytes, at)?;
                match byte {
                    b'"' => TokenKind::Quoted,
                    _ => TokenKind::Text,
                }
            }
            _ if rest.starts_with(b"--") => {
                let length = rest.iter().position(|&byte| byte == b'\n');
                at = length.map_or(bytes.len(), |length| at + length);
                TokenKind::Comment
            }
            _ if rest.starts_with(b"/*") => {
                let close = rest[2..].windows(2).position(|pair| pair == b"*/");
                at += close.ok_or("it has a comment without an end")? + 4;
                TokenKind::Comment
            }
            _ if is_word(byte) => {
                let length = rest.iter().position(|&byte| !is_word(byte));
                at = length.map_or(bytes.len(), |length| at + length);
                TokenKind::Word
            }
            _ => {
                at += 1;
                if byte.is_ascii_whitespace() {
                    continue;
                }
                TokenKind::Symbol(byte)
            }
        };
        let range = start..at;
        tokens.push(Token { kind, range });
    }
    Ok(tokens)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Returns the end of a quoted token. Two quotes in a row stand for one.
fn end_of_quoted(bytes: &[u8], start: usize) -> Result<usize, &'static str> {
    let quote = bytes[start];
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte == quote {
            if bytes.get(at) != Some(&quote) {
                return Ok(at);
            }
            at += 1;
        }
    }
    Err("it has a quote without an end")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<(TokenKind, &str)> {
        let tokens = tokens(sql).unwrap().into_iter();
        tokens
            .map(|token| (token.kind, &sql[token.range]))
            .collect()
    }

    #[test]
    fn every_kind_of_token_has_its_text() {
        use TokenKind::{Comment, Quoted, Symbol, Text, Word};

        assert_eq!(
            texts("a_1=\"b\"\"c\" ,'d''e' \n--f\nfür/*g*/+--/*"),
            [
                (Word, "a_1"),
                (Symbol(b'='), "="),
                (Quoted, "\"b\"\"c\""),
                (Symbol(b','), ","),
                (Text, "'d''e'"),
                (Comment, "--f"),
                (Word, "für"),
                (Comment, "/*g*/"),
                (Symbol(b'+'), "+"),
                (Comment, "--/*"),
            ]
        );
        assert_eq!(texts(" \t\r\n"), []);
        let expected = [
            (Text, "''"),
            (Symbol(b'-'), "-"),
            (Comment, "/**/"),
            (Symbol(b'*'), "*"),
        ];
        assert_eq!(texts("''-/**/*"), expected);
    }

    #[test]
    fn token_without_an_end_is_an_error() {
        for (sql, error) in [
            ("a '", "it has a quote without an end"),
            ("'a''", "it has a quote without an end"),
            ("\"a'", "it has a quote without an end"),
            ("a /*", "it has a comment without an end"),
            ("/*/", "it has a comment without an end"),
            ("/* *", "it has a comment without an end"),
        ] {
            assert_eq!(tokens(sql), Err(error), "{sql}");
        }
    }
}
