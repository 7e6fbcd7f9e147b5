//! Why a statement is rejected, and where.

use std::fmt;

use sqlparser::ast::Spanned;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, TokenizerError};

/// Why a statement is rejected, in the words of Trino where it has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SqlError(String);

impl SqlError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Creates an error that names a position, as Trino's errors do.
    pub(crate) fn at(location: Location, message: impl fmt::Display) -> Self {
        let Location { line, column } = location;
        match line {
            // The parser does not know the position of everything.
            0 => Self(message.to_string()),
            _ => Self(format!("line {line}:{column}: {message}")),
        }
    }

    /// Creates an error for valid SQL that the emulator does not run.
    pub(crate) fn unsupported(node: &impl Spanned, what: impl fmt::Display) -> Self {
        Self::unsupported_at(node.span().start, what)
    }

    pub(crate) fn unsupported_at(location: Location, what: impl fmt::Display) -> Self {
        Self::at(location, Self::unsupported_feature(what))
    }

    /// Creates an error for valid SQL that the emulator does not run, without its position.
    pub(crate) fn unsupported_feature(what: impl fmt::Display) -> Self {
        Self(format!("the emulator does not support {what}"))
    }
}

impl From<TokenizerError> for SqlError {
    fn from(error: TokenizerError) -> Self {
        Self::at(error.location, error.message)
    }
}

impl From<ParserError> for SqlError {
    fn from(error: ParserError) -> Self {
        let (ParserError::ParserError(message) | ParserError::TokenizerError(message)) = error
        else {
            return Self::unsupported_feature("statements that are nested this deeply");
        };
        let (message, position) = match message.rsplit_once(" at Line: ") {
            Some((message, position)) => (message, Some(position)),
            None => (message.as_str(), None),
        };
        let position = position.and_then(|position| position.split_once(", Column: "));
        let location = position
            .and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)))
            .map_or(Location::new(0, 0), |(line, column)| {
                Location::new(line, column)
            });
        let expected = message.strip_prefix("Expected: ");
        match expected.and_then(|expected| expected.rsplit_once(", found: ")) {
            Some((expected, found)) => {
                let found = found.replace("EOF", "<EOF>");
                Self::at(
                    location,
                    format_args!("mismatched input '{found}'. Expecting: {expected}"),
                )
            }
            None => Self::at(location, message),
        }
    }
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
