//! Turns the columns of a struct into those of a field that flattens it, at compile time: with a prefix, and
//! nullable for an `Option`.

use super::const_message::{ConstMessage, fail_build};
use super::name_folding::is_same_stored_name;
use crate::schema::{ColumnRequest, DataType, is_equal};

/// The columns that a field inserts.
#[derive(Clone, Copy, Debug)]
pub struct FlattenedColumns {
    pub(super) columns: &'static [ColumnRequest<'static>],
    /// Whether the field is an `Option`, so that every column is nullable.
    is_optional: bool,
}

impl FlattenedColumns {
    /// Creates the columns of a field, given those of its struct and the number of nested `Option`s in its type.
    ///
    /// # Panics
    ///
    /// At compile time, if the type is an `Option` inside an `Option`.
    #[must_use]
    #[track_caller]
    pub const fn new(columns: &'static [ColumnRequest<'static>], option_depth: usize) -> Self {
        if option_depth > 1 {
            fail_build(
                "cannot flatten an `Option` inside an `Option`: NULL would have two meanings; help: remove one \
                 `Option`",
            );
        }
        Self {
            columns,
            is_optional: option_depth > 0,
        }
    }

    /// Returns a column.
    pub(super) const fn get(&self, index: usize) -> ColumnRequest<'static> {
        let mut column = self.columns[index];
        if self.is_optional {
            column.is_not_null = false;
        }
        column
    }
}

/// Returns the columns of a flattened field as an array, given those of its struct and the number of nested `Option`s in
/// its type.
///
/// # Panics
///
/// At compile time, if the type is an `Option` inside an `Option`.
#[must_use]
#[track_caller]
pub const fn flatten_columns<const N: usize>(
    columns: &'static [ColumnRequest<'static>],
    option_depth: usize,
) -> [ColumnRequest<'static>; N] {
    let columns = FlattenedColumns::new(columns, option_depth);
    let mut flattened = [ColumnRequest::new("", DataType::Varchar); N];
    let mut i = 0;
    while i < N {
        flattened[i] = columns.get(i);
        i += 1;
    }
    flattened
}

/// Returns the columns with the prefix before their names and old names. A display name that was not chosen follows
/// the name.
///
/// The names come from [`prefixed_text`], and the old names from [`prefixed_old_names`].
///
/// # Panics
///
/// At compile time, if a name becomes that of a system column.
#[must_use]
#[track_caller]
pub const fn prefix_columns<const N: usize>(
    mut columns: [ColumnRequest<'static>; N],
    prefix: &str,
    text: &'static [u8],
    mut old_names: &'static [&'static str],
) -> [ColumnRequest<'static>; N] {
    let mut words = Words::new(text);
    let mut i = 0;
    while i < N {
        let column = &mut columns[i];
        let name = words.take(prefix.len() + column.name.len());
        if is_same_stored_name(name, "text") {
            ConstMessage::new()
                .with("invalid column name ")
                .quoted(name)
                .with(": every BI table has a system column `text`; help: choose another prefix")
                .fail();
        }
        if is_equal(column.display_name.as_bytes(), column.name.as_bytes()) {
            column.display_name = name;
        }
        column.name = name;
        (column.renamed_from, old_names) = old_names.split_at(column.renamed_from.len());
        i += 1;
    }
    columns
}

/// Returns the prefixed names of the columns, then their prefixed old names, one after the other.
#[must_use]
pub const fn prefixed_text<const LENGTH: usize>(
    prefix: &str,
    columns: &[ColumnRequest<'static>],
) -> [u8; LENGTH] {
    let mut text = ([0; LENGTH], 0);
    let mut i = 0;
    while i < columns.len() {
        push(&mut text, prefix);
        push(&mut text, columns[i].name);
        i += 1;
    }
    let mut i = 0;
    while i < columns.len() {
        let mut j = 0;
        while j < columns[i].renamed_from.len() {
            push(&mut text, prefix);
            push(&mut text, columns[i].renamed_from[j]);
            j += 1;
        }
        i += 1;
    }
    text.0
}

const fn push<const LENGTH: usize>((text, end): &mut ([u8; LENGTH], usize), word: &str) {
    let word = word.as_bytes();
    let mut i = 0;
    while i < word.len() {
        text[*end] = word[i];
        *end += 1;
        i += 1;
    }
}

/// Returns the length of the [`prefixed_text`].
#[must_use]
pub const fn prefixed_text_length(prefix: &str, columns: &[ColumnRequest<'static>]) -> usize {
    let mut length = names_length(prefix, columns);
    let mut i = 0;
    while i < columns.len() {
        let mut j = 0;
        while j < columns[i].renamed_from.len() {
            length += prefix.len() + columns[i].renamed_from[j].len();
            j += 1;
        }
        i += 1;
    }
    length
}

/// Returns the length of the prefixed names.
const fn names_length(prefix: &str, columns: &[ColumnRequest<'static>]) -> usize {
    let mut length = 0;
    let mut i = 0;
    while i < columns.len() {
        length += prefix.len() + columns[i].name.len();
        i += 1;
    }
    length
}

/// Returns the prefixed old names of all columns, from their [`prefixed_text`].
#[must_use]
pub const fn prefixed_old_names<const N: usize>(
    prefix: &str,
    columns: &[ColumnRequest<'static>],
    text: &'static [u8],
) -> [&'static str; N] {
    let mut words = Words::new(text);
    words.take(names_length(prefix, columns));
    let mut old_names = [""; N];
    let mut count = 0;
    let mut i = 0;
    while i < columns.len() {
        let mut j = 0;
        while j < columns[i].renamed_from.len() {
            old_names[count] = words.take(prefix.len() + columns[i].renamed_from[j].len());
            count += 1;
            j += 1;
        }
        i += 1;
    }
    old_names
}

/// Returns the number of old names of all columns.
#[must_use]
pub const fn old_name_count(columns: &[ColumnRequest<'static>]) -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < columns.len() {
        count += columns[i].renamed_from.len();
        i += 1;
    }
    count
}

/// Splits a text into words of known lengths.
struct Words {
    rest: &'static [u8],
}

impl Words {
    const fn new(text: &'static [u8]) -> Self {
        Self { rest: text }
    }

    const fn take(&mut self, length: usize) -> &'static str {
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        match std::str::from_utf8(word) {
            Ok(word) => word,
            // The text consists of complete strings.
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_is_before_names_and_old_names_and_unchosen_display_names() {
        const COLUMNS: &[ColumnRequest<'static>] = &[
            ColumnRequest::new("straße", DataType::Varchar)
                .not_null()
                .renamed_from(&["street", "str"]),
            ColumnRequest::new("zip", DataType::Varchar).display_name("Postal code"),
        ];
        static TEXT: [u8; prefixed_text_length("bill_", COLUMNS)] = prefixed_text("bill_", COLUMNS);
        static OLD_NAMES: [&str; old_name_count(COLUMNS)] =
            prefixed_old_names("bill_", COLUMNS, &TEXT);
        let columns: [_; 2] =
            prefix_columns(flatten_columns(COLUMNS, 0), "bill_", &TEXT, &OLD_NAMES);
        assert_eq!(
            columns,
            [
                ColumnRequest::new("bill_straße", DataType::Varchar)
                    .not_null()
                    .renamed_from(&["bill_street", "bill_str"]),
                ColumnRequest::new("bill_zip", DataType::Varchar).display_name("Postal code"),
            ]
        );
    }

    #[test]
    fn columns_of_an_option_are_nullable() {
        const COLUMNS: &[ColumnRequest<'static>] = &[ColumnRequest::new("a", DataType::Bigint)
            .not_null()
            .unique()];
        let expected = [ColumnRequest::new("a", DataType::Bigint).unique()];
        assert_eq!(flatten_columns::<1>(COLUMNS, 1), expected);
    }
}
