//! Values of columns: the cells of a result as the service spells them, the Rust types that they are read into, the
//! structs and tuples that have one value per column, and the values that are bound to placeholders.
//!
//! Everything here is pure.

mod bi_row;
mod binding;
mod cell;
mod civil;
mod crate_bindings;
mod crate_cells;
mod dynamic_row;
mod number;
mod row_columns;
mod row_error;
mod std_bindings;
mod std_cells;

pub use bi_row::{BiRow, RowReader};
pub use binding::{Binding, ToBinding};
pub use cell::{Cell, CellError, FromCell};
pub use dynamic_row::{Row, RowValue};
pub use row_columns::RowColumns;
pub(crate) use row_columns::{OptionalColumns, positions};
pub use row_error::RowError;
