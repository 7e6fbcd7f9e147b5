//! Reads `data_type = "…"`.

use proc_macro2::Span;
use syn::{Ident, LitStr};

use crate::errors::Errors;
use crate::messages::{self, ForeignType};

/// The name of each data type, and its variant of the runtime's `DataType`.
const DATA_TYPES: [(&str, &str); 8] = [
    ("VARCHAR", "Varchar"),
    ("BIGINT", "Bigint"),
    ("BOOLEAN", "Boolean"),
    ("DECIMAL", "Decimal"),
    ("TIMESTAMP", "Timestamp"),
    ("TIME", "Time"),
    ("DATE", "Date"),
    ("UUID", "Uuid"),
];

/// The types of other systems, and what they mean here. Parameters and further words are left out.
const FOREIGN_TYPES: &[(&[&str], ForeignType)] = &[
    (
        &[
            "TEXT",
            "STRING",
            "STR",
            "CHAR",
            "CHARACTER",
            "NVARCHAR",
            "NCHAR",
            "NTEXT",
            "VARCHAR2",
            "VARCHAR",
            "CLOB",
            "CITEXT",
            "TINYTEXT",
            "MEDIUMTEXT",
            "LONGTEXT",
            "BPCHAR",
            "ENUM",
            "XML",
        ],
        ForeignType::Same("VARCHAR"),
    ),
    (
        &[
            "INT",
            "INTEGER",
            "INT2",
            "INT4",
            "INT8",
            "INT16",
            "INT32",
            "INT64",
            "SMALLINT",
            "TINYINT",
            "MEDIUMINT",
            "BIGINT",
            "LONG",
            "SHORT",
            "SERIAL",
            "BIGSERIAL",
            "SMALLSERIAL",
            "UNSIGNED",
            "I8",
            "I16",
            "I32",
            "I64",
            "U8",
            "U16",
            "U32",
        ],
        ForeignType::Same("BIGINT"),
    ),
    (&["BOOL", "BOOLEAN", "BIT"], ForeignType::Same("BOOLEAN")),
    (
        &[
            "NUMERIC",
            "DECIMAL",
            "NUMBER",
            "DEC",
            "MONEY",
            "SMALLMONEY",
            "BIGDECIMAL",
            "BIGNUMERIC",
            "U64",
            "I128",
        ],
        ForeignType::Same("DECIMAL"),
    ),
    (
        &[
            "DOUBLE", "FLOAT", "REAL", "FLOAT4", "FLOAT8", "FLOAT32", "FLOAT64", "F32", "F64",
        ],
        ForeignType::Floating,
    ),
    (
        &[
            "TIMESTAMP",
            "DATETIME",
            "DATETIME2",
            "SMALLDATETIME",
            "TIMESTAMP_NTZ",
        ],
        ForeignType::Same("TIMESTAMP"),
    ),
    (
        &[
            "TIMESTAMPTZ",
            "TIMESTAMP_TZ",
            "TIMESTAMP_LTZ",
            "DATETIMEOFFSET",
            "INSTANT",
        ],
        ForeignType::Zoned,
    ),
    (&["TIME", "TIMETZ"], ForeignType::Same("TIME")),
    (&["DATE", "DATE32"], ForeignType::Same("DATE")),
    (
        &["UUID", "UUID4", "UUIDV4", "GUID", "UNIQUEIDENTIFIER"],
        ForeignType::Same("UUID"),
    ),
    (
        &[
            "JSON", "JSONB", "HSTORE", "VARIANT", "ARRAY", "MAP", "ROW", "STRUCT", "LIST", "OBJECT",
        ],
        ForeignType::Json,
    ),
    (
        &[
            "BYTEA",
            "BYTES",
            "BLOB",
            "TINYBLOB",
            "MEDIUMBLOB",
            "LONGBLOB",
            "BINARY",
            "VARBINARY",
            "IMAGE",
        ],
        ForeignType::Binary,
    ),
    (&["INTERVAL", "DURATION"], ForeignType::Interval),
];

/// Returns what the type of another system means here.
fn foreign_type(text: &str) -> Option<&'static ForeignType> {
    let upper = text.trim().to_ascii_uppercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let word = upper.split(|c| !is_word(c)).next()?;
    if ["TIMESTAMP", "TIMESTAMP6"].contains(&word) && upper.contains("WITH TIME ZONE") {
        return Some(&ForeignType::Zoned);
    }
    let mut types = FOREIGN_TYPES.iter();
    let found = types.find(|(words, _)| words.contains(&word))?;
    Some(&found.1)
}

/// Returns the variant for a name in any case.
pub(crate) fn variant(name: &LitStr, errors: &Errors) -> Option<Ident> {
    let text = name.value();
    match DATA_TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(&text))
    {
        Some((_, variant)) => Some(Ident::new(variant, Span::call_site())),
        None => {
            let message = match foreign_type(&text) {
                Some(meant) => messages::foreign_data_type(&text, meant),
                None => messages::unknown_data_type(&text, &DATA_TYPES.map(|(name, _)| name)),
            };
            errors.on(name, message);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_other_systems_are_understood() {
        for (text, expected) in [
            ("varchar(255)", "VARCHAR"),
            ("character varying", "VARCHAR"),
            ("text", "VARCHAR"),
            ("string", "VARCHAR"),
            ("int", "BIGINT"),
            ("bigint unsigned", "BIGINT"),
            ("bool", "BOOLEAN"),
            ("decimal(38,18)", "DECIMAL"),
            ("numeric", "DECIMAL"),
            ("timestamp(6)", "TIMESTAMP"),
            ("timestamp without time zone", "TIMESTAMP"),
            ("datetime", "TIMESTAMP"),
            ("uuid4", "UUID"),
        ] {
            let meant = foreign_type(text);
            assert!(
                matches!(meant, Some(ForeignType::Same(same)) if *same == expected),
                "{text}"
            );
        }
        let is = |text, is: fn(&ForeignType) -> bool| foreign_type(text).is_some_and(is);
        for text in [
            "timestamptz",
            "timestamp(6) with time zone",
            "timestamp with time zone (6)",
        ] {
            assert!(
                is(text, |meant| matches!(meant, ForeignType::Zoned)),
                "{text}"
            );
        }
        for text in ["double precision", "real", "float", "f64"] {
            assert!(
                is(text, |meant| matches!(meant, ForeignType::Floating)),
                "{text}"
            );
        }
        for text in ["json", "jsonb", "array(bigint)", "map<string, string>"] {
            assert!(
                is(text, |meant| matches!(meant, ForeignType::Json)),
                "{text}"
            );
        }
        assert!(is("bytea", |meant| matches!(meant, ForeignType::Binary)));
        assert!(is("interval", |meant| matches!(
            meant,
            ForeignType::Interval
        )));
        for text in ["BIGIN", "geometry", "", "größe"] {
            assert!(foreign_type(text).is_none(), "{text}");
        }
    }
}
