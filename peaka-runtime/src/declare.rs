//! What the derive's output is made of: constant functions that turn a declaration into a
//! [`ColumnRequest`], and that fail the build on the offending token when it makes no sense.

use crate::data_type::{DataType, Facts};
use crate::literal;
use crate::schema::{ColumnRequest, DefaultValue};

/// A column under construction.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    request: ColumnRequest<'static>,
    facts: Facts,
}

/// A default as it is written in the attribute; numbers come with their digits.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// An integer, clamped to what the type here holds, and its digits.
    Integer(i128, &'static str),
    /// The digits of a number with a point.
    Float(&'static str),
    /// `true` or `false`.
    Boolean(bool),
    /// A string.
    Text(&'static str),
}

/// A nullable column of the type that a field's type says.
#[must_use]
pub const fn column(name: &'static str, facts: Facts) -> Column {
    Column {
        request: ColumnRequest::new(name, facts.data_type),
        facts,
    }
}

impl Column {
    /// See [`ColumnRequest::display_name`].
    #[must_use]
    pub const fn display_name(mut self, display_name: &'static str) -> Self {
        self.request = self.request.display_name(display_name);
        self
    }

    /// See [`ColumnRequest::unique`].
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.request = self.request.unique();
        self
    }

    /// See [`ColumnRequest::not_null`].
    ///
    /// # Panics
    /// In the build, if the field's type can be null.
    #[must_use]
    #[track_caller]
    pub const fn not_null(mut self) -> Self {
        assert!(
            !self.facts.nullable,
            "an Option can be null: take `not_null` away, or take the Option away"
        );
        self.request = self.request.not_null();
        self
    }

    /// See [`ColumnRequest::default_value`].
    ///
    /// # Panics
    /// In the build, if the literal is no value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_value(mut self, default: Literal) -> Self {
        let value = match (self.facts.data_type, default) {
            (DataType::Bigint, Literal::Integer(number, _)) => {
                let (min, max) = self.facts.integers;
                assert!(
                    min as i128 <= number && number <= max as i128,
                    "the default is out of the range of the field's type"
                );
                DefaultValue::Bigint(number as i64)
            }
            (DataType::Boolean, Literal::Boolean(truth)) => DefaultValue::Boolean(truth),
            (
                data_type @ DataType::Decimal,
                Literal::Integer(_, text) | Literal::Float(text) | Literal::Text(text),
            )
            | (data_type, Literal::Text(text))
                if literal::is_text_of(data_type, text) =>
            {
                DefaultValue::Text(text)
            }
            (data_type, _) => fail_the_build(expected(data_type)),
        };
        self.request = self.request.default_value(value);
        self
    }

    /// The column as it is asked for.
    #[must_use]
    pub const fn request(self) -> ColumnRequest<'static> {
        self.request
    }
}

/// Called by generated constants alone, so the panic is the compiler's message.
#[track_caller]
#[allow(clippy::panic)]
const fn fail_the_build(message: &str) -> ! {
    panic!("{}", message)
}

const fn expected(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Varchar => "the default of a VARCHAR column is a string: `default = \"text\"`",
        DataType::Bigint => "the default of a BIGINT column is an integer: `default = 3`",
        DataType::Boolean => "the default of a BOOLEAN column is `true` or `false`",
        DataType::Decimal => {
            "the default of a DECIMAL column is a number without exponent, of at most 38 digits: \
             `default = 1.50` or `default = \"1.50\"`"
        }
        DataType::Timestamp => {
            "the default of a TIMESTAMP column is a date with a time of day: \
             `default = \"2024-01-31 08:30:00\"`, with up to 12 digits after the second"
        }
        DataType::Time => {
            "the default of a TIME column is a time of day: \
             `default = \"08:30:00\"`, with up to 12 digits after the second"
        }
        DataType::Date => {
            "the default of a DATE column is a day that exists: `default = \"2024-01-31\"`"
        }
        DataType::Uuid => {
            "the default of a UUID column is 32 hexadecimal digits in five groups: \
             `default = \"12345678-9abc-def0-1234-56789abcdef0\"`"
        }
    }
}
