//! Columns that are added as NOT NULL without a default, to a table whose rows have no value for them.

use crate::schema::ColumnRequest;
use crate::text::quoted;

/// Returns whether rows that are older than the column would need a value that it does not have.
pub(crate) fn is_not_null_without_default(column: &ColumnRequest<'_>) -> bool {
    column.is_not_null && column.default_value.is_none()
}

/// Returns the note on such a column, given by its declared name.
pub(crate) fn without_value_note(column: &str) -> String {
    format!(
        "column {}: NOT NULL without a default, added to a table that may have rows: they have no value for it; help: \
         declare a default, or remove `not_null`",
        quoted(column)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{DataType, DefaultValue};

    #[test]
    fn only_a_not_null_column_without_default_leaves_rows_without_a_value() {
        let column = ColumnRequest::new("id", DataType::Bigint);
        let default = DefaultValue::Bigint(0);
        for (column, expected) in [
            (column, false),
            (column.default_value(default), false),
            (column.not_null(), true),
            (column.not_null().default_value(default), false),
        ] {
            assert_eq!(is_not_null_without_default(&column), expected, "{column:?}");
        }
    }
}
