//! Parses the data type and the default of a column.

use peaka_runtime::__private::{is_valid_default_text, quoted};
use peaka_runtime::{DataType, DefaultValue};

use crate::output::Error;
use crate::suggest::nearest;

/// Names of types in other databases and languages, and the data type that stores their values.
const OTHER_NAMES: [(DataType, &[&str]); 7] = [
    (
        DataType::Varchar,
        &[
            "text", "string", "char", "nvarchar", "json", "jsonb", "enum",
        ],
    ),
    (
        DataType::Bigint,
        &[
            "int",
            "integer",
            "smallint",
            "tinyint",
            "int2",
            "int4",
            "int8",
            "i64",
            "i32",
            "long",
            "serial",
            "bigserial",
        ],
    ),
    (DataType::Boolean, &["bool", "bit"]),
    (
        DataType::Decimal,
        &[
            "numeric",
            "number",
            "float",
            "double",
            "real",
            "money",
            "f64",
            "double precision",
        ],
    ),
    (
        DataType::Timestamp,
        &["datetime", "timestamptz", "timestamp with time zone"],
    ),
    (DataType::Time, &["timetz"]),
    (DataType::Uuid, &["guid", "uniqueidentifier"]),
];

/// Parses the name of a data type, in any case. Parameters are rejected, because a request cannot contain them.
pub(super) fn parse_data_type(text: &str) -> Result<DataType, String> {
    let name = text.trim().to_lowercase();
    let known = |name: &str| {
        let mut all = DataType::ALL.iter().copied();
        all.find(|data_type| data_type.as_str().eq_ignore_ascii_case(name))
    };
    if let Some(data_type) = known(&name) {
        return Ok(data_type);
    }
    let base = name.split('(').next().unwrap_or_default().trim();
    // A name without parameters is known to be no data type.
    if let Some(data_type) = known(base) {
        return Err(format!(
            "the precision and the length cannot be chosen; help: use {data_type}"
        ));
    }
    let mut others = OTHER_NAMES.iter();
    if let Some((data_type, _)) = others.find(|(_, names)| names.contains(&base)) {
        return Err(format!(
            "BI tables have no such data type; help: use {data_type}"
        ));
    }
    let names: Vec<_> = DataType::ALL.iter().map(|known| known.as_str()).collect();
    Err(match nearest(base, names.iter().copied()) {
        Some(name) => format!("did you mean {name}?"),
        None => format!("expected one of {}", names.join(", ")),
    })
}

/// Parses a default for a column of the data type.
pub(super) fn parse_default(data_type: DataType, text: &str) -> Result<DefaultValue<'_>, Error> {
    let as_text = || {
        let is_valid = is_valid_default_text(data_type, text);
        is_valid.then_some(DefaultValue::Text(text))
    };
    let (value, expected, example) = match data_type {
        // Every string is valid.
        DataType::Varchar => return Ok(DefaultValue::Text(text)),
        DataType::Bigint => {
            let value = text.parse().ok().map(DefaultValue::Bigint);
            (value, "an integer", "3")
        }
        DataType::Boolean => {
            let value = text.to_lowercase().parse().ok().map(DefaultValue::Boolean);
            (value, "`true` or `false`", "true")
        }
        DataType::Decimal => (as_text(), "a number without an exponent", "1.50"),
        DataType::Timestamp => (
            as_text(),
            "a date and time without a zone",
            "2024-01-31 08:30:00",
        ),
        DataType::Time => (as_text(), "a time", "08:30:00"),
        DataType::Date => (as_text(), "a date", "2024-01-31"),
        DataType::Uuid => (as_text(), "a UUID", "12345678-9abc-def0-1234-56789abcdef0"),
        // A type that is newer than this command, which has no example for it.
        _ => {
            return as_text().ok_or_else(|| {
                Error::new(
                    format!("invalid default {} for {data_type}", quoted(text)),
                    "write the value as in a literal of the type",
                )
            });
        }
    };
    value.ok_or_else(|| {
        if data_type == DataType::Bigint && is_integer(text) {
            return Error::new(
                format!("default {text} is out of range for BIGINT"),
                format!("use an integer from {} to {}", i64::MIN, i64::MAX),
            );
        }
        Error::new(
            format!(
                "invalid default {} for {data_type}: expected {expected}",
                quoted(text)
            ),
            format!("use, for example, `{example}`"),
        )
    })
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &str =
        "expected one of VARCHAR, BIGINT, BOOLEAN, DECIMAL, TIMESTAMP, TIME, DATE, UUID";

    #[test]
    fn data_type_of_another_database_is_rejected_with_a_hint() {
        for (text, data_type) in [
            ("int", "BIGINT"),
            ("INTEGER", "BIGINT"),
            ("text", "VARCHAR"),
            ("Numeric(10, 2)", "DECIMAL"),
            ("NUMBER(38)", "DECIMAL"),
            ("double", "DECIMAL"),
            ("timestamptz", "TIMESTAMP"),
            ("bool", "BOOLEAN"),
            ("guid", "UUID"),
        ] {
            let error = format!("BI tables have no such data type; help: use {data_type}");
            assert_eq!(parse_data_type(text), Err(error), "{text}");
        }
    }

    #[test]
    fn unknown_data_type_is_rejected_with_the_known_ones_or_a_suggestion() {
        for (text, error) in [
            ("BIGIN", "did you mean BIGINT?"),
            ("varchr(9)", "did you mean VARCHAR?"),
            ("blob", EXPECTED),
            ("", EXPECTED),
        ] {
            assert_eq!(parse_data_type(text), Err(error.to_owned()), "{text}");
        }
    }

    #[test]
    fn data_type_with_parameters_is_rejected() {
        let error = "the precision and the length cannot be chosen; help: use VARCHAR";
        assert_eq!(parse_data_type("varchar(255)"), Err(error.to_owned()));
    }

    #[test]
    fn data_type_is_case_insensitive() {
        for &data_type in DataType::ALL {
            assert_eq!(parse_data_type(data_type.as_str()), Ok(data_type));
            let lower = data_type.as_str().to_lowercase();
            assert_eq!(parse_data_type(&lower), Ok(data_type));
        }
    }

    #[test]
    fn error_of_an_invalid_default_has_an_example_that_is_valid() {
        let data_types = DataType::ALL.iter().copied();
        for data_type in data_types.filter(|data_type| *data_type != DataType::Varchar) {
            let error = parse_default(data_type, "?").unwrap_err().to_string();
            let (_, example) = error.split_once("use, for example, `").unwrap();
            let example = example.trim_end_matches('`');
            assert!(
                parse_default(data_type, example).is_ok(),
                "{data_type}: {example}"
            );
        }
    }

    #[test]
    fn default_is_a_value_of_the_data_type() {
        for (data_type, text, value) in [
            (DataType::Varchar, "", DefaultValue::Text("")),
            (DataType::Bigint, "-3", DefaultValue::Bigint(-3)),
            (DataType::Boolean, "TRUE", DefaultValue::Boolean(true)),
            (DataType::Decimal, "1.50", DefaultValue::Text("1.50")),
            (
                DataType::Date,
                "2024-02-29",
                DefaultValue::Text("2024-02-29"),
            ),
        ] {
            assert_eq!(parse_default(data_type, text).unwrap(), value, "{text}");
        }
        for (data_type, text, message) in [
            (
                DataType::Bigint,
                "1.5",
                "invalid default `1.5` for BIGINT: expected an integer; help: use, for example, `3`",
            ),
            (
                DataType::Bigint,
                "-9223372036854775809",
                "default -9223372036854775809 is out of range for BIGINT; help: use an integer from \
                 -9223372036854775808 to 9223372036854775807",
            ),
            (
                DataType::Boolean,
                "yes",
                "invalid default `yes` for BOOLEAN: expected `true` or `false`; help: use, for example, `true`",
            ),
            (
                DataType::Date,
                "2023-02-29",
                "invalid default `2023-02-29` for DATE: expected a date; help: use, for example, `2024-01-31`",
            ),
            (
                DataType::Time,
                "8",
                "invalid default `8` for TIME: expected a time; help: use, for example, `08:30:00`",
            ),
        ] {
            let error = parse_default(data_type, text).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
