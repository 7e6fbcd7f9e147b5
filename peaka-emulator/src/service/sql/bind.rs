//! Resolves the names in expressions, and checks types.

use std::fmt;

use sqlparser::ast::{
    CaseWhen, CastKind, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, Spanned,
    TypedString,
};

use super::environment::Environment;
use super::error::SqlError;
use super::expression::{Comparison, Expression, Kind};
use super::function::{AggregateFunction, Function};
use super::operand::{comparable, compare};
use super::relation::RelationColumn;
use super::value::Value;
use super::value_type::{CastType, ValueType, type_name};

/// The largest depth of nested expressions, which are resolved recursively.
const MAX_DEPTH: usize = 100;

/// Groups of rows, whose values are those of keys and aggregates.
pub(crate) trait Groups {
    /// Resolves an expression that is a key or an aggregate; `None` is neither.
    fn bind(
        &mut self,
        expr: &Expr,
        columns: &[RelationColumn],
        environment: &dyn Environment,
    ) -> Result<Option<Expression>, SqlError>;
}

/// Resolves expressions against columns.
pub(crate) struct Binder<'a> {
    pub(crate) columns: &'a [RelationColumn],
    pub(crate) environment: &'a dyn Environment,
    /// The groups whose values an expression is made of; `None` for the rows themselves.
    pub(crate) grouping: Option<&'a mut dyn Groups>,
    /// Whether an aggregate was found where only rows are known.
    pub(crate) has_aggregate: bool,
    depth: usize,
}

impl<'a> Binder<'a> {
    pub(crate) fn new(columns: &'a [RelationColumn], environment: &'a dyn Environment) -> Self {
        Self {
            columns,
            environment,
            grouping: None,
            has_aggregate: false,
            depth: 0,
        }
    }

    /// Resolves a condition.
    pub(crate) fn condition(&mut self, expr: &Expr) -> Result<Expression, SqlError> {
        self.typed(expr, ValueType::BOOLEAN, "a condition")
    }

    /// Resolves an operand that is a text.
    pub(crate) fn text(&mut self, expr: &Expr, operator: &str) -> Result<Expression, SqlError> {
        self.typed(
            expr,
            ValueType::VARCHAR,
            format_args!("the operands of {operator}"),
        )
    }

    /// Resolves an expression that must have this type, or be NULL.
    fn typed(
        &mut self,
        expr: &Expr,
        required: ValueType,
        role: impl fmt::Display,
    ) -> Result<Expression, SqlError> {
        let expression = self.bind(expr)?;
        match expression.value_type {
            Some(found) if found != required => Err(SqlError::at(
                expr.span().start,
                format_args!(
                    "{role} must evaluate to a {}: actual type {}",
                    required.name(),
                    found.name()
                ),
            )),
            _ => Ok(expression),
        }
    }

    /// Resolves an expression.
    pub(crate) fn bind(&mut self, expr: &Expr) -> Result<Expression, SqlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SqlError::unsupported(
                expr,
                "expressions that are nested this deeply",
            ));
        }
        let grouped = match self.grouping.take() {
            Some(grouping) => {
                let grouped = grouping.bind(expr, self.columns, self.environment);
                self.grouping = Some(grouping);
                grouped?
            }
            None => None,
        };
        let expression = match grouped {
            Some(expression) => expression,
            None => self.bind_kind(expr)?,
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn bind_kind(&mut self, expr: &Expr) -> Result<Expression, SqlError> {
        Ok(match expr {
            Expr::Nested(inner) => self.bind(inner)?,
            Expr::Identifier(name) => self.column(None, name)?,
            Expr::CompoundIdentifier(path) => match path.as_slice() {
                [table, name] => self.column(Some(table), name)?,
                [_, _, table, name] => self.column(Some(table), name)?,
                _ => return Err(SqlError::unsupported(expr, "this name")),
            },
            Expr::Value(literal) => Expression::value(self.literal(literal)?),
            Expr::TypedString(TypedString {
                data_type, value, ..
            }) => {
                let text = value.value.clone().into_string().unwrap_or_default();
                let to = match CastType::of(data_type)? {
                    // A literal keeps all its digits.
                    CastType::Temporal { data_type, .. } => CastType::Temporal {
                        data_type,
                        digits: text
                            .split_once('.')
                            .map_or(0, |(_, fraction)| fraction.len()),
                    },
                    CastType::Decimal { .. } => CastType::Plain(ValueType::DECIMAL),
                    other => other,
                };
                Expression::value(Value::new(ValueType::VARCHAR, Some(text)).cast(to)?)
            }
            Expr::UnaryOp { op, expr: operand } => self.unary(expr, *op, operand)?,
            Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right)?,
            Expr::IsNull(operand) => self.is_null(operand)?,
            Expr::IsNotNull(operand) => self.is_null(operand)?.negated_if(true),
            Expr::IsTrue(operand) => self.is_truth(operand, true)?,
            Expr::IsNotTrue(operand) => self.is_truth(operand, true)?.negated_if(true),
            Expr::IsFalse(operand) => self.is_truth(operand, false)?,
            Expr::IsNotFalse(operand) => self.is_truth(operand, false)?.negated_if(true),
            Expr::IsDistinctFrom(left, right) => self.is_distinct(left, right)?,
            Expr::IsNotDistinctFrom(left, right) => self.is_distinct(left, right)?.negated_if(true),
            Expr::In {
                expr: operand,
                target: InTarget::List(list),
                negated,
                ..
            } => {
                let operand = self.bind(operand)?;
                let list = list.iter().map(|item| {
                    let item = self.bind(item)?;
                    comparable("IN", &operand, &item)?;
                    Ok(item)
                });
                let list = list.collect::<Result<_, SqlError>>()?;
                Expression::condition(Kind::In(Box::new(operand), list)).negated_if(*negated)
            }
            Expr::In {
                expr: operand,
                target: InTarget::Subquery(query),
                negated,
                ..
            } => self.in_subquery(expr, operand, query)?.negated_if(*negated),
            Expr::Exists { subquery, negated } => self.exists(subquery)?.negated_if(*negated),
            Expr::Subquery(query) => self.scalar_subquery(expr, query)?,
            Expr::Between {
                expr: operand,
                negated,
                low,
                high,
            } => {
                let operand = self.bind(operand)?;
                let bounds = [
                    compare(
                        Comparison::GreaterOrEqual,
                        ">=",
                        operand.clone(),
                        self.bind(low)?,
                    )?,
                    compare(Comparison::LessOrEqual, "<=", operand, self.bind(high)?)?,
                ];
                Expression::condition(Kind::And(bounds.into())).negated_if(*negated)
            }
            Expr::Like {
                negated,
                any: false,
                expr: operand,
                pattern,
                escape_char,
            } => {
                let operands = [self.text(operand, "LIKE")?, self.text(pattern, "LIKE")?];
                let escape = match escape_char {
                    Some(escape) => Some(Box::new(self.text(escape, "LIKE")?)),
                    None => None,
                };
                Expression::condition(Kind::Like(Box::new(operands), escape)).negated_if(*negated)
            }
            Expr::Cast {
                kind: kind @ (CastKind::Cast | CastKind::TryCast),
                expr: operand,
                data_type,
                format: None,
            } => {
                let to = CastType::of(data_type)?;
                let kind = Kind::Cast {
                    expression: Box::new(self.bind(operand)?),
                    to,
                    is_try: *kind == CastKind::TryCast,
                };
                Expression::new(kind, Some(to.value_type()))
            }
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref())?,
            Expr::Function(function) => self.call(expr, function)?,
            _ => {
                return Err(SqlError::unsupported(
                    expr,
                    format_args!("the expression {expr}"),
                ));
            }
        })
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        else_result: Option<&Expr>,
    ) -> Result<Expression, SqlError> {
        let mut branches = Vec::new();
        let mut otherwise = match else_result {
            Some(result) => self.bind(result)?,
            None => Expression::value(Value::null(None)),
        };
        let mut value_type = otherwise.value_type;
        for CaseWhen { condition, result } in conditions {
            let condition = match operand {
                Some(operand) => compare(
                    Comparison::Equal,
                    "=",
                    self.bind(operand)?,
                    self.bind(condition)?,
                )?,
                None => self.condition(condition)?,
            };
            let result = self.bind(result)?;
            value_type = ValueType::common(value_type, result.value_type).map_err(|()| {
                SqlError::new(
                    "All CASE results must be the same type or coercible to a common type",
                )
            })?;
            branches.push((condition, result));
        }
        otherwise.value_type = value_type;
        Ok(Expression::new(
            Kind::Case(branches, Box::new(otherwise)),
            value_type,
        ))
    }

    fn call(
        &mut self,
        expr: &Expr,
        function: &sqlparser::ast::Function,
    ) -> Result<Expression, SqlError> {
        let name = function.name.to_string().to_lowercase();
        let unsupported = || SqlError::unsupported(expr, format_args!("the function {name}"));
        if AggregateFunction::of(&name).is_some() {
            self.has_aggregate = true;
            return Err(SqlError::at(
                expr.span().start,
                format_args!("aggregations are not allowed here: {expr}"),
            ));
        }
        let known = Function::of(&name).ok_or_else(unsupported)?;
        let FunctionArguments::List(list) = &function.args else {
            return Err(unsupported());
        };
        let is_plain = function.over.is_none()
            && function.filter.is_none()
            && list.duplicate_treatment.is_none()
            && list.clauses.is_empty();
        if !is_plain {
            return Err(unsupported());
        }
        let arguments = list.args.iter().map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(argument)) => self.bind(argument),
            _ => Err(unsupported()),
        });
        let arguments = arguments.collect::<Result<Vec<_>, _>>()?;
        let types: Vec<_> = arguments
            .iter()
            .map(|argument| argument.value_type)
            .collect();
        let value_type = known.result_type(&types).ok_or_else(|| {
            let types: Vec<_> = types.iter().map(|found| type_name(*found)).collect();
            SqlError::at(
                expr.span().start,
                format_args!(
                    "Unexpected parameters ({}) for function {name}",
                    types.join(", ")
                ),
            )
        })?;
        Ok(Expression::new(Kind::Call(known, arguments), value_type))
    }
}
