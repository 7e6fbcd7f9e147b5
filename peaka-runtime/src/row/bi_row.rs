//! The trait of types that a row is read into, and its implementations for tuples, pointers and `Option`.

use std::rc::Rc;
use std::sync::Arc;

use super::cell::{Cell, FromCell};
use super::row_columns::{OptionalColumns, RowColumns};
use super::row_error::RowError;

/// A type that a row of a result is read into.
///
/// It is implemented for tuples of up to 12 values, which read the columns by position, and for [`Row`](crate::Row),
/// which reads any columns. Use [`#[derive(BiRow)]`](macro@crate::BiRow) to implement it for a struct, which reads the
/// columns by name.
///
/// `Box`, `Rc` and `Arc` read the columns of their inner type. An `Option`, such as that of a flattened struct, is
/// `None` in a row in which all of these columns are NULL.
///
/// # Examples
///
#[cfg_attr(feature = "client", doc = "```no_run")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// use peaka_runtime::{BiRow, Client};
///
/// #[derive(BiRow)]
/// struct Visits {
///     user_id: String,
///     visits: u64,
/// }
///
/// # async fn report(peaka: &Client) -> Result<(), peaka_runtime::Error> {
/// let sql = r#"SELECT userid, COUNT(*) AS visits FROM "peaka"."bitable"."events" GROUP BY userid"#;
/// for row in peaka.query(sql).fetch_all::<Visits>().await? {
///     println!("{}: {}", row.user_id, row.visits); // ada: 3
/// }
/// let count = r#"SELECT COUNT(*) FROM "peaka"."bitable"."events""#;
/// let (events,): (u64,) = peaka.query(count).fetch_one().await?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `BiRow`",
    label = "cannot be read from a row",
    note = "add `#[derive(peaka_runtime::BiRow)]` to a struct with named fields",
    note = "to read one column without a struct: use a tuple such as `(i64,)`"
)]
pub trait BiRow: Sized {
    /// Adds the columns that [`from_row`](Self::from_row) reads, in the same order.
    fn columns(columns: &mut RowColumns);

    /// Reads a row.
    ///
    /// # Errors
    ///
    /// [`RowError`] if a value is not of the expected type.
    fn from_row(row: &mut RowReader<'_>) -> Result<Self, RowError>;
}

/// The values of a row, in the order of [`BiRow::columns`].
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiRow, RowColumns, RowError, RowReader};
///
/// struct Point {
///     x: f64,
///     y: f64,
/// }
///
/// impl BiRow for Point {
///     fn columns(columns: &mut RowColumns) {
///         columns.add("x");
///         columns.add("y");
///     }
///
///     fn from_row(row: &mut RowReader<'_>) -> Result<Self, RowError> {
///         Ok(Self { x: row.read()?, y: row.read()? })
///     }
/// }
/// ```
#[derive(Debug)]
pub struct RowReader<'r> {
    /// The number of the row, starting at 1.
    number: usize,
    names: &'r Arc<[String]>,
    cells: &'r [Cell<'r>],
    /// The positions of the values that are still to be read.
    positions: std::slice::Iter<'r, usize>,
    /// The optional values that are still to be read.
    optional: std::slice::Iter<'r, OptionalColumns>,
}

impl<'r> RowReader<'r> {
    pub(crate) fn new(
        number: usize,
        names: &'r Arc<[String]>,
        cells: &'r [Cell<'r>],
        positions: &'r [usize],
        optional: &'r [OptionalColumns],
    ) -> Self {
        Self {
            number,
            names,
            cells,
            positions: positions.iter(),
            optional: optional.iter(),
        }
    }

    /// Reads the next value.
    ///
    /// # Errors
    ///
    /// [`RowError`] if the value is not of the type, or if all values were read.
    pub fn read<T: FromCell>(&mut self) -> Result<T, RowError> {
        let next = self.positions.next();
        let cell = next.and_then(|&next| Some((self.names.get(next)?, self.cells.get(next)?)));
        let Some((name, cell)) = cell else {
            // `from_row` reads more values than `columns` added.
            let found = self.cells.len();
            return Err(RowError::column_count(found + 1, found));
        };
        T::from_cell(cell).map_err(|error| RowError::cell(self.number, name, cell, error))
    }

    /// Reads the next optional value.
    fn read_optional<T: BiRow>(&mut self) -> Result<Option<T>, RowError> {
        let Some(OptionalColumns { columns, nested }) = self.optional.next() else {
            return T::from_row(self).map(Some);
        };
        let is_null = |&at: &usize| self.cells.get(at) == Some(&Cell::Null);
        match self.positions.as_slice().split_at_checked(*columns) {
            Some((positions, rest)) if !positions.is_empty() && positions.iter().all(is_null) => {
                self.positions = rest.iter();
                self.optional.by_ref().take(*nested).for_each(drop);
                Ok(None)
            }
            _ => T::from_row(self).map(Some),
        }
    }

    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Returns the names and the values of all columns.
    pub(crate) fn names_and_cells(&self) -> (&'r Arc<[String]>, &'r [Cell<'r>]) {
        (self.names, self.cells)
    }
}

impl<T: BiRow> BiRow for Option<T> {
    fn columns(columns: &mut RowColumns) {
        columns.add_optional(T::columns);
    }

    fn from_row(row: &mut RowReader<'_>) -> Result<Self, RowError> {
        row.read_optional()
    }
}

macro_rules! pointers {
    ($($type:ident),+) => {$(
        impl<T: BiRow> BiRow for $type<T> {
            fn columns(columns: &mut RowColumns) {
                T::columns(columns);
            }

            fn from_row(row: &mut RowReader<'_>) -> Result<Self, RowError> {
                T::from_row(row).map(Self::new)
            }
        }
    )+};
}

pointers!(Box, Rc, Arc);

macro_rules! tuples {
    ($($type:ident)*; $($rest:ident)*) => {
        impl<$($type: FromCell),*> BiRow for ($($type,)*) {
            fn columns(columns: &mut RowColumns) {
                columns.add_positional([$(stringify!($type)),*].len());
            }

            fn from_row(row: &mut RowReader<'_>) -> Result<Self, RowError> {
                Ok(($(row.read::<$type>()?,)*))
            }
        }

        tuples!(@next $($type)*; $($rest)*);
    };
    (@next $($type:ident)*; $next:ident $($rest:ident)*) => {
        tuples!($($type)* $next; $($rest)*);
    };
    (@next $($type:ident)*;) => {};
}

tuples!(A; B C D E F G H I J K L);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_the_order_of_their_positions() {
        let names: Arc<[String]> = ["a", "b"].map(str::to_owned).into();
        let cells = [Cell::Number("1"), Cell::Text("x".into())];
        let mut row = RowReader::new(7, &names, &cells, &[1, 0], &[]);
        assert_eq!(row.number(), 7);
        assert_eq!(row.names_and_cells(), (&names, cells.as_slice()));
        assert_eq!(row.read::<String>().unwrap(), "x");
        assert_eq!(row.read::<i64>().unwrap(), 1);
        let error = row.read::<i64>().unwrap_err();
        assert_eq!(error.to_string(), "the result has 2 columns, expected 3");
    }

    #[test]
    fn value_of_another_type_is_an_error_with_its_row_and_column() {
        let names: Arc<[String]> = ["a", "b"].map(str::to_owned).into();
        let cells = [Cell::Number("1"), Cell::Text("x".into())];
        let mut row = RowReader::new(7, &names, &cells, &[1], &[]);
        let error = row.read::<bool>().unwrap_err();
        assert_eq!((error.row(), error.column()), (Some(7), Some("b")));
    }

    #[test]
    fn tuple_reads_as_many_columns_as_it_has_fields() {
        let names: Arc<[String]> = ["a", "b"].map(str::to_owned).into();
        let cells = [Cell::Number("1"), Cell::Null];
        let mut columns = RowColumns::default();
        <(i64, Option<bool>)>::columns(&mut columns);
        let positions = columns.positions(&names).unwrap();
        let mut row = RowReader::new(1, &names, &cells, &positions, &[]);
        let read = <(i64, Option<bool>)>::from_row(&mut row);
        assert_eq!(read, Ok((1, None)));
        let error = columns.positions(&names[..1]).unwrap_err();
        assert_eq!(error.to_string(), "the result has 1 column, expected 2");
    }
}
