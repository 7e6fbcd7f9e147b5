//! Converts names of tables and columns to identifiers.

use std::collections::HashSet;
use std::iter;

use deunicode::deunicode;
use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

use crate::snapshot_file::is_portable_file_name;

/// The maximum length of an identifier; longer ones would exceed rustfmt's line width.
const MAX_LENGTH: usize = 48;

/// The keywords of all editions.
pub(super) const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The keywords that cannot be raw identifiers.
pub(super) const NEVER_RAW: [&str; 3] = ["crate", "self", "super"];

/// The names of types that the generated fields use.
const TYPES_OF_FIELDS: [&str; 2] = ["Option", "String"];

/// Assigns a different name to each field of a struct.
pub(crate) struct FieldNames<'a> {
    /// The columns whose names are valid field names, which take precedence.
    valid_names: HashSet<&'a str>,
    used: HashSet<String>,
}

impl<'a> FieldNames<'a> {
    pub(crate) fn new(columns: impl IntoIterator<Item = &'a str>) -> Self {
        let valid_names = columns.into_iter().filter(|name| is_field_name(name));
        Self {
            valid_names: valid_names.collect(),
            used: HashSet::new(),
        }
    }

    /// Returns the name of the field for a column, without `r#`.
    pub(crate) fn of(&mut self, column: &str) -> String {
        if self.valid_names.contains(column) {
            return column.to_owned();
        }
        let is_free = |name: &str| !self.valid_names.contains(name) && !self.used.contains(name);
        let name = free_name(derive_snake_case(column, "column"), "_", is_free);
        self.used.insert(name.clone());
        name
    }
}

/// Returns the name as an identifier, with `r#` if it is a keyword.
pub(crate) fn escape_keyword(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Returns whether the compiler accepts a column's name as a field name without a warning.
fn is_field_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.contains("__")
        && name.len() <= MAX_LENGTH
        && !NEVER_RAW.contains(&name)
}

/// Returns the name, or else the first one with a number after it that is free.
pub(super) fn free_name(name: String, separator: &str, is_free: impl Fn(&str) -> bool) -> String {
    // Two consecutive underscores are not snake case.
    let stem = name.trim_end_matches('_');
    let numbered = (2..).map(|n| format!("{stem}{separator}{n}"));
    let mut names = iter::once(name.clone()).chain(numbered);
    names.find(|name| is_free(name)).unwrap_or(name)
}

/// Returns the name of the module for a table, which is also the name of its file.
pub(super) fn module_name_of(table: &str) -> String {
    let name = derive_snake_case(table, "table");
    if KEYWORDS.contains(&&*name) || !is_portable_file_name(&name) {
        format!("{name}_")
    } else {
        name
    }
}

/// Derives a name in snake case. It is ASCII, because the compiler warns about confusable identifiers in other scripts.
/// The kind replaces an empty name, and precedes one that begins with a digit.
fn derive_snake_case(name: &str, kind: &str) -> String {
    let mut name = deunicode(name).to_snake_case();
    // The name is ASCII, so this cannot split a character. Eight bytes are left for a number.
    name.truncate(MAX_LENGTH - 8);
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => kind.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{kind}_{name}"),
        Some(_) if NEVER_RAW.contains(&name) => format!("{name}_"),
        Some(_) => name.to_owned(),
    }
}

/// Returns the name of the struct for a table.
pub(crate) fn struct_name_of(table: &str) -> String {
    let mut name = deunicode(table).to_upper_camel_case();
    name.truncate(MAX_LENGTH);
    match name.chars().next() {
        None => "Table".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("Table{name}"),
        Some(_) if name == "Self" || TYPES_OF_FIELDS.contains(&&*name) => format!("{name}Row"),
        // Clippy warns about a name of more than two capitals.
        Some(first) if name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            format!("{first}{}", name[1..].to_lowercase())
        }
        Some(_) => name,
    }
}

/// Parses the name of a struct.
pub(crate) fn parse_struct_name(text: &str) -> Result<String, String> {
    let mut chars = text.chars();
    let is_identifier = chars.next().is_some_and(is_xid_start) && chars.all(is_xid_continue);
    if !is_identifier || text == "Self" {
        return Err("expected an identifier, such as `PageView`".to_owned());
    }
    if !text.starts_with(char::is_uppercase) {
        return Err(format!(
            "expected a name in PascalCase, such as `{}`",
            struct_name_of(text)
        ));
    }
    if text.chars().count() > MAX_LENGTH {
        return Err(format!("expected at most {MAX_LENGTH} characters"));
    }
    if TYPES_OF_FIELDS.contains(&text) {
        return Err(format!(
            "the generated fields use a type with this name; choose another one, such as `{text}Row`"
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_has_the_name_of_the_column_in_snake_case() {
        let columns = [
            ("UserId", "user_id_2"),
            ("user_id", "user_id"),
            ("USER ID", "user_id_3"),
            ("userId2", "user_id2"),
            ("größe", "grosse"),
            ("名前", "ming_qian"),
            ("a-b c", "a_b_c"),
            ("a__b c", "a_b_c_2"),
            ("2fa", "column_2fa"),
            ("\"'", "column"),
            ("?", "column_2"),
            ("type", "type"),
            ("self", "self_"),
            ("Self", "self_2"),
            ("end_", "end_"),
        ];
        let mut names = FieldNames::new(columns.map(|(column, _)| column));
        for (column, field) in columns {
            assert_eq!(names.of(column), field, "{column}");
        }
        let long = names.of(&"long name ".repeat(20));
        assert_eq!(long, "long_name_long_name_long_name_long_name");
        assert_eq!(escape_keyword("type"), "r#type");
        assert_eq!(escape_keyword("kind"), "kind");
    }

    #[test]
    fn struct_has_the_name_of_the_table_in_pascal_case() {
        for (table, name) in [
            ("page_views", "PageViews"),
            ("pageviews", "Pageviews"),
            ("2024", "Table2024"),
            ("!", "Table"),
            ("string", "StringRow"),
            ("self", "SelfRow"),
            ("größen", "Grossen"),
            ("a-b", "AB"),
            ("a b c d", "Abcd"),
        ] {
            assert_eq!(struct_name_of(table), name);
            assert_eq!(parse_struct_name(name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn module_has_the_name_of_the_table_in_snake_case() {
        for (table, name) in [
            ("page_views", "page_views"),
            ("PageViews", "page_views"),
            ("größe 2", "grosse_2"),
            ("2024", "table_2024"),
            ("!", "table"),
            ("mod", "mod_"),
            ("self", "self_"),
            ("NUL", "nul_"),
        ] {
            assert_eq!(module_name_of(table), name);
        }
    }

    #[test]
    fn invalid_struct_name_is_rejected() {
        for (name, message) in [
            ("", "expected an identifier, such as `PageView`"),
            ("a b", "expected an identifier, such as `PageView`"),
            ("Self", "expected an identifier, such as `PageView`"),
            (
                "page_view",
                "expected a name in PascalCase, such as `PageView`",
            ),
            (
                &"A".repeat(MAX_LENGTH + 1),
                "expected at most 48 characters",
            ),
            (
                "Option",
                "the generated fields use a type with this name; choose another one, such as `OptionRow`",
            ),
        ] {
            assert_eq!(parse_struct_name(name), Err(message.to_owned()));
        }
        assert_eq!(parse_struct_name("Größe"), Ok("Größe".to_owned()));
    }
}
