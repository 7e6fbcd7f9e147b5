//! Names of tables and columns: how they come from identifiers, and which cannot be.

use syn::Ident;
use syn::ext::IdentExt;

/// The identifier's name without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `PageView` is `page_view`, `HTTPEvent2` is `http_event2`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        let after_lower = i > 0 && !chars[i - 1].is_uppercase() && chars[i - 1] != '_';
        let ends_capitals = i > 0
            && chars[i - 1].is_uppercase()
            && chars.get(i + 1).is_some_and(|c| c.is_lowercase());
        if c.is_uppercase() && (after_lower || ends_capitals) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// The name as the service stores it: it was measured to drop every underscore.
pub(crate) fn fold(name: &str) -> String {
    name.replace('_', "")
}

/// Why a name cannot be a column's, with the remedy.
pub(crate) fn column_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("a column needs a name of at least one character")
    } else if name.starts_with('_') {
        Some("names that start with `_` are the service's own: begin with another character")
    } else if fold(name) == "text" {
        Some("every BI table has a column `text` of the service's own: choose another name")
    } else {
        path_fault(name)
    }
}

/// Why a name cannot be a table's, with the remedy.
pub(crate) fn table_fault(name: &str) -> Option<&'static str> {
    if fold(name).is_empty() {
        Some("a table needs a name of at least one character that is no underscore")
    } else if name.contains(['/', '\\']) {
        Some("give the table's name alone, without catalog, schema or path")
    } else {
        path_fault(name)
    }
}

fn path_fault(name: &str) -> Option<&'static str> {
    if name == "." || name == ".." {
        Some("this name would change the path of a request: choose another one")
    } else if name.chars().any(char::is_control) {
        Some("a name has no control characters: leave them out")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_become_tables() {
        for (name, snake) in [
            ("Event", "event"),
            ("PageView", "page_view"),
            ("HTTPEvent2", "http_event2"),
            ("EventV2", "event_v2"),
            ("lower", "lower"),
            ("With_Underscore", "with_underscore"),
            ("ÄrgerÜber", "ärger_über"),
            ("ABC", "abc"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }
}
