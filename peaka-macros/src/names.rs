//! Names of tables and columns: how identifiers become names, and which names are invalid.

use proc_macro2::Span;
use syn::{Ident, LitStr};

use crate::look_alike::{NameFlaw, folded_name};
use crate::messages;

/// A name, and the span of the identifier or literal that it comes from.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl From<LitStr> for Name {
    fn from(text: LitStr) -> Self {
        Self {
            text: text.value(),
            span: text.span(),
        }
    }
}

/// Returns the identifier's name without `r#`.
pub(crate) fn unraw(ident: &Ident) -> String {
    let name = ident.to_string();
    match name.strip_prefix("r#") {
        Some(name) => name.to_owned(),
        None => name,
    }
}

/// Returns the hashes of ASCII names, four bytes each with the most significant one first, in ascending order.
///
/// The hash of a name is the FNV-1a hash of its letters and digits in lower case, as the runtime computes it in
/// constants.
pub(crate) fn name_hashes<'n>(names: impl Iterator<Item = &'n Name>) -> Vec<u8> {
    let mut hashes: Vec<u32> = names
        .map(|name| {
            let bytes = name.text.bytes().filter(u8::is_ascii_alphanumeric);
            bytes.fold(0x811c_9dc5, |hash, byte| {
                (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
            })
        })
        .collect();
    hashes.sort_unstable();
    hashes.into_iter().flat_map(u32::to_be_bytes).collect()
}

/// Converts `PageView` to `page_view`, and `HTTPEvent2` to `http_event2`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        let is_word_start = i > 0 && !chars[i - 1].is_uppercase() && chars[i - 1] != '_';
        let is_last_capital = i > 0
            && chars[i - 1].is_uppercase()
            && chars.get(i + 1).is_some_and(|c| c.is_lowercase());
        if c.is_uppercase() && (is_word_start || is_last_capital) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// Returns the stored form of a name: the service was observed to remove every underscore.
pub(crate) fn stored_name(name: &str) -> String {
    name.replace('_', "")
}

/// Returns whether the name consists of ASCII letters, digits and underscores, and begins with a letter or digit. Such
/// a name has no [flaw](NameFlaw).
fn is_plain(name: &str) -> bool {
    let name = name.as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    name.first().is_some_and(u8::is_ascii_alphanumeric) && name.iter().all(is_word)
}

/// Returns why a name cannot be a column's name.
pub(crate) fn column_name_error(name: &str) -> Option<String> {
    // Most names are plain, and the derive checks those of all columns of a program.
    if is_plain(name) && !name.starts_with(['t', 'T']) {
        return None;
    }
    let error = if name.is_empty() {
        messages::EMPTY_COLUMN_NAME
    } else if name.starts_with('_') {
        messages::RESERVED_COLUMN_NAME
    } else if folded_name(name) == "text" {
        messages::TEXT_COLUMN
    } else {
        return name_error("column", name);
    };
    Some(error.to_owned())
}

/// Returns why a name cannot be a table's name.
pub(crate) fn table_name_error(name: &str) -> Option<String> {
    let error = if name.is_empty() {
        messages::EMPTY_TABLE_NAME
    } else if stored_name(name).is_empty() {
        messages::TABLE_NAME_OF_UNDERSCORES
    } else if name.contains(['/', '\\']) {
        messages::SLASH_IN_TABLE_NAME
    } else {
        return name_error("table", name);
    };
    Some(error.to_owned())
}

fn name_error(kind: &str, name: &str) -> Option<String> {
    if [".", ".."].contains(&stored_name(name).as_str()) {
        let (reason, help) = (messages::PATH_SEGMENT, messages::ANOTHER_NAME);
        return Some(messages::flawed_name(kind, reason, help));
    }
    NameFlaw::of(name).map(|flaw| messages::flawed_name(kind, &flaw.reason(), flaw.help()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struct_names_become_snake_case() {
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
