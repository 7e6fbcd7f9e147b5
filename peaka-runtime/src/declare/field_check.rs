//! Checks the fields that references and golden SQLs name, at compile time.

use super::const_message::ConstMessage;
use super::variant::is_near;
use crate::schema::{ColumnRequest, DataType, is_equal};

/// The columns of a struct, each of which is named by its field, or, if it comes from a flattened field, by its own name.
#[derive(Clone, Copy, Debug)]
pub struct StructFields {
    path: &'static str,
    columns: &'static [ColumnRequest<'static>],
    renamed_fields: &'static [(&'static str, &'static str)],
}

impl StructFields {
    /// Creates the fields of the struct with this path, given the constants of its `BiTable`.
    #[must_use]
    pub const fn new(
        path: &'static str,
        columns: &'static [ColumnRequest<'static>],
        renamed_fields: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            path,
            columns,
            renamed_fields,
        }
    }

    /// Checks that a field declares a column.
    ///
    /// # Panics
    ///
    /// At compile time, if it does not.
    #[track_caller]
    pub const fn check(&self, field: &str) {
        let _ = self.find(field);
    }

    /// Checks that a field declares a column with the data type of the column that refers to it. A data type that is not
    /// known here is not compared.
    ///
    /// # Panics
    ///
    /// At compile time, if it does not.
    #[track_caller]
    pub const fn check_reference(&self, field: &str, column: &str, data_type: Option<DataType>) {
        let (Some(target), Some(data_type)) = (self.find(field), data_type) else {
            return;
        };
        if data_type as u8 == target.data_type as u8 {
            return;
        }
        ConstMessage::new()
            .with("column ")
            .quoted(column)
            .with(" is ")
            .with(data_type.as_str())
            .with(", but the column that it refers to, ")
            .quoted(target.name)
            .with(" of ")
            .quoted(self.path)
            .with(", is ")
            .with(target.data_type.as_str())
            .with("; help: declare both columns with the same data type")
            .fail();
    }

    /// Returns the column of a field. Returns `None` for a struct without columns, which has errors of its own.
    #[track_caller]
    const fn find(&self, field: &str) -> Option<&ColumnRequest<'static>> {
        if self.columns.is_empty() {
            return None;
        }
        if let Some(name) = self.column_name(field) {
            let mut i = 0;
            while i < self.columns.len() {
                if is_equal(self.columns[i].name.as_bytes(), name.as_bytes()) {
                    return Some(&self.columns[i]);
                }
                i += 1;
            }
        }
        let message = ConstMessage::new()
            .with("unknown field ")
            .quoted(field)
            .with(": ")
            .quoted(self.path)
            .with(" declares no column for it; ");
        match self.meant(field) {
            Some(meant) => message.with("did you mean ").quoted(meant).with("?"),
            None => message.with("help: use a field that declares a column"),
        }
        .fail()
    }

    /// Returns the name of the column that a field would have. The column of a renamed field has no other name.
    const fn column_name<'f>(&self, field: &'f str) -> Option<&'f str>
    where
        'static: 'f,
    {
        let mut is_renamed_column = false;
        let mut i = 0;
        while i < self.renamed_fields.len() {
            let (renamed, column) = self.renamed_fields[i];
            if is_equal(renamed.as_bytes(), field.as_bytes()) {
                return Some(column);
            }
            is_renamed_column |= is_equal(column.as_bytes(), field.as_bytes());
            i += 1;
        }
        if is_renamed_column { None } else { Some(field) }
    }

    /// Returns the field that was probably meant: that of the column with this name, or one with a similar name.
    const fn meant(&self, field: &str) -> Option<&'static str> {
        let mut meant = None;
        let mut i = 0;
        while i < self.columns.len() {
            let name = self.columns[i].name;
            let declared = self.field_of(name);
            if is_equal(name.as_bytes(), field.as_bytes()) {
                return Some(declared);
            }
            if meant.is_none() && is_near(declared.as_bytes(), field.as_bytes()) {
                meant = Some(declared);
            }
            i += 1;
        }
        meant
    }

    /// Returns the field of a column, or the column's name if it is not renamed.
    const fn field_of(&self, column: &'static str) -> &'static str {
        let mut i = 0;
        while i < self.renamed_fields.len() {
            let (field, renamed) = self.renamed_fields[i];
            if is_equal(renamed.as_bytes(), column.as_bytes()) {
                return field;
            }
            i += 1;
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    const FIELDS: StructFields = StructFields::new(
        "Customer",
        &[
            ColumnRequest::new("id", DataType::Bigint),
            ColumnRequest::new("customerName", DataType::Varchar),
            ColumnRequest::new("b", DataType::Uuid),
            ColumnRequest::new("a", DataType::Date),
        ],
        &[("customer_name", "customerName"), ("a", "b"), ("b", "a")],
    );

    fn error(check: impl FnOnce() + std::panic::UnwindSafe) -> String {
        catch_unwind(check)
            .unwrap_err()
            .downcast_ref::<String>()
            .unwrap()
            .clone()
    }

    #[test]
    fn columns_are_found_by_their_fields() {
        for (field, data_type) in [
            ("id", DataType::Bigint),
            ("customer_name", DataType::Varchar),
            ("a", DataType::Uuid),
            ("b", DataType::Date),
        ] {
            FIELDS.check(field);
            FIELDS.check_reference(field, "x", Some(data_type));
            FIELDS.check_reference(field, "x", None);
        }
    }

    #[test]
    fn unknown_field_is_rejected_with_a_suggestion() {
        assert_eq!(
            error(|| FIELDS.check("customerName")),
            "unknown field `customerName`: `Customer` declares no column for it; did you mean `customer_name`?"
        );
        assert_eq!(
            error(|| FIELDS.check_reference("customer_nmae", "x", None)),
            "unknown field `customer_nmae`: `Customer` declares no column for it; did you mean `customer_name`?"
        );
        assert_eq!(
            error(|| FIELDS.check("other")),
            "unknown field `other`: `Customer` declares no column for it; help: use a field that declares a column"
        );
    }

    #[test]
    fn column_of_another_type_is_rejected() {
        assert_eq!(
            error(|| FIELDS.check_reference("a", "customer", Some(DataType::Bigint))),
            "column `customer` is BIGINT, but the column that it refers to, `b` of `Customer`, is UUID; help: \
             declare both columns with the same data type"
        );
    }

    #[test]
    fn struct_with_errors_is_not_checked() {
        StructFields::new("Customer", &[], &[]).check("id");
    }
}
