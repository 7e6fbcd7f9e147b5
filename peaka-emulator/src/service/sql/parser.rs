//! Reads tokens one after the other.

use super::error::SqlError;
use super::select::Name;
use super::token::{Token, TokenKind};
use super::value::Value;

/// The tokens of a statement, how far they are read, and the bindings.
pub(crate) struct Parser<'a> {
    /// The last one is the end.
    pub(crate) tokens: Vec<Token>,
    pub(crate) next: usize,
    pub(crate) bindings: &'a [Value],
    pub(crate) used_bindings: usize,
    pub(crate) depth: usize,
}

impl Parser<'_> {
    pub(crate) fn name(&mut self, what: &str) -> Result<Name, SqlError> {
        let Token { kind, position } = self.peek().clone();
        let text = match kind {
            TokenKind::Quoted(name) => name,
            TokenKind::Word(word) if !RESERVED.contains(&&*word.to_uppercase()) => {
                word.to_lowercase()
            }
            _ => return Err(self.mismatched(what)),
        };
        self.next += 1;
        Ok(Name { text, position })
    }

    pub(crate) fn count(&mut self) -> Result<usize, SqlError> {
        let TokenKind::Number(digits) = &self.peek().kind else {
            return Err(self.mismatched("<integer>"));
        };
        let count = digits.parse().map_err(|_| self.mismatched("<integer>"))?;
        self.next += 1;
        Ok(count)
    }

    pub(crate) fn list<T>(
        &mut self,
        item: impl Fn(&mut Self) -> Result<T, SqlError>,
    ) -> Result<Vec<T>, SqlError> {
        let mut items = vec![item(self)?];
        while self.takes_symbol(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    pub(crate) fn peek(&self) -> &Token {
        // The parser never goes beyond the end.
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    pub(crate) fn peek_second(&self) -> &TokenKind {
        &self.tokens[(self.next + 1).min(self.tokens.len() - 1)].kind
    }

    pub(crate) fn is_word(&self, keyword: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(crate) fn takes_word(&mut self, keyword: &str) -> bool {
        let is_next = self.is_word(keyword);
        self.next += usize::from(is_next);
        is_next
    }

    pub(crate) fn takes_symbol(&mut self, symbol: &'static str) -> bool {
        let is_next = self.peek().kind == TokenKind::Symbol(symbol);
        self.next += usize::from(is_next);
        is_next
    }

    pub(crate) fn expect_word(&mut self, keyword: &str) -> Result<(), SqlError> {
        if self.takes_word(keyword) {
            return Ok(());
        }
        Err(self.mismatched(&format!("'{keyword}'")))
    }

    pub(crate) fn expect_symbol(&mut self, symbol: &'static str) -> Result<(), SqlError> {
        if self.takes_symbol(symbol) {
            return Ok(());
        }
        Err(self.mismatched(&format!("'{symbol}'")))
    }

    pub(crate) fn mismatched(&self, expected: &str) -> SqlError {
        let Token { kind, position } = self.peek();
        let found = match kind {
            TokenKind::Word(text) | TokenKind::Quoted(text) | TokenKind::Number(text) => text,
            TokenKind::Text(text) => text,
            TokenKind::Symbol(symbol) => *symbol,
            TokenKind::End => "<EOF>",
        };
        SqlError::at(
            *position,
            &format!("mismatched input '{found}'. Expecting: {expected}"),
        )
    }

    pub(crate) fn unsupported(&self, what: &str) -> SqlError {
        SqlError::unsupported(self.peek().position, what)
    }
}

/// The reserved words of Trino that a supported statement can contain.
const RESERVED: [&str; 13] = [
    "AND", "AS", "BY", "CAST", "FALSE", "FROM", "NOT", "NULL", "OR", "ORDER", "SELECT", "TRUE",
    "WHERE",
];
