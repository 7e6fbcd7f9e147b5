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
    let tokens = tokens(sql)?;
    let keyword = tokens.iter().find(|token| !is_blank(token));
    check_keyword(keyword.ok_or(messages::EMPTY_SQL)?)?;
    let indent = common_indent(sql, &tokens);
    let mut pieces = Pieces::default();
    let mut end = 0;
    let mut surplus_indent = 0;
    for token in tokens {
        let start = end;
        end += token.len();
        match token {
            " " | "\t" if surplus_indent > 0 => {
                surplus_indent -= 1;
                continue;
            }
            "\n" => surplus_indent = indent,
            _ => surplus_indent = 0,
        }
        match token {
            ";" => return Err(messages::SEMICOLON.to_owned()),
            "{{" | "}}" => pieces.text(&token[1..]),
            "{" => return Err(messages::UNCLOSED_PLACEHOLDER.to_owned()),
            "}" => return Err(messages::UNMATCHED_BRACE.to_owned()),
            _ if token.starts_with('{') => pieces.placeholder(&sql[start + 1..end - 1]),
            _ if token.starts_with("\"{") && token.ends_with("}\"") => {
                return Err(messages::quoted_placeholder(token));
            }
            _ => pieces.text(token),
        }
    }
    Ok(pieces.0)
}

/// Splits SQL into words, strings, quoted names, comments, placeholders and single characters. Two equal braces are one
/// token; one without its counterpart is a token of its own.
fn tokens(sql: &str) -> Result<Vec<&str>, String> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\'' | '"' => quoted_length(rest, c)?,
            '{' | '}' if rest[1..].starts_with(c) => 2,
            '{' => placeholder_length(rest),
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => comment_length(rest)?,
            _ if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    Ok(tokens)
}

/// Returns the length of a placeholder, or of its brace if it is not closed.
fn placeholder_length(text: &str) -> usize {
    let end = text[1..].find(['{', '}']).map(|end| end + 1);
    match end {
        Some(end) if text[end..].starts_with('}') => end + 1,
        _ => 1,
    }
}

/// Returns the number of blanks with which all lines begin, except the first one and those within strings and comments.
fn common_indent(sql: &str, tokens: &[&str]) -> usize {
    let mut end = 0;
    let mut common = None;
    for token in tokens {
        end += token.len();
        let line = sql[end..].trim_start_matches([' ', '\t']);
        if *token == "\n" && !line.starts_with('\n') {
            let indent = sql.len() - end - line.len();
            common = Some(common.map_or(indent, |common: usize| common.min(indent)));
        }
    }
    common.unwrap_or(0)
}

fn is_blank(token: &str) -> bool {
    token.trim().is_empty() || token.starts_with("--") || token.starts_with("/*")
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
    fn shared_indentation_is_removed_outside_strings() {
        for (sql, expected) in [
            (
                "SELECT 1\n    FROM a\n      JOIN b",
                "SELECT 1\nFROM a\n  JOIN b",
            ),
            (
                "SELECT 1\n\tFROM a\n\n\tJOIN b",
                "SELECT 1\nFROM a\n\nJOIN b",
            ),
            (
                "SELECT 1\n  FROM '\n a'\n  \n  {b}",
                "SELECT 1\nFROM '\n a'\n\n<b>",
            ),
            ("SELECT 1\nFROM  a\n  b", "SELECT 1\nFROM  a\n  b"),
            ("SELECT 1 -- a\n  /*\n b */", "SELECT 1 -- a\n/*\n b */"),
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
            assert_eq!(split(sql), Err(message.to_owned()), "{sql}");
        }
        for (sql, found) in [
            ("DELETE FROM {table}", "DELETE"),
            ("/* SELECT */ drop table a", "drop"),
            ("(SELECT 1)", "("),
            ("{table}", "{table}"),
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
