//! The types of values.

use sqlparser::ast::{DataType as SqlDataType, ExactNumberInfo, TimezoneInfo};

use super::error::SqlError;
use crate::service::data_type::DataType;

/// The type of a value: that of a column, or DOUBLE, which only expressions have.
///
/// Trino's smaller integers are BIGINT here, and a DECIMAL has the digits of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    Stored(DataType),
    Double,
}

impl ValueType {
    pub(crate) const BIGINT: Self = Self::Stored(DataType::Bigint);
    pub(crate) const BOOLEAN: Self = Self::Stored(DataType::Boolean);
    pub(crate) const DECIMAL: Self = Self::Stored(DataType::Decimal);
    pub(crate) const VARCHAR: Self = Self::Stored(DataType::Varchar);

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stored(data_type) => data_type.name(),
            Self::Double => "double",
        }
    }

    pub(crate) fn is_number(self) -> bool {
        match self {
            Self::Stored(data_type) => data_type.is_number(),
            Self::Double => true,
        }
    }

    /// Returns the type that values of both types can have; `None` if there is no such type.
    pub(crate) fn common(left: Option<Self>, right: Option<Self>) -> Result<Option<Self>, ()> {
        match (left, right) {
            (None, other) | (other, None) => Ok(other),
            (Some(left), Some(right)) if left == right => Ok(Some(left)),
            (Some(left), Some(right)) if left.is_number() && right.is_number() => {
                let is_double = left == Self::Double || right == Self::Double;
                Ok(Some(if is_double {
                    Self::Double
                } else {
                    Self::DECIMAL
                }))
            }
            _ => Err(()),
        }
    }
}

/// The name of a type, which is `unknown` for NULL.
pub(crate) fn type_name(value_type: Option<ValueType>) -> &'static str {
    value_type.map_or("unknown", ValueType::name)
}

/// What a value is cast to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CastType {
    Plain(ValueType),
    /// A BIGINT in the range of 32 bits.
    Integer,
    Decimal {
        precision: usize,
        scale: usize,
    },
    /// A TIME or TIMESTAMP with this number of digits in its fraction.
    Temporal {
        data_type: DataType,
        digits: usize,
    },
}

impl CastType {
    pub(crate) fn value_type(self) -> ValueType {
        match self {
            Self::Plain(value_type) => value_type,
            Self::Integer => ValueType::BIGINT,
            Self::Decimal { .. } => ValueType::DECIMAL,
            Self::Temporal { data_type, .. } => ValueType::Stored(data_type),
        }
    }

    pub(crate) fn of(data_type: &SqlDataType) -> Result<Self, SqlError> {
        use TimezoneInfo::{None as Plain, WithoutTimeZone};

        let digits = |digits: &Option<u64>| digits.map_or(3, |digits| digits.min(12) as usize);
        Ok(match data_type {
            SqlDataType::Varchar(None) => Self::Plain(ValueType::VARCHAR),
            SqlDataType::BigInt(None) => Self::Plain(ValueType::BIGINT),
            SqlDataType::Int(None) | SqlDataType::Integer(None) => Self::Integer,
            SqlDataType::Boolean => Self::Plain(ValueType::BOOLEAN),
            SqlDataType::Date => Self::Plain(ValueType::Stored(DataType::Date)),
            SqlDataType::Uuid => Self::Plain(ValueType::Stored(DataType::Uuid)),
            SqlDataType::Double(ExactNumberInfo::None) => Self::Plain(ValueType::Double),
            SqlDataType::Time(precision, Plain | WithoutTimeZone) => Self::Temporal {
                data_type: DataType::Time,
                digits: digits(precision),
            },
            SqlDataType::Timestamp(precision, Plain | WithoutTimeZone) => Self::Temporal {
                data_type: DataType::Timestamp,
                digits: digits(precision),
            },
            SqlDataType::Decimal(info) | SqlDataType::Dec(info) => {
                let (precision, scale) = match info {
                    ExactNumberInfo::None => (38, 0),
                    ExactNumberInfo::Precision(precision) => (*precision, 0),
                    ExactNumberInfo::PrecisionAndScale(precision, scale) => {
                        (*precision, u64::try_from(*scale).unwrap_or(u64::MAX))
                    }
                };
                if !(1..=38).contains(&precision) || scale > precision {
                    return Err(SqlError::new(format!(
                        "Invalid DECIMAL type: DECIMAL({precision}, {scale})"
                    )));
                }
                Self::Decimal {
                    precision: precision as usize,
                    scale: scale as usize,
                }
            }
            other => {
                let name = other.to_string().to_lowercase();
                return Err(match other {
                    SqlDataType::Custom(..) => SqlError::new(format!("Unknown type: {name}")),
                    _ => SqlError::unsupported_feature(format_args!("the type {name}")),
                });
            }
        })
    }
}

impl From<DataType> for ValueType {
    fn from(data_type: DataType) -> Self {
        Self::Stored(data_type)
    }
}
