//! Checks declared columns against a snapshot at compile time, so that a difference is an error on its
//! field.

use super::field_difference::{Differences, SnapshotMatch};
use crate::declare::{ConstMessage, NameTable, Snapshot, SnapshotColumn, columns};
use crate::schema::{Column, ColumnRequest, DefaultText, DefaultValue, same};

/// How many columns of a flattened field a message describes.
const MAX_DESCRIBED: usize = 5;

/// A snapshot whose columns can be found by declared names.
#[derive(Debug)]
pub struct Listed<const N: usize> {
    snapshot: &'static Snapshot,
    names: NameTable<N>,
}

impl<const N: usize> Listed<N> {
    /// Indexes a snapshot of exactly `N` columns.
    #[must_use]
    pub const fn new(snapshot: &'static Snapshot) -> Self {
        let mut names = NameTable::new();
        let mut i = 0;
        while i < N {
            let mut slot = names.first_slot(snapshot.columns[i].name);
            while names.next(&mut slot).is_some() {}
            names.insert(slot, i);
            i += 1;
        }
        Self { snapshot, names }
    }

    /// Checks the columns of one field against the snapshot.
    ///
    /// # Panics
    ///
    /// At compile time, if a column differs, or is not in the snapshot.
    #[track_caller]
    pub const fn check(&self, declared: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < declared.len() {
            if self.find(&declared[i]).differs() {
                self.fail(declared);
            }
            i += 1;
        }
    }

    /// Returns the column of exactly this name, or else the one of its stored name.
    const fn column(&self, name: &str) -> Option<&'static SnapshotColumn> {
        if N == 0 {
            return None;
        }
        let mut by_stored_name = None;
        let mut slot = self.names.first_slot(name);
        while let Some(index) = self.names.next(&mut slot) {
            let column = &self.snapshot.columns[index];
            let (listed, name) = (column.name.as_bytes(), name.as_bytes());
            if same(listed, name) {
                return Some(column);
            }
            if is_stored_name(listed, name) {
                by_stored_name = Some(column);
            }
        }
        by_stored_name
    }

    const fn find(&self, declared: &ColumnRequest<'_>) -> SnapshotMatch {
        if let Some(listed) = self.column(declared.name) {
            return SnapshotMatch::Column(Differences::between(declared, listed));
        }
        match declared.renamed_from {
            Some(old) => match self.column(old) {
                Some(listed) => SnapshotMatch::OldName(listed),
                None => SnapshotMatch::Missing,
            },
            None => SnapshotMatch::Missing,
        }
    }

    #[track_caller]
    const fn fail(&self, declared: &[ColumnRequest<'static>]) -> ! {
        let mut message = ConstMessage::new();
        let (mut i, mut count) = (0, 0);
        while i < declared.len() {
            let found = self.find(&declared[i]);
            if found.differs() {
                if 0 < count && count < MAX_DESCRIBED {
                    message = message.with("; ");
                }
                if count < MAX_DESCRIBED {
                    message = found.describe(&declared[i], message);
                }
                count += 1;
            }
            i += 1;
        }
        if count > MAX_DESCRIBED {
            let more = DefaultText::new(DefaultValue::Bigint((count - MAX_DESCRIBED) as i64));
            message = message.with("; and ").with(more.as_str()).with(" more");
        }
        message
            .with("; help: change the field, or refresh the snapshot with `")
            .with(self.snapshot.command)
            .with("` once the live table matches")
            .fail()
    }
}

impl Column {
    /// Checks the column against a snapshot.
    ///
    /// # Panics
    ///
    /// At compile time, if the column differs, or is not in the snapshot.
    #[must_use]
    #[track_caller]
    pub const fn in_snapshot<const N: usize>(self, name: &'static str, listed: &Listed<N>) -> Self {
        listed.check(&columns([(name, self)]));
        self
    }
}

/// Returns whether the listed name is the stored name of the other one.
const fn is_stored_name(listed: &[u8], name: &[u8]) -> bool {
    let (mut i, mut j) = (0, 0);
    while j < name.len() {
        if name[j] != b'_' {
            if i == listed.len() || listed[i] != name[j] {
                return false;
            }
            i += 1;
        }
        j += 1;
    }
    i == listed.len()
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::declare::{snapshot, snapshot_column};
    use crate::plan::ColumnMatch;
    use crate::schema::{ColumnDetail, DataType};

    const NAMES: [&str; 6] = ["a", "a_b", "ab", "größe", "pageviews", "Note"];

    #[test]
    fn column_is_found_like_in_a_plan() {
        static COLUMNS: [SnapshotColumn; 6] = {
            let mut columns = [snapshot_column("", [None; 3], [None; 2]); 6];
            let mut i = 0;
            while i < NAMES.len() {
                columns[i].name = NAMES[i];
                i += 1;
            }
            columns
        };
        static SNAPSHOT: Snapshot = snapshot([""; 4], &COLUMNS);
        let listed = Listed::<6>::new(&SNAPSHOT);
        let live = json!(NAMES.map(|name| json!({ "name": name })));
        let live: Vec<ColumnDetail> = from_value(live).unwrap();
        for (name, found) in [
            ("a", Some("a")),
            ("a_", Some("a")),
            ("a_b", Some("a_b")),
            ("ab", Some("ab")),
            ("_a__b_", Some("ab")),
            ("grö_ße", Some("größe")),
            ("page_views", Some("pageviews")),
            ("page_view", None),
            ("page_viewss", None),
            ("note", None),
            ("", None),
        ] {
            let column = listed.column(name).map(|column| column.name);
            assert_eq!(column, found, "{name}");
            let declared = [ColumnRequest::new(name, DataType::Varchar)];
            let planned = ColumnMatch::new(&declared, &live).present;
            let planned = planned.first().map(|(_, live)| live.name.as_str());
            assert_eq!(planned, found, "{name}");
        }
        static EMPTY: Snapshot = snapshot([""; 4], &[]);
        let none = Listed::<0>::new(&EMPTY);
        assert_eq!(none.column("a"), None);
    }

    #[test]
    fn column_with_an_underscore_is_not_found_by_a_name_without_one() {
        static COLUMNS: [SnapshotColumn; 1] = [snapshot_column("a_b", [None; 3], [None; 2])];
        static SNAPSHOT: Snapshot = snapshot([""; 4], &COLUMNS);
        let listed = Listed::<1>::new(&SNAPSHOT);
        assert_eq!(listed.column("ab"), None);
        assert_eq!(listed.column("a__b"), None);
    }
}
