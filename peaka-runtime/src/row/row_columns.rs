//! The columns that a row type reads, and where they are in a result.

use std::borrow::Cow;

use super::row_error::RowError;
use crate::schema::stored_name;

/// The columns that a type reads from each row.
///
/// [`BiRow::columns`](crate::BiRow::columns) adds them in the order in which they are read.
#[derive(Debug, Default)]
pub struct RowColumns {
    named: Vec<Cow<'static, str>>,
    /// What is put before the names that are added.
    prefix: String,
    /// The number of columns that are read by position.
    positional: usize,
    reads_all: bool,
    /// The optional values, in the order in which they are read. An outer one comes before those in it.
    optional: Vec<OptionalColumns>,
}

/// The columns of an optional value, which is `None` in a row in which all of them are NULL.
#[derive(Debug)]
pub(crate) struct OptionalColumns {
    pub(crate) columns: usize,
    /// The number of optional values in it.
    pub(crate) nested: usize,
}

impl RowColumns {
    /// Adds a column by its declared name.
    pub fn add(&mut self, name: &'static str) {
        self.named.push(match self.prefix.as_str() {
            "" => name.into(),
            prefix => format!("{prefix}{name}").into(),
        });
    }

    /// Adds the columns of a flattened type, with a prefix before their names.
    pub fn add_prefixed(&mut self, prefix: &str, add: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        // The prefix of an outer field comes first.
        self.prefix.push_str(prefix);
        add(self);
        self.prefix.truncate(length);
    }

    /// Adds the columns of an optional value.
    pub(crate) fn add_optional(&mut self, add: impl FnOnce(&mut Self)) {
        let mut outer = std::mem::take(&mut self.optional);
        let before = self.named.len() + self.positional;
        add(self);
        outer.push(OptionalColumns {
            columns: self.named.len() + self.positional - before,
            nested: self.optional.len(),
        });
        outer.append(&mut self.optional);
        self.optional = outer;
    }

    /// Returns the optional values, in the order in which they are read.
    pub(crate) fn into_optional(self) -> Vec<OptionalColumns> {
        self.optional
    }

    /// Adds columns that are read by position. The result must not have others.
    pub(crate) fn add_positional(&mut self, count: usize) {
        self.positional += count;
    }

    /// Adds all columns of the result.
    pub(crate) fn add_all(&mut self) {
        self.reads_all = true;
    }

    /// Returns the declared names of the columns that are read by name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|name| &**name)
    }

    /// Returns the position of each column in a result, in the order in which they are read.
    pub(crate) fn positions(&self, columns: &[String]) -> Result<Vec<usize>, RowError> {
        if self.reads_all || self.positional > 0 {
            let expected = self.positional;
            // Positional and named columns cannot be mixed, for example by flattening a tuple.
            if !self.named.is_empty() || !self.reads_all && expected != columns.len() {
                return Err(RowError::column_count(expected, columns.len()));
            }
            return Ok((0..columns.len()).collect());
        }
        positions(self.names(), columns)
    }
}

/// Returns the position of each name in a result.
pub(crate) fn positions<'n>(
    names: impl IntoIterator<Item = &'n str>,
    columns: &[String],
) -> Result<Vec<usize>, RowError> {
    let position = |name: &'n str| {
        position(name, columns).ok_or_else(|| RowError::missing_column(name, columns))
    };
    names.into_iter().map(position).collect()
}

/// Returns the position of the column with exactly this name, or else with its stored name, or else with a name that
/// differs only in letter case, which Trino ignores. Returns `None` if several match.
pub(crate) fn position(name: &str, columns: &[String]) -> Option<usize> {
    let unique_position = |is_same: &dyn Fn(&str) -> bool| {
        let mut positions = columns.iter().enumerate();
        let first = positions.by_ref().find(|(_, column)| is_same(column))?;
        positions
            .all(|(_, column)| !is_same(column))
            .then_some(first.0)
    };
    let stored = stored_name(name);
    unique_position(&|column| column == name)
        .or_else(|| unique_position(&|column| column == stored))
        .or_else(|| {
            let folded = stored.to_lowercase();
            unique_position(&|column| column.to_lowercase() == folded)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<const N: usize>(names: [&str; N]) -> Vec<String> {
        names.map(str::to_owned).to_vec()
    }

    #[test]
    fn named_columns_are_found_wherever_they_are() {
        let mut columns = RowColumns::default();
        columns.add("user_id");
        columns.add("b");
        assert_eq!(
            columns.positions(&names(["b", "c", "userid"])),
            Ok(vec![2, 0])
        );
        let missing = columns.positions(&names(["b"])).unwrap_err();
        assert_eq!(missing, RowError::missing_column("user_id", &names(["b"])));
        assert_eq!(RowColumns::default().positions(&names(["b"])), Ok(vec![]));
    }

    #[test]
    fn prefixes_of_nested_fields_are_joined_from_the_outside() {
        let mut columns = RowColumns::default();
        columns.add_prefixed("a_", |columns| {
            columns.add("x");
            columns.add_prefixed("b_", |columns| columns.add("y"));
            columns.add("z");
        });
        columns.add("c");
        let added: Vec<_> = columns.names().collect();
        assert_eq!(added, ["a_x", "a_b_y", "a_z", "c"]);
    }

    #[test]
    fn positional_columns_are_all_columns_of_the_result() {
        let two = names(["a", "b"]);
        let mut columns = RowColumns::default();
        columns.add_positional(1);
        assert_eq!(columns.positions(&two), Err(RowError::column_count(1, 2)));
        columns.add_positional(1);
        assert_eq!(columns.positions(&two), Ok(vec![0, 1]));
        assert_eq!(
            columns.positions(&two[..1]),
            Err(RowError::column_count(2, 1))
        );
        columns.add("a");
        assert_eq!(columns.positions(&two), Err(RowError::column_count(2, 2)));
    }

    #[test]
    fn all_columns_are_read_whatever_their_number() {
        let mut columns = RowColumns::default();
        columns.add_all();
        for count in 0..3 {
            let found = vec!["a".to_owned(); count];
            assert_eq!(columns.positions(&found), Ok((0..count).collect()));
        }
        columns.add("a");
        let found = names(["a"]);
        assert_eq!(columns.positions(&found), Err(RowError::column_count(0, 1)));
    }

    #[test]
    fn column_is_found_under_its_declared_or_stored_name() {
        let find = |name, columns: &[&str]| {
            let columns: Vec<_> = columns.iter().map(ToString::to_string).collect();
            position(name, &columns)
        };
        assert_eq!(find("user_id", &["id", "user_id", "userid"]), Some(1));
        assert_eq!(find("user_id", &["id", "userid"]), Some(1));
        assert_eq!(find("userId", &["_id", "userid"]), Some(1));
        assert_eq!(find("id", &["_id", "ID"]), Some(1));
        assert_eq!(find("id", &["_id"]), None);
        assert_eq!(find("id", &["id", "id"]), None);
        assert_eq!(find("id", &["Id", "ID"]), None);
        assert_eq!(find("id", &["ID", "x", "id"]), Some(2));
        assert_eq!(find("x", &["id"]), None);
    }
}
