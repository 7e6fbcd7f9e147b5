//! Parses expressions.

use super::error::{Position, SqlError};
use super::parser::Parser;
use super::select::{Comparison, Expression};
use super::token::{Token, TokenKind};
use super::value::Value;
use crate::service::data_type::DataType;

/// The largest depth of nested expressions, which are parsed recursively.
const MAX_DEPTH: usize = 100;

impl Parser<'_> {
    pub(crate) fn expression(&mut self) -> Result<Expression, SqlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.unsupported("expressions that are nested this deeply"));
        }
        let mut left = self.conjunction()?;
        while self.takes_word("OR") {
            left = Expression::Or(Box::new([left, self.conjunction()?]));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expression, SqlError> {
        let mut left = self.negation()?;
        while self.takes_word("AND") {
            left = Expression::And(Box::new([left, self.negation()?]));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, SqlError> {
        let mut is_negated = false;
        while self.takes_word("NOT") {
            is_negated = !is_negated;
        }
        let expression = self.predicate()?;
        Ok(negated(expression, is_negated))
    }

    fn predicate(&mut self) -> Result<Expression, SqlError> {
        let left = self.operand()?;
        if self.takes_word("IS") {
            let is_negated = self.takes_word("NOT");
            self.expect_word("NULL")?;
            return Ok(negated(Expression::IsNull(Box::new(left)), is_negated));
        }
        for unsupported in ["IN", "BETWEEN", "LIKE", "NOT"] {
            if self.is_word(unsupported) {
                return Err(self.unsupported(unsupported));
            }
        }
        let TokenKind::Symbol(symbol) = self.peek().kind else {
            return Ok(left);
        };
        let Some(comparison) = Comparison::of(symbol) else {
            return match symbol {
                ")" | "," | ";" => Ok(left),
                other => Err(self.unsupported(&format!("the operator {other}"))),
            };
        };
        self.next += 1;
        let right = self.operand()?;
        Ok(Expression::Compare(comparison, Box::new([left, right])))
    }

    fn operand(&mut self) -> Result<Expression, SqlError> {
        if self.takes_symbol("(") {
            let inner = self.expression()?;
            self.expect_symbol(")")?;
            return Ok(inner);
        }
        let Token { kind, position } = self.peek().clone();
        let value = match &kind {
            TokenKind::Quoted(_) => return self.name("a column").map(Expression::Column),
            TokenKind::Word(word) => match word.to_uppercase().as_str() {
                "NULL" => Value::null(),
                "TRUE" | "FALSE" => Value::new(DataType::Boolean, Some(word.to_lowercase())),
                "CAST" => return self.cast(),
                _ if matches!(self.peek_second(), TokenKind::Text(_)) => {
                    return self.typed_literal(word, position);
                }
                _ if matches!(self.peek_second(), TokenKind::Symbol("(")) => {
                    return Err(self.unsupported("functions"));
                }
                _ => return self.name("a column").map(Expression::Column),
            },
            TokenKind::Text(text) => Value::new(DataType::Varchar, Some(text.clone())),
            TokenKind::Number(digits) => number(digits, position)?,
            TokenKind::Symbol(sign @ ("-" | "+")) => {
                let TokenKind::Number(digits) = self.peek_second().clone() else {
                    return Err(self.unsupported("arithmetic"));
                };
                self.next += 1;
                number(&format!("{sign}{digits}"), position)?
            }
            TokenKind::Symbol("?") => {
                let binding = self.bindings.get(self.used_bindings);
                let binding = binding.ok_or_else(|| {
                    wrong_binding_count(self.used_bindings + 1, self.bindings.len())
                })?;
                self.used_bindings += 1;
                binding.clone()
            }
            TokenKind::Symbol(_) | TokenKind::End => return Err(self.mismatched("<expression>")),
        };
        self.next += 1;
        Ok(Expression::Value(value))
    }

    /// Parses `CAST(value AS type)`.
    fn cast(&mut self) -> Result<Expression, SqlError> {
        self.next += 1;
        self.expect_symbol("(")?;
        let position = self.peek().position;
        let Expression::Value(value) = self.operand()? else {
            return Err(SqlError::unsupported(
                position,
                "CAST of anything but a value",
            ));
        };
        self.expect_word("AS")?;
        let position = self.peek().position;
        let name = self.name("a type")?.text;
        let data_type = data_type(&name, position)?;
        if self.takes_symbol("(") {
            self.list(Self::count)?;
            self.expect_symbol(")")?;
        }
        self.expect_symbol(")")?;
        Ok(Expression::Value(value.cast(data_type)?))
    }

    /// Parses a literal such as `DATE '2024-01-31'`.
    fn typed_literal(&mut self, word: &str, position: Position) -> Result<Expression, SqlError> {
        let data_type = data_type(word, position)?;
        self.next += 1;
        let TokenKind::Text(text) = self.peek().kind.clone() else {
            return Err(self.mismatched("<string>"));
        };
        self.next += 1;
        let text = Value::new(DataType::Varchar, Some(text));
        Ok(Expression::Value(text.cast(data_type)?))
    }
}

fn negated(expression: Expression, is_negated: bool) -> Expression {
    if is_negated {
        Expression::Not(Box::new(expression))
    } else {
        expression
    }
}

fn number(digits: &str, position: Position) -> Result<Value, SqlError> {
    let data_type = if digits.contains('.') {
        DataType::Decimal
    } else {
        DataType::Bigint
    };
    let text = data_type.stored_text(digits);
    let text =
        text.ok_or_else(|| SqlError::at(position, &format!("Invalid numeric literal: {digits}")))?;
    Ok(Value::new(data_type, Some(text)))
}

fn data_type(name: &str, position: Position) -> Result<DataType, SqlError> {
    DataType::from_name(name)
        .ok_or_else(|| SqlError::at(position, &format!("Unknown type: {}", name.to_lowercase())))
}

/// Returns the error for a number of bindings that is not that of the placeholders.
pub(crate) fn wrong_binding_count(expected: usize, found: usize) -> SqlError {
    SqlError::new(&format!(
        "Incorrect number of parameters: expected {expected} but found {found}"
    ))
}
