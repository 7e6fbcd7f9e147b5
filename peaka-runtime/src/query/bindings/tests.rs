use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use super::*;
use crate::row::ToBinding;
use crate::schema::DataType;

fn literal(value: impl ToBinding) -> String {
    placeholder(&value.to_binding(), BindingsKey::Literals)
}

#[test]
fn each_rust_type_has_its_sql_type() {
    for (sql, expected) in [
        (literal("it's"), "'it\'\'s'"),
        (literal('x'), "'x'"),
        (literal(Box::<str>::from("x")), "'x'"),
        (literal(Cow::from("x")), "'x'"),
        (literal(-7_i8), "CAST('-7' AS BIGINT)"),
        (literal(7_u64), "CAST('7' AS BIGINT)"),
        (
            literal(u64::MAX),
            "CAST('18446744073709551615' AS DECIMAL(20, 0))",
        ),
        (
            literal(-i128::from(u64::MAX)),
            "CAST('-18446744073709551615' AS DECIMAL(20, 0))",
        ),
        (literal(1.5_f32), "CAST('1.5' AS DOUBLE)"),
        (literal(1e300), "CAST('1e300' AS DOUBLE)"),
        (literal(f64::NAN), "CAST('NaN' AS DOUBLE)"),
        (literal(f64::INFINITY), "CAST('Infinity' AS DOUBLE)"),
        (literal(f32::NEG_INFINITY), "CAST('-Infinity' AS DOUBLE)"),
        (literal(true), "CAST('true' AS BOOLEAN)"),
        (literal(None::<i64>), "NULL"),
        (literal(Some(7)), "CAST('7' AS BIGINT)"),
        (
            literal(SystemTime::UNIX_EPOCH - Duration::new(1, 5)),
            "CAST('1969-12-31 23:59:58.999999995' AS TIMESTAMP(9))",
        ),
    ] {
        assert_eq!(sql, expected);
    }
}

#[test]
fn value_of_a_column_is_bound_with_the_type_of_the_column() {
    for (data_type, text, expected) in [
        (DataType::Varchar, " a ", Some("' a '")),
        (DataType::Bigint, "7.0", Some("CAST('7' AS BIGINT)")),
        (DataType::Bigint, "9223372036854775808", None),
        (DataType::Bigint, "x", None),
        (
            DataType::Decimal,
            "-1.50",
            Some("CAST('-1.50' AS DECIMAL(3, 2))"),
        ),
        (
            DataType::Decimal,
            "1E3",
            Some("CAST('1000' AS DECIMAL(4, 0))"),
        ),
        (DataType::Decimal, "x", None),
        (
            DataType::Date,
            "2024-01-31",
            Some("CAST('2024-01-31' AS DATE)"),
        ),
        (DataType::Date, "2024-01-32", None),
        (
            DataType::Time,
            "08:30",
            Some("CAST('08:30:00.000000000' AS TIME(9))"),
        ),
        (DataType::Time, "x", None),
        (
            DataType::Timestamp,
            "2024-01-31T08:30:00.5Z",
            Some("CAST('2024-01-31 08:30:00.500000000' AS TIMESTAMP(9))"),
        ),
        (DataType::Timestamp, "2024-01-31 08:30+01:00", None),
        (DataType::Timestamp, "x", None),
        (DataType::Uuid, "a-b", Some("CAST('a-b' AS UUID)")),
        (DataType::Boolean, "true", None),
    ] {
        let sql = Binding::of_column(data_type, text).map(literal);
        assert_eq!(sql.as_deref(), expected, "{data_type} {text}");
    }
}

#[test]
fn value_is_in_the_statement_only_as_a_literal() {
    for (key, sql, sent) in [
        (BindingsKey::Bindings, "CAST(? AS BIGINT)", Some("7")),
        (BindingsKey::BindArgs, "CAST(? AS BIGINT)", Some("7")),
        (BindingsKey::Literals, "CAST('7' AS BIGINT)", None),
    ] {
        let binding = 7.to_binding();
        assert_eq!(placeholder(&binding, key), sql);
        assert_eq!(sent_value(binding, key).as_deref(), sent);
    }
    assert_eq!(placeholder(&"a".to_binding(), BindingsKey::Bindings), "?");
    let null = None::<&str>.to_binding();
    assert_eq!(placeholder(&null, BindingsKey::Bindings), "NULL");
    assert_eq!(sent_value(null, BindingsKey::Bindings), None);
}

#[test]
fn values_are_checked_against_the_placeholders() {
    let check = |bindings: &[Binding], placeholders| {
        let error = check_bindings(bindings, placeholders).err()?;
        Some(error.message())
    };
    let [seven, digits_38, digits_39] =
        [7, 10_i128.pow(37), i128::MAX].map(|value| value.to_binding());
    assert_eq!(check(&[], 0), None);
    assert_eq!(check(&[seven.clone(), digits_38], 2), None);
    assert_eq!(
        check(std::slice::from_ref(&seven), 2).as_deref(),
        Some("invalid query: it has 2 placeholders for 1 value")
    );
    assert_eq!(
        check(&[seven.clone(), digits_39], 2).as_deref(),
        Some("invalid query: value 2 cannot be sent: it has more than 38 digits")
    );
    let late = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    assert_eq!(
        check(&[seven, late.to_binding()], 2).as_deref(),
        Some("invalid query: value 2 cannot be sent: it is a time beyond the year 9999")
    );
}

#[test]
fn debug_hides_the_value() {
    assert_eq!(format!("{:?}", "secret".to_binding()), "Binding(VARCHAR)");
    assert_eq!(format!("{:?}", 4711.to_binding()), "Binding(BIGINT)");
}
