//! What the derive's output is made of: constant functions that turn a declaration into a
//! [`ColumnRequest`], and that fail the build on the offending token when it makes no sense.

use super::const_message::fail_the_build;
use super::literal::Literal;
use super::value_text::is_text_of;
use crate::schema::{Column, ColumnRequest, DataType, DefaultValue};

/// The columns of a struct.
#[must_use]
pub const fn columns<const N: usize>(
    declared: [(&'static str, Column); N],
) -> [ColumnRequest<'static>; N] {
    let mut columns = [ColumnRequest::new("", DataType::Varchar); N];
    let mut i = 0;
    // The compiler takes these steps one by one for every column of a program, so they are few.
    while i < N {
        let (name, column) = &declared[i];
        columns[i] = column.request;
        columns[i].name = name;
        if !column.is_shown_otherwise {
            columns[i].display_name = name;
        }
        i += 1;
    }
    columns
}

impl Column {
    /// See [`ColumnRequest::not_null`].
    ///
    /// # Panics
    /// In the build, if the field's type can be null.
    #[must_use]
    #[track_caller]
    pub const fn not_null(mut self) -> Self {
        assert!(
            !self.nullable,
            "an Option can be null: take `not_null` away, or take the Option away"
        );
        self.request.is_not_null = true;
        self
    }

    /// See [`ColumnRequest::default_value`].
    ///
    /// # Panics
    /// In the build, if the literal is no value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_value(mut self, default: Literal) -> Self {
        self.request.default_value = Some(match (self.request.data_type, default) {
            (DataType::Bigint, Literal::Integer(number, _) | Literal::Number(number)) => {
                assert!(
                    self.values.have_integer(number),
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
                if is_text_of(data_type, text) =>
            {
                assert!(
                    self.values.have_text(text),
                    "the default of a `char` is a string of one character"
                );
                DefaultValue::Text(text)
            }
            (DataType::Decimal, Literal::Number(_)) => fail_the_build(
                "a constant for a DECIMAL column is a string: `const MAX: &str = \"1.50\"`",
            ),
            (data_type, _) => fail_the_build(expected(data_type)),
        });
        self
    }
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
