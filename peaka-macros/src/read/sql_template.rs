//! Splits SQL with placeholders in braces into text and placeholders.
//!
//! Braces in strings, quoted names and comments are part of the SQL: a regular expression such as `'\d{4}'` stays as it
//! is.

use crate::messages;

/// A piece of SQL.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    Text(String),
    /// The text between two braces.
    Placeholder(&'s str),
}

/// Returns the pieces of one SELECT or WITH statement, or what is wrong with it.
pub(super) fn pieces(sql: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Pieces::default();
    let mut has_keyword = false;
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let (token, after) = match c {
            '\'' | '"' => rest.split_at(quoted_length(rest, c)?),
            _ if rest.starts_with("--") => rest.split_at(rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => rest.split_at(comment_length(rest)?),
            _ if is_word(c) => rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            _ => rest.split_at(c.len_utf8()),
        };
        let is_blank = c.is_whitespace() || token.starts_with("--") || token.starts_with("/*");
        if !has_keyword && !is_blank {
            check_keyword(token)?;
            has_keyword = true;
        }
        rest = after;
        match token {
            ";" => return Err(messages::SEMICOLON.to_owned()),
            "{" | "}" if after.starts_with(token) => {
                pieces.text(token);
                rest = &after[1..];
            }
            "{" => {
                let (content, after) = after
                    .split_once('}')
                    .filter(|(content, _)| !content.contains('{'))
                    .ok_or(messages::UNCLOSED_PLACEHOLDER)?;
                pieces.placeholder(content);
                rest = after;
            }
            "}" => return Err(messages::UNMATCHED_BRACE.to_owned()),
            _ => {
                if c == '"' && is_quoted_placeholder(token) {
                    return Err(messages::quoted_placeholder(token));
                }
                pieces.text(token);
            }
        }
    }
    if !has_keyword {
        return Err(messages::EMPTY_SQL.to_owned());
    }
    Ok(pieces.0)
}

#[derive(Default)]
struct Pieces<'s>(Vec<Piece<'s>>);

impl<'s> Pieces<'s> {
    fn text(&mut self, text: &str) {
        if let Some(Piece::Text(before)) = self.0.last_mut() {
            before.push_str(text);
        } else {
            self.0.push(Piece::Text(text.to_owned()));
        }
    }

    fn placeholder(&mut self, content: &'s str) {
        self.0.push(Piece::Placeholder(content));
    }
}

/// Checks the first word. Peaka accepts only statements that read.
fn check_keyword(token: &str) -> Result<(), String> {
    let is_select = ["SELECT", "WITH"]
        .iter()
        .any(|keyword| token.eq_ignore_ascii_case(keyword));
    if is_select {
        Ok(())
    } else {
        Err(messages::not_a_select(token))
    }
}

/// Returns the length of a string or quoted name with its quotes. A doubled quote within it begins another one, which
/// makes no difference.
fn quoted_length(text: &str, quote: char) -> Result<usize, String> {
    let end = text[1..].find(quote).ok_or(messages::UNTERMINATED_QUOTE)?;
    Ok(end + 2)
}

fn comment_length(text: &str) -> Result<usize, String> {
    let end = text[2..].find("*/").ok_or(messages::UNTERMINATED_COMMENT)?;
    Ok(end + 4)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns whether a quoted name is one placeholder: its replacement is quoted already.
fn is_quoted_placeholder(token: &str) -> bool {
    token.starts_with("\"{") && token.ends_with("}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the pieces in one text, with placeholders in angle brackets.
    fn split(sql: &str) -> Result<String, String> {
        let pieces = pieces(sql)?.into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Placeholder(content) => format!("<{content}>"),
        });
        Ok(pieces.collect())
    }

    #[test]
    fn placeholders_are_found_outside_strings_names_and_comments() {
        for (sql, expected) in [
            ("SELECT {a} FROM {table}", "SELECT <a> FROM <table>"),
            ("select {{{a}}}, {{}}", "select {<a>}, {}"),
            (
                "WITH t AS (SELECT 1) SELECT {a}{b}",
                "WITH t AS (SELECT 1) SELECT <a><b>",
            ),
            (
                r"SELECT '{a}', '\d{4}', 'it''s {{', {a}",
                r"SELECT '{a}', '\d{4}', 'it''s {{', <a>",
            ),
            ("SELECT \"a{b}\", \"\"\"{\"", "SELECT \"a{b}\", \"\"\"{\""),
            (
                "-- {a};\nSELECT /* {b} '; */ 'ä' -- {c",
                "-- {a};\nSELECT /* {b} '; */ 'ä' -- {c",
            ),
            ("SELECT {\n a }", "SELECT <\n a >"),
            ("SELECT '}', ';'", "SELECT '}', ';'"),
            ("SELECT größe", "SELECT größe"),
        ] {
            assert_eq!(split(sql).as_deref(), Ok(expected), "{sql}");
        }
    }

    #[test]
    fn invalid_sql_is_rejected() {
        for (sql, message) in [
            ("", messages::EMPTY_SQL),
            ("-- SELECT 1", messages::EMPTY_SQL),
            ("SELECT 1;", messages::SEMICOLON),
            ("SELECT 1; DROP TABLE a", messages::SEMICOLON),
            ("SELECT {a", messages::UNCLOSED_PLACEHOLDER),
            ("SELECT {a, {b}", messages::UNCLOSED_PLACEHOLDER),
            ("SELECT a}", messages::UNMATCHED_BRACE),
            ("SELECT {{a}", messages::UNMATCHED_BRACE),
            ("SELECT 'a", messages::UNTERMINATED_QUOTE),
            ("SELECT \"a", messages::UNTERMINATED_QUOTE),
            ("SELECT 'a''", messages::UNTERMINATED_QUOTE),
            ("SELECT 1 /* a", messages::UNTERMINATED_COMMENT),
        ] {
            assert_eq!(split(sql).as_deref(), Err(message), "{sql}");
        }
        for (sql, found) in [
            ("DELETE FROM {table}", "DELETE"),
            ("/* SELECT */ drop table a", "drop"),
            ("(SELECT 1)", "("),
            ("{table}", "{"),
            ("'SELECT'", "'SELECT'"),
        ] {
            assert_eq!(split(sql), Err(messages::not_a_select(found)), "{sql}");
        }
        assert_eq!(
            split("SELECT \"{a}\""),
            Err(messages::quoted_placeholder("\"{a}\""))
        );
    }
}
