//! Names of tables and columns: how they come from identifiers, and which cannot be.

use syn::Ident;
use syn::ext::IdentExt;

use crate::faults;

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
        Some(faults::COLUMN_EMPTY)
    } else if name.starts_with('_') {
        Some(faults::COLUMN_UNDERSCORE)
    } else if fold(name) == "text" {
        Some(faults::COLUMN_TEXT)
    } else {
        path_fault(name)
    }
}

/// Why a name cannot be a table's, with the remedy.
pub(crate) fn table_fault(name: &str) -> Option<&'static str> {
    if fold(name).is_empty() {
        Some(faults::TABLE_EMPTY)
    } else if name.contains(['/', '\\']) {
        Some(faults::TABLE_SLASH)
    } else {
        path_fault(name)
    }
}

fn path_fault(name: &str) -> Option<&'static str> {
    if [".", ".."].contains(&fold(name).as_str()) {
        Some(faults::DOTS)
    } else if name.chars().any(char::is_control) {
        Some(faults::CONTROL)
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
