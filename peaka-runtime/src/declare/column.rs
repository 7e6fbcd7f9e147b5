//! Applies the attributes of a field to its column, and fails the build if one contradicts the field's type.

use super::const_message::{ConstMessage, fail_build};
use super::default_input::DefaultInput;
use super::default_validity::is_valid_default_text;
use crate::schema::{
    Column, ColumnRequest, DataType, DefaultValue, ExcessDigits, ValueRange, excess_digits,
};

/// Gives the columns of a struct their names.
#[must_use]
pub const fn name_columns<const N: usize>(
    declared: [(&'static str, Column); N],
) -> [ColumnRequest<'static>; N] {
    let mut columns = [ColumnRequest::new("", DataType::Varchar); N];
    let mut i = 0;
    // The compiler interprets this loop for every column of a program, so the body is short.
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
    /// At compile time, if a value of the field's type can be NULL.
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

    /// Sets the default.
    ///
    /// # Panics
    ///
    /// At compile time, if the default is not a value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_value(mut self, default: DefaultInput) -> Self {
        if let DefaultInput::Integer(_, text) | DefaultInput::Float(text) | DefaultInput::Text(text) =
            default
            && let Some(excess) = excess_digits(self.request.data_type, text)
        {
            fail_excess_digits(self.request.data_type, text, excess);
        }
        self.request.default_value = Some(match (self.request.data_type, default) {
            (DataType::Bigint, DefaultInput::Integer(number, _) | DefaultInput::Number(number)) => {
                if !self.range.contains_integer(number) {
                    fail_out_of_range(self.range, default);
                }
                DefaultValue::Bigint(number as i64)
            }
            (DataType::Boolean, DefaultInput::Boolean(value)) => DefaultValue::Boolean(value),
            (
                data_type @ DataType::Decimal,
                DefaultInput::Integer(_, text)
                | DefaultInput::Float(text)
                | DefaultInput::Text(text),
            )
            | (data_type, DefaultInput::Text(text))
                if is_valid_default_text(data_type, text) =>
            {
                if !self.range.contains_text(text) {
                    fail_build(
                        "invalid default for a `char`: expected a string of exactly one character; \
                         help: write, for example, `default = \"x\"`",
                    );
                }
                DefaultValue::Text(text)
            }
            (DataType::Decimal, DefaultInput::Number(_)) => fail_build(
                "invalid default for a DECIMAL column: expected a string constant, found an integer \
                 constant; help: declare, for example, `const MAX: &str = \"1.50\"`",
            ),
            (data_type, _) => fail_build(invalid_default(data_type)),
        });
        self
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
        DefaultInput::Integer(_, digits) => message.excerpt(digits),
        DefaultInput::Number(number) => message.with_integer(number),
        DefaultInput::Float(_) | DefaultInput::Boolean(_) | DefaultInput::Text(_) => message,
    };
    let message = message.with(" is out of range for ");
    let (min, max) = range.bounds();
    let message = match range {
        ValueRange::NonZero(..) => message.with("`NonZero<").with(integer_type(max)).with(">`"),
        // The field's type may be `i64`, `isize`, or one with its own implementation of `ColumnType`.
        _ if max == i64::MAX => message.with("a BIGINT column"),
        _ => message.with("`").with(integer_type(max)).with("`"),
    };
    if let (ValueRange::NonZero(..), DefaultInput::Integer(0, _) | DefaultInput::Number(0)) =
        (range, default)
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

const fn invalid_default(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Varchar => {
            "invalid default for a VARCHAR column: expected a string; help: write, for example, \
             `default = \"text\"`"
        }
        DataType::Bigint => {
            "invalid default for a BIGINT column: expected an integer; help: write, for example, \
             `default = 3`"
        }
        DataType::Boolean => {
            "invalid default for a BOOLEAN column: expected a boolean; help: write `default = true` \
             or `default = false`"
        }
        DataType::Decimal => {
            "invalid default for a DECIMAL column: expected a number of at most 38 digits without an \
             exponent; help: write, for example, `default = 1.50`"
        }
        DataType::Timestamp => {
            "invalid default for a TIMESTAMP column: expected a date and a time with at most 6 \
             fractional digits; help: write, for example, `default = \"2024-01-31 08:30:00\"`"
        }
        DataType::Time => {
            "invalid default for a TIME column: expected a time with at most 12 fractional digits; \
             help: write, for example, `default = \"08:30:00\"`"
        }
        DataType::Date => {
            "invalid default for a DATE column: expected a date that exists; help: write, for \
             example, `default = \"2024-01-31\"`"
        }
        DataType::Uuid => {
            "invalid default for a UUID column: expected 32 hexadecimal digits in five groups; help: \
             write, for example, `default = \"12345678-9abc-def0-1234-56789abcdef0\"`"
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;
    use std::panic::catch_unwind;

    use super::*;
    use crate::schema::ColumnType;

    fn error<T: ColumnType>(default: DefaultInput) -> String {
        error_of(T::COLUMN, default)
    }

    fn error_of(column: Column, default: DefaultInput) -> String {
        let error = catch_unwind(|| column.default_value(default)).unwrap_err();
        error.downcast_ref::<String>().unwrap().clone()
    }

    fn default_of<T: ColumnType>(default: DefaultInput) -> Option<DefaultValue<'static>> {
        T::COLUMN.default_value(default).request.default_value
    }

    #[test]
    fn column_without_a_display_name_is_shown_by_its_name() {
        let declared = [
            ("id", i64::COLUMN.unique().not_null()),
            ("agent", String::COLUMN.display_name("Browser")),
        ];
        assert_eq!(
            name_columns(declared),
            [
                ColumnRequest::new("id", DataType::Bigint)
                    .unique()
                    .not_null(),
                ColumnRequest::new("agent", DataType::Varchar).display_name("Browser"),
            ]
        );
    }

    #[test]
    fn not_null_is_rejected_on_a_nullable_type() {
        let error = catch_unwind(|| Option::<i64>::COLUMN.not_null()).unwrap_err();
        assert_eq!(
            error.downcast_ref::<String>().unwrap(),
            "`not_null` on a type that can be NULL; help: remove `not_null`, or use a type that is \
             not an `Option`"
        );
    }

    #[test]
    fn default_is_sent_as_its_data_type_requires() {
        use DefaultValue::{Bigint, Boolean, Text};

        let decimal = Column::new(DataType::Decimal, false);
        let default_of_decimal = |default| decimal.default_value(default).request.default_value;
        for (default, expected) in [
            (
                default_of::<i8>(DefaultInput::Integer(-128, "-128")),
                Bigint(-128),
            ),
            (default_of::<u8>(DefaultInput::Number(255)), Bigint(255)),
            (
                default_of::<Option<bool>>(DefaultInput::Boolean(true)),
                Boolean(true),
            ),
            (default_of::<String>(DefaultInput::Text("xy")), Text("xy")),
            (default_of::<char>(DefaultInput::Text("ß")), Text("ß")),
            (default_of_decimal(DefaultInput::Integer(3, "3")), Text("3")),
            (
                default_of_decimal(DefaultInput::Float("1.50")),
                Text("1.50"),
            ),
            (default_of_decimal(DefaultInput::Text("-.5")), Text("-.5")),
        ] {
            assert_eq!(default, Some(expected));
        }
    }

    #[test]
    fn default_of_another_type_is_rejected_with_an_example() {
        for (data_type, default, expected) in [
            (
                DataType::Varchar,
                DefaultInput::Integer(3, "3"),
                "invalid default for a VARCHAR column: expected a string; help: write, for example, \
                 `default = \"text\"`",
            ),
            (
                DataType::Bigint,
                DefaultInput::Text("3"),
                "invalid default for a BIGINT column: expected an integer; help: write, for example, \
                 `default = 3`",
            ),
            (
                DataType::Boolean,
                DefaultInput::Number(1),
                "invalid default for a BOOLEAN column: expected a boolean; help: write `default = \
                 true` or `default = false`",
            ),
            (
                DataType::Decimal,
                DefaultInput::Float("1e5"),
                "invalid default for a DECIMAL column: expected a number of at most 38 digits \
                 without an exponent; help: write, for example, `default = 1.50`",
            ),
            (
                DataType::Decimal,
                DefaultInput::Number(3),
                "invalid default for a DECIMAL column: expected a string constant, found an integer \
                 constant; help: declare, for example, `const MAX: &str = \"1.50\"`",
            ),
            (
                DataType::Timestamp,
                DefaultInput::Text("2024-01-31"),
                "invalid default for a TIMESTAMP column: expected a date and a time with at most 6 \
                 fractional digits; help: write, for example, `default = \"2024-01-31 08:30:00\"`",
            ),
            (
                DataType::Time,
                DefaultInput::Text("24:00"),
                "invalid default for a TIME column: expected a time with at most 12 fractional \
                 digits; help: write, for example, `default = \"08:30:00\"`",
            ),
            (
                DataType::Date,
                DefaultInput::Text("2023-02-29"),
                "invalid default for a DATE column: expected a date that exists; help: write, for \
                 example, `default = \"2024-01-31\"`",
            ),
            (
                DataType::Uuid,
                DefaultInput::Text("12345678"),
                "invalid default for a UUID column: expected 32 hexadecimal digits in five groups; \
                 help: write, for example, `default = \"12345678-9abc-def0-1234-56789abcdef0\"`",
            ),
        ] {
            assert_eq!(error_of(Column::new(data_type, false), default), expected);
        }
        for text in ["", "xy"] {
            assert_eq!(
                error::<char>(DefaultInput::Text(text)),
                "invalid default for a `char`: expected a string of exactly one character; help: \
                 write, for example, `default = \"x\"`"
            );
        }
    }

    #[test]
    fn default_with_digits_that_would_be_lost_is_rejected() {
        for (data_type, default, expected) in [
            (
                DataType::Decimal,
                DefaultInput::Integer(100_000_000_000_000_000_000, "100000000000000000000"),
                "default value `100000000000000000000` has too many digits for a DECIMAL column: \
                 decimal(38,18) holds at most 20 digits before the decimal point; help: use a \
                 smaller value, or a VARCHAR column",
            ),
            (
                DataType::Decimal,
                DefaultInput::Float("0.1234567890123456789"),
                "default value `0.1234567890123456789` has too many digits for a DECIMAL column: \
                 decimal(38,18) holds at most 18 fractional digits; help: round the value",
            ),
            (
                DataType::Timestamp,
                DefaultInput::Text("2024-01-31 08:30:00.1234567"),
                "default value `2024-01-31 08:30:00.1234567` has too many digits for a TIMESTAMP \
                 column: timestamp(6) holds at most 6 fractional digits; help: round the value",
            ),
        ] {
            assert_eq!(error_of(Column::new(data_type, false), default), expected);
        }
    }

    #[test]
    fn default_out_of_range_is_reported_with_the_range() {
        let help = "help: use a value in this range";
        assert_eq!(
            error::<i8>(DefaultInput::Integer(300, "300")),
            format!("default value 300 is out of range for `i8` (-128..=127); {help}")
        );
        assert_eq!(
            error::<Option<u32>>(DefaultInput::Number(-1)),
            format!("default value -1 is out of range for `u32` (0..=4294967295); {help}")
        );
        assert_eq!(
            error::<NonZero<u16>>(DefaultInput::Number(i128::MIN)),
            format!(
                "default value {} is out of range for `NonZero<u16>` (1..=65535); {help}",
                i128::MIN
            )
        );
        let digits = "340282366920938463463374607431768211456";
        assert_eq!(
            error::<i64>(DefaultInput::Integer(i128::MAX, digits)),
            format!(
                "default value {digits} is out of range for a BIGINT column ({}..={}); {help}",
                i64::MIN,
                i64::MAX
            )
        );
    }

    #[test]
    fn zero_is_not_allowed_for_a_non_zero_type() {
        let expected = |name| {
            format!(
                "default value 0 is out of range for `NonZero<{name}>`: zero is not allowed; help: \
                 use another value"
            )
        };
        assert_eq!(
            error::<NonZero<u8>>(DefaultInput::Integer(0, "0")),
            expected("u8")
        );
        assert_eq!(
            error::<NonZero<i64>>(DefaultInput::Number(0)),
            expected("i64")
        );
    }
}
