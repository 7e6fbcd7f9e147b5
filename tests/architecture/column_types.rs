//! The Rust types that have a data type: the implementations of `ColumnType`, and the table of them in its docs.

use std::collections::BTreeMap;

use crate::guide::read;

/// The names of types, after that of their crate unless it is the standard library, with the data type of each. A type
/// that contains another one has none of its own.
type Types = BTreeMap<String, Option<String>>;

/// Returns the types that the macros and the `impl`s of the source name.
fn implemented_types() -> Types {
    let mut types = Types::new();
    for file in ["std_types", "crate_types"] {
        let source = read(&format!("peaka-runtime/src/schema/{file}.rs"));
        let lines = source.lines().map(str::trim);
        for line in lines.take_while(|line| *line != "#[cfg(test)]") {
            if let Some(integers) = line.strip_prefix("integers!(") {
                let integers = integers.trim_end_matches(");").split(' ');
                types.extend(integers.map(|name| (name.to_owned(), Some("BIGINT".to_owned()))));
            } else if let Some((ty, data_type)) = line.split_once(" => ") {
                let data_type = data_type.split([',', ' ']).next().unwrap();
                let data_type = Some(data_type.to_uppercase()).filter(|name| name != "T");
                types.extend(type_name(ty).map(|name| (name, data_type)));
            } else if let Some((_, ty)) = line.split_once(" ColumnType for ") {
                types.extend(type_name(ty).map(|name| (name, None)));
            }
        }
    }
    types
}

/// Returns the name of a type in a line of source; `None` if it is a variable of a macro.
fn type_name(line: &str) -> Option<String> {
    let path = line.rsplit(['(', ']']).next()?.trim();
    let path = if path.starts_with('&') { "&" } else { path };
    let path = path.split(['<', ' ']).next()?;
    let name = path.rsplit("::").next()?;
    let name = match path.split_once("::") {
        Some((krate, _)) => format!("{krate}::{name}"),
        None => name.to_owned(),
    };
    Some(name).filter(|name| !name.contains('$'))
}

/// Returns the types in the table, such as ``chrono's `NaiveTime`, time's and jiff's `Time` ``.
fn documented_types() -> Types {
    let docs = read("peaka-runtime/src/schema/column_type.rs");
    let (_, table) = docs.split_once("\n/// # Implementations\n").unwrap();
    let (table, _) = table.split_once("\n/// # ").unwrap();
    let mut types = Types::new();
    for row in table.lines().filter_map(|line| line.strip_prefix("/// | ")) {
        let (cell, data_type) = row.split_once(" | ").unwrap();
        let data_type = data_type.split([',', ' ']).next().unwrap();
        let mut crates = vec![""];
        let mut last = "";
        let parts: Vec<_> = cell.split('`').collect();
        for pair in parts.chunks_exact(2) {
            let [text, code] = [pair[0], pair[1]];
            let named: Vec<_> = text
                .split(' ')
                .filter_map(|word| word.strip_suffix("'s"))
                .collect();
            if !named.is_empty() {
                crates = named;
            }
            let names = if text == " to " {
                integers_between(last, code)
            } else {
                vec![code.to_owned()]
            };
            for krate in &crates {
                let separator = if krate.is_empty() { "" } else { "::" };
                let names = names.iter().map(|name| format!("{krate}{separator}{name}"));
                types.extend(names.map(|name| (name, Some(data_type.to_owned()))));
            }
            last = code;
        }
    }
    types
}

/// Returns the integer types from one to another: `i8`, `i16`, `i32` and `i64`.
fn integers_between(first: &str, last: &str) -> Vec<String> {
    let (sign, first) = first.split_at(1);
    let [first, last]: [u32; 2] = [first, &last[1..]].map(|bits| bits.parse().unwrap());
    let widths = std::iter::successors(Some(first), |bits| Some(bits * 2));
    let widths = widths.take_while(|bits| *bits <= last);
    widths.map(|bits| format!("{sign}{bits}")).collect()
}

#[test]
fn docs_of_column_type_list_its_implementations() {
    let implemented = implemented_types();
    let documented = documented_types();
    assert!(implemented.len() > 30, "{implemented:?}");
    assert_eq!(
        documented.keys().collect::<Vec<_>>(),
        implemented.keys().collect::<Vec<_>>()
    );
    for (name, data_type) in implemented {
        if data_type.is_some() {
            assert_eq!(documented[&name], data_type, "{name}");
        }
    }
}
