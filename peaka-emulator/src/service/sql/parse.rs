//! Parses a statement.

use super::error::SqlError;
use super::expression::wrong_binding_count;
use super::parser::Parser;
use super::select::{OrderBy, Select, Selected, TableName};
use super::token::{Token, TokenKind, tokens};
use super::value::Value;

/// Parses a `SELECT`, in which each `?` stands for a binding.
///
/// # Errors
///
/// Fails if the statement is not a `SELECT`, if it is not valid, or if the emulator does not run it.
pub(crate) fn parse(sql: &str, bindings: &[Value]) -> Result<Select, SqlError> {
    let mut parser = Parser {
        tokens: tokens(sql)?,
        next: 0,
        bindings,
        used_bindings: 0,
        depth: 0,
    };
    let select = parser.statement()?;
    if parser.used_bindings < bindings.len() {
        return Err(wrong_binding_count(parser.used_bindings, bindings.len()));
    }
    Ok(select)
}

impl Parser<'_> {
    fn statement(&mut self) -> Result<Select, SqlError> {
        if !self.takes_word("SELECT") {
            return Err(self.not_a_select());
        }
        if self.is_word("DISTINCT") {
            return Err(self.unsupported("DISTINCT"));
        }
        let columns = self.list(Self::selected)?;
        self.expect_word("FROM")?;
        let table = self.table()?;
        let filter = if self.takes_word("WHERE") {
            Some(self.expression()?)
        } else {
            None
        };
        let mut order = Vec::new();
        if self.takes_word("ORDER") {
            self.expect_word("BY")?;
            order = self.list(Self::order_by)?;
        }
        // Trino requires this order.
        let mut offset = 0;
        if self.takes_word("OFFSET") {
            offset = self.count()?;
            let _ = self.takes_word("ROWS") || self.takes_word("ROW");
        }
        let mut limit = None;
        if self.takes_word("LIMIT") && !self.takes_word("ALL") {
            limit = Some(self.count()?);
        }
        match &self.peek().kind {
            TokenKind::End => Ok(Select {
                columns,
                table,
                filter,
                order,
                offset,
                limit,
            }),
            TokenKind::Word(word) if UNSUPPORTED_CLAUSES.contains(&&*word.to_uppercase()) => {
                Err(self.unsupported(&word.to_uppercase()))
            }
            TokenKind::Symbol(",") => Err(self.unsupported("more than one table")),
            _ => Err(self.mismatched("<EOF>")),
        }
    }

    fn selected(&mut self) -> Result<Selected, SqlError> {
        if self.takes_symbol("*") {
            return Ok(Selected::All);
        }
        let Token { kind, position } = self.peek().clone();
        let is_call = matches!(self.peek_second(), TokenKind::Symbol("("));
        let column = match kind {
            TokenKind::Word(word) if is_call => {
                let is_count = word.eq_ignore_ascii_case("COUNT");
                self.next += 2;
                if !is_count || !self.takes_symbol("*") {
                    return Err(SqlError::unsupported(
                        position,
                        "functions other than COUNT(*)",
                    ));
                }
                self.expect_symbol(")")?;
                None
            }
            TokenKind::Word(_) | TokenKind::Quoted(_) => Some(self.name("a column")?),
            _ => {
                return Err(SqlError::unsupported(
                    position,
                    "this expression in the list of columns",
                ));
            }
        };
        let alias = if self.takes_word("AS") {
            Some(self.name("an alias")?.text)
        } else {
            None
        };
        Ok(match column {
            Some(column) => Selected::Column(column, alias),
            None => Selected::Count(alias),
        })
    }

    fn table(&mut self) -> Result<TableName, SqlError> {
        let first = self.name("a table")?;
        let mut parts = vec![first.text];
        while self.takes_symbol(".") {
            parts.push(self.name("a table")?.text);
        }
        let position = first.position;
        match <[String; 3]>::try_from(parts) {
            Ok([catalog, schema, table]) => Ok(TableName {
                catalog,
                schema,
                table,
            }),
            Err(parts) if parts.len() < 3 => Err(SqlError::at(
                position,
                "Schema must be specified when session schema is not set",
            )),
            Err(_) => Err(SqlError::at(position, "Too many parts in table name")),
        }
    }

    fn not_a_select(&self) -> SqlError {
        match &self.peek().kind {
            TokenKind::Word(word) if UNSUPPORTED_READS.contains(&&*word.to_uppercase()) => {
                self.unsupported(&word.to_uppercase())
            }
            TokenKind::Word(word) => SqlError::new(&format!(
                "Statement type '{}' is not allowed",
                word.to_uppercase()
            )),
            _ => self.mismatched("'SELECT'"),
        }
    }

    fn order_by(&mut self) -> Result<OrderBy, SqlError> {
        let column = self.name("a column")?;
        let is_descending = self.takes_word("DESC") || {
            self.takes_word("ASC");
            false
        };
        let mut nulls_first = false;
        if self.takes_word("NULLS") {
            nulls_first = self.takes_word("FIRST");
            if !nulls_first {
                self.expect_word("LAST")?;
            }
        }
        Ok(OrderBy {
            column,
            is_descending,
            nulls_first,
        })
    }
}

/// Statements that read, but that the emulator does not run.
const UNSUPPORTED_READS: [&str; 6] = ["WITH", "SHOW", "EXPLAIN", "DESCRIBE", "VALUES", "TABLE"];

/// What can follow a table or a clause in Trino.
const UNSUPPORTED_CLAUSES: [&str; 16] = [
    "AS",
    "CROSS",
    "EXCEPT",
    "FETCH",
    "FULL",
    "GROUP",
    "HAVING",
    "INNER",
    "INTERSECT",
    "JOIN",
    "LEFT",
    "NATURAL",
    "RIGHT",
    "TABLESAMPLE",
    "UNION",
    "WINDOW",
];
