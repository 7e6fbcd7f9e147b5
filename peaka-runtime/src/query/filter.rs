//! Conditions that a program adds to a SELECT of a struct.

use super::token::{Token, TokenKind, tokens};
use crate::report::Error;
use crate::schema::sql_identifier;

/// A condition, without anything that could end it or hide a part of the statement around it.
#[derive(Debug)]
pub(super) struct Filter {
    sql: &'static str,
    tokens: Vec<Token>,
    /// The number of placeholders in it.
    pub(super) placeholders: usize,
}

impl Filter {
    /// Checks a condition.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is empty, has a semicolon, a comment, or a quote or parenthesis without its other half.
    pub(super) fn parse(sql: &'static str) -> Result<Self, Error> {
        let tokens = tokens(sql).map_err(invalid)?;
        if tokens.is_empty() {
            return Err(invalid("it is empty"));
        }
        let mut depth = 0_usize;
        let mut placeholders = 0;
        for token in &tokens {
            match token.kind {
                TokenKind::Comment => return Err(invalid("it has a comment")),
                TokenKind::Symbol(b';') => return Err(invalid("it has a semicolon")),
                TokenKind::Symbol(b'?') => placeholders += 1,
                TokenKind::Symbol(b'(') => depth += 1,
                TokenKind::Symbol(b')') => {
                    depth = depth
                        .checked_sub(1)
                        .ok_or_else(|| invalid("it closes a parenthesis that it did not open"))?;
                }
                _ => {}
            }
        }
        if depth > 0 {
            return Err(invalid("it has a parenthesis without an end"));
        }
        Ok(Self {
            sql,
            tokens,
            placeholders,
        })
    }

    /// Returns the condition with the stored names of columns.
    ///
    /// `stored` returns the stored name of a column by its declared one. A name that the service stores as it is
    /// declared stays as it is written, because it may be a keyword or a function elsewhere in the condition.
    pub(super) fn resolved<'n>(&self, stored: impl Fn(&str) -> Option<&'n str>) -> String {
        let is_symbol = |at: Option<usize>, symbol| {
            let token = at.and_then(|at| self.tokens.get(at));
            token.is_some_and(|token| token.kind == TokenKind::Symbol(symbol))
        };
        let mut resolved = String::with_capacity(self.sql.len());
        let mut rest = 0;
        for (index, token) in self.tokens.iter().enumerate() {
            let text = &self.sql[token.range.clone()];
            let name = match token.kind {
                TokenKind::Word => text.to_owned(),
                TokenKind::Quoted => text[1..text.len() - 1].replace("\"\"", "\""),
                _ => continue,
            };
            let is_function = is_symbol(Some(index + 1), b'(');
            let is_part = is_symbol(index.checked_sub(1), b'.');
            if is_function || is_part {
                continue;
            }
            let stored = stored(&name).filter(|stored| !stored.eq_ignore_ascii_case(&name));
            if let Some(stored) = stored {
                resolved.push_str(&self.sql[rest..token.range.start]);
                resolved.push_str(&sql_identifier(stored));
                rest = token.range.end;
            }
        }
        resolved.push_str(&self.sql[rest..]);
        resolved
    }
}

fn invalid(reason: &str) -> Error {
    Error::config(
        format!("invalid filter: {reason}"),
        "write one condition, such as `clicks > ? AND seen >= ?`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_that_could_end_its_condition_is_rejected() {
        for (sql, reason) in [
            ("", "it is empty"),
            (" ", "it is empty"),
            ("a > 1; DROP TABLE t", "it has a semicolon"),
            ("a > 1 -- and", "it has a comment"),
            ("a > /* b */ 1", "it has a comment"),
            ("a = 'x", "it has a quote without an end"),
            ("\"a > 1", "it has a quote without an end"),
            (
                "a > 1) OR (1 = 1",
                "it closes a parenthesis that it did not open",
            ),
            ("(a > 1", "it has a parenthesis without an end"),
        ] {
            let error = Filter::parse(sql).unwrap_err();
            assert_eq!(
                error.message(),
                format!("invalid filter: {reason}"),
                "{sql}"
            );
        }
        let filter = Filter::parse("a = '?;--' AND (b > ? OR \"c?)\" = ?)").unwrap();
        assert_eq!(filter.placeholders, 2);
        assert_eq!(Filter::parse("((a) = (b))").unwrap().placeholders, 0);
    }

    #[test]
    fn only_names_that_are_stored_otherwise_are_replaced() {
        let resolved = |sql| {
            Filter::parse(sql).unwrap().resolved(|name| match name {
                "user_id" => Some("userid"),
                "odd name" => Some("odd\"name"),
                "day" | "DAY" => Some("day"),
                _ => None,
            })
        };
        for (sql, expected) in [
            ("user_id = ? AND day > 1", "\"userid\" = ? AND day > 1"),
            (
                "'user_id' = \"user_id\" OR \"odd name\" = 1",
                "'user_id' = \"userid\" OR \"odd\"\"name\" = 1",
            ),
            ("user_id(t.user_id) = 1", "user_id(t.user_id) = 1"),
            ("user_id (user_id) = 1", "user_id (\"userid\") = 1"),
            ("user_id", "\"userid\""),
            ("\"user_id\"(1)", "\"user_id\"(1)"),
            ("day = user_id.x", "day = \"userid\".x"),
            ("? = DAY", "? = DAY"),
        ] {
            assert_eq!(resolved(sql), expected);
        }
    }
}
