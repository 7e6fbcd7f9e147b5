//! The columns in a response, as far as they were read: one text, and where each value is in it.
//!
//! A table has many columns with several short values each. In one text, they take two allocations.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::response_shape::{ListError, read_each, read_one_or_each};
use crate::plan::LiveColumn;
use crate::schema::{ColumnDetail, borrowed_default};
use crate::text::NameSet;

/// The largest part of a response, in bytes, for whose columns memory is set aside before it is read.
const MAX_CAPACITY: usize = 64 * 1024;

/// The length of a column in a response with short names, in bytes.
const COLUMN_LENGTH: usize = 128;

/// The columns in a response.
#[derive(Debug, Default)]
pub(crate) struct ColumnList {
    text: String,
    columns: Vec<Places>,
}

/// Where the values of a column are in the text.
#[derive(Debug)]
struct Places {
    id: Option<Place>,
    name: Place,
    data_type: Option<Place>,
    display_name: Option<Place>,
    default_value: Option<Place>,
    is_not_null: Option<bool>,
    is_unique: Option<bool>,
    desc: Option<Place>,
}

/// The place of a value in the text. A response of more than 4 GiB is not read, so that a list takes up less.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u32,
    length: u32,
}

/// A column as it is read. Its fields are those of [`ColumnDetail`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Column<'b> {
    #[serde(borrow, default)]
    id: Option<Text<'b>>,
    #[serde(borrow)]
    name: Text<'b>,
    #[serde(borrow, default)]
    data_type: Option<Text<'b>>,
    #[serde(borrow, default)]
    display_name: Option<Text<'b>>,
    #[serde(borrow, default, deserialize_with = "borrowed_default")]
    default_value: Option<Cow<'b, str>>,
    #[serde(default)]
    is_not_null: Option<bool>,
    #[serde(default)]
    is_unique: Option<bool>,
    #[serde(borrow, default)]
    desc: Option<Text<'b>>,
}

/// A string that is borrowed from the response, unless it has escapes.
struct Text<'b>(Cow<'b, str>);

impl<'de: 'b, 'b> Deserialize<'de> for Text<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyString;

        impl<'de> Visitor<'de> for AnyString {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(AnyString)
    }
}

impl ColumnList {
    /// Reads an array of at most `max` columns. The rest of a longer one is not read.
    pub(crate) fn read(body: &[u8], max: usize) -> Result<Self, ListError> {
        check_length(body).map_err(|error| ListError {
            error,
            is_too_long: false,
        })?;
        let mut list = Self::with_capacity_for(body);
        read_each(body, max, |column| list.push(&column))?;
        Ok(list)
    }

    /// Reads one column, or an array of columns.
    pub(crate) fn read_one_or_many(body: &[u8]) -> serde_json::Result<Self> {
        check_length(body)?;
        let mut list = Self::with_capacity_for(body);
        read_one_or_each(body, |column| list.push(&column))?;
        Ok(list)
    }

    /// Returns an empty list that can hold the text of a response, and the columns of most responses, without a further
    /// allocation. A growing text would take up three times its length.
    fn with_capacity_for(body: &[u8]) -> Self {
        let columns = body.len().min(MAX_CAPACITY) / COLUMN_LENGTH;
        Self {
            text: String::with_capacity(body.len()),
            columns: Vec::with_capacity(columns),
        }
    }

    fn push(&mut self, column: &Column<'_>) {
        let mut add = |text: &str| {
            let place = Place {
                start: self.text.len() as u32,
                length: text.len() as u32,
            };
            self.text.push_str(text);
            place
        };
        let mut add_if_some = |text: &Option<Text<'_>>| text.as_ref().map(|Text(text)| add(text));
        let (id, data_type) = (add_if_some(&column.id), add_if_some(&column.data_type));
        let (display_name, desc) = (add_if_some(&column.display_name), add_if_some(&column.desc));
        let places = Places {
            id,
            name: add(&column.name.0),
            data_type,
            display_name,
            default_value: column.default_value.as_deref().map(add),
            is_not_null: column.is_not_null,
            is_unique: column.is_unique,
            desc,
        };
        self.columns.push(places);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = LiveColumn<'_>> {
        let text = |place| self.text_at(place);
        self.columns.iter().map(move |places| LiveColumn {
            id: places.id.as_ref().map(text),
            name: text(&places.name),
            data_type: places.data_type.as_ref().map(text),
            display_name: places.display_name.as_ref().map(text),
            default_value: places.default_value.as_ref().map(text),
            is_not_null: places.is_not_null,
            is_unique: places.is_unique,
            desc: places.desc.as_ref().map(text),
        })
    }

    pub(crate) fn to_details(&self) -> Vec<ColumnDetail> {
        self.iter().map(LiveColumn::to_detail).collect()
    }

    /// Returns the first name that an earlier column has as well.
    pub(crate) fn duplicate_name(&self) -> Option<&str> {
        let mut names = NameSet::default();
        names.reserve(self.columns.len());
        let mut columns = self.columns.iter().map(|places| self.text_at(&places.name));
        columns.find(|name| !names.insert(*name))
    }

    fn text_at(&self, place: &Place) -> &str {
        let start = place.start as usize;
        let end = start + place.length as usize;
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Checks that every place in the text of a response fits into 32 bits. What is read is not longer than the response.
fn check_length(body: &[u8]) -> serde_json::Result<()> {
    match u32::try_from(body.len()) {
        Ok(_) => Ok(()),
        Err(_) => Err(serde_json::Error::custom("it is larger than 4 GiB")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_like_details() {
        let body = r#" [{"name": "a", "dataType": "bigint", "new": [1, {"name": "x"}]},
            {"id": "7", "name": "caf\u00e9 \"b\"", "displayName": null, "defaultValue": "a\nb",
             "isNotNull": true, "isUnique": false, "desc": "a \\ b"},
            {"name": "c", "defaultValue": "plain"}, {"defaultValue": 1.50, "name": "d"},
            {"name": "e", "defaultValue": true}, {"name": "f", "defaultValue": null}] "#;
        let list = ColumnList::read(body.as_bytes(), 6).unwrap_or_default();
        let details: Vec<ColumnDetail> = serde_json::from_str(body).unwrap();
        assert_eq!(list.to_details(), details);
        assert_eq!(details[1].name, "caf\u{e9} \"b\"");
        assert_eq!(details[3].default_value.as_deref(), Some("1.50"));
        assert_eq!(list.duplicate_name(), None);
    }

    #[test]
    fn error_is_that_of_the_details() {
        for body in [
            r#"[{"name": 3}]"#,
            r#"[{"dataType": "bigint"}]"#,
            r#"[{"name": "a"}, ["a"]]"#,
            r#"[{"name": "a", "name": "b"}]"#,
            r#"[{"name": "a", "isUnique": "yes"}]"#,
            r#"[{"name": "a", "defaultValue": {"a": 1}}]"#,
            r#"[{"name": "a", "defaultValue": 1e400}]"#,
            r#"[{"name": "a", "defaultValue": "\ud800"}]"#,
            r#"{"name": "a"}"#,
            r#"[{"name": "a"}] x"#,
            "[{\"name\": \"a",
        ] {
            let list = ColumnList::read(body.as_bytes(), 5).map(|list| list.to_details());
            let mut details = Vec::<ColumnDetail>::new();
            let read = read_each(body.as_bytes(), 5, |column| details.push(column));
            let (list, details) = (list.err(), read.err());
            let texts = [list, details].map(|error| error.map(|error| error.error.to_string()));
            assert!(texts[0].is_some(), "{body}");
            assert_eq!(texts[0], texts[1], "{body}");
        }
    }

    #[test]
    fn response_that_is_not_utf_8_is_an_error_where_it_is_read() {
        let read = |body: &[u8]| ColumnList::read(body, 1).map(|list| list.to_details());
        assert!(read(b"[{\"name\": \"a\", \"new\": \"\xff\"}]").is_ok());
        let error = read(b"[{\"name\": \"\xff\"}]").unwrap_err().error;
        let expected = "invalid unicode code point at line 1 column 12";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn second_column_of_a_name_is_found() {
        let body = br#"[{"name": "a"}, {"name": "b"}, {"name": "a"}]"#;
        let list = ColumnList::read(body, 3).unwrap_or_default();
        assert_eq!(list.duplicate_name(), Some("a"));
        assert!(ColumnList::read(body, 2).is_err_and(|error| error.is_too_long));
    }
}
