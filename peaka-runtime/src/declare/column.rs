//! Turns the type of a field and its attributes into a column.

use super::const_message::{ConstMessage, fail_build};
use super::literal::Literal;
use super::value_text::is_text_of;
use crate::schema::{Column, ColumnRequest, DataType, DefaultText, DefaultValue};

/// Returns the columns of a struct.
#[must_use]
pub const fn columns<const N: usize>(
    declared: [(&'static str, Column); N],
) -> [ColumnRequest<'static>; N] {
    let mut columns = [ColumnRequest::new("", DataType::Varchar); N];
    let mut i = 0;
    // The compiler evaluates every step for every column of a program, so there are few.
    while i < N {
        let (name, column) = &declared[i];
        columns[i] = column.request;
        columns[i].name = name;
        if !column.has_display_name {
            columns[i].display_name = name;
        }
        i += 1;
    }
    columns
}

impl Column {
    /// Declares the column NOT NULL.
    ///
    /// # Panics
    ///
    /// At compile time, if the field's type can be NULL.
    #[must_use]
    #[track_caller]
    pub const fn not_null(mut self) -> Self {
        if self.is_nullable {
            fail_build(
                "`not_null` on a type that can be NULL; help: remove `not_null`, or use a type that \
                 is not an `Option`",
            );
        }
        self.request.is_not_null = true;
        self
    }

    /// Sets the column's default.
    ///
    /// # Panics
    ///
    /// At compile time, if the literal is not a value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_value(mut self, default: Literal) -> Self {
        self.request.default_value = Some(match (self.request.data_type, default) {
            (DataType::Bigint, Literal::Integer(number, digits)) => {
                if !self.range.contains(number) {
                    out_of_range(&self, digits);
                }
                DefaultValue::Bigint(number as i64)
            }
            (DataType::Bigint, Literal::Number(number)) => {
                let default = DefaultValue::Bigint(number as i64);
                if !self.range.contains(number) {
                    if number as i64 as i128 == number {
                        out_of_range(&self, DefaultText::new(default).as_str());
                    }
                    out_of_range(&self, "of the constant");
                }
                default
            }
            (DataType::Boolean, Literal::Boolean(value)) => DefaultValue::Boolean(value),
            (
                data_type @ DataType::Decimal,
                Literal::Integer(_, text) | Literal::Float(text) | Literal::Text(text),
            )
            | (data_type, Literal::Text(text))
                if is_text_of(data_type, text) =>
            {
                if !self.range.contains_text(text) {
                    fail_build(
                        "invalid default for a `char`; help: use a string of exactly one character",
                    );
                }
                DefaultValue::Text(text)
            }
            (DataType::Decimal, Literal::Number(_)) => fail_build(
                "invalid default for a DECIMAL column: an integer constant; help: use a string \
                 constant: `const MAX: &str = \"1.50\"`",
            ),
            (data_type, _) => fail_build(invalid_default(data_type)),
        });
        self
    }
}

/// Fails the build because an integer is out of the range of the field's type.
#[track_caller]
const fn out_of_range(column: &Column, digits: &str) -> ! {
    let (min, max) = column.range.bounds();
    let message = ConstMessage::new().with("default value ").with(digits);
    if matches!(digits.as_bytes(), b"0" | b"-0") && min <= 0 && max >= 0 {
        message
            .with(" is out of range: the field's type has no zero; help: use another value")
            .fail();
    }
    message
        .with(" is out of range for the field's type (")
        .with(DefaultText::new(DefaultValue::Bigint(min)).as_str())
        .with("..=")
        .with(DefaultText::new(DefaultValue::Bigint(max)).as_str())
        .with("); help: use a value in this range")
        .fail()
}

const fn invalid_default(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Varchar => {
            "invalid default for a VARCHAR column; help: use a string: `default = \"text\"`"
        }
        DataType::Bigint => {
            "invalid default for a BIGINT column; help: use an integer: `default = 3`"
        }
        DataType::Boolean => "invalid default for a BOOLEAN column; help: use `true` or `false`",
        DataType::Decimal => {
            "invalid default for a DECIMAL column; help: use a number of at most 38 digits without \
             an exponent: `default = 1.50` or `default = \"1.50\"`"
        }
        DataType::Timestamp => {
            "invalid default for a TIMESTAMP column; help: use a date and a time, with at most 12 \
             fractional digits: `default = \"2024-01-31 08:30:00\"`"
        }
        DataType::Time => {
            "invalid default for a TIME column; help: use a time, with at most 12 fractional \
             digits: `default = \"08:30:00\"`"
        }
        DataType::Date => {
            "invalid default for a DATE column; help: use an existing day: `default = \
             \"2024-01-31\"`"
        }
        DataType::Uuid => {
            "invalid default for a UUID column; help: use 32 hexadecimal digits in five groups: \
             `default = \"12345678-9abc-def0-1234-56789abcdef0\"`"
        }
    }
}
