use super::*;

#[test]
fn digits_that_the_observed_type_cannot_hold_are_excess() {
    use DataType::{Bigint, Decimal, Time, Timestamp, Varchar};
    let before_the_point = Some("decimal(38,18) holds at most 20 digits before the decimal point");
    let after_the_point = Some("decimal(38,18) holds at most 18 fractional digits");
    let of_the_second = Some("timestamp(6) holds at most 6 fractional digits");
    for (data_type, text, expected) in [
        (Decimal, "99999999999999999999.999999999999999999", None),
        (Decimal, "-0000099999999999999999999.5", None),
        (Decimal, "100000000000000000000", before_the_point),
        (Decimal, "1e20", before_the_point),
        (Decimal, "1e19", None),
        (Decimal, "0.000000000000000001", None),
        (Decimal, "0.0000000000000000010000", None),
        (Decimal, "0.0000000000000000001", after_the_point),
        (Decimal, "-1.1234567890123456789", after_the_point),
        (Decimal, "1e-18", None),
        (Decimal, "1e-19", after_the_point),
        (Decimal, "0e99", None),
        (Decimal, "x", None),
        (Timestamp, "2024-01-31 08:30:00.123456", None),
        (Timestamp, "2024-01-31 08:30:00.123456000", None),
        (Timestamp, "2024-01-31 08:30:00.1234567", of_the_second),
        (Timestamp, "2024-01-31T08:30:00.1234567Z", of_the_second),
        (Timestamp, "2024-01-31", None),
        (Time, "08:30:00.123456789012", None),
        (Bigint, "100000000000000000000", None),
        (Varchar, "0.0000000000000000001", None),
    ] {
        let reason = excess_digits(data_type, text).map(|excess| excess.reason);
        assert_eq!(reason, expected, "{data_type} {text}");
    }
}

#[test]
fn rounded_and_truncated_defaults_are_distinguished_from_others() {
    use DataType::{Decimal, Time, Timestamp};
    for (data_type, declared, live_type, live, expected) in [
        (Decimal, "1.239", "decimal(10,2)", "1.24", true),
        (Decimal, "1.239", "decimal(10,2)", "1.23", true),
        (Decimal, "1.239", "decimal(10,2)", "1.25", false),
        (Decimal, "1.239", "decimal(10,2)", "1.22", false),
        (Decimal, "1.239", "decimal(10,2)", "-1.24", false),
        (Decimal, "1.239", "decimal(10,3)", "1.24", false),
        (Decimal, "1.239", "decimal(10,2)", "1.2399", false),
        (Decimal, "1.239", "decimal(10,2)", "x", false),
        (Decimal, "1.239", "decimal(10,x)", "1.24", false),
        (Decimal, "1.239", "decimal(10,2", "1.24", false),
        (Decimal, "1.239", "decimal(99,39)", "1.24", false),
        (Decimal, "1.239", "varchar", "1.24", false),
        (Decimal, "1.239", "decimal", "1.24", false),
        (Decimal, "-1.239", "decimal(10,2)", "-1.24", true),
        (Decimal, "-1.239", "decimal(10,2)", "-1.23", true),
        (Decimal, "-1.239", "decimal(10,2)", "-1.22", false),
        (Decimal, "9.99", "DECIMAL(10, 1)", "10", true),
        (Decimal, "1.5", "decimal(10)", "2", true),
        (Decimal, "0.004", "decimal(10,2)", "0.00", true),
        (Decimal, "0.004", "decimal(10,2)", "0.01", true),
        (Decimal, "123.4e-5", "decimal(10,4)", "0.0012", true),
        (Decimal, "1200.5", "decimal(10,0)", "1.2e3", true),
        (Decimal, "1e99", "decimal(10,0)", "1e99", false),
        (Time, "08:30:00.1234567", "time(6)", "08:30:00.123457", true),
        (Time, "08:30:00.1234567", "time", "08:30:00.123456", true),
        (Time, "08:30:00.1234567", "time(3)", "08:30:00.123", true),
        (Time, "08:30:00.1234567", "time(3)", "08:30:00.125", false),
        (Time, "23:59:59.9", "time(0)", "00:00:00", true),
        (Time, "23:59:59.9", "time(13)", "00:00:00", false),
        (
            Timestamp,
            "2024-12-31 23:59:59.9996",
            "timestamp(3)",
            "2025-01-01 00:00:00.000",
            true,
        ),
        (
            Timestamp,
            "2024-02-28 23:59:59.9996",
            "timestamp(3) with time zone",
            "2024-02-29 00:00:00.000 UTC",
            true,
        ),
        (
            Timestamp,
            "2023-02-28 23:59:59.9996",
            "timestamp(3) with time zone",
            "2023-03-01T00:00:00Z",
            true,
        ),
        (
            Timestamp,
            "1900-02-28 23:59:59.9996",
            "timestamp(3)",
            "1900-03-01 00:00:00",
            true,
        ),
        (
            Timestamp,
            "2024-01-31 08:30:00.5",
            "timestamp(0)",
            "2024-01-31 08:31:00",
            false,
        ),
    ] {
        assert_eq!(
            is_rounded_default(data_type, declared, live, Some(live_type)),
            expected,
            "{declared} {live_type} {live}"
        );
    }
    assert!(is_rounded_default(
        Time,
        "08:30:00.1234567",
        "08:30:00.123457",
        None
    ));
    assert!(!is_rounded_default(
        DataType::Varchar,
        "1.239",
        "1.24",
        Some("varchar(2)")
    ));
}
