//! The messages of the derives.
//!
//! Each says what is wrong and what to write instead. Each has a case under `tests/ui`: a test reads
//! the files of this module and looks for them.

mod metadata;
mod snapshot;

use crate::rename_rule::RenameRule;
use crate::suggest::{Synonym, nearest, synonym};

pub(crate) use metadata::*;
pub(crate) use snapshot::*;

pub(crate) const EXPECTED_PARENTHESES: &str = "expected parentheses: `#[bitable(…)]`";
pub(crate) const EXPECTED_ATTRIBUTE: &str = "expected an attribute";
pub(crate) const EXPECTED_COMMA: &str = "expected `,`";
pub(crate) const EXPECTED_EQUALS_OR_COMMA: &str = "expected `=` or `,`";

pub(crate) const DEFAULT_IS_EXPRESSION: &str = "expected a literal or the path of a constant, found an expression; help: assign the \
     expression to a constant, and use its path";
pub(crate) const DEFAULT_IS_CALL: &str = "a default is one fixed value, found a call; help: use a literal or the path of a constant, or \
     remove `default` and set the value in the program";
pub(crate) const DEFAULT_IS_SOME: &str =
    "a default is a value of the inner type; help: write it without `Some(…)`";

pub(crate) fn unknown_attribute(attribute: &str, known: &[&str]) -> String {
    let meant = synonym(attribute, known);
    if let Some(Synonym::Advice(advice)) = meant {
        return format!("unknown attribute `{attribute}`; help: {advice}");
    }
    let meant = match meant {
        Some(Synonym::Attribute(word)) => Some(word),
        _ => nearest(attribute, known),
    };
    format!(
        "unknown attribute `{attribute}`{}",
        expected_one_of(meant, known)
    )
}

pub(crate) fn duplicate_attribute(attribute: &str) -> String {
    format!("duplicate attribute `{attribute}`; help: remove one of them")
}

pub(crate) const DEFAULT_IS_MISSING: &str = "`default` expects a value: `default = …`";

pub(crate) fn expected_level(kind: &str) -> String {
    format!("`{kind}` expects a level: `{kind} = \"allow\"`, `\"warn\"` or `\"deny\"`")
}

pub(crate) fn expected_string(attribute: &str) -> String {
    format!("`{attribute}` expects a string literal: `{attribute} = \"…\"`")
}

pub(crate) fn expected_strings(attribute: &str) -> String {
    format!(
        "`{attribute}` expects a string literal or a list of them: `{attribute} = \"…\"` or `{attribute} = [\"…\", \"…\"]`"
    )
}

pub(crate) fn empty_list(attribute: &str) -> String {
    format!("the list of `{attribute}` is empty; help: remove `{attribute}`, or add a name")
}

pub(crate) fn expected_arguments(attribute: &str, arguments: &[&str]) -> String {
    let arguments: Vec<_> = arguments
        .iter()
        .map(|argument| format!("{argument} = \"…\""))
        .collect();
    format!(
        "`{attribute}` does not take a value; help: write `{attribute}` alone, or `{attribute}({})`",
        arguments.join(", ")
    )
}

pub(crate) fn unexpected_value(attribute: &str) -> String {
    format!("`{attribute}` does not take a value; help: write `{attribute}` alone, or remove it")
}

pub(crate) const EXPECTED_CRATE_PATH: &str =
    "`crate` expects the path of `peaka_runtime`: `crate = crate::peaka`";

pub(crate) fn unknown_rule(rule: &str) -> String {
    format!(
        "unknown rename rule `{rule}`{}",
        expected_one_of(nearest(rule, &RenameRule::NAMES), &RenameRule::NAMES)
    )
}

/// A type of another system, as the derive understands it.
pub(crate) enum ForeignType {
    /// It has the same meaning as this data type.
    Same(&'static str),
    Zoned,
    Floating,
    Json,
    Binary,
    Interval,
}

pub(crate) fn foreign_data_type(data_type: &str, meant: &ForeignType) -> String {
    match meant {
        ForeignType::Same(same) => {
            format!("unknown data type `{data_type}`; help: use `data_type = \"{same}\"`")
        }
        ForeignType::Zoned => format!(
            "unknown data type `{data_type}`: TIMESTAMP has no time zone; help: use `data_type = \
             \"TIMESTAMP\"`, and store times in UTC"
        ),
        ForeignType::Floating => {
            "BI tables have no floating-point type; help: use `data_type = \"DECIMAL\"`".to_owned()
        }
        ForeignType::Json => {
            "BI tables have no JSON type; help: encode the value as text and use `data_type = \
                              \"VARCHAR\"`"
                .to_owned()
        }
        ForeignType::Binary => {
            "BI tables have no binary type; help: encode the value as text, for example in \
                                base64, and use `data_type = \"VARCHAR\"`"
                .to_owned()
        }
        ForeignType::Interval => {
            "BI tables have no type for durations; help: store a number, and use `data_type = \
                                  \"BIGINT\"`"
                .to_owned()
        }
    }
}

pub(crate) const EXPECTED_LEVELS: &str =
    "`on` expects the levels of kinds of drift: `on(unique = \"deny\")`";

pub(crate) fn unknown_drift_kind(kind: &str, kinds: &[&str]) -> String {
    format!(
        "unknown kind of drift `{kind}`{}",
        expected_one_of(nearest(kind, kinds), kinds)
    )
}

pub(crate) fn always_denied(kind: &str) -> String {
    format!("`{kind}` is always denied; help: remove it")
}

pub(crate) fn unknown_level(level: &str, levels: &[&str]) -> String {
    format!(
        "unknown level `{level}`{}",
        expected_one_of(nearest(level, levels), levels)
    )
}

pub(crate) fn unknown_data_type(data_type: &str, data_types: &[&str]) -> String {
    let meant = nearest(&data_type.to_ascii_uppercase(), data_types);
    format!(
        "unknown data type `{data_type}`{}",
        expected_one_of(meant, data_types)
    )
}

/// Returns the end of a message about an unknown word.
fn expected_one_of(meant: Option<&str>, words: &[&str]) -> String {
    let list = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match (meant, words) {
        (Some(word), [_]) => format!("; did you mean `{word}`?"),
        (None, [_]) => format!("; expected {list}"),
        (Some(word), _) => format!("; did you mean `{word}`? expected one of {list}"),
        (None, _) => format!("; expected one of {list}"),
    }
}

pub(crate) const DEFAULT_HAS_SUFFIX: &str =
    "unexpected type suffix; help: write the number without it";
pub(crate) const DEFAULT_IS_NONE: &str =
    "`default` cannot be `None`; help: remove `default` for a column without a default";
pub(crate) const INVALID_DEFAULT: &str = "invalid default: expected a string, a number, `true`, `false` or the path of a constant; help: write, for \
     example, `default = 3`";

pub(crate) fn default_is_char(c: char) -> String {
    format!(
        "invalid default: expected a string, found a character; help: write `{:?}`",
        c.to_string()
    )
}

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

pub(crate) fn beside_skip(attribute: &str) -> String {
    format!(
        "unexpected attribute `{attribute}` on a skipped field; help: remove it, or remove `skip`"
    )
}

pub(crate) fn beside_flatten(attribute: &str) -> String {
    format!(
        "unexpected attribute `{attribute}` on a flattened field; help: remove it, or remove `flatten`"
    )
}

pub(crate) const FLATTENED_PARAMETER: &str =
    "cannot flatten a type that depends on a parameter of the struct; help: use a concrete type";

pub(crate) const EMPTY_PREFIX: &str =
    "the prefix is empty; help: use at least one character, or write `flatten` alone";

/// What is wrong with a name of a column or table, and how to fix it.
pub(crate) fn flawed_name(kind: &str, reason: &str, help: &str) -> String {
    format!("invalid {kind} name: {reason}; help: {help}")
}

pub(crate) const EMPTY_COLUMN_NAME: &str =
    "invalid column name: it is empty; help: use at least one character";
pub(crate) const RESERVED_COLUMN_NAME: &str = "invalid column name: names that begin with an underscore are reserved for system columns; help: \
     remove the leading underscore";
pub(crate) const TEXT_COLUMN: &str =
    "invalid column name: every BI table has a system column `text`; help: choose another name";
pub(crate) const EMPTY_TABLE_NAME: &str =
    "invalid table name: it is empty; help: use at least one character";
pub(crate) const TABLE_NAME_OF_UNDERSCORES: &str = "invalid table name: the service removes underscores, which leaves nothing; help: use at least one \
     other character";
pub(crate) const SLASH_IN_TABLE_NAME: &str = "invalid table name: it contains a slash; help: use the table's name without catalog and schema";
// What is wrong with a name, and how to fix it.
pub(crate) const PATH_SEGMENT: &str = "`.` and `..` cannot be in the path of a URL";
pub(crate) const ANOTHER_NAME: &str = "choose another name";

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

pub(crate) fn renamed_from_declared(column: &str, old: &str) -> String {
    format!(
        "column `{column}` cannot be renamed from `{old}`: a declared column has that name; help: use the column's \
         old name, or remove `renamed_from`"
    )
}

pub(crate) fn renamed_from_similar(
    column: &str,
    old: &str,
    declared: &str,
    reason: &str,
) -> String {
    format!(
        "column `{column}` cannot be renamed from `{old}`: column `{declared}` is declared, and {reason}; help: use \
         the column's old name, or remove `renamed_from`"
    )
}

// Why the service may take two names for one.
pub(crate) const UNDERSCORES_REMOVED: &str = "the service removes underscores";
pub(crate) const CASE_IGNORED: &str = "SQL ignores letter case";
pub(crate) const CHARACTERS_REMOVED: &str =
    "the service may remove all characters except letters and digits";

pub(crate) const DUPLICATE_OLD_NAME: &str =
    "duplicate name in `renamed_from`; help: remove one of the two";

pub(crate) fn renamed_twice(first: &str, second: &str, old: &str) -> String {
    format!(
        "columns `{first}` and `{second}` are both renamed from `{old}`; help: remove the name from one of the two \
         `renamed_from`"
    )
}

pub(crate) const NOT_A_ROW: &str = "`BiRow` can only be derived for a struct with named fields; help: name the fields, or read the row into a tuple";
pub(crate) const CELL_WITH_FIELDS: &str = "`FromCell` can only be derived for a struct with one field; help: mark the other fields with `#[bitable(skip)]`, or read each field from a column of its own with `#[derive(peaka_runtime::BiRow)]`";
pub(crate) const CELL_WITHOUT_FIELD: &str = "`FromCell` can only be derived for a struct with one field; help: add a field that is not skipped";
pub(crate) const CELL_WITH_VARIANT_FIELDS: &str = "`FromCell` can only be derived for an enum whose variants have no fields; help: remove the fields";
pub(crate) const CELL_WITHOUT_VARIANTS: &str =
    "`FromCell` cannot be derived for an enum without variants; help: add a variant";
pub(crate) const UNION_CELL: &str =
    "`FromCell` cannot be derived for a union; help: derive it for a struct with one field";
pub(crate) const COLUMN_WITHOUT_FIELD: &str = "`ColumnType` can only be derived for a struct with one field; help: add a field that is not skipped";
pub(crate) const NOT_A_NEWTYPE: &str = "`ColumnType` can only be derived for a struct with one field; help: remove the other fields, or mark them with `#[bitable(skip)]`";
pub(crate) const ENUM_WITH_FIELDS: &str = "`ColumnType` can only be derived for an enum whose variants have no fields; help: remove the fields";
pub(crate) fn same_variant(text: &str) -> String {
    format!("two variants have the text `{text}`; help: change the `name` of one of them")
}
pub(crate) const NO_VARIANTS: &str =
    "`ColumnType` cannot be derived for an enum without variants; help: add a variant";
pub(crate) const UNION_COLUMN: &str =
    "`ColumnType` cannot be derived for a union; help: derive it for a struct with one field";
