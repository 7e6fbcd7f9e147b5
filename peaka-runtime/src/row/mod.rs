//! Rows of results: the cells as the service spells them, the Rust types that they are read into, and the structs and
//! tuples that have one value per column.
//!
//! Everything here is pure.

mod bi_row;
mod cell;
mod civil;
mod crate_cells;
mod dynamic_row;
mod number;
mod row_columns;
mod row_error;
mod std_cells;

pub use bi_row::{BiRow, RowReader};
pub use cell::{Cell, CellError, FromCell};
pub(crate) use civil::{CivilDate, CivilTime, CivilTimestamp, UnixTime};
pub use dynamic_row::{Row, RowValue};
pub(crate) use number::{parse_integer, plain_decimal};
pub use row_columns::RowColumns;
pub(crate) use row_columns::positions;
pub use row_error::RowError;
