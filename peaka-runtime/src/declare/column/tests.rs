use std::num::NonZero;
use std::panic::catch_unwind;

use super::*;
use crate::schema::ColumnType;

fn error<T: ColumnType>(default: DefaultInput) -> String {
    error_of(T::COLUMN, default)
}

fn error_of(column: UnnamedColumn, default: DefaultInput) -> String {
    let error = catch_unwind(|| column.default_value(default)).unwrap_err();
    error.downcast_ref::<String>().unwrap().clone()
}

fn default_of<T: ColumnType>(default: DefaultInput) -> Option<DefaultValue<'static>> {
    T::COLUMN.default_value(default).request.default_value
}

#[test]
fn column_without_a_display_name_is_shown_by_its_name() {
    let mut declared = [
        i64::COLUMN.unique().not_null(),
        String::COLUMN.display_name("Browser"),
    ];
    assert_eq!(
        name_columns(["id", "agent"], &mut declared),
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
        "`not_null` on an optional field; help: remove `not_null`, or the `Option`"
    );
}

#[test]
fn default_that_the_derive_has_checked_is_checked_again() {
    assert_eq!(
        i8::COLUMN.default_integer(-3).request.default_value,
        Some(DefaultValue::Bigint(-3))
    );
    assert_eq!(
        bool::COLUMN.default_boolean(true).request.default_value,
        Some(DefaultValue::Boolean(true))
    );
    assert_eq!(
        String::COLUMN.default_text("x").request.default_value,
        Some(DefaultValue::Text("x"))
    );
    // A program can give the name of a common type to another type.
    assert!(catch_unwind(|| i8::COLUMN.default_integer(128)).is_err());
    assert!(catch_unwind(|| String::COLUMN.default_integer(3)).is_err());
    assert!(catch_unwind(|| char::COLUMN.default_text("xy")).is_err());
}

#[test]
fn default_is_sent_as_its_data_type_requires() {
    use DefaultValue::{Bigint, Boolean, Text};

    let decimal = UnnamedColumn::new(DataType::Decimal, false);
    let default_of_decimal = |default| decimal.default_value(default).request.default_value;
    for (default, expected) in [
        (
            default_of::<i8>(DefaultInput::IntegerLiteral(-128, "-128")),
            Bigint(-128),
        ),
        (
            default_of::<u8>(DefaultInput::IntegerConstant(255)),
            Bigint(255),
        ),
        (
            default_of::<Option<bool>>(DefaultInput::Boolean(true)),
            Boolean(true),
        ),
        (default_of::<String>(DefaultInput::Text("xy")), Text("xy")),
        (default_of::<char>(DefaultInput::Text("ß")), Text("ß")),
        (
            default_of_decimal(DefaultInput::IntegerLiteral(3, "3")),
            Text("3"),
        ),
        (
            default_of_decimal(DefaultInput::FloatLiteral("1.50")),
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
            DefaultInput::IntegerLiteral(3, "3"),
            "invalid default for a VARCHAR column: expected a string, such as `\"text\"`, or a \
             constant of type `&str`",
        ),
        (
            DataType::Bigint,
            DefaultInput::Text("3"),
            "invalid default for a BIGINT column: expected an integer, such as `3`, or a constant \
             of an integer type",
        ),
        (
            DataType::Boolean,
            DefaultInput::IntegerConstant(1),
            "invalid default for a BOOLEAN column: expected `true`, `false` or a constant of type \
             `bool`",
        ),
        (
            DataType::Decimal,
            DefaultInput::FloatLiteral("1e5"),
            "invalid default for a DECIMAL column: expected a number of at most 38 digits \
             without an exponent, such as `1.50`",
        ),
        (
            DataType::Decimal,
            DefaultInput::IntegerConstant(3),
            "invalid default for a DECIMAL column: expected a string constant, found an integer \
             constant; help: declare, for example, `const MAX: &str = \"1.50\"`",
        ),
        (
            DataType::Timestamp,
            DefaultInput::Text("2024-01-31"),
            "invalid default for a TIMESTAMP column: expected a string with a valid date and time \
             without a zone, such as `\"2024-01-31 08:30:00\"`",
        ),
        (
            DataType::Time,
            DefaultInput::Text("24:00"),
            "invalid default for a TIME column: expected a string with a time from 00:00 to \
             23:59:59.999999999999, such as `\"08:30:00\"`",
        ),
        (
            DataType::Date,
            DefaultInput::Text("2023-02-29"),
            "invalid default for a DATE column: expected a string with a valid date, such as \
             `\"2024-01-31\"`",
        ),
        (
            DataType::Uuid,
            DefaultInput::Text("12345678"),
            "invalid default for a UUID column: expected a string with 32 hexadecimal digits in \
             five groups, such as `\"12345678-9abc-def0-1234-56789abcdef0\"`",
        ),
    ] {
        assert_eq!(
            error_of(UnnamedColumn::new(data_type, false), default),
            expected
        );
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
            DefaultInput::IntegerLiteral(100_000_000_000_000_000_000, "100000000000000000000"),
            "default value `100000000000000000000` has too many digits for a DECIMAL column: \
             decimal(38,18) holds at most 20 digits before the decimal point; help: use a \
             smaller value, or a VARCHAR column",
        ),
        (
            DataType::Decimal,
            DefaultInput::FloatLiteral("0.1234567890123456789"),
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
        assert_eq!(
            error_of(UnnamedColumn::new(data_type, false), default),
            expected
        );
    }
}

#[test]
fn default_out_of_range_is_reported_with_the_range() {
    let help = "help: use a value in this range";
    assert_eq!(
        error::<i8>(DefaultInput::IntegerLiteral(300, "300")),
        format!("default value 300 is out of range for `i8` (-128..=127); {help}")
    );
    assert_eq!(
        error::<Option<u32>>(DefaultInput::IntegerConstant(-1)),
        format!("default value -1 is out of range for `u32` (0..=4294967295); {help}")
    );
    assert_eq!(
        error::<NonZero<u16>>(DefaultInput::IntegerConstant(i128::MIN)),
        format!(
            "default value {} is out of range for `NonZero<u16>` (1..=65535); {help}",
            i128::MIN
        )
    );
    let digits = "340282366920938463463374607431768211456";
    assert_eq!(
        error::<i64>(DefaultInput::IntegerLiteral(i128::MAX, digits)),
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
        error::<NonZero<u8>>(DefaultInput::IntegerLiteral(0, "0")),
        expected("u8")
    );
    assert_eq!(
        error::<NonZero<i64>>(DefaultInput::IntegerConstant(0)),
        expected("i64")
    );
}
