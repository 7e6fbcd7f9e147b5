use proptest::prelude::*;

use super::*;
use crate::schema::DefaultValue;

#[test]
fn different_spellings_of_one_value_are_equal() {
    for (data_type, a, b) in [
        (DataType::Bigint, "3", "3"),
        (DataType::Bigint, "3", "+3"),
        (DataType::Bigint, "0", "-0"),
        (
            DataType::Bigint,
            "-9223372036854775808",
            "-9223372036854775808",
        ),
        (DataType::Decimal, "1.5", "1.50"),
        (DataType::Decimal, "100", "1E+2"),
        (DataType::Decimal, "10", "0.1E2"),
        (DataType::Decimal, "1.5", "15e-1"),
        (DataType::Decimal, "0.15", "1.5E-1"),
        (DataType::Decimal, "0.001", ".001"),
        (DataType::Decimal, "0", "0E-18"),
        (DataType::Boolean, "true", "TRUE"),
        (DataType::Date, "2024-01-01", "2024-1-1"),
        (DataType::Time, "08:30", "08:30:00.000000"),
        (
            DataType::Timestamp,
            "2024-01-01T08:30:00Z",
            "2024-01-01 08:30:00.000",
        ),
        (
            DataType::Timestamp,
            "2024-01-01 08:30:00.5",
            "2024-01-01 08:30:00.500000 UTC",
        ),
        (
            DataType::Uuid,
            "0188D6F4-0000-7000-8000-000000000001",
            "0188d6f4-0000-7000-8000-000000000001",
        ),
        (
            DataType::Uuid,
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        ),
    ] {
        assert!(is_same_value(data_type, a, b), "{data_type}: {a} = {b}");
        assert!(is_same_value(data_type, b, a), "{data_type}: {b} = {a}");
    }
}

#[test]
fn different_values_are_not_equal() {
    for (data_type, a, b) in [
        (DataType::Varchar, "a", "A"),
        (DataType::Varchar, "3", "3.0"),
        (DataType::Varchar, "a", "a "),
        (DataType::Bigint, "3", "30"),
        (DataType::Bigint, "3", "-3"),
        (DataType::Bigint, "9007199254740993", "9007199254740992"),
        (DataType::Decimal, "1.5", "1.05"),
        (DataType::Decimal, "1.5", "15e1"),
        (DataType::Decimal, ".", "+."),
        (DataType::Decimal, "x", "+x"),
        (DataType::Decimal, "1.x", "+1.x"),
        (DataType::Decimal, "1", "1e99999999999"),
        (DataType::Boolean, "true", "false"),
        (DataType::Date, "2024-01-01", "2024-01-02"),
        (DataType::Date, "2024-01-01", "2024-01-01 00:00:00"),
        (DataType::Time, "08:30:00", "08:30:00.1"),
        (DataType::Time, "08:30:00.x", "8:30:00.x"),
        (
            DataType::Timestamp,
            "2024-01-01 00:00:00",
            "2024-01-01 00:00:00 Europe/Berlin",
        ),
        (
            DataType::Uuid,
            "0188d6f4-0000-7000-8000-000000000001",
            "0188d6f4",
        ),
        (
            DataType::Uuid,
            "0188d6f4-0000-7000-8000-000000000001",
            "0188d6f4-0000-7000-8000-000000000010",
        ),
        (
            DataType::Uuid,
            "0188d6f4-0000-7000-8000-000000000001",
            "1188d6f4-0000-7000-8000-000000000001",
        ),
        (
            DataType::Uuid,
            "fffffffffffffffffffffffffffffffff",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        ),
    ] {
        assert!(!is_same_value(data_type, a, b), "{data_type}: {a} ≠ {b}");
    }
}

#[test]
fn unparsable_text_equals_only_itself() {
    for &data_type in DataType::ALL {
        assert!(is_same_value(data_type, "now()", "now()"));
        assert!(!is_same_value(data_type, "now()", "today()"));
        assert!(!is_same_value(data_type, "--", "-"));
    }
}

#[test]
fn empty_text_is_a_default_only_of_a_varchar() {
    let text = ColumnRequest::new("a", DataType::Varchar);
    let number = ColumnRequest::new("a", DataType::Bigint);
    assert!(!is_same_default(&text, Some("")));
    assert!(is_same_default(
        &text.default_value(DefaultValue::Text("")),
        Some("")
    ));
    assert!(is_same_default(&number, Some("")));
    assert!(!is_same_default(
        &number.default_value(DefaultValue::Bigint(0)),
        Some("")
    ));
    assert!(!is_same_default(
        &number.default_value(DefaultValue::Bigint(0)),
        None
    ));
}

proptest! {
    /// A response may contain any text as a default or a data type.
    #[test]
    fn comparison_of_arbitrary_text_is_symmetric_and_reflexive(
        text: String,
        other_text: String,
        number in "[-+]?[0-9.eE+-]{0,40}",
    ) {
        for &data_type in DataType::ALL {
            for other in [&other_text, &number] {
                let is_same = is_same_value(data_type, &text, other);
                prop_assert_eq!(is_same, is_same_value(data_type, other, &text));
                prop_assert!(is_same_value(data_type, other, other));
            }
        }
        let _ = other_text.parse::<DataType>();
        let timestamp = format!("TimeStamp({other_text}");
        prop_assert_eq!(timestamp.parse::<DataType>(), Ok(DataType::Timestamp));
    }
}
