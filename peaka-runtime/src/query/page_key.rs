//! The column that pages are read by.

use crate::report::Error;
use crate::row::Binding;
use crate::schema::{ColumnRequest, DataType};
use crate::text::quoted;

/// The column that pages are read by, and the last value of the page before.
#[derive(Clone, Debug)]
pub(super) struct PageKey {
    pub(super) data_type: DataType,
    /// The stored name.
    pub(super) column: String,
    /// Its position in a row.
    pub(super) position: usize,
    /// The value as the service spells it.
    pub(super) last: Option<String>,
}

impl PageKey {
    /// Checks whether pages can be read by a declared column.
    pub(super) fn check(column: &ColumnRequest<'_>) -> Result<(), Error> {
        let reason = if column.data_type == DataType::Boolean {
            "it is a BOOLEAN"
        } else if !column.is_unique {
            "it is not declared UNIQUE"
        } else {
            return Ok(());
        };
        Err(Error::config(
            format!(
                "invalid query: pages cannot be read by column {}: {reason}",
                quoted(column.name)
            ),
            "use a column with `#[bitable(unique, not_null)]`",
        ))
    }

    /// Returns the value from which the next page starts; `None` for the first page.
    pub(super) fn last_binding(&self) -> Result<Option<Binding>, Error> {
        let Some(last) = &self.last else {
            return Ok(None);
        };
        match Binding::of_column(self.data_type, last) {
            Some(binding) => Ok(Some(binding)),
            None => Err(Error::config(
                format!(
                    "pages cannot be read by column {}: {} is not a {} value",
                    quoted(&self.column),
                    quoted(last),
                    self.data_type
                ),
                "sync the struct, which compares the data types, or read pages by another column",
            )),
        }
    }
}
