//! A row whose columns are known only at run time.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::bi_row::{BiRow, RowReader};
use super::cell::{Cell, FromCell};
use super::row_columns::{RowColumns, position};
use super::row_error::RowError;

/// A row of any columns, in the order of the result.
///
/// It serializes as an object by column name, in which every value but NULL and booleans is a string, so that no
/// digit of a number is lost.
///
/// # Examples
///
#[cfg_attr(feature = "client", doc = "```no_run")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// use peaka_runtime::{Client, Error, Row};
///
/// async fn print(peaka: &Client, sql: &str) -> Result<(), Error> {
///     let rows: Vec<Row> = peaka.query(sql).fetch_all().await?;
///     for row in &rows {
///         for (column, value) in row.values() {
///             println!("{column}: {value:?}");
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    number: usize,
    names: Arc<[String]>,
    values: Vec<RowValue>,
}

/// A value of a [`Row`], as the service spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowValue {
    /// NULL.
    Null,
    /// A JSON string.
    Text(String),
    /// A JSON number, with all its digits.
    Number(String),
    /// A JSON boolean.
    Boolean(bool),
    /// A JSON array or object.
    Json(String),
}

impl Row {
    /// Returns the values with the names of their columns.
    pub fn values(&self) -> impl Iterator<Item = (&str, &RowValue)> {
        self.names.iter().map(String::as_str).zip(&self.values)
    }

    /// Reads a value by the name of its column.
    ///
    /// # Errors
    ///
    /// [`RowError`] if there is no such column, or if the value is not of the type.
    pub fn get<T: FromCell>(&self, column: &str) -> Result<T, RowError> {
        let index = position(column, &self.names);
        let value = index.and_then(|index| self.values.get(index));
        let value = value.ok_or_else(|| RowError::missing_column(column, &self.names))?;
        let cell = value.cell();
        T::from_cell(&cell).map_err(|error| RowError::cell(self.number, column, &cell, error))
    }
}

impl RowValue {
    fn new(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Text(text) => Self::Text(text.clone().into_owned()),
            Cell::Number(text) => Self::Number((*text).to_owned()),
            Cell::Boolean(value) => Self::Boolean(*value),
            Cell::Json(text) => Self::Json((*text).to_owned()),
        }
    }

    /// Returns the value as a cell, which can be read into a Rust type.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(text.into()),
            Self::Number(text) => Cell::Number(text),
            Self::Boolean(value) => Cell::Boolean(*value),
            Self::Json(text) => Cell::Json(text),
        }
    }
}

impl BiRow for Row {
    fn columns(columns: &mut RowColumns) {
        columns.add_all();
    }

    fn from_row(row: &mut RowReader<'_>) -> Result<Self, RowError> {
        let (names, cells) = row.names_and_cells();
        Ok(Self {
            number: row.number(),
            names: Arc::clone(names),
            values: cells.iter().map(RowValue::new).collect(),
        })
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values.len()))?;
        for (name, value) in self.values() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for RowValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Text(text) | Self::Number(text) | Self::Json(text) => {
                serializer.serialize_str(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    fn row() -> Row {
        let names: Arc<[String]> = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        let cells = [
            Cell::Null,
            Cell::Text("x".into()),
            Cell::Number("1.50"),
            Cell::Boolean(true),
            Cell::Json("[1]"),
        ];
        let mut columns = RowColumns::default();
        Row::columns(&mut columns);
        let positions = columns.positions(&names).unwrap();
        Row::from_row(&mut RowReader::new(7, &names, &cells, &positions, &[])).unwrap()
    }

    #[test]
    fn row_serializes_as_an_object_that_keeps_every_digit() {
        let expected = json!({"a": null, "b": "x", "c": "1.50", "d": true, "e": "[1]"});
        assert_eq!(to_value(row()).unwrap(), expected);
    }

    #[test]
    fn value_is_read_by_the_name_of_its_column() {
        let row = row();
        let values: Vec<_> = row.values().collect();
        assert_eq!(values[1], ("b", &RowValue::Text("x".to_owned())));
        assert_eq!(row.get::<Option<i64>>("a"), Ok(None));
        assert_eq!(row.get::<String>("C"), Ok("1.50".to_owned()));
        assert_eq!(row.get::<bool>("d"), Ok(true));
        let error = row.get::<bool>("e").unwrap_err();
        assert_eq!((error.row(), error.found()), (Some(7), Some("[1]")));
        let missing = row.get::<bool>("x").unwrap_err();
        assert_eq!(missing.column(), Some("x"));
    }
}
