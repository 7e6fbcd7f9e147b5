//! Checks the names of a struct with flattened fields, at compile time.

use super::const_message::ConstMessage;
use super::flattened::FlattenedColumns;
use super::name_folding::{is_same_folded_name, is_same_stored_name};
use super::name_table::{NameTable, Probe, hash};
use crate::schema::is_equal;

/// A name, and the old names of its column, newest first.
type Names = (&'static str, &'static [&'static str]);

/// The names of the fields of a struct before the first flattened one. The derive compares them with each other.
///
/// The compiler interprets the code of this module for every struct with flattened fields, and a call takes it longer than
/// anything else. So the leading names come with their hashes, and the code that runs for each name calls little.
#[derive(Clone, Copy, Debug)]
pub struct LeadingNames {
    names: &'static [&'static str],
    /// The hashes of the names, four bytes each with the most significant one first, in ascending order.
    hashes: &'static [u8],
    /// Those of the names whose columns are renamed.
    renamed: &'static [Names],
}

impl LeadingNames {
    /// Creates the names, given their hashes in ascending order, and those of them whose columns are renamed.
    #[must_use]
    pub const fn new(
        names: &'static [&'static str],
        hashes: &'static [u8],
        renamed: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self {
            names,
            hashes,
            renamed,
        }
    }

    /// Checks the names of the columns of the only flattened field, which is the last field and has no prefix, and returns
    /// the columns.
    ///
    /// # Panics
    ///
    /// At compile time, if two columns have the same letters and digits in their names.
    #[must_use]
    #[track_caller]
    pub const fn check_flattened(&self, flattened: FlattenedColumns) -> FlattenedColumns {
        let mut i = 0;
        while i < flattened.columns.len() {
            let name = flattened.columns[i].name;
            if let Some(other) = self.find(name, hash(name)) {
                fail_duplicate_name(other, name);
            }
            i += 1;
        }
        flattened
    }

    /// Checks the old names of the columns of the only flattened field. No other column is renamed.
    ///
    /// # Panics
    ///
    /// At compile time, if a column is renamed from the name of a declared column.
    #[track_caller]
    pub const fn check_old_names(&self, flattened: FlattenedColumns) {
        let columns = flattened.columns;
        let mut i = 0;
        while i < columns.len() {
            let old_names = columns[i].renamed_from;
            let mut k = 0;
            while k < old_names.len() {
                // Those of its struct are compared with each other there.
                if let Some(declared) = self.find(old_names[k], hash(old_names[k])) {
                    fail_renamed_from_declared(columns[i].name, old_names[k], declared);
                }
                k += 1;
            }
            i += 1;
        }
    }

    /// Returns the name with the same letters and digits, given their hash.
    const fn find(&self, name: &str, hash: u32) -> Option<&'static str> {
        if !self.has_hash(hash) {
            return None;
        }
        let mut i = 0;
        while i < self.names.len() {
            if is_same_folded_name(self.names[i], name) {
                return Some(self.names[i]);
            }
            i += 1;
        }
        None
    }

    const fn has_hash(&self, hash: u32) -> bool {
        let bytes = self.hashes;
        let (mut start, mut end) = (0, bytes.len() / 4);
        while start < end {
            let middle = (start + end) / 2;
            let i = middle * 4;
            // `u32::from_be_bytes` is a call.
            let found = (bytes[i] as u32) << 24
                | (bytes[i + 1] as u32) << 16
                | (bytes[i + 2] as u32) << 8
                | bytes[i + 3] as u32;
            if found == hash {
                return true;
            }
            if found < hash {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        false
    }
}

/// The names of the columns of a struct with flattened fields, no two of which have the same letters and digits: the
/// leading ones, and up to `N` others.
#[derive(Debug)]
pub struct ColumnNames<const N: usize> {
    leading: LeadingNames,
    others: [Names; N],
    count: usize,
    table: NameTable<N>,
}

impl<const N: usize> ColumnNames<N> {
    /// Creates a list of the leading names.
    #[must_use]
    pub const fn new(leading: LeadingNames) -> Self {
        Self {
            leading,
            others: [("", &[]); N],
            count: 0,
            table: NameTable::new(),
        }
    }

    /// Adds the names of a column of the struct itself.
    ///
    /// # Panics
    ///
    /// At compile time, if a column with the same letters and digits is in the list.
    #[track_caller]
    pub const fn add(&mut self, name: &'static str, old_names: &'static [&'static str]) {
        match self.find(name) {
            Ok(other) => fail_duplicate_name(other, name),
            Err(probe) => {
                self.others[self.count] = (name, old_names);
                self.table.insert(probe, self.count);
                self.count += 1;
            }
        }
    }

    /// Adds the names of the columns of a flattened field.
    ///
    /// # Panics
    ///
    /// At compile time, if a column with the same letters and digits is in the list.
    #[track_caller]
    pub const fn add_flattened(&mut self, columns: FlattenedColumns) {
        let mut i = 0;
        while i < columns.columns.len() {
            let column = &columns.columns[i];
            self.add(column.name, column.renamed_from);
            i += 1;
        }
    }

    /// Returns the name with the same letters and digits, or the search that ended without one.
    const fn find(&self, name: &str) -> Result<&'static str, Probe> {
        let hash = hash(name);
        if let Some(leading) = self.leading.find(name, hash) {
            return Ok(leading);
        }
        let mut probe = self.table.start_probe_of_hash(hash);
        while let Some(index) = self.table.next_candidate(&mut probe) {
            if is_same_folded_name(self.others[index].0, name) {
                return Ok(self.others[index].0);
            }
        }
        Err(probe)
    }

    /// Checks the old names of all columns.
    ///
    /// # Panics
    ///
    /// At compile time, if a column is renamed from the name of a declared column, or from the same name as
    /// another column.
    #[track_caller]
    pub const fn check_old_names(&self) {
        let count = self.leading.renamed.len() + self.count;
        let mut i = 0;
        while i < count {
            let (name, old_names) = self.renamed(i);
            let mut k = 0;
            while k < old_names.len() {
                self.check_old_name(i, name, old_names[k]);
                k += 1;
            }
            i += 1;
        }
    }

    /// Returns the names of a column that may be renamed.
    const fn renamed(&self, index: usize) -> Names {
        if index < self.leading.renamed.len() {
            self.leading.renamed[index]
        } else {
            self.others[index - self.leading.renamed.len()]
        }
    }

    /// Fails the build if a column has this old name as its name, or a column before the given one has it as its old name.
    #[track_caller]
    const fn check_old_name(&self, index: usize, name: &str, old: &str) {
        if N > 0 {
            if let Ok(declared) = self.find(old) {
                fail_renamed_from_declared(name, old, declared);
            }
        }
        let mut i = 0;
        while i < index {
            let (other, old_names) = self.renamed(i);
            let mut k = 0;
            while k < old_names.len() {
                if is_same_folded_name(old_names[k], old) {
                    ConstMessage::new()
                        .with("columns ")
                        .quoted(other)
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
const fn fail_renamed_from_declared(name: &str, old: &str, declared: &str) -> ! {
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
        .fail()
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
mod tests;
