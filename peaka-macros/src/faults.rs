//! Every message that the derives can give. Each says what is wrong and what to write instead, and
//! each has a case under `tests/ui`: a test reads this file and looks for them.

use std::fmt::Display;
use std::io::ErrorKind;

use crate::rename::RenameRule;
use crate::suggest::nearest;

pub(crate) const NO_PARENTHESES: &str = "expected parentheses: `#[bitable(…)]`";
pub(crate) const NO_KEY: &str = "expected a key";
pub(crate) const NO_COMMA: &str = "expected `,`";
pub(crate) const NO_EQUALS_OR_COMMA: &str = "expected `=` or `,`";
pub(crate) const NO_VALUE: &str = "expected a value: a string, a number, `true`, `false` or a path";

pub(crate) const NO_EXPRESSION: &str =
    "a value is a literal or the path of a constant: give what is computed a name";

pub(crate) fn unknown_key(key: &str, keys: &[&str]) -> String {
    if keys.is_empty() {
        return format!("there is no key `{key}` here, nor any other: leave it out");
    }
    format!("there is no key `{key}` here{}", one_of(key, keys))
}

pub(crate) fn doubled_key(key: &str) -> String {
    format!("`{key}` is given twice: leave one out")
}

pub(crate) fn wants_value(key: &str, example: &str) -> String {
    format!("`{key}` wants a value: `{key} = {example}`")
}

pub(crate) fn wants_string(key: &str) -> String {
    format!("`{key}` wants a string: `{key} = \"…\"`")
}

pub(crate) fn takes_no_value(key: &str) -> String {
    format!("`{key}` takes no value: write `{key}`, or leave it out")
}

pub(crate) const CRATE_IS_NO_PATH: &str =
    "`crate` wants the path of the runtime: `crate = crate::peaka`";

pub(crate) fn unknown_rule(rule: &str) -> String {
    format!(
        "there is no rule `{rule}`{}",
        one_of(rule, &RenameRule::NAMES)
    )
}

pub(crate) fn unknown_data_type(data_type: &str, data_types: &[&str]) -> String {
    match data_type.to_ascii_uppercase().as_str() {
        "JSON" => {
            "a BI table has no JSON: store it as text with `data_type = \"VARCHAR\"`".to_owned()
        }
        "DOUBLE" | "FLOAT" | "REAL" => {
            "a BI table has no floating point: take `data_type = \"DECIMAL\"`".to_owned()
        }
        written => format!(
            "there is no data type `{data_type}`{}",
            one_of(written, data_types)
        ),
    }
}

/// The end of a message about a word that is not known.
fn one_of(written: &str, words: &[&str]) -> String {
    let list = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match nearest(written, words) {
        Some(meant) => format!(", did you mean `{meant}`? Valid are {list}"),
        None => format!(", valid are {list}"),
    }
}

pub(crate) const SUFFIX: &str = "write the number without its type";
pub(crate) const NONE: &str = "a column without default is one without this key: leave it out";
pub(crate) const NO_DEFAULT: &str =
    "a default is a string, a number, `true`, `false` or the path of a constant";

pub(crate) const TUPLE_STRUCT: &str =
    "a tuple struct has no names for columns: give its fields names";
pub(crate) const UNIT_STRUCT: &str =
    "a unit struct has no columns: give it a named field for each column";
pub(crate) const ENUM: &str =
    "an enum is not a table: derive `BiTable` on a struct with named fields";
pub(crate) const UNION: &str =
    "a union is not a table: derive `BiTable` on a struct with named fields";
pub(crate) const NO_COLUMNS: &str =
    "this table has no columns: give it a field that is not skipped";
pub(crate) const FIELD_VALUE: &str =
    "the value of a field is not its column's default: write `#[bitable(default = …)]`";

pub(crate) const SKIPPED: &str = "a skipped field is no column: leave out this key, or `skip`";
pub(crate) const FLATTENED: &str =
    "a flattened field is no column of its own: leave out this key, or `flatten`";
pub(crate) const FLATTENED_PARAMETER: &str =
    "which columns this has depends on a parameter of the struct: flatten a concrete type";

pub(crate) const COLUMN_EMPTY: &str = "a column needs a name of at least one character";
pub(crate) const COLUMN_UNDERSCORE: &str =
    "names that start with `_` are the service's own: begin with another character";
pub(crate) const COLUMN_TEXT: &str =
    "every BI table has a column `text` of the service's own: choose another name";
pub(crate) const TABLE_EMPTY: &str =
    "a table needs a name of at least one character that is no underscore";
pub(crate) const TABLE_SLASH: &str = "give the table's name alone, without catalog, schema or path";
pub(crate) const DOTS: &str = "this name would change the path of a request: choose another one";
pub(crate) const CONTROL: &str = "a name has no control characters: leave them out";

pub(crate) fn same_name(name: &str) -> String {
    format!("there is a column `{name}` already: choose another name")
}

pub(crate) fn same_stored_name(other: &str, name: &str, stored: &str) -> String {
    format!(
        "`{other}` and `{name}` are one column to the service, which stores both as `{stored}`: \
         choose another name"
    )
}

pub(crate) const RENAMED_FROM_ITSELF: &str =
    "the column has this name already: write the name that it had before, or leave the key out";
pub(crate) const RENAMED_FROM_ANOTHER: &str =
    "another column has this name now, so no column can have been renamed from it";
pub(crate) const RENAMED_TWICE: &str =
    "another column says that it was renamed from this one: only one can have been";

pub(crate) const SNAPSHOT_PATH: &str = "give the path of the file from the directory of this package's \
     `Cargo.toml`: `snapshot = \"peaka/events.json\"`";

pub(crate) fn no_snapshot_file(file: &str, fault: ErrorKind, command: &str) -> String {
    if fault == ErrorKind::NotFound {
        return format!(
            "there is no file `{file}` in the directory of this package's `Cargo.toml`: make it there \
             with `{command}`"
        );
    }
    format!("`{file}` cannot be read ({fault}): make it anew with `{command}`")
}

pub(crate) fn snapshot_is_no_json(file: &str, fault: &serde_json::Error, command: &str) -> String {
    format!("`{file}` is not JSON ({fault}): make it anew with `{command}`")
}

pub(crate) fn no_snapshot(file: &str, place: &str, wanted: &str, command: &str) -> String {
    format!("`{file}` is not a snapshot (`{place}` is not {wanted}): make it anew with `{command}`")
}

// What a field of a snapshot should be.
pub(crate) const NUMBER: &str = "a number";
pub(crate) const TEXT: &str = "text";
pub(crate) const LIST: &str = "a list";
pub(crate) const TEXT_OR_NULL: &str = "text or null";
pub(crate) const FLAG_OR_NULL: &str = "`true`, `false` or null";
pub(crate) const ONLY_ONE: &str = "the only one of that name";

pub(crate) fn snapshot_version(
    file: &str,
    version: impl Display,
    known: u64,
    command: &str,
) -> String {
    format!(
        "`{file}` is a snapshot of version {version}, but version {known} is what this derive reads: \
         make it anew with `{command}` of the derive's version"
    )
}

pub(crate) fn snapshot_of_another_table(
    file: &str,
    stored: &str,
    declared: &str,
    command: &str,
) -> String {
    format!(
        "`{file}` is a snapshot of table `{stored}`, but this struct declares `{declared}`: name \
         another file, or make this one anew with `{command}`"
    )
}

pub(crate) const NO_NEWTYPE: &str =
    "a column holds one value: leave one field, and mark the others with `#[bitable(skip)]`";
pub(crate) const FIELDS_IN_ENUM: &str =
    "a column holds one value: derive `ColumnType` on an enum whose variants have no fields";
pub(crate) const NO_VARIANTS: &str = "an enum without variants has no value for a column";
pub(crate) const UNION_COLUMN: &str =
    "a union is not the type of a column: derive `ColumnType` on a struct with one field";
