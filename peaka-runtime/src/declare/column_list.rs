//! Joins the columns of a struct with those of its flattened fields, at compile time.

use super::const_message::ConstMessage;
use super::name_folding::{is_same_folded_name, is_same_stored_name};
use super::name_table::{NameTable, Probe};
use crate::schema::{ColumnRequest, DataType, is_equal};

/// Collects up to `N` columns, no two of which have the same letters and digits in their names.
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
                Err(probe) => {
                    self.columns[self.count] = columns[i];
                    self.names.insert(probe, self.count);
                    self.count += 1;
                }
            }
            i += 1;
        }
    }

    /// Returns the index of the column with the same letters and digits, or the search that ended without one.
    const fn find(&self, name: &str) -> Result<usize, Probe> {
        let mut probe = self.names.start_probe(name);
        while let Some(index) = self.names.next_candidate(&mut probe) {
            if is_same_folded_name(self.columns[index].name, name) {
                return Ok(index);
            }
        }
        Err(probe)
    }

    /// Returns the columns in the order in which they were added.
    ///
    /// # Panics
    ///
    /// At compile time, if a column is renamed from the name of a declared column, or from the same name as
    /// another column.
    #[must_use]
    #[track_caller]
    pub const fn finish(self) -> [ColumnRequest<'static>; N] {
        let mut i = 0;
        while i < N {
            let old_names = self.columns[i].renamed_from;
            let mut k = 0;
            while k < old_names.len() {
                self.check_old_name(i, old_names[k]);
                k += 1;
            }
            i += 1;
        }
        self.columns
    }

    /// Fails the build if a column other than the given one has this name, or this old name.
    #[track_caller]
    const fn check_old_name(&self, index: usize, old: &str) {
        let name = self.columns[index].name;
        if let Ok(other) = self.find(old) {
            let declared = self.columns[other].name;
            let message = ConstMessage::new()
                .with("column ")
                .quoted(name)
                .with(" cannot be renamed from ")
                .quoted(old);
            let message = if is_equal(declared.as_bytes(), old.as_bytes()) {
                message.with(": a declared column has that name")
            } else {
                let reason = if is_same_stored_name(declared, old) {
                    " is declared, and the service removes underscores"
                } else {
                    " is declared, and names with the same letters and digits may be one name to the service"
                };
                message.with(": column ").quoted(declared).with(reason)
            };
            message
                .with("; help: use the column's old name, or remove `renamed_from`")
                .fail();
        }
        let mut i = 0;
        while i < index {
            let old_names = self.columns[i].renamed_from;
            let mut k = 0;
            while k < old_names.len() {
                if is_same_folded_name(old_names[k], old) {
                    ConstMessage::new()
                        .with("columns ")
                        .quoted(self.columns[i].name)
                        .with(" and ")
                        .quoted(name)
                        .with(" are both renamed from ")
                        .quoted(old)
                        .with("; help: remove the name from one of the two `renamed_from`")
                        .fail();
                }
                k += 1;
            }
            i += 1;
        }
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
    .with("; help: rename one of the columns, or use another `flatten(prefix = \"…\")`")
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
            column("user_agent").renamed_from(&["agent"]),
            column("clicks").renamed_from(&["hits"]),
        ];
        let columns = join::<3>([&[id], &[agent, clicks]]);
        assert_eq!(columns.finish(), [id, agent, clicks]);
    }

    #[test]
    fn column_with_a_duplicate_stored_name_is_rejected() {
        assert_eq!(
            error(["user_id", "id", "userid"].map(column)),
            "columns `user_id` and `userid` have the same stored name: the service removes \
             underscores; help: rename one of the columns, or use another `flatten(prefix = \"…\")`"
        );
        assert_eq!(
            error(["a", "id", "id"].map(column)),
            "duplicate column name `id`; help: rename one of the columns, or use another \
             `flatten(prefix = \"…\")`"
        );
    }

    #[test]
    fn column_cannot_be_renamed_from_a_declared_one() {
        assert_eq!(
            error([column("id"), column("agent").renamed_from(&["i_d"])]),
            "column `agent` cannot be renamed from `i_d`: column `id` is declared, and the service removes \
             underscores; help: use the column's old name, or remove `renamed_from`"
        );
        assert_eq!(
            error([column("agent").renamed_from(&["id"]), column("id")]),
            "column `agent` cannot be renamed from `id`: a declared column has that name; help: use \
             the column's old name, or remove `renamed_from`"
        );
    }

    #[test]
    fn two_columns_cannot_be_renamed_from_one() {
        assert_eq!(
            error([
                column("a").renamed_from(&["x"]),
                column("b"),
                column("c").renamed_from(&["user_id"]),
                column("d").renamed_from(&["userid"]),
            ]),
            "columns `c` and `d` are both renamed from `userid`; help: remove the name from one of the two \
             `renamed_from`"
        );
    }
}
