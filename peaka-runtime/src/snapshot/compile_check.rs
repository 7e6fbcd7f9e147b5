//! Declared columns are held to a snapshot while the program is compiled, so that a difference fails
//! the build on its field.

use super::field_difference::{Differences, SnapshotMatch};
use crate::declare::{ConstMessage, NameTable, Snapshot, SnapshotColumn, columns};
use crate::schema::{Column, ColumnRequest, DefaultText, DefaultValue, same};

/// Of so many columns of a flattened field a message tells what differs.
const MOST: usize = 5;

/// A snapshot whose columns are found by the names that are declared.
#[derive(Debug)]
pub struct Listed<const N: usize> {
    snapshot: &'static Snapshot,
    names: NameTable<N>,
}

impl<const N: usize> Listed<N> {
    /// Of exactly `N` columns.
    #[must_use]
    pub const fn new(snapshot: &'static Snapshot) -> Self {
        let mut names = NameTable::new();
        let mut i = 0;
        while i < N {
            let mut place = names.start(snapshot.columns[i].name);
            while names.next(&mut place).is_some() {}
            names.add(place, i);
            i += 1;
        }
        Self { snapshot, names }
    }

    /// Holds the columns of one field to the snapshot.
    ///
    /// # Panics
    /// In the build, if the snapshot shows one of them otherwise, or does not have it.
    #[track_caller]
    pub const fn check(&self, declared: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < declared.len() {
            if self.found(&declared[i]).differs() {
                self.fail(declared);
            }
            i += 1;
        }
    }

    /// The column of exactly this name, or else of the name that the service would have made of it.
    const fn column(&self, name: &str) -> Option<&'static SnapshotColumn> {
        if N == 0 {
            return None;
        }
        let mut folded = None;
        let mut place = self.names.start(name);
        while let Some(index) = self.names.next(&mut place) {
            let column = &self.snapshot.columns[index];
            let (listed, name) = (column.name.as_bytes(), name.as_bytes());
            if same(listed, name) {
                return Some(column);
            }
            if is_folded(listed, name) {
                folded = Some(column);
            }
        }
        folded
    }

    const fn found(&self, declared: &ColumnRequest<'_>) -> SnapshotMatch {
        if let Some(listed) = self.column(declared.name) {
            return SnapshotMatch::Column(Differences::between(declared, listed));
        }
        match declared.renamed_from {
            Some(before) => match self.column(before) {
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
            let found = self.found(&declared[i]);
            if found.differs() {
                if 0 < count && count < MOST {
                    message = message.with("; ");
                }
                if count < MOST {
                    message = found.describe(&declared[i], message);
                }
                count += 1;
            }
            i += 1;
        }
        if count > MOST {
            let more = DefaultText::new(DefaultValue::Bigint((count - MOST) as i64));
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
    /// The same if the snapshot has it so under that name, or under the one that the service would
    /// have made of it.
    ///
    /// # Panics
    /// In the build, if it has not.
    #[must_use]
    #[track_caller]
    pub const fn in_snapshot<const N: usize>(self, name: &'static str, listed: &Listed<N>) -> Self {
        listed.check(&columns([(name, self)]));
        self
    }
}

/// Whether the listed name is what the service makes of the other one.
const fn is_folded(listed: &[u8], name: &[u8]) -> bool {
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
    fn a_column_is_found_as_a_plan_finds_it() {
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

    /// What the service stored with an underscore it does not make of a name without one.
    #[test]
    fn nothing_is_found_that_the_service_would_not_have_made() {
        static COLUMNS: [SnapshotColumn; 1] = [snapshot_column("a_b", [None; 3], [None; 2])];
        static SNAPSHOT: Snapshot = snapshot([""; 4], &COLUMNS);
        let listed = Listed::<1>::new(&SNAPSHOT);
        assert_eq!(listed.column("ab"), None);
        assert_eq!(listed.column("a__b"), None);
    }
}
