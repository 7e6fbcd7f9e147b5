//! Parses a statement.

use sqlparser::ast::{Query, Statement as Parsed};
use sqlparser::dialect::Dialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::error::SqlError;

/// The largest number of operators in a statement, whose expressions are processed recursively.
const MAX_OPERATORS: usize = 1_000;

/// The largest depth of parentheses and subqueries.
const MAX_DEPTH: usize = 40;

/// A statement that the emulator executes.
pub(crate) enum Statement {
    Query(Box<Query>),
    Explain { query: Box<Query>, is_analyze: bool },
    Show(Box<Parsed>),
}

/// The lexical rules of Trino.
#[derive(Debug)]
struct Trino;

impl Dialect for Trino {
    fn identifier_quote_style(&self, _: &str) -> Option<char> {
        Some('"')
    }

    fn is_delimited_identifier_start(&self, character: char) -> bool {
        character == '"'
    }

    fn is_identifier_start(&self, character: char) -> bool {
        character.is_ascii_alphabetic() || character == '_'
    }

    fn is_identifier_part(&self, character: char) -> bool {
        character.is_ascii_alphanumeric() || character == '_'
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn require_interval_qualifier(&self) -> bool {
        true
    }
}

/// Parses a statement, in which the placeholders become `?1`, `?2` and so on.
///
/// # Errors
///
/// Fails if the statement is not valid, if it is not read-only, or if the number of bindings differs from the number
/// of placeholders.
pub(crate) fn parse(sql: &str, bindings: usize) -> Result<Statement, SqlError> {
    let mut tokens = Tokenizer::new(&Trino, sql).tokenize_with_location()?;
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    check_tokens(&tokens)?;
    let placeholders = number_placeholders(&mut tokens);
    let explain = take_explain(&mut tokens);
    let first = tokens.first();
    let keyword = first.map_or(Keyword::NoKeyword, |token| keyword(&token.token));
    let is_query = match (keyword, first.map(|token| &token.token)) {
        (Keyword::SHOW | Keyword::DESCRIBE | Keyword::DESC, _) if explain.is_none() => false,
        (Keyword::SELECT | Keyword::WITH | Keyword::VALUES | Keyword::TABLE, _)
        | (_, Some(Token::LParen)) => true,
        (_, Some(Token::Word(word))) if word.quote_style.is_none() => {
            return Err(SqlError::new(format!(
                "Statement type '{}' is not allowed",
                word.value.to_uppercase()
            )));
        }
        _ => {
            let location = first.map_or(Location::new(1, 1), |token| token.span.start);
            return Err(mismatched(
                location,
                first.map(|token| &token.token),
                "'SELECT'",
            ));
        }
    };
    let mut parser = Parser::new(&Trino)
        .with_recursion_limit(MAX_DEPTH)
        .with_tokens_with_locations(tokens);
    let statement = if !is_query {
        Statement::Show(Box::new(parser.parse_statement()?))
    } else {
        let query = parser.parse_query()?;
        match explain {
            Some(is_analyze) => Statement::Explain { query, is_analyze },
            None => Statement::Query(query),
        }
    };
    let TokenWithSpan { token, span } = parser.peek_token();
    if token != Token::EOF {
        return Err(mismatched(span.start, Some(&token), "<EOF>"));
    }
    if placeholders != bindings {
        return Err(SqlError::new(format!(
            "Incorrect number of parameters: expected {placeholders} but found {bindings}"
        )));
    }
    Ok(statement)
}

fn keyword(token: &Token) -> Keyword {
    match token {
        Token::Word(word) => word.keyword,
        _ => Keyword::NoKeyword,
    }
}

fn mismatched(location: Location, found: Option<&Token>, expected: &str) -> SqlError {
    let found = found.map_or("<EOF>".to_owned(), ToString::to_string);
    SqlError::at(
        location,
        format_args!("mismatched input '{found}'. Expecting: {expected}"),
    )
}

/// Rejects what the parser accepts but Trino does not, and what would take too deep a recursion.
fn check_tokens(tokens: &[TokenWithSpan]) -> Result<(), SqlError> {
    for window in tokens.windows(3) {
        let [limit, _, offset] = window else { continue };
        if keyword(&limit.token) == Keyword::LIMIT && keyword(&offset.token) == Keyword::OFFSET {
            return Err(mismatched(offset.span.start, Some(&offset.token), "<EOF>"));
        }
    }
    let operators = tokens.iter().filter(|token| {
        !matches!(
            token.token,
            Token::Word(_)
                | Token::Number(..)
                | Token::SingleQuotedString(_)
                | Token::Placeholder(_)
                | Token::Comma
                | Token::Period
                | Token::LParen
                | Token::RParen
        ) || matches!(
            keyword(&token.token),
            Keyword::AND
                | Keyword::OR
                | Keyword::NOT
                | Keyword::IS
                | Keyword::IN
                | Keyword::LIKE
                | Keyword::UNION
                | Keyword::INTERSECT
                | Keyword::EXCEPT
                | Keyword::MINUS
        )
    });
    match operators.count() > MAX_OPERATORS {
        true => Err(SqlError::unsupported_feature(format_args!(
            "statements with more than {MAX_OPERATORS} operators"
        ))),
        false => Ok(()),
    }
}

fn number_placeholders(tokens: &mut [TokenWithSpan]) -> usize {
    let mut count = 0;
    for token in tokens {
        match &mut token.token {
            Token::Placeholder(name) if name == "?" => {
                count += 1;
                *name = format!("?{count}");
            }
            _ => {}
        }
    }
    count
}

/// Removes `EXPLAIN [ANALYZE [VERBOSE]] [(…)]`, and returns whether it has ANALYZE.
fn take_explain(tokens: &mut Vec<TokenWithSpan>) -> Option<bool> {
    let is = |tokens: &[TokenWithSpan], at: usize, expected| {
        tokens
            .get(at)
            .is_some_and(|token| keyword(&token.token) == expected)
    };
    if !is(tokens, 0, Keyword::EXPLAIN) {
        return None;
    }
    let is_analyze = is(tokens, 1, Keyword::ANALYZE);
    let mut length = 1 + usize::from(is_analyze);
    length += usize::from(is_analyze && is(tokens, length, Keyword::VERBOSE));
    let options = tokens
        .get(length)
        .is_some_and(|token| token.token == Token::LParen)
        && !is(tokens, length + 1, Keyword::SELECT);
    if options {
        let close = tokens.iter().position(|token| token.token == Token::RParen);
        length = close.map_or(tokens.len(), |close| close + 1);
    }
    tokens.drain(..length);
    Some(is_analyze)
}
