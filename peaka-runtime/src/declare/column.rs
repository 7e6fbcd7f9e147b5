//! Applies the attributes of a field to its column, and fails the build if one contradicts the field's type.

use super::const_message::{ConstMessage, fail_build};
use super::default_input::DefaultInput;
use super::default_validity::is_valid_default_text;
use super::variant::check_variant;
use crate::schema::{
    ColumnRequest, DataType, DefaultValue, ExcessDigits, UnnamedColumn, ValueRange, excess_digits,
};

/// Gives the columns of a struct their names.
///
/// The columns are borrowed mutably, because the compiler evaluates the result of a call without such a reference where
/// it only checks a crate. What can be wrong with a column is checked in constants of its own.
#[must_use]
pub const fn name_columns<const N: usize>(
    names: [&'static str; N],
    columns: &mut [UnnamedColumn; N],
) -> [ColumnRequest<'static>; N] {
    let mut named = [ColumnRequest::new("", DataType::Varchar); N];
    let mut i = 0;
    // The compiler interprets this loop for every column of a program, so the body is short.
    while i < N {
        let column = &mut columns[i];
        column.request.name = names[i];
        if !column.has_display_name {
            column.request.display_name = names[i];
        }
        named[i] = column.request;
        i += 1;
    }
    named
}

impl UnnamedColumn {
    /// Returns the column that the type of a field declares.
    ///
    /// # Panics
    ///
    /// At compile time, if NULL has two meanings in the type.
    #[must_use]
    #[track_caller]
    pub const fn of_type(self) -> Self {
        if self.has_two_nulls {
            fail_build(
                "NULL would have two meanings: the type is an `Option` of a type that can be NULL; help: \
                 remove one `Option`",
            );
        }
        self
    }

    /// Returns a copy. The derive calls it with a reference to a constant, which the compiler evaluates also where it only
    /// checks a crate, so that an error in it is found then.
    #[must_use]
    pub const fn copied(&'static self) -> Self {
        *self
    }

    /// Declares the column NOT NULL.
    ///
    /// # Panics
    ///
    /// At compile time, if a value of the field's type can be NULL.
    #[must_use]
    #[track_caller]
    pub const fn not_null(mut self) -> Self {
        if self.is_nullable {
            fail_build("`not_null` on an optional field; help: remove `not_null`, or the `Option`");
        }
        self.request.is_not_null = true;
        self
    }

    /// Sets the default.
    ///
    /// # Panics
    ///
    /// At compile time, if the default is not a value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_value(mut self, default: DefaultInput) -> Self {
        if let DefaultInput::IntegerLiteral(_, text)
        | DefaultInput::FloatLiteral(text)
        | DefaultInput::Text(text) = default
        {
            if let Some(excess) = excess_digits(self.request.data_type, text) {
                fail_excess_digits(self.request.data_type, text, excess);
            }
        }
        self.request.default_value = Some(match (self.request.data_type, default) {
            (
                DataType::Bigint,
                DefaultInput::IntegerLiteral(number, _) | DefaultInput::IntegerConstant(number),
            ) => {
                if !self.range.contains_integer(number) {
                    fail_out_of_range(self.range, default);
                }
                DefaultValue::Bigint(number as i64)
            }
            (DataType::Boolean, DefaultInput::Boolean(value)) => DefaultValue::Boolean(value),
            (DataType::Decimal, DefaultInput::IntegerConstant(_)) => fail_build(
                "invalid default for a DECIMAL column: expected a string constant, found an integer \
                 constant; help: declare, for example, `const MAX: &str = \"1.50\"`",
            ),
            (_, default) => DefaultValue::Text(self.checked_text(default)),
        });
        self
    }

    /// Sets the default of a BIGINT column.
    ///
    /// # Panics
    ///
    /// At compile time, if the default is not a value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_integer(self, number: i64) -> Self {
        self.default_value(DefaultInput::IntegerConstant(number as i128))
    }

    /// Sets the default of a BOOLEAN column.
    ///
    /// # Panics
    ///
    /// At compile time, if the default is not a value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_boolean(self, value: bool) -> Self {
        self.default_value(DefaultInput::Boolean(value))
    }

    /// Sets the default of a VARCHAR column.
    ///
    /// # Panics
    ///
    /// At compile time, if the default is not a value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_text(self, text: &'static str) -> Self {
        self.default_value(DefaultInput::Text(text))
    }

    /// Returns the text of a default that is sent as text, after checking it.
    #[track_caller]
    const fn checked_text(&self, default: DefaultInput) -> &'static str {
        let data_type = self.request.data_type;
        let text = match default {
            DefaultInput::Text(text) => text,
            DefaultInput::IntegerLiteral(_, text) | DefaultInput::FloatLiteral(text)
                if matches!(data_type, DataType::Decimal) =>
            {
                text
            }
            _ => fail_build(invalid_default_message(data_type)),
        };
        if !is_valid_default_text(data_type, text) {
            fail_build(invalid_default_message(data_type));
        }
        if !self.range.contains_text(text) {
            fail_build(
                "invalid default for a `char`: expected a string of exactly one character; help: write, for \
                 example, `default = \"x\"`",
            );
        }
        if !self.request.variants.is_empty() {
            check_variant(self.request.variants, text);
        }
        text
    }
}

#[track_caller]
const fn fail_excess_digits(data_type: DataType, text: &str, excess: ExcessDigits) -> ! {
    ConstMessage::new()
        .with("default value ")
        .quoted(text)
        .with(" has too many digits for a ")
        .with(data_type.as_str())
        .with(" column: ")
        .with(excess.reason)
        .with("; help: ")
        .with(excess.help)
        .fail()
}

#[track_caller]
const fn fail_out_of_range(range: ValueRange, default: DefaultInput) -> ! {
    let message = ConstMessage::new().with("default value ");
    let message = match default {
        // The digits of a literal are exact, also beyond the range of `i128`.
        DefaultInput::IntegerLiteral(_, digits) => message.excerpt(digits),
        DefaultInput::IntegerConstant(number) => message.with_integer(number),
        DefaultInput::FloatLiteral(_) | DefaultInput::Boolean(_) | DefaultInput::Text(_) => message,
    };
    let message = message.with(" is out of range for ");
    let (min, max) = range.bounds();
    let message = match range {
        ValueRange::NonZero(..) => message.with("`NonZero<").with(integer_type(max)).with(">`"),
        // The field's type may be `i64`, `isize`, or one with its own implementation of `ColumnType`.
        _ if max == i64::MAX => message.with("a BIGINT column"),
        _ => message.with("`").with(integer_type(max)).with("`"),
    };
    if let (
        ValueRange::NonZero(..),
        DefaultInput::IntegerLiteral(0, _) | DefaultInput::IntegerConstant(0),
    ) = (range, default)
    {
        message
            .with(": zero is not allowed; help: use another value")
            .fail();
    }
    message
        .with(" (")
        .with_integer(min as i128)
        .with("..=")
        .with_integer(max as i128)
        .with("); help: use a value in this range")
        .fail()
}

/// Returns the name of the integer type with this largest value.
const fn integer_type(max: i64) -> &'static str {
    const TYPES: [(i64, &str); 6] = [
        (i8::MAX as i64, "i8"),
        (i16::MAX as i64, "i16"),
        (i32::MAX as i64, "i32"),
        (u8::MAX as i64, "u8"),
        (u16::MAX as i64, "u16"),
        (u32::MAX as i64, "u32"),
    ];
    let mut i = 0;
    while i < TYPES.len() {
        if TYPES[i].0 == max {
            return TYPES[i].1;
        }
        i += 1;
    }
    "i64"
}

const fn invalid_default_message(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Varchar => {
            "invalid default for a VARCHAR column: expected a string, such as `\"text\"`, or a constant of \
             type `&str`"
        }
        DataType::Bigint => {
            "invalid default for a BIGINT column: expected an integer, such as `3`, or a constant of an \
             integer type"
        }
        DataType::Boolean => {
            "invalid default for a BOOLEAN column: expected `true`, `false` or a constant of type `bool`"
        }
        DataType::Decimal => {
            "invalid default for a DECIMAL column: expected a number of at most 38 digits without an \
             exponent, such as `1.50`"
        }
        DataType::Timestamp => {
            "invalid default for a TIMESTAMP column: expected a string with a valid date and time without a \
             zone, such as `\"2024-01-31 08:30:00\"`"
        }
        DataType::Time => {
            "invalid default for a TIME column: expected a string with a time from 00:00 to \
             23:59:59.999999999999, such as `\"08:30:00\"`"
        }
        DataType::Date => {
            "invalid default for a DATE column: expected a string with a valid date, such as \
             `\"2024-01-31\"`"
        }
        DataType::Uuid => {
            "invalid default for a UUID column: expected a string with 32 hexadecimal digits in five groups, \
             such as `\"12345678-9abc-def0-1234-56789abcdef0\"`"
        }
    }
}

#[cfg(test)]
mod tests;
