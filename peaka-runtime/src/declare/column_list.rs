//! Joins the columns of a struct with those of its flattened fields, at compile time.

use super::flattened::FlattenedColumns;
use crate::schema::{ColumnRequest, DataType};

/// Collects `N` columns. [`ColumnNames`](super::ColumnNames) checks their names.
#[derive(Debug)]
pub struct ColumnListBuilder<const N: usize> {
    columns: [ColumnRequest<'static>; N],
    count: usize,
}

impl<const N: usize> ColumnListBuilder<N> {
    /// Creates an empty list.
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self {
            columns: [ColumnRequest::new("", DataType::Varchar); N],
            count: 0,
        }
    }

    /// Adds columns of the struct itself.
    pub const fn add(&mut self, columns: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < columns.len() {
            self.columns[self.count] = columns[i];
            self.count += 1;
            i += 1;
        }
    }

    /// Adds the columns of a flattened field.
    pub const fn add_flattened(&mut self, columns: FlattenedColumns) {
        let mut i = 0;
        while i < columns.columns.len() {
            self.columns[self.count] = columns.get(i);
            self.count += 1;
            i += 1;
        }
    }

    /// Returns the columns in the order in which they were added.
    #[must_use]
    pub const fn finish(self) -> [ColumnRequest<'static>; N] {
        self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_order() {
        const FLATTENED: &[ColumnRequest<'static>] = &[
            ColumnRequest::new("a", DataType::Date).not_null(),
            ColumnRequest::new("b", DataType::Uuid).unique(),
        ];
        let own = ["id", "clicks"].map(|name| ColumnRequest::new(name, DataType::Bigint));
        let mut columns = ColumnListBuilder::<6>::new();
        columns.add(&own[..1]);
        columns.add_flattened(FlattenedColumns::new(FLATTENED, 0));
        columns.add(&own[1..]);
        columns.add_flattened(FlattenedColumns::new(FLATTENED, 1));
        let [a, b] = [FLATTENED[0], FLATTENED[1]];
        let nullable = ColumnRequest::new("a", DataType::Date);
        assert_eq!(columns.finish(), [own[0], a, b, own[1], nullable, b]);
    }
}
