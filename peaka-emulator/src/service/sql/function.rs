//! The functions that the emulator has.

use std::cmp::Ordering;

use super::decimal::double_text;
use super::error::SqlError;
use super::value::Value;
use super::value_type::{ValueType, type_name};

/// A function of values of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Abs,
    Coalesce,
    Concat,
    Length,
    Lower,
    NullIf,
    Upper,
}

/// A function of values of several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AggregateFunction {
    Avg,
    Count,
    Max,
    Min,
    Sum,
}

/// All functions of values of one row, by name.
const FUNCTIONS: [(&str, Function); 7] = [
    ("abs", Function::Abs),
    ("coalesce", Function::Coalesce),
    ("concat", Function::Concat),
    ("length", Function::Length),
    ("lower", Function::Lower),
    ("nullif", Function::NullIf),
    ("upper", Function::Upper),
];

/// All functions of values of several rows, by name.
const AGGREGATE_FUNCTIONS: [(&str, AggregateFunction); 5] = [
    ("avg", AggregateFunction::Avg),
    ("count", AggregateFunction::Count),
    ("max", AggregateFunction::Max),
    ("min", AggregateFunction::Min),
    ("sum", AggregateFunction::Sum),
];

fn find<F: Copy>(functions: &[(&str, F)], name: &str) -> Option<F> {
    let function = functions.iter().find(|(known, _)| *known == name);
    function.map(|(_, function)| *function)
}

impl AggregateFunction {
    pub(crate) fn of(name: &str) -> Option<Self> {
        find(&AGGREGATE_FUNCTIONS, name)
    }
}

impl Function {
    pub(crate) fn of(name: &str) -> Option<Self> {
        find(&FUNCTIONS, name)
    }

    /// Returns the type of a call, or `None` if there is no such function of arguments of these types.
    pub(crate) fn result_type(self, arguments: &[Option<ValueType>]) -> Option<Option<ValueType>> {
        let is_text = |argument: &Option<ValueType>| {
            argument.is_none_or(|value_type| value_type == ValueType::VARCHAR)
        };
        let common = || {
            let mut types = arguments.iter().copied();
            types.try_fold(None, ValueType::common).ok()
        };
        match (self, arguments) {
            (Self::Abs, [argument]) => argument
                .is_none_or(ValueType::is_number)
                .then_some(*argument),
            (Self::Coalesce, [_, _, ..]) => common(),
            (Self::NullIf, [first, _]) => common().map(|_| *first),
            (Self::Concat, [_, _, ..]) if arguments.iter().all(is_text) => {
                Some(Some(ValueType::VARCHAR))
            }
            (Self::Length, [argument]) if is_text(argument) => Some(Some(ValueType::BIGINT)),
            (Self::Lower | Self::Upper, [argument]) if is_text(argument) => {
                Some(Some(ValueType::VARCHAR))
            }
            _ => None,
        }
    }

    pub(crate) fn call(
        self,
        mut arguments: Vec<Value>,
        value_type: Option<ValueType>,
    ) -> Result<Value, SqlError> {
        let null = Value::null(value_type);
        if self == Self::Coalesce {
            let first = arguments.into_iter().find(|value| value.text.is_some());
            return Ok(first.map_or(null, |value| Value {
                value_type,
                ..value
            }));
        }
        if self == Self::NullIf {
            let is_equal = arguments[0]
                .compare(&arguments[1])
                .is_some_and(Ordering::is_eq);
            return Ok(if is_equal {
                null
            } else {
                arguments.swap_remove(0)
            });
        }
        let texts = arguments.into_iter().map(|value| value.text);
        let Some(texts) = texts.collect::<Option<Vec<_>>>() else {
            return Ok(null);
        };
        let text = match self {
            Self::Abs if value_type == Some(ValueType::Double) => {
                double_text(texts[0].parse::<f64>().unwrap_or(f64::NAN).abs())
            }
            Self::Abs => {
                if texts[0] == i64::MIN.to_string() && value_type == Some(ValueType::BIGINT) {
                    return Err(SqlError::new(format!(
                        "Value {} is out of range for abs({})",
                        texts[0],
                        type_name(value_type)
                    )));
                }
                texts[0].trim_start_matches('-').to_owned()
            }
            Self::Length => texts[0].chars().count().to_string(),
            Self::Lower => texts[0].to_lowercase(),
            Self::Upper => texts[0].to_uppercase(),
            Self::Concat | Self::Coalesce | Self::NullIf => texts.concat(),
        };
        Ok(Value {
            value_type,
            text: Some(text),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Returns the names in the README between two texts, in lower case.
    fn listed(start: &str, end: &str) -> BTreeSet<String> {
        let readme = include_str!("../../../README.md");
        let (_, after) = readme.split_once(start).unwrap();
        let (list, _) = after.split_once(end).unwrap();
        let names = list.split('`').skip(1).step_by(2);
        names.map(str::to_lowercase).collect()
    }

    fn names<F>(functions: &[(&str, F)]) -> BTreeSet<String> {
        functions
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect()
    }

    #[test]
    fn readme_lists_every_function() {
        assert_eq!(listed("and the functions ", "\n- "), names(&FUNCTIONS));
        assert_eq!(
            listed("`HAVING`, with ", ", also of"),
            names(&AGGREGATE_FUNCTIONS)
        );
    }
}
