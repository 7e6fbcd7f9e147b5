//! Identifiers made from the names of tables and columns.

use std::collections::HashSet;
use std::iter;

use deunicode::deunicode;
use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// No line of a field gets too long for rustfmt with it, whatever the type is.
const LONGEST: usize = 48;

/// What Rust keeps for itself in any edition until now.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// What is no identifier even as a raw one.
const NEVER_RAW: [&str; 3] = ["crate", "self", "super"];

/// Names of types that the fields of the struct have.
const TYPES_OF_FIELDS: [&str; 2] = ["Option", "String"];

/// The names of the fields of one struct, no two of which are one.
pub(super) struct FieldNames<'a> {
    /// Those that are the column's own name, whichever column comes first.
    own: HashSet<&'a str>,
    used: HashSet<String>,
}

impl<'a> FieldNames<'a> {
    pub(super) fn new(columns: impl IntoIterator<Item = &'a str>) -> Self {
        let own = columns.into_iter().filter(|name| is_field_name(name));
        Self {
            own: own.collect(),
            used: HashSet::new(),
        }
    }

    /// The name of the field for a column, without `r#`.
    pub(super) fn of(&mut self, column: &str) -> String {
        if self.own.contains(column) {
            return column.to_owned();
        }
        let name = field_name(column);
        // Two underscores in a row are no snake case.
        let stem = name.trim_end_matches('_');
        let numbered = (2..).map(|n| format!("{stem}_{n}"));
        let is_free = |name: &String| !self.own.contains(&**name) && !self.used.contains(name);
        let free = iter::once(name.clone()).chain(numbered).find(is_free);
        let name = free.unwrap_or(name);
        self.used.insert(name.clone());
        name
    }
}

/// The name as it stands in the code.
pub(super) fn raw(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Whether a column's name is a field's as it is, and one that the compiler says nothing about.
fn is_field_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.contains("__")
        && name.len() <= LONGEST
        && !NEVER_RAW.contains(&name)
}

/// A name in ASCII: the compiler warns of identifiers that look alike in other scripts.
fn field_name(column: &str) -> String {
    let mut name = deunicode(column).to_snake_case();
    // It is ASCII, and a number may still have to fit.
    name.truncate(LONGEST - 8);
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "column".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("column_{name}"),
        Some(_) if NEVER_RAW.contains(&name) => format!("{name}_"),
        Some(_) => name.to_owned(),
    }
}

/// The name of the struct for a table.
pub(super) fn struct_name_of(table: &str) -> String {
    let mut name = deunicode(table).to_upper_camel_case();
    name.truncate(LONGEST);
    match name.chars().next() {
        None => "Table".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("Table{name}"),
        Some(_) if name == "Self" || TYPES_OF_FIELDS.contains(&&*name) => format!("{name}Row"),
        Some(_) => name,
    }
}

/// Takes a name for the struct as it is given.
pub(super) fn struct_name(text: &str) -> Result<String, String> {
    let mut chars = text.chars();
    let is_identifier = chars.next().is_some_and(is_xid_start) && chars.all(is_xid_continue);
    if !is_identifier || text == "Self" {
        return Err("it is no identifier: write it like `PageView`".to_owned());
    }
    if !text.starts_with(char::is_uppercase) {
        return Err(format!(
            "a type begins with a capital: write it like `{}`",
            struct_name_of(text)
        ));
    }
    if text.chars().count() > LONGEST {
        return Err(format!(
            "it is too long for a line: take at most {LONGEST} characters"
        ));
    }
    if TYPES_OF_FIELDS.contains(&text) {
        return Err(format!(
            "the fields have that type: write it like `{text}Row`"
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_the_columns_name_in_snake_case() {
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
        assert_eq!(raw("type"), "r#type");
        assert_eq!(raw("kind"), "kind");
    }

    #[test]
    fn a_struct_has_the_tables_name_in_pascal_case() {
        for (table, name) in [
            ("page_views", "PageViews"),
            ("pageviews", "Pageviews"),
            ("2024", "Table2024"),
            ("!", "Table"),
            ("string", "StringRow"),
            ("self", "SelfRow"),
            ("größen", "Grossen"),
        ] {
            assert_eq!(struct_name_of(table), name);
            assert_eq!(struct_name(name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn what_cannot_name_a_struct_is_told() {
        for (name, told) in [
            ("", "it is no identifier: write it like `PageView`"),
            ("a b", "it is no identifier: write it like `PageView`"),
            ("Self", "it is no identifier: write it like `PageView`"),
            (
                "page_view",
                "a type begins with a capital: write it like `PageView`",
            ),
            (
                &"A".repeat(LONGEST + 1),
                "it is too long for a line: take at most 48 characters",
            ),
            (
                "Option",
                "the fields have that type: write it like `OptionRow`",
            ),
        ] {
            assert_eq!(struct_name(name), Err(told.to_owned()));
        }
        assert_eq!(struct_name("Größe"), Ok("Größe".to_owned()));
    }
}
