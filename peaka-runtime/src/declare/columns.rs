//! The columns of a struct that takes in those of others, put together while it is compiled.

use super::const_message::ConstMessage;
use super::name_table::{NameTable, Place, is_one_column};
use crate::schema::{ColumnRequest, DataType, same};

/// Exactly `N` columns, no two of which the service would store as one.
#[derive(Debug)]
pub struct Columns<const N: usize> {
    columns: [ColumnRequest<'static>; N],
    count: usize,
    names: NameTable<N>,
}

impl<const N: usize> Columns<N> {
    /// None yet.
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
    /// In the build, if one of them is there already for the service.
    #[track_caller]
    pub const fn add(&mut self, columns: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < columns.len() {
            let name = columns[i].name;
            match self.find(name) {
                Ok(other) => taken(self.columns[other].name, name),
                Err(place) => {
                    self.columns[self.count] = columns[i];
                    self.names.add(place, self.count);
                    self.count += 1;
                }
            }
            i += 1;
        }
    }

    /// The column that the name is for the service, or the place of one of that name.
    const fn find(&self, name: &str) -> Result<usize, Place> {
        let mut place = self.names.start(name);
        while let Some(index) = self.names.next(&mut place) {
            if is_one_column(self.columns[index].name, name) {
                return Ok(index);
            }
        }
        Err(place)
    }

    /// The columns in the order in which they were added.
    ///
    /// # Panics
    /// In the build, if a column says that it had the name that another one has, or had.
    #[must_use]
    #[track_caller]
    pub const fn finish(self) -> [ColumnRequest<'static>; N] {
        let mut i = 0;
        while i < N {
            if let Some(before) = self.columns[i].renamed_from {
                if self.find(before).is_ok() {
                    ConstMessage::new()
                        .with("column `")
                        .with(self.columns[i].name)
                        .with("` cannot have been renamed from `")
                        .with(before)
                        .with("`, which another column is named now")
                        .fail();
                }
                let mut j = 0;
                while j < i {
                    if let Some(other) = self.columns[j].renamed_from
                        && is_one_column(other, before)
                    {
                        ConstMessage::new()
                            .with("two columns say that they were renamed from `")
                            .with(before)
                            .with("`: only one can have been")
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
const fn taken(first: &str, second: &str) -> ! {
    let message = ConstMessage::new().with("there is a column `").with(first);
    if same(first.as_bytes(), second.as_bytes()) {
        message.with("` already: choose another name").fail()
    } else {
        message
            .with("` already, which is one with `")
            .with(second)
            .with("` to the service: choose another name")
            .fail()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "there is a column `user_id` already, which is one with `userid`")]
    fn a_name_that_is_taken_is_told() {
        let mut columns = Columns::<3>::new();
        columns.add(&[ColumnRequest::new("user_id", DataType::Bigint)]);
        columns.add(&[ColumnRequest::new("id", DataType::Bigint)]);
        columns.add(&[ColumnRequest::new("userid", DataType::Bigint)]);
    }
}
