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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::bindings::{BindingsKey, placeholder};

    #[test]
    fn pages_are_read_by_a_unique_column_with_an_order() {
        let column = |data_type| ColumnRequest::new("a", data_type);
        assert!(PageKey::check(&column(DataType::Bigint).unique()).is_ok());
        for (column, reason) in [
            (column(DataType::Boolean).unique(), "it is a BOOLEAN"),
            (column(DataType::Bigint), "it is not declared UNIQUE"),
        ] {
            let error = PageKey::check(&column).unwrap_err();
            assert_eq!(
                error.message(),
                format!("invalid query: pages cannot be read by column `a`: {reason}")
            );
        }
    }

    #[test]
    fn next_page_starts_at_the_last_value() {
        let binding = |last: Option<&str>| {
            let key = PageKey {
                data_type: DataType::Bigint,
                column: "a".to_owned(),
                position: 0,
                last: last.map(str::to_owned),
            };
            match key.last_binding() {
                Ok(binding) => {
                    Ok(binding.map(|binding| placeholder(&binding, BindingsKey::Literals)))
                }
                Err(error) => Err(error.message()),
            }
        };
        assert_eq!(binding(None), Ok(None));
        assert_eq!(
            binding(Some("7")),
            Ok(Some("CAST('7' AS BIGINT)".to_owned()))
        );
        assert_eq!(
            binding(Some("x")),
            Err("pages cannot be read by column `a`: `x` is not a BIGINT value".to_owned())
        );
    }
}
