//! Reads the rows in the body of a response.
//!
//! A row is read as soon as its cells are, so that cells take up memory for one row only.

use std::str;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json_text::JsonText;
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
    let body = std::str::from_utf8(body).map_err(|error| ReadError {
        detail: error.to_string(),
        is_malformed: true,
    })?;
    let mut rows = RowsReader::<T>::new(selection);
    match rows.read_body(&mut JsonText::new(body)) {
        Ok(()) => Ok(Ok(rows.page)),
        Err(Stop::Row(error)) => Ok(Err(error)),
        Err(Stop::Response(error)) => Err(error),
    }
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultColumn {
    column_name: Option<String>,
}

/// Why the reading stopped.
enum Stop {
    /// The response is invalid.
    Response(ReadError),
    /// A row does not fit the Rust type.
    Row(RowError),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Response(error)
    }
}

impl From<RowError> for Stop {
    fn from(error: RowError) -> Self {
        Self::Row(error)
    }
}

/// Returns the error of a response that is JSON, but not a result.
fn not_a_result(detail: impl Into<String>) -> ReadError {
    ReadError {
        detail: detail.into(),
        is_malformed: false,
    }
}

/// Reads the rows.
struct RowsReader<'q, T> {
    selection: Selection<'q>,
    /// Where the columns that are read are in the result.
    positions: Vec<usize>,
    /// The optional values of a row.
    optional: Vec<OptionalColumns>,
    page: Page<T>,
}

impl<'q, T: BiRow> RowsReader<'q, T> {
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
        }
    }

    /// Reads the object around the rows.
    fn read_body<'t>(&mut self, json: &mut JsonText<'t>) -> Result<(), Stop> {
        let (mut has_columns, mut has_data) = (false, false);
        let mut early_data: Option<JsonText<'t>> = None;
        json.open(b'{', "an object with `columns` and `data`")?;
        let mut is_first = true;
        while json.has_next(b'}', &mut is_first)? {
            match &*json.key()? {
                "columns" => {
                    let columns: Vec<ResultColumn> = json.parse()?;
                    let names = columns.into_iter().map(|column| column.column_name);
                    self.set_columns(names.map(Option::unwrap_or_default).collect())?;
                    has_columns = true;
                }
                "data" => {
                    has_data = true;
                    if has_columns {
                        self.read_data(json)?;
                    } else {
                        early_data = Some(json.clone());
                        json.value()?;
                    }
                }
                _ => drop(json.value()?),
            }
        }
        json.end()?;
        if !has_columns || !has_data {
            let missing = if has_columns { "data" } else { "columns" };
            return Err(not_a_result(format!("missing field `{missing}`")).into());
        }
        match early_data {
            Some(mut data) => self.read_data(&mut data),
            None => Ok(()),
        }
    }

    fn set_columns(&mut self, names: Vec<String>) -> Result<(), RowError> {
        let mut columns = RowColumns::default();
        T::columns(&mut columns);
        self.positions = match self.selection.columns {
            Some(selected) => positions(selected.iter().map(String::as_str), &names)?,
            None => columns.positions(&names)?,
        };
        self.optional = columns.into_optional();
        self.page.columns = names.into();
        Ok(())
    }

    fn read_data<'t>(&mut self, json: &mut JsonText<'t>) -> Result<(), Stop> {
        json.open(b'[', "an array of rows")?;
        let mut cells: Vec<Cell<'t>> = Vec::with_capacity(self.page.columns.len());
        let mut is_first = true;
        while json.has_next(b']', &mut is_first)? {
            cells.clear();
            read_cells(json, &self.page.columns, &mut cells)?;
            if cells.len() != self.page.columns.len() {
                return Err(not_a_result(format!(
                    "row {} has {} values for {} columns",
                    self.page.found + 1,
                    cells.len(),
                    self.page.columns.len()
                ))
                .into());
            }
            self.read_row(&cells)?;
        }
        Ok(())
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

/// Reads the cells of a row in the order of the columns.
fn read_cells<'t>(
    json: &mut JsonText<'t>,
    columns: &[String],
    cells: &mut Vec<Cell<'t>>,
) -> Result<(), ReadError> {
    let mut is_first = true;
    if json.peek() != Some(b'{') {
        json.open(b'[', "a row: an array or an object")?;
        while json.has_next(b']', &mut is_first)? {
            cells.push(match json.value()? {
                Cell::Json(text) => typed_cell(text)?,
                cell => cell,
            });
        }
        return Ok(());
    }
    json.open(b'{', "a row: an array or an object")?;
    let mut fields = Vec::with_capacity(columns.len());
    while json.has_next(b'}', &mut is_first)? {
        fields.push((json.key()?, json.value()?));
    }
    for (index, column) in columns.iter().enumerate() {
        // Most often the fields are in the order of the columns.
        let in_order = fields.get(index).filter(|(key, _)| key == column);
        let field = in_order.or_else(|| fields.iter().find(|(key, _)| key == column));
        let (_, cell) = field.ok_or_else(|| not_a_result("a row does not have all columns"))?;
        cells.push(cell.clone());
    }
    Ok(())
}

/// A cell in the format CELL_TYPED.
#[derive(Deserialize)]
struct TypedCell<'b> {
    #[serde(borrow)]
    value: &'b RawValue,
}

/// Returns the value of a cell in the format CELL_TYPED, or else the text itself.
fn typed_cell(text: &str) -> Result<Cell<'_>, ReadError> {
    match serde_json::from_str::<TypedCell<'_>>(text) {
        Ok(typed) => JsonText::new(typed.value.get()).value(),
        Err(_) => Ok(Cell::Json(text)),
    }
}

#[cfg(test)]
mod tests;
