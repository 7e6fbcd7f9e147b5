//! Checks that a statement is read-only, and finds its placeholders.

use super::token::{Token, TokenKind, tokens};
use crate::report::Error;
use crate::text::quoted;

/// A read-only statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement<'s> {
    /// The statement without semicolons and comments at its end.
    pub(super) sql: &'s str,
    /// The positions of the placeholders in it.
    pub(super) placeholders: Vec<usize>,
}

/// The help of every error.
const HELP: &str = "send one SELECT, WITH, SHOW or EXPLAIN statement";

impl<'s> Statement<'s> {
    /// Checks a statement.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is anything but one SELECT, WITH, SHOW or EXPLAIN statement.
    pub(super) fn parse(sql: &'s str) -> Result<Self, Error> {
        let mut tokens = tokens(sql).map_err(invalid)?;
        tokens.retain(|token| token.kind != TokenKind::Comment);
        let is_semicolon = |token: &Token| token.kind == TokenKind::Symbol(b';');
        while tokens.last().is_some_and(is_semicolon) {
            tokens.pop();
        }
        if tokens.iter().any(is_semicolon) {
            return Err(invalid("it has more than one statement"));
        }
        let placeholders = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Symbol(b'?'));
        let placeholders = placeholders.map(|token| token.range.start).collect();
        TokenCursor { sql, rest: &tokens }.check()?;
        Ok(Self {
            sql: tokens.last().map_or("", |last| &sql[..last.range.end]),
            placeholders,
        })
    }
}

/// Reads the tokens of a statement up to the keyword that decides what it does.
struct TokenCursor<'t> {
    sql: &'t str,
    rest: &'t [Token],
}

impl TokenCursor<'_> {
    /// Checks the keyword that decides what the statement does.
    fn check(&mut self) -> Result<(), Error> {
        if self.consume_keyword("EXPLAIN") {
            // `EXPLAIN ANALYZE` executes the statement.
            if self.consume_keyword("ANALYZE") {
                self.consume_keyword("VERBOSE");
            }
            self.skip_parentheses();
        }
        if self.consume_keyword("WITH") {
            self.skip_named_queries()?;
            if self.consume_keyword("SELECT") {
                return Ok(());
            }
        } else if self.consume_keyword("SELECT") || self.consume_keyword("SHOW") {
            return Ok(());
        }
        Err(match self.rest.first() {
            Some(token) => {
                let found: String = self.sql[token.range.clone()].chars().take(30).collect();
                let found = quoted(&found.to_uppercase());
                invalid(&format!("only reading is allowed, found {found}"))
            }
            None => invalid("it is incomplete"),
        })
    }

    /// Skips `name (columns) AS (query), …`.
    fn skip_named_queries(&mut self) -> Result<(), Error> {
        self.consume_keyword("RECURSIVE");
        loop {
            let is_name = |token: &Token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted);
            if !self.rest.first().is_some_and(is_name) {
                return Err(invalid("a named query has no name"));
            }
            self.rest = &self.rest[1..];
            self.skip_parentheses();
            if !self.consume_keyword("AS") || !self.skip_parentheses() {
                return Err(invalid("a named query must be `name AS (SELECT …)`"));
            }
            if !self.consume_comma() {
                return Ok(());
            }
        }
    }

    /// Skips everything up to the closing parenthesis, if the next token is an opening one.
    fn skip_parentheses(&mut self) -> bool {
        let mut depth = 0_usize;
        for (index, token) in self.rest.iter().enumerate() {
            match token.kind {
                TokenKind::Symbol(b'(') => depth += 1,
                TokenKind::Symbol(b')') if depth > 0 => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                if index > 0 {
                    self.rest = &self.rest[index + 1..];
                }
                return index > 0;
            }
        }
        false
    }

    fn consume_keyword(&mut self, keyword: &str) -> bool {
        let is_next = self.rest.first().is_some_and(|token| {
            token.kind == TokenKind::Word
                && self.sql[token.range.clone()].eq_ignore_ascii_case(keyword)
        });
        self.rest = &self.rest[usize::from(is_next)..];
        is_next
    }

    fn consume_comma(&mut self) -> bool {
        let is_next = |token: &Token| token.kind == TokenKind::Symbol(b',');
        let is_next = self.rest.first().is_some_and(is_next);
        self.rest = &self.rest[usize::from(is_next)..];
        is_next
    }
}

fn invalid(reason: &str) -> Error {
    Error::config(format!("invalid query: {reason}"), HELP)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(sql: &str) -> Result<&str, String> {
        match Statement::parse(sql) {
            Ok(statement) => Ok(statement.sql),
            Err(error) => Err(error.message().replace("invalid query: ", "")),
        }
    }

    #[test]
    fn statements_that_read_are_accepted() {
        for (sql, sent) in [
            ("SELECT 1", "SELECT 1"),
            ("select 1 ; ; ", "select 1"),
            ("-- a;b\nSELECT ';' /* ; */", "-- a;b\nSELECT ';'"),
            (
                "SELECT \"a;\"\"b\", 'it''s; DELETE'",
                "SELECT \"a;\"\"b\", 'it''s; DELETE'",
            ),
            ("SHOW TABLES", "SHOW TABLES"),
            ("EXPLAIN SELECT 1", "EXPLAIN SELECT 1"),
            (
                "EXPLAIN (TYPE LOGICAL) SELECT 1",
                "EXPLAIN (TYPE LOGICAL) SELECT 1",
            ),
            (
                "EXPLAIN ANALYZE VERBOSE SELECT 1",
                "EXPLAIN ANALYZE VERBOSE SELECT 1",
            ),
            (
                "WITH RECURSIVE a (x) AS (SELECT (1)), \"delete\" AS (SELECT 2) SELECT * FROM a",
                "WITH RECURSIVE a (x) AS (SELECT (1)), \"delete\" AS (SELECT 2) SELECT * FROM a",
            ),
            ("SELECT 'ä' -- ü", "SELECT 'ä'"),
        ] {
            assert_eq!(parse(sql), Ok(sent), "{sql}");
        }
    }

    #[test]
    fn statements_that_may_write_are_rejected() {
        for (sql, reason) in [
            ("", "it is incomplete"),
            ("-- SELECT 1", "it is incomplete"),
            ("DELETE FROM t", "only reading is allowed, found `DELETE`"),
            (
                "insert into t values (1)",
                "only reading is allowed, found `INSERT`",
            ),
            ("SELECT 1; DROP TABLE t", "it has more than one statement"),
            ("SELECT 1;; SELECT 2;", "it has more than one statement"),
            (
                "/* SELECT */ DROP TABLE t",
                "only reading is allowed, found `DROP`",
            ),
            (
                "EXPLAIN ANALYZE DELETE FROM t",
                "only reading is allowed, found `DELETE`",
            ),
            (
                "EXPLAIN ANALYZE VERBOSE (x) MERGE",
                "only reading is allowed, found `MERGE`",
            ),
            (
                "WITH a AS (SELECT 1) DELETE FROM a",
                "only reading is allowed, found `DELETE`",
            ),
            (
                "WITH a AS (SELECT ')') DELETE FROM a",
                "only reading is allowed, found `DELETE`",
            ),
            (
                "WITH a AS SELECT",
                "a named query must be `name AS (SELECT …)`",
            ),
            (
                "WITH FUNCTION f() RETURNS int",
                "a named query must be `name AS (SELECT …)`",
            ),
            (
                "WITH a AS (SELECT 1",
                "a named query must be `name AS (SELECT …)`",
            ),
            (
                "\"SELECT\" 1",
                "only reading is allowed, found `\"SELECT\"`",
            ),
            ("(DELETE FROM t)", "only reading is allowed, found `(`"),
            ("SELECT 'a", "it has a quote without an end"),
            ("SELECT 1 /* a", "it has a comment without an end"),
        ] {
            assert_eq!(parse(sql), Err(reason.to_owned()), "{sql}");
        }
    }

    #[test]
    fn placeholders_in_strings_and_comments_are_text() {
        let sql = "SELECT '?', \"?\", ? /* ? */ FROM t WHERE a > ? -- ?";
        let statement = Statement::parse(sql).unwrap();
        assert_eq!(statement.placeholders, [17, 44]);
        assert!(
            statement
                .placeholders
                .iter()
                .all(|&at| &sql[at..=at] == "?")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_checked_without_a_panic(sql: String, part in "[-/*'\";?() a-zé]{0,40}") {
            let _ = parse(&sql);
            let _ = parse(&format!("SELECT {part}"));
            let _ = parse(&format!("WITH a AS ({part}"));
        }

        #[test]
        fn no_prefix_hides_a_write(blank in "(--[a-z;'\"]*\n|/\\*[a-z;'\"]*\\*/|[ \t\n]){0,5}") {
            for sql in [
                format!("{blank}DELETE FROM t"),
                format!("SELECT 1{blank};{blank}DELETE FROM t"),
            ] {
                prop_assert!(parse(&sql).is_err(), "{}", sql);
            }
        }
    }
}
