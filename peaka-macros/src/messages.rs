//! The messages of the derives.
//!
//! Each says what is wrong and what to write instead. Each has a case under `tests/ui`: a test reads
//! this file and looks for them.

use std::fmt::Display;
use std::io::ErrorKind;

use crate::rename_rule::RenameRule;
use crate::suggest::nearest;

pub(crate) const EXPECTED_PARENTHESES: &str = "expected parentheses: `#[bitable(…)]`";
pub(crate) const EXPECTED_ATTRIBUTE: &str = "expected an attribute";
pub(crate) const EXPECTED_COMMA: &str = "expected `,`";
pub(crate) const EXPECTED_EQUALS_OR_COMMA: &str = "expected `=` or `,`";
pub(crate) const EXPECTED_VALUE: &str =
    "expected a value: a string, a number, `true`, `false` or a path";

pub(crate) const DEFAULT_IS_EXPRESSION: &str = "expected a literal or the path of a constant, found an expression; help: assign the \
     expression to a constant, and use its path";

pub(crate) fn unknown_attribute(attribute: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!(
            "unexpected attribute `{attribute}`; help: no attributes are allowed here, remove it"
        );
    }
    format!(
        "unknown attribute `{attribute}`{}",
        one_of(attribute, known)
    )
}

pub(crate) fn duplicate_attribute(attribute: &str) -> String {
    format!("duplicate attribute `{attribute}`; help: remove one of them")
}

pub(crate) fn missing_value(attribute: &str, example: &str) -> String {
    format!("`{attribute}` expects a value: `{attribute} = {example}`")
}

pub(crate) fn expected_string(attribute: &str) -> String {
    format!("`{attribute}` expects a string literal: `{attribute} = \"…\"`")
}

pub(crate) fn unexpected_value(attribute: &str) -> String {
    format!("`{attribute}` does not take a value; help: write `{attribute}` alone, or remove it")
}

pub(crate) const EXPECTED_CRATE_PATH: &str =
    "`crate` expects the path of `peaka_runtime`: `crate = crate::peaka`";

pub(crate) fn unknown_rule(rule: &str) -> String {
    format!(
        "unknown rename rule `{rule}`{}",
        one_of(rule, &RenameRule::NAMES)
    )
}

pub(crate) fn unknown_data_type(data_type: &str, data_types: &[&str]) -> String {
    match data_type.to_ascii_uppercase().as_str() {
        "JSON" => {
            "BI tables have no JSON type; help: encode the value as text and use `data_type = \
                   \"VARCHAR\"`"
                .to_owned()
        }
        "DOUBLE" | "FLOAT" | "REAL" => {
            "BI tables have no floating-point type; help: use `data_type = \"DECIMAL\"`".to_owned()
        }
        upper => format!(
            "unknown data type `{data_type}`{}",
            one_of(upper, data_types)
        ),
    }
}

pub(crate) const EXPECTED_LEVELS: &str =
    "`on` expects the levels of kinds of drift: `on(unique = \"deny\")`";

pub(crate) fn unknown_drift_kind(kind: &str, kinds: &[&str]) -> String {
    format!("unknown kind of drift `{kind}`{}", one_of(kind, kinds))
}

pub(crate) fn always_denied(kind: &str) -> String {
    format!("`{kind}` is always denied; help: remove it")
}

pub(crate) fn unknown_level(level: &str, levels: &[&str]) -> String {
    format!("unknown level `{level}`{}", one_of(level, levels))
}

/// Returns the end of a message about an unknown word.
fn one_of(unknown: &str, words: &[&str]) -> String {
    let list = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match nearest(unknown, words) {
        Some(word) => format!("; did you mean `{word}`? expected one of {list}"),
        None => format!("; expected one of {list}"),
    }
}

pub(crate) const DEFAULT_HAS_SUFFIX: &str =
    "unexpected type suffix; help: write the number without it";
pub(crate) const DEFAULT_IS_NONE: &str =
    "`default` cannot be `None`; help: remove `default` for a column without a default";
pub(crate) const INVALID_DEFAULT: &str =
    "invalid default: expected a string, a number, `true`, `false` or the path of a constant";

pub(crate) const TUPLE_STRUCT: &str =
    "`BiTable` cannot be derived for a tuple struct; help: name its fields";
pub(crate) const UNIT_STRUCT: &str =
    "`BiTable` cannot be derived for a unit struct; help: add a named field for each column";
pub(crate) const BI_TABLE_ON_ENUM: &str =
    "`BiTable` cannot be derived for an enum; help: derive it for a struct with named fields";
pub(crate) const BI_TABLE_ON_UNION: &str =
    "`BiTable` cannot be derived for a union; help: derive it for a struct with named fields";
pub(crate) const NO_COLUMNS: &str =
    "the table has no columns; help: add a field that is not skipped";
pub(crate) const FIELD_HAS_VALUE: &str = "a field's default value does not declare a column's default; help: use \
     `#[bitable(default = …)]`";

pub(crate) const SKIPPED: &str =
    "unexpected attribute on a skipped field; help: remove it, or remove `skip`";
pub(crate) const FLATTENED: &str =
    "unexpected attribute on a flattened field; help: remove it, or remove `flatten`";
pub(crate) const FLATTENED_PARAMETER: &str =
    "cannot flatten a type that depends on a parameter of the struct; help: use a concrete type";

/// What is wrong with a name of a column or table, and how to fix it.
pub(crate) fn flawed_name(reason: &str, help: &str) -> String {
    format!("invalid name: {reason}; help: {help}")
}

pub(crate) const EMPTY_COLUMN_NAME: &str =
    "invalid column name: it is empty; help: use at least one character";
pub(crate) const RESERVED_COLUMN_NAME: &str = "invalid column name: names that begin with `_` are reserved for system columns; help: \
     remove the leading underscore";
pub(crate) const TEXT_COLUMN: &str =
    "invalid column name: every BI table has a system column `text`; help: choose another name";
pub(crate) const EMPTY_TABLE_NAME: &str =
    "invalid table name: it is empty; help: use at least one character other than an underscore";
pub(crate) const SLASH_IN_TABLE_NAME: &str = "invalid table name: it contains a slash; help: use the table's name without catalog and schema";
pub(crate) const PATH_SEGMENT_NAME: &str =
    "invalid name: it would change the path of the request; help: choose another name";

pub(crate) fn same_name(name: &str) -> String {
    format!("duplicate column name `{name}`; help: rename one of the columns")
}

pub(crate) fn same_stored_name(other: &str, name: &str, stored: &str) -> String {
    format!(
        "columns `{other}` and `{name}` have the same stored name `{stored}`: the service removes \
         underscores; help: rename one of the columns"
    )
}

pub(crate) fn same_name_ignoring_case(other: &str, name: &str) -> String {
    format!(
        "columns `{other}` and `{name}` differ only in letter case, which SQL ignores; help: rename one of the \
         columns"
    )
}

pub(crate) fn same_folded_name(other: &str, name: &str) -> String {
    format!(
        "columns `{other}` and `{name}` have the same letters and digits: the service may remove all other \
         characters; help: rename one of the columns"
    )
}

pub(crate) const RENAMED_FROM_ITSELF: &str = "`renamed_from` is the current name of the column; help: use its old name, or remove \
     `renamed_from`";
pub(crate) const RENAMED_FROM_DECLARED: &str = "`renamed_from` is the name of another declared column; help: use the column's old name, or \
     remove `renamed_from`";
pub(crate) const RENAMED_TWICE: &str =
    "another column is renamed from this name too; help: remove one of the two `renamed_from`";

pub(crate) const SNAPSHOT_PATH: &str = "`snapshot` expects a path relative to this package's `Cargo.toml`: `snapshot = \
     \"peaka/events.json\"`";

pub(crate) fn unreadable_snapshot(path: &str, error: ErrorKind, command: &str) -> String {
    if error == ErrorKind::NotFound {
        return format!(
            "snapshot `{path}` does not exist; help: write it with `{command}`; {BUILD_WITHOUT}"
        );
    }
    format!(
        "failed to read snapshot `{path}`: {error}; help: use the path of a file that can be read; \
         {BUILD_WITHOUT}"
    )
}

const BUILD_WITHOUT: &str = "to build without snapshots, set PEAKA_SNAPSHOT=off";

pub(crate) fn snapshot_is_not_json(path: &str, error: &serde_json::Error, command: &str) -> String {
    format!(
        "snapshot `{path}` is not JSON: {error}; help: use another path, or overwrite the file with \
         `{command} --force`; {BUILD_WITHOUT}"
    )
}

pub(crate) fn snapshot_is_utf_16(path: &str, command: &str) -> String {
    format!(
        "snapshot `{path}` is encoded as UTF-16, not as UTF-8; help: overwrite it with `{command} \
         --force`; {BUILD_WITHOUT}"
    )
}

pub(crate) fn invalid_snapshot(path: &str, place: &str, expected: &str, command: &str) -> String {
    format!(
        "snapshot `{path}` is invalid: expected `{place}` to be {expected}; help: use another path, or \
         overwrite the file with `{command} --force`; {BUILD_WITHOUT}"
    )
}

// What a field of a snapshot is expected to be.
pub(crate) const EXPECTED_NUMBER: &str = "a whole number";
pub(crate) const EXPECTED_STRING: &str = "a string";
pub(crate) const EXPECTED_ARRAY: &str = "an array";
pub(crate) const EXPECTED_STRING_OR_NULL: &str = "a string or null";
pub(crate) const EXPECTED_BOOLEAN_OR_NULL: &str = "a boolean or null";
pub(crate) const UNIQUE: &str = "unique";
pub(crate) const EXPECTED_SHORT_NAME: &str = "a string of at most 1000 bytes";
pub(crate) const EXPECTED_SHORT_DEFAULT: &str = "a string of at most 10000 bytes";

pub(crate) fn snapshot_version(
    path: &str,
    version: impl Display,
    supported: u64,
    command: &str,
) -> String {
    format!(
        "snapshot `{path}` has version {version}, but this version of the derive reads version \
         {supported}; help: regenerate it with `{command}`, using the `peaka` program of the same \
         release; {BUILD_WITHOUT}"
    )
}

pub(crate) fn snapshot_of_another_table(
    path: &str,
    stored: &str,
    declared: &str,
    command: &str,
) -> String {
    format!(
        "snapshot `{path}` is of table `{stored}`, but the struct declares table `{declared}`; help: \
         use another path, or regenerate the file with `{command}`; {BUILD_WITHOUT}"
    )
}

pub(crate) const NOT_A_ROW: &str = "`BiRow` can only be derived for a struct with named fields; help: name the fields, or read the row into a tuple";
pub(crate) const NOT_A_CELL: &str = "`FromCell` can only be derived for a struct with one field, or for an enum whose variants have no \
     fields; help: implement `FromCell` by hand";
pub(crate) const NOT_A_NEWTYPE: &str = "`ColumnType` can only be derived for a struct with one field; help: remove the other fields, \
     or mark them with `#[bitable(skip)]`";
pub(crate) const ENUM_WITH_FIELDS: &str = "`ColumnType` can only be derived for an enum whose variants have no fields; help: remove the \
     fields";
pub(crate) const NO_VARIANTS: &str =
    "`ColumnType` cannot be derived for an enum without variants; help: add a variant";
pub(crate) const UNION_COLUMN: &str =
    "`ColumnType` cannot be derived for a union; help: derive it for a struct with one field";
