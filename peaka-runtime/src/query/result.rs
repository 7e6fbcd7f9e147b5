//! Reads the rows in the body of a response.
//!
//! A row is read as soon as its cells are, so that cells take up memory for one row only.

use std::borrow::Cow;
use std::fmt;
use std::str;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::page_key::PageKey;
use crate::client::ReadError;
use crate::row::{BiRow, Cell, OptionalColumns, RowColumns, RowError, RowReader, positions};

/// The rows of one result.
pub(super) struct Page<T> {
    /// The names of the columns of the result.
    pub(super) columns: Arc<[String]>,
    pub(super) rows: Vec<T>,
    /// The number of rows in the result, including the one that the page before ended with.
    pub(super) found: usize,
    /// The last value of the column that pages are read by, in this page or the one before.
    pub(super) last_key: Option<String>,
}

/// How the rows of a result are read.
#[derive(Clone, Copy, Default)]
pub(super) struct Selection<'q> {
    /// The names of the columns in the result, in the order in which they are read. `None` stands for the columns that
    /// the type of the row reads.
    pub(super) columns: Option<&'q [String]>,
    /// The column that pages are read by.
    pub(super) key: Option<&'q PageKey>,
    /// The number of rows that were read before.
    pub(super) first_row: usize,
}

/// Reads all rows of a result, in any of the three documented formats.
///
/// The outer error means that the response is invalid; the inner one that its rows do not fit `T`.
pub(super) fn read_rows<T: BiRow>(
    body: &[u8],
    selection: Selection<'_>,
) -> Result<Result<Page<T>, RowError>, ReadError> {
    let body = str::from_utf8(body).map_err(|error| ReadError {
        detail: error.to_string(),
        is_malformed: true,
    })?;
    let mut rows = RowsSeed::<T>::new(selection);
    let mut json = serde_json::Deserializer::from_str(body);
    let read = BodySeed(&mut rows).deserialize(&mut json);
    let read = read.and_then(|()| json.end());
    if let Some(error) = rows.error {
        return Ok(Err(error));
    }
    read?;
    Ok(Ok(rows.page))
}

/// Reads the rows of a result, for the benchmark.
#[doc(hidden)]
pub fn decode_rows<T: BiRow>(body: &[u8]) -> Result<Vec<T>, String> {
    match read_rows(body, Selection::default()) {
        Ok(Ok(Page { rows, .. })) => Ok(rows),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.detail),
    }
}

/// Reads the object around the rows.
struct BodySeed<'s, 'q, T>(&'s mut RowsSeed<'q, T>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultColumn {
    column_name: Option<String>,
}

impl<'de, T: BiRow> DeserializeSeed<'de> for BodySeed<'_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: BiRow> Visitor<'de> for BodySeed<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `columns` and `data`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let rows = self.0;
        let (mut has_columns, mut has_data) = (false, false);
        let mut early_data: Option<&RawValue> = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            match key.as_ref() {
                "columns" => {
                    let columns: Vec<ResultColumn> = map.next_value()?;
                    let names = columns.into_iter().map(|column| column.column_name);
                    rows.set_columns(names.map(Option::unwrap_or_default).collect())?;
                    has_columns = true;
                }
                "data" => {
                    has_data = true;
                    if has_columns {
                        map.next_value_seed(&mut *rows)?;
                    } else {
                        early_data = Some(map.next_value()?);
                    }
                }
                _ => {
                    map.next_value::<serde::de::IgnoredAny>()?;
                }
            }
        }
        if !has_columns {
            return Err(A::Error::missing_field("columns"));
        }
        if !has_data {
            return Err(A::Error::missing_field("data"));
        }
        match early_data {
            Some(data) => {
                let mut json = serde_json::Deserializer::from_str(data.get());
                rows.deserialize(&mut json).map_err(A::Error::custom)
            }
            None => Ok(()),
        }
    }
}

/// Reads the rows.
struct RowsSeed<'q, T> {
    selection: Selection<'q>,
    /// Where the columns that are read are in the result.
    positions: Vec<usize>,
    /// The optional values of a row.
    optional: Vec<OptionalColumns>,
    page: Page<T>,
    /// Why a row cannot be read. It stops the reading.
    error: Option<RowError>,
}

impl<'q, T: BiRow> RowsSeed<'q, T> {
    fn new(selection: Selection<'q>) -> Self {
        Self {
            selection,
            positions: Vec::new(),
            optional: Vec::new(),
            page: Page {
                columns: Arc::default(),
                rows: Vec::new(),
                found: 0,
                last_key: selection.key.and_then(|key| key.last.clone()),
            },
            error: None,
        }
    }

    fn set_columns<E: serde::de::Error>(&mut self, names: Vec<String>) -> Result<(), E> {
        let mut columns = RowColumns::default();
        T::columns(&mut columns);
        let positions = match self.selection.columns {
            Some(selected) => positions(selected.iter().map(String::as_str), &names),
            None => columns.positions(&names),
        };
        self.page.columns = names.into();
        self.optional = columns.into_optional();
        self.positions = positions.map_err(|error| self.stop(error))?;
        Ok(())
    }

    /// Keeps the reason why a row cannot be read, and returns an error that ends the reading.
    fn stop<E: serde::de::Error>(&mut self, error: RowError) -> E {
        self.error = Some(error);
        E::custom("a row cannot be read")
    }

    fn read_row(&mut self, cells: &[Cell<'_>]) -> Result<(), RowError> {
        let is_first = self.page.found == 0;
        self.page.found += 1;
        let number = self.selection.first_row + self.page.rows.len() + 1;
        if let Some(key) = self.selection.key {
            let cell = self
                .positions
                .get(key.position)
                .and_then(|&at| cells.get(at));
            let Some(value) = cell.and_then(Cell::text) else {
                return Err(RowError::null_key(number, &key.column));
            };
            if self.page.last_key.as_deref() == Some(value) {
                // A page begins with the last row of the page before.
                if is_first {
                    return Ok(());
                }
                return Err(RowError::same_key(number, &key.column, value));
            }
            value.clone_into(self.page.last_key.get_or_insert_default());
        }
        let mut reader = RowReader::new(
            number,
            &self.page.columns,
            cells,
            &self.positions,
            &self.optional,
        );
        self.page.rows.push(T::from_row(&mut reader)?);
        Ok(())
    }
}

impl<'de, T: BiRow> DeserializeSeed<'de> for &mut RowsSeed<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: BiRow> Visitor<'de> for &mut RowsSeed<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let mut cells = Vec::with_capacity(self.page.columns.len());
        loop {
            cells.clear();
            let row = CellsSeed {
                names: &self.page.columns,
                cells: &mut cells,
            };
            if rows.next_element_seed(row)?.is_none() {
                return Ok(());
            }
            if cells.len() != self.page.columns.len() {
                return Err(A::Error::custom(format_args!(
                    "row {} has {} values for {} columns",
                    self.page.found + 1,
                    cells.len(),
                    self.page.columns.len()
                )));
            }
            self.read_row(&cells).map_err(|error| self.stop(error))?;
        }
    }
}

/// Reads the cells of a row.
struct CellsSeed<'s, 'de> {
    names: &'s [String],
    cells: &'s mut Vec<Cell<'de>>,
}

impl<'de> DeserializeSeed<'de> for CellsSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellsSeed<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row: an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        while let Some(value) = values.next_element::<&RawValue>()? {
            // A cell in the format CELL_TYPED is an object with its value.
            let typed = Some(value.get()).filter(|value| value.starts_with('{'));
            let typed = typed.and_then(|value| serde_json::from_str::<TypedCell<'_>>(value).ok());
            let value = typed.map_or(value, |typed| typed.value);
            self.cells.push(cell(value).map_err(A::Error::custom)?);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut fields: Vec<(Cow<'_, str>, &RawValue)> = Vec::with_capacity(self.names.len());
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        for (index, name) in self.names.iter().enumerate() {
            // Most often the fields are in the order of the columns.
            let in_order = fields.get(index).filter(|(field, _)| field == name);
            let value = in_order.or_else(|| fields.iter().find(|(field, _)| field == name));
            let (_, value) =
                value.ok_or_else(|| A::Error::custom("a row does not have all columns"))?;
            self.cells.push(cell(value).map_err(A::Error::custom)?);
        }
        Ok(())
    }
}

/// A cell in the format CELL_TYPED.
#[derive(Deserialize)]
struct TypedCell<'b> {
    #[serde(borrow)]
    value: &'b RawValue,
}

fn cell(value: &RawValue) -> serde_json::Result<Cell<'_>> {
    let text = value.get();
    Ok(match text.as_bytes().first() {
        Some(b'n') => Cell::Null,
        Some(b't') => Cell::Boolean(true),
        Some(b'f') => Cell::Boolean(false),
        Some(b'[' | b'{') => Cell::Json(text),
        Some(b'"') => Cell::Text(if text.contains('\\') {
            Cow::Owned(serde_json::from_str(text)?)
        } else {
            Cow::Borrowed(&text[1..text.len() - 1])
        }),
        _ => Cell::Number(text),
    })
}

#[cfg(test)]
mod tests;
