//! Resolves operators.

use sqlparser::ast::{
    BinaryOperator, Expr, Spanned, UnaryOperator, Value as Literal, ValueWithSpan,
};

use super::bind::Binder;
use super::error::SqlError;
use super::expression::{Comparison, Expression, Kind, Operator};
use super::function::Function;
use super::operand::{cannot_apply, comparable, compare};
use super::value::Value;
use super::value_type::{ValueType, type_name};

impl Binder<'_> {
    pub(crate) fn unary(
        &mut self,
        expr: &Expr,
        operator: UnaryOperator,
        operand: &Expr,
    ) -> Result<Expression, SqlError> {
        match operator {
            UnaryOperator::Not => Ok(self.condition(operand)?.negated_if(true)),
            UnaryOperator::Plus | UnaryOperator::Minus => {
                // The smallest BIGINT is not the negation of a BIGINT.
                if let (
                    UnaryOperator::Minus,
                    Expr::Value(ValueWithSpan {
                        value: Literal::Number(digits, _),
                        span,
                    }),
                ) = (operator, operand)
                {
                    let value = Literal::Number(format!("-{digits}"), false);
                    let span = *span;
                    return Ok(Expression::value(
                        self.literal(&ValueWithSpan { value, span })?,
                    ));
                }
                let operand = self.bind(operand)?;
                if !operand.value_type.is_none_or(ValueType::is_number) {
                    return Err(SqlError::at(
                        expr.span().start,
                        format_args!("Cannot negate {}", type_name(operand.value_type)),
                    ));
                }
                let value_type = operand.value_type;
                Ok(match operator {
                    UnaryOperator::Minus => {
                        Expression::new(Kind::Negated(Box::new(operand)), value_type)
                    }
                    _ => operand,
                })
            }
            _ => Err(SqlError::unsupported(
                expr,
                format_args!("the operator {operator}"),
            )),
        }
    }

    pub(crate) fn binary(
        &mut self,
        expr: &Expr,
        left: &Expr,
        operator: &BinaryOperator,
        right: &Expr,
    ) -> Result<Expression, SqlError> {
        let comparison = match operator {
            BinaryOperator::And | BinaryOperator::Or => return self.chain(expr, operator),
            BinaryOperator::Eq => Some(Comparison::Equal),
            BinaryOperator::NotEq => Some(Comparison::NotEqual),
            BinaryOperator::Lt => Some(Comparison::Less),
            BinaryOperator::LtEq => Some(Comparison::LessOrEqual),
            BinaryOperator::Gt => Some(Comparison::Greater),
            BinaryOperator::GtEq => Some(Comparison::GreaterOrEqual),
            _ => None,
        };
        let symbol = operator.to_string();
        if let Some(comparison) = comparison {
            return compare(comparison, &symbol, self.bind(left)?, self.bind(right)?);
        }
        if *operator == BinaryOperator::StringConcat {
            let operands = vec![self.text(left, "||")?, self.text(right, "||")?];
            let kind = Kind::Call(Function::Concat, operands);
            return Ok(Expression::new(kind, Some(ValueType::VARCHAR)));
        }
        let operator = match operator {
            BinaryOperator::Plus => Operator::Add,
            BinaryOperator::Minus => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            BinaryOperator::Modulo => Operator::Remainder,
            _ => {
                return Err(SqlError::unsupported(
                    expr,
                    format_args!("the operator {symbol}"),
                ));
            }
        };
        let (left, right) = (self.bind(left)?, self.bind(right)?);
        let value_type = comparable(&symbol, &left, &right)?;
        if !value_type.is_none_or(ValueType::is_number) {
            return Err(cannot_apply(&symbol, &left, &right));
        }
        let kind = Kind::Arithmetic(operator, Box::new([left, right]));
        Ok(Expression::new(kind, value_type))
    }

    /// Resolves `a AND b AND c`, however long it is.
    fn chain(&mut self, expr: &Expr, operator: &BinaryOperator) -> Result<Expression, SqlError> {
        let mut operands = Vec::new();
        let mut rest = expr;
        while let Expr::BinaryOp { left, op, right } = rest {
            if op != operator {
                break;
            }
            operands.push(self.condition(right)?);
            rest = left;
        }
        operands.push(self.condition(rest)?);
        operands.reverse();
        Ok(Expression::condition(match operator {
            BinaryOperator::And => Kind::And(operands),
            _ => Kind::Or(operands),
        }))
    }

    pub(crate) fn is_null(&mut self, operand: &Expr) -> Result<Expression, SqlError> {
        let operand = self.bind(operand)?;
        Ok(Expression::condition(Kind::IsNull(Box::new(operand))))
    }

    pub(crate) fn is_truth(&mut self, operand: &Expr, truth: bool) -> Result<Expression, SqlError> {
        let operand = self.condition(operand)?;
        let truth = Expression::value(Value::boolean(Some(truth)));
        let distinct = Kind::IsDistinct(Box::new([operand, truth]));
        Ok(Expression::condition(distinct).negated_if(true))
    }

    pub(crate) fn is_distinct(
        &mut self,
        left: &Expr,
        right: &Expr,
    ) -> Result<Expression, SqlError> {
        let operands = [self.bind(left)?, self.bind(right)?];
        comparable("IS DISTINCT FROM", &operands[0], &operands[1])?;
        Ok(Expression::condition(Kind::IsDistinct(Box::new(operands))))
    }
}
