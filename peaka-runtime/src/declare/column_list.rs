//! Joins the columns of a struct with those of its flattened fields, at compile time.

use super::const_message::ConstMessage;
use super::name_table::{NameTable, Slot, is_same_folded_name, is_same_stored_name};
use crate::schema::{ColumnRequest, DataType, is_equal};

/// Up to `N` columns with different names, which have different letters and digits.
#[derive(Debug)]
pub struct ColumnListBuilder<const N: usize> {
    columns: [ColumnRequest<'static>; N],
    count: usize,
    names: NameTable<N>,
}

impl<const N: usize> ColumnListBuilder<N> {
    /// Creates an empty list.
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self {
            columns: [ColumnRequest::new("", DataType::Varchar); N],
            count: 0,
            names: NameTable::new(),
        }
    }

    /// Adds the columns of one field.
    ///
    /// # Panics
    ///
    /// At compile time, if a column with the same letters and digits is in the list.
    #[track_caller]
    pub const fn add(&mut self, columns: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < columns.len() {
            let name = columns[i].name;
            match self.find(name) {
                Ok(other) => fail_duplicate_name(self.columns[other].name, name),
                Err(slot) => {
                    self.columns[self.count] = columns[i];
                    self.names.insert(slot, self.count);
                    self.count += 1;
                }
            }
            i += 1;
        }
    }

    /// Returns the index of the column with the same letters and digits, or the slot for a new one.
    const fn find(&self, name: &str) -> Result<usize, Slot> {
        let mut slot = self.names.first_slot(name);
        while let Some(index) = self.names.next(&mut slot) {
            if is_same_folded_name(self.columns[index].name, name) {
                return Ok(index);
            }
        }
        Err(slot)
    }

    /// Returns the columns in the order in which they were added.
    ///
    /// # Panics
    ///
    /// At compile time, if a column is renamed from the name of another column, or from the same name as
    /// another column.
    #[must_use]
    #[track_caller]
    pub const fn finish(self) -> [ColumnRequest<'static>; N] {
        let mut i = 0;
        while i < N {
            if let Some(old) = self.columns[i].renamed_from {
                if self.find(old).is_ok() {
                    ConstMessage::new()
                        .with("column ")
                        .quoted(self.columns[i].name)
                        .with(" cannot be renamed from ")
                        .quoted(old)
                        .with(
                            ": a declared column has that name; help: use the column's old name, or \
                             remove `renamed_from`",
                        )
                        .fail();
                }
                let mut j = 0;
                while j < i {
                    if let Some(other) = self.columns[j].renamed_from
                        && is_same_folded_name(other, old)
                    {
                        ConstMessage::new()
                            .with("columns ")
                            .quoted(self.columns[j].name)
                            .with(" and ")
                            .quoted(self.columns[i].name)
                            .with(" are both renamed from ")
                            .quoted(old)
                            .with("; help: remove one of the two `renamed_from`")
                            .fail();
                    }
                    j += 1;
                }
            }
            i += 1;
        }
        self.columns
    }
}

#[track_caller]
const fn fail_duplicate_name(first: &str, second: &str) -> ! {
    let message = ConstMessage::new();
    if is_equal(first.as_bytes(), second.as_bytes()) {
        message.with("duplicate column name ").quoted(first)
    } else {
        let reason = if is_same_stored_name(first, second) {
            " have the same stored name: the service removes underscores"
        } else {
            " have the same letters and digits: SQL ignores letter case, and the service may remove all \
             other characters"
        };
        message
            .with("columns ")
            .quoted(first)
            .with(" and ")
            .quoted(second)
            .with(reason)
    }
    .with("; help: rename one of the columns")
    .fail()
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    fn column(name: &'static str) -> ColumnRequest<'static> {
        ColumnRequest::new(name, DataType::Bigint)
    }

    fn join<const N: usize>(fields: [&[ColumnRequest<'static>]; 2]) -> ColumnListBuilder<N> {
        let mut columns = ColumnListBuilder::new();
        for field in fields {
            columns.add(field);
        }
        columns
    }

    fn error<const N: usize>(columns: [ColumnRequest<'static>; N]) -> String {
        let error = catch_unwind(|| join::<N>([&columns, &[]]).finish()).unwrap_err();
        error.downcast_ref::<String>().unwrap().clone()
    }

    #[test]
    fn columns_keep_their_order() {
        let [id, agent, clicks] = [
            column("id"),
            column("user_agent").renamed_from("agent"),
            column("clicks").renamed_from("hits"),
        ];
        let columns = join::<3>([&[id], &[agent, clicks]]);
        assert_eq!(columns.finish(), [id, agent, clicks]);
    }

    #[test]
    fn column_with_a_duplicate_stored_name_is_rejected() {
        assert_eq!(
            error(["user_id", "id", "userid"].map(column)),
            "columns `user_id` and `userid` have the same stored name: the service removes \
             underscores; help: rename one of the columns"
        );
        assert_eq!(
            error(["a", "id", "id"].map(column)),
            "duplicate column name `id`; help: rename one of the columns"
        );
    }

    #[test]
    fn column_cannot_be_renamed_from_a_declared_one() {
        assert_eq!(
            error([column("id"), column("agent").renamed_from("i_d")]),
            "column `agent` cannot be renamed from `i_d`: a declared column has that name; help: use \
             the column's old name, or remove `renamed_from`"
        );
        assert_eq!(
            error([column("agent").renamed_from("id"), column("id")]),
            "column `agent` cannot be renamed from `id`: a declared column has that name; help: use \
             the column's old name, or remove `renamed_from`"
        );
    }

    #[test]
    fn two_columns_cannot_be_renamed_from_one() {
        let renamed = |name, old| column(name).renamed_from(old);
        assert_eq!(
            error([
                renamed("a", "x"),
                column("b"),
                renamed("c", "user_id"),
                renamed("d", "userid"),
            ]),
            "columns `c` and `d` are both renamed from `userid`; help: remove one of the two \
             `renamed_from`"
        );
    }
}
