//! Parses the data type and the default of a column.

use peaka_runtime::__private::{is_valid_default_text, quoted};
use peaka_runtime::{DataType, DefaultValue};

use crate::output::Error;

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
            "number",
        ],
    ),
    (DataType::Boolean, &["bool", "bit"]),
    (
        DataType::Decimal,
        &[
            "numeric",
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
        let mut all = DataType::ALL.into_iter();
        all.find(|data_type| data_type.as_str().eq_ignore_ascii_case(name))
    };
    if let Some(data_type) = known(&name) {
        return Ok(data_type);
    }
    let base = name.split('(').next().unwrap_or_default().trim();
    if base != name
        && let Some(data_type) = known(base)
    {
        return Err(format!(
            "the precision and the length cannot be chosen; use {data_type}"
        ));
    }
    let mut others = OTHER_NAMES.iter();
    let other = others.find(|(_, names)| names.contains(&base));
    let hint = other.map(|(data_type, _)| format!("; use {data_type}"));
    let names = DataType::ALL.map(DataType::as_str).join(", ");
    Err(format!(
        "expected one of {names}{}",
        hint.unwrap_or_default()
    ))
}

/// Parses a default of a data type.
pub(super) fn default_value(data_type: DataType, text: &str) -> Result<DefaultValue<'_>, Error> {
    let (value, expected) = match data_type {
        DataType::Varchar => (Some(DefaultValue::Text(text)), "a text"),
        DataType::Bigint => (
            text.parse().ok().map(DefaultValue::Bigint),
            "an integer of 64 bits, such as `3`",
        ),
        DataType::Boolean => (
            text.to_lowercase().parse().ok().map(DefaultValue::Boolean),
            "`true` or `false`",
        ),
        other => {
            let is_valid = is_valid_default_text(other, text);
            (is_valid.then_some(DefaultValue::Text(text)), example(other))
        }
    };
    value.ok_or_else(|| {
        Error::new(
            format!("invalid default {} of {data_type}", quoted(text)),
            format!("use {expected}"),
        )
    })
}

/// Describes the default of a data type whose defaults are texts in the syntax of SQL.
fn example(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Decimal => "a number of at most 38 digits without an exponent, such as `1.50`",
        DataType::Timestamp => "a date and time without a zone, such as `2024-01-31 08:30:00`",
        DataType::Time => "a time, such as `08:30:00`",
        DataType::Date => "a date, such as `2024-01-31`",
        DataType::Uuid => "a UUID, such as `12345678-9abc-def0-1234-56789abcdef0`",
        DataType::Varchar | DataType::Bigint | DataType::Boolean => "a value of the type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &str =
        "expected one of VARCHAR, BIGINT, BOOLEAN, DECIMAL, TIMESTAMP, TIME, DATE, UUID";

    #[test]
    fn data_types_of_other_databases_have_a_hint() {
        for (text, hint) in [
            ("int", "; use BIGINT"),
            ("INTEGER", "; use BIGINT"),
            ("text", "; use VARCHAR"),
            ("Numeric(10, 2)", "; use DECIMAL"),
            ("timestamptz", "; use TIMESTAMP"),
            ("bool", "; use BOOLEAN"),
            ("guid", "; use UUID"),
            ("blob", ""),
            ("", ""),
        ] {
            let error = parse_data_type(text).unwrap_err();
            assert_eq!(error, format!("{EXPECTED}{hint}"), "{text}");
        }
        let error = parse_data_type("varchar(255)").unwrap_err();
        let message = "the precision and the length cannot be chosen; use VARCHAR";
        assert_eq!(error, message);
        for data_type in DataType::ALL {
            assert_eq!(parse_data_type(data_type.as_str()), Ok(data_type));
            let lower = data_type.as_str().to_lowercase();
            assert_eq!(parse_data_type(&lower), Ok(data_type));
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
            assert_eq!(default_value(data_type, text).unwrap(), value, "{text}");
        }
        for (data_type, text, message) in [
            (
                DataType::Bigint,
                "1.5",
                "invalid default `1.5` of BIGINT; help: use an integer of 64 bits, such as `3`",
            ),
            (
                DataType::Boolean,
                "yes",
                "invalid default `yes` of BOOLEAN; help: use `true` or `false`",
            ),
            (
                DataType::Date,
                "2023-02-29",
                "invalid default `2023-02-29` of DATE; help: use a date, such as `2024-01-31`",
            ),
            (
                DataType::Time,
                "8",
                "invalid default `8` of TIME; help: use a time, such as `08:30:00`",
            ),
        ] {
            let error = default_value(data_type, text).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
