//! Expressions whose names are resolved and whose types are checked, and their values for a row.

use std::cmp::Ordering;

use super::decimal::{Decimal, division_by_zero};
use super::error::SqlError;
use super::function::Function;
use super::value::Value;
use super::value_type::{CastType, ValueType};

/// An expression with its type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression {
    pub(crate) kind: Kind,
    /// `None` is the type of a NULL without one.
    pub(crate) value_type: Option<ValueType>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Value(Value),
    /// The value at this position of a row.
    Column(usize),
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    IsNull(Box<Expression>),
    IsDistinct(Box<[Expression; 2]>),
    Compare(Comparison, Box<[Expression; 2]>),
    In(Box<Expression>, Vec<Expression>),
    Like(Box<[Expression; 2]>, Option<Box<Expression>>),
    Arithmetic(Operator, Box<[Expression; 2]>),
    Negated(Box<Expression>),
    Cast {
        expression: Box<Expression>,
        to: CastType,
        is_try: bool,
    },
    Case(Vec<(Expression, Expression)>, Box<Expression>),
    Call(Function, Vec<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

impl Expression {
    pub(crate) fn new(kind: Kind, value_type: Option<ValueType>) -> Self {
        Self { kind, value_type }
    }

    pub(crate) fn value(value: Value) -> Self {
        let value_type = value.value_type;
        Self::new(Kind::Value(value), value_type)
    }

    pub(crate) fn condition(kind: Kind) -> Self {
        Self::new(kind, Some(ValueType::BOOLEAN))
    }

    pub(crate) fn negated_if(self, is_negated: bool) -> Self {
        match is_negated {
            true => Self::condition(Kind::Not(Box::new(self))),
            false => self,
        }
    }

    /// Returns the value for a row.
    pub(crate) fn evaluate(&self, row: &[Value]) -> Result<Value, SqlError> {
        Ok(match &self.kind {
            Kind::Value(value) => value.clone(),
            Kind::Column(index) => match row.get(*index) {
                Some(value) => value.clone(),
                None => Value::null(self.value_type),
            },
            Kind::Arithmetic(operator, operands) => {
                let [left, right] = both(operands, row)?;
                arithmetic(*operator, &left, &right, self.value_type)?
            }
            Kind::Negated(operand) => match operand.evaluate(row)? {
                Value {
                    text: None,
                    value_type,
                } => Value::null(value_type),
                value => {
                    let zero = Value::new(ValueType::BIGINT, Some("0".to_owned()));
                    arithmetic(Operator::Subtract, &zero, &value, self.value_type)?
                }
            },
            Kind::Cast {
                expression,
                to,
                is_try,
            } => match expression.evaluate(row)?.cast(*to) {
                Err(_) if *is_try => Value::null(self.value_type),
                cast => cast?,
            },
            Kind::Case(branches, otherwise) => {
                for (condition, result) in branches {
                    if condition.evaluate_condition(row)? == Some(true) {
                        return result.evaluate(row);
                    }
                }
                otherwise.evaluate(row)?
            }
            Kind::Call(function, arguments) => {
                let values = arguments.iter().map(|argument| argument.evaluate(row));
                function.call(values.collect::<Result<_, _>>()?, self.value_type)?
            }
            _ => Value::boolean(self.evaluate_condition(row)?),
        })
    }

    /// Returns the truth of a condition for a row; `None` is unknown, because of a NULL.
    pub(crate) fn evaluate_condition(&self, row: &[Value]) -> Result<Option<bool>, SqlError> {
        Ok(match &self.kind {
            Kind::And(operands) => any(operands, row, false)?,
            Kind::Or(operands) => any(operands, row, true)?,
            Kind::Not(operand) => operand.evaluate_condition(row)?.map(|truth| !truth),
            Kind::IsNull(operand) => Some(operand.evaluate(row)?.text.is_none()),
            Kind::IsDistinct(operands) => {
                let [left, right] = both(operands, row)?;
                Some(match left.compare(&right) {
                    Some(ordering) => ordering.is_ne(),
                    None => left.text.is_some() != right.text.is_some(),
                })
            }
            Kind::Compare(comparison, operands) => {
                let [left, right] = both(operands, row)?;
                left.compare(&right)
                    .map(|ordering| comparison.holds(ordering))
            }
            Kind::In(operand, list) => {
                let value = operand.evaluate(row)?;
                let mut truth = Some(false);
                for item in list {
                    match value.compare(&item.evaluate(row)?) {
                        Some(Ordering::Equal) => return Ok(Some(true)),
                        Some(_) => {}
                        None => truth = None,
                    }
                }
                truth
            }
            Kind::Like(operands, escape) => {
                let [text, pattern] = both(operands, row)?;
                let escape = match escape {
                    Some(escape) => escape.evaluate(row)?.text,
                    None => None,
                };
                match (text.text, pattern.text) {
                    (Some(text), Some(pattern)) => {
                        Some(is_like(&text, &pattern, escape.as_deref())?)
                    }
                    _ => None,
                }
            }
            _ => self.evaluate(row)?.truth(),
        })
    }
}

fn both(operands: &[Expression; 2], row: &[Value]) -> Result<[Value; 2], SqlError> {
    Ok([operands[0].evaluate(row)?, operands[1].evaluate(row)?])
}

/// Returns `decisive` if one of the conditions has this truth.
fn any(operands: &[Expression], row: &[Value], decisive: bool) -> Result<Option<bool>, SqlError> {
    let mut truth = Some(!decisive);
    for operand in operands {
        match operand.evaluate_condition(row)? {
            Some(found) if found == decisive => return Ok(Some(decisive)),
            Some(_) => {}
            None => truth = None,
        }
    }
    Ok(truth)
}

pub(crate) fn arithmetic(
    operator: Operator,
    left: &Value,
    right: &Value,
    value_type: Option<ValueType>,
) -> Result<Value, SqlError> {
    let (Some(left), Some(right)) = (&left.text, &right.text) else {
        return Ok(Value::null(value_type));
    };
    match value_type {
        Some(ValueType::Double) => {
            let number = |text: &str| text.parse().unwrap_or(f64::NAN);
            let (left, right): (f64, f64) = (number(left), number(right));
            Ok(Value::double(match operator {
                Operator::Add => left + right,
                Operator::Subtract => left - right,
                Operator::Multiply => left * right,
                Operator::Divide => left / right,
                Operator::Remainder => left % right,
            }))
        }
        Some(ValueType::BIGINT) => {
            let number = |text: &str| text.parse::<i64>().unwrap_or_default();
            let (left, right) = (number(left), number(right));
            let is_division = matches!(operator, Operator::Divide | Operator::Remainder);
            if is_division && right == 0 {
                return Err(division_by_zero());
            }
            let (result, name) = match operator {
                Operator::Add => (left.checked_add(right), "addition"),
                Operator::Subtract => (left.checked_sub(right), "subtraction"),
                Operator::Multiply => (left.checked_mul(right), "multiplication"),
                Operator::Divide => (left.checked_div(right), "division"),
                Operator::Remainder => (left.checked_rem(right), "modulus"),
            };
            let result = result.ok_or_else(|| SqlError::new(format!("bigint {name} overflow")))?;
            Ok(Value::new(ValueType::BIGINT, Some(result.to_string())))
        }
        _ => {
            let (left, right) = (Decimal::parse(left)?, Decimal::parse(right)?);
            let result = match operator {
                Operator::Add => left.add(right)?,
                Operator::Subtract => left.add(right.negated())?,
                Operator::Multiply => left.multiply(right)?,
                Operator::Divide => left.divide(right)?,
                Operator::Remainder => left.remainder(right)?,
            };
            Ok(Value::new(ValueType::DECIMAL, Some(result.to_string())))
        }
    }
}

/// Returns whether a text matches a pattern, in which `_` stands for one character and `%` for any number of them.
fn is_like(text: &str, pattern: &str, escape: Option<&str>) -> Result<bool, SqlError> {
    let invalid = || SqlError::new("Escape string must be a single character");
    let escape = match escape {
        None => None,
        Some(escape) => {
            let mut characters = escape.chars();
            let first = characters.next().ok_or_else(invalid)?;
            if characters.next().is_some() {
                return Err(invalid());
            }
            Some(first)
        }
    };
    let mut parts = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        parts.push(match character {
            c if Some(c) == escape => match characters.next() {
                Some(c) if matches!(c, '%' | '_') || Some(c) == escape => Part::Is(c),
                _ => {
                    return Err(SqlError::new(
                        "Escape character must be followed by '%', '_' or the escape character itself",
                    ));
                }
            },
            '%' => Part::Any,
            '_' => Part::One,
            c => Part::Is(c),
        });
    }
    // `matches[i]` says whether the parts so far match the first `i` characters.
    let text: Vec<_> = text.chars().collect();
    let mut matches = vec![false; text.len() + 1];
    matches[0] = true;
    for part in parts {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            next[at] = match part {
                Part::Any => matches[at] || at > 0 && next[at - 1],
                Part::One => at > 0 && matches[at - 1],
                Part::Is(c) => at > 0 && matches[at - 1] && text[at - 1] == c,
            };
        }
        matches = next;
    }
    Ok(matches[text.len()])
}

#[derive(Clone, Copy)]
enum Part {
    Any,
    One,
    Is(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (text, pattern, expected) in [
            ("abc", "abc", true),
            ("abc", "ab", false),
            ("abc", "a%", true),
            ("abc", "%b%", true),
            ("abc", "_b_", true),
            ("abc", "__", false),
            ("", "%", true),
            ("ä", "_", true),
            ("a%c", "a#%c", true),
            ("abc", "a#%c", false),
            ("ABC", "abc", false),
        ] {
            assert_eq!(
                is_like(text, pattern, Some("#")),
                Ok(expected),
                "{text} {pattern}"
            );
        }
        assert!(is_like("a", "a#", Some("#")).is_err());
        assert!(is_like("a", "a", Some("")).is_err());
    }
}
