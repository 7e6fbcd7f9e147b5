//! Splits a statement into tokens.

use super::error::{Position, SqlError};

/// A token, and where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) position: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or a name without quotes.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// A string in single quotes.
    Text(String),
    /// An integer or a decimal number.
    Number(String),
    /// An operator, a bracket or another punctuation character.
    Symbol(&'static str),
    End,
}

/// The symbols, with longer ones before those that they start with.
const SYMBOLS: [&str; 17] = [
    "<>", "!=", "<=", ">=", "||", "=", "<", ">", "(", ")", ",", ".", "*", "?", ";", "+", "-",
];

pub(crate) fn tokens(sql: &str) -> Result<Vec<Token>, SqlError> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    loop {
        rest = skip_blanks(rest)?;
        let position = Position::of(sql, rest);
        let Some(first) = rest.chars().next() else {
            let kind = TokenKind::End;
            tokens.push(Token { kind, position });
            return Ok(tokens);
        };
        let (kind, after) =
            match first {
                '\'' => quoted(rest, '\'', position)
                    .map(|(text, rest)| (TokenKind::Text(text), rest))?,
                '"' => quoted(rest, '"', position)
                    .map(|(name, rest)| (TokenKind::Quoted(name), rest))?,
                '0'..='9' => {
                    let is_part = |c: char| c.is_ascii_digit() || c == '.';
                    let (number, rest) = split_while(rest, is_part);
                    (TokenKind::Number(number.to_owned()), rest)
                }
                first if first.is_ascii_alphabetic() || first == '_' => {
                    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    let (word, rest) = split_while(rest, is_part);
                    (TokenKind::Word(word.to_owned()), rest)
                }
                first => {
                    let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol));
                    let symbol = symbol.ok_or_else(|| {
                        SqlError::at(position, &format!("mismatched input '{first}'"))
                    })?;
                    (TokenKind::Symbol(symbol), &rest[symbol.len()..])
                }
            };
        tokens.push(Token { kind, position });
        rest = after;
    }
}

/// Skips white space and comments.
fn skip_blanks(mut sql: &str) -> Result<&str, SqlError> {
    loop {
        sql = sql.trim_start();
        if let Some(comment) = sql.strip_prefix("--") {
            sql = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = sql.strip_prefix("/*") {
            let (_, rest) = comment
                .split_once("*/")
                .ok_or_else(|| SqlError::new("a comment is not closed"))?;
            sql = rest;
        } else {
            return Ok(sql);
        }
    }
}

/// Returns the content of a quoted token, in which a doubled quote stands for one, and what follows the token.
fn quoted(sql: &str, quote: char, position: Position) -> Result<(String, &str), SqlError> {
    let mut content = String::new();
    let mut rest = &sql[1..];
    loop {
        let Some((part, after)) = rest.split_once(quote) else {
            return Err(SqlError::at(position, "a quote is not closed"));
        };
        content.push_str(part);
        match after.strip_prefix(quote) {
            Some(after) => {
                content.push(quote);
                rest = after;
            }
            None => return Ok((content, after)),
        }
    }
}

fn split_while(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text.split_at(end)
}
