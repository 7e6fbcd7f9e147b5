//! Checks declared columns against a snapshot at compile time, and reports a difference as an error on the
//! field.

use super::field_difference::{ColumnDifferences, SnapshotMatch};
use crate::declare::{
    ConstMessage, NameTable, Snapshot, SnapshotColumn, is_possible_stored_key, name_columns,
};
use crate::plan::{DriftKind, Level, Policy};
use crate::schema::{ColumnRequest, UnnamedColumn, is_equal};

/// The largest number of columns of a flattened field that a message describes.
const MAX_DESCRIBED: usize = 5;

/// A snapshot with an index of its columns by name.
#[derive(Debug)]
pub struct SnapshotIndex<const N: usize> {
    snapshot: &'static Snapshot,
    names: NameTable<N>,
    /// The default policy with the levels of the struct. The client's policy is not known at compile time.
    policy: Policy,
}

impl<const N: usize> SnapshotIndex<N> {
    /// Indexes a snapshot that has exactly `N` columns, for a struct with these levels of drift.
    #[must_use]
    pub const fn new(snapshot: &'static Snapshot, levels: &[(DriftKind, Level)]) -> Self {
        let mut names = NameTable::new();
        let mut i = 0;
        while i < N {
            let mut probe = names.start_probe(snapshot.columns[i].lookalike_key());
            // A name is inserted after those with the same hash.
            while names.next_candidate(&mut probe).is_some() {}
            names.insert(probe, i);
            i += 1;
        }
        Self {
            snapshot,
            names,
            policy: Policy::new().with_levels(levels),
        }
    }

    /// Checks the columns of a flattened field against the snapshot.
    ///
    /// # Panics
    ///
    /// At compile time, if a column differs, or is not in the snapshot.
    #[track_caller]
    pub const fn check(&self, declared: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < declared.len() {
            if self.match_column(&declared[i]).fails(&declared[i]) {
                self.fail(declared, true);
            }
            i += 1;
        }
    }

    /// Returns the column with exactly this name, or else the one with its stored name, or else the only one whose
    /// name looks like it.
    const fn find(&self, name: &str) -> Option<&'static SnapshotColumn> {
        if N == 0 {
            return None;
        }
        let mut by_stored_name = None;
        let (mut by_lookalike_key, mut look_alikes) = (None, 0);
        let mut probe = self.names.start_probe(name);
        while let Some(index) = self.names.next_candidate(&mut probe) {
            let column = &self.snapshot.columns[index];
            if is_equal(column.name.as_bytes(), name.as_bytes()) {
                return Some(column);
            }
            if is_stored_name(column.name, name) {
                by_stored_name = Some(column);
            }
            if is_possible_stored_key(column.lookalike_key(), name) {
                by_lookalike_key = Some(column);
                look_alikes += 1;
            }
        }
        match by_stored_name {
            None if look_alikes == 1 => by_lookalike_key,
            found => found,
        }
    }

    /// Matches a declared column to one of the snapshot, by its name or else by the newest of its old names.
    const fn match_column(&self, declared: &ColumnRequest<'_>) -> SnapshotMatch {
        if let Some(column) = self.find(declared.name) {
            return SnapshotMatch::Present(ColumnDifferences::between(
                declared,
                column,
                &self.policy,
            ));
        }
        let mut i = 0;
        while i < declared.renamed_from.len() {
            if let Some(column) = self.find(declared.renamed_from[i]) {
                return SnapshotMatch::OldName(column);
            }
            i += 1;
        }
        SnapshotMatch::Missing
    }

    #[track_caller]
    const fn fail(&self, declared: &[ColumnRequest<'static>], is_flattened: bool) -> ! {
        let (mut i, mut count, mut absent) = (0, 0, 0);
        let (mut is_undeclarable, mut are_absent) = (true, true);
        while i < declared.len() {
            let matched = self.match_column(&declared[i]);
            if matched.fails(&declared[i]) {
                count += 1;
                absent += matches!(matched, SnapshotMatch::Missing) as usize;
                is_undeclarable = is_undeclarable && matched.is_undeclarable();
                are_absent = are_absent && matched.is_absent();
            }
            i += 1;
        }
        let message = if count > 1 && absent == count {
            self.list_missing(declared, count)
        } else {
            self.describe_differences(declared, count)
        };
        let (pending, change) = if is_flattened {
            (
                "; help: mark the field of the flattened struct with `#[bitable(pending)]`",
                "; help: change the field of the flattened struct",
            )
        } else {
            (
                "; help: mark the field with `#[bitable(pending)]`",
                "; help: change the field",
            )
        };
        let message = if are_absent {
            message.with(pending)
        } else if is_undeclarable {
            message
                .with("; help: skip the field with `#[bitable(skip)]`, or update `peaka-runtime`")
                .with("; to build without snapshots, set PEAKA_SNAPSHOT=off")
                .fail()
        } else {
            message.with(change)
        };
        message
            .with(", or refresh the snapshot with `")
            .with(self.snapshot.location.command)
            .with(
                "` once the live table matches; to build without snapshots, set PEAKA_SNAPSHOT=off",
            )
            .fail()
    }

    /// Names the first columns that the snapshot does not have.
    const fn list_missing(
        &self,
        declared: &[ColumnRequest<'static>],
        count: usize,
    ) -> ConstMessage {
        let mut message = ConstMessage::new().with("columns ");
        let (mut i, mut listed) = (0, 0);
        while listed < count && listed < MAX_DESCRIBED {
            if self.match_column(&declared[i]).fails(&declared[i]) {
                if listed > 0 {
                    message = message.with(", ");
                }
                message = message.quoted(declared[i].name);
                listed += 1;
            }
            i += 1;
        }
        if count > listed {
            message = message
                .with(" and ")
                .with_integer((count - listed) as i128)
                .with(" more");
        }
        message.with(" are not in the snapshot")
    }

    /// Describes the first columns that differ.
    const fn describe_differences(
        &self,
        declared: &[ColumnRequest<'static>],
        count: usize,
    ) -> ConstMessage {
        let mut message = ConstMessage::new();
        let (mut i, mut described) = (0, 0);
        while described < count && described < MAX_DESCRIBED {
            let matched = self.match_column(&declared[i]);
            if matched.fails(&declared[i]) {
                if described > 0 {
                    message = message.with("; ");
                }
                message = matched.append_to(&declared[i], message);
                described += 1;
            }
            i += 1;
        }
        if count > described {
            message = message
                .with("; and ")
                .with_integer((count - described) as i128)
                .with(" more");
        }
        message
    }
}

impl UnnamedColumn {
    /// Checks the column against a snapshot.
    ///
    /// # Panics
    ///
    /// At compile time, if the column differs, or is not in the snapshot.
    #[must_use]
    #[track_caller]
    pub const fn in_snapshot<const N: usize>(
        self,
        name: &'static str,
        index: &SnapshotIndex<N>,
    ) -> Self {
        let declared = name_columns([name], &mut [self]);
        if index.match_column(&declared[0]).fails(&declared[0]) {
            index.fail(&declared, false);
        }
        self
    }
}

/// Returns whether `stored` is the stored name of `name`. An underscore in `stored` has no counterpart.
const fn is_stored_name(stored: &str, name: &str) -> bool {
    let (stored, name) = (stored.as_bytes(), name.as_bytes());
    let (mut i, mut j) = (0, 0);
    while j < name.len() {
        if name[j] != b'_' {
            if i == stored.len() || stored[i] != name[j] {
                return false;
            }
            i += 1;
        }
        j += 1;
    }
    i == stored.len()
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::declare::{SnapshotLocation, snapshot, snapshot_column, snapshot_location};
    use crate::plan::LiveColumns;
    use crate::schema::{DataType, LiveTable};

    static FILE: SnapshotLocation = snapshot_location([""; 4]);
    const NAMES: [&str; 10] = [
        "a",
        "a_b",
        "ab",
        "größe",
        "pageviews",
        "Note",
        "cafe\u{301}",
        "ID\u{200b}",
        "X\u{200b}",
        "X ",
    ];

    #[test]
    fn column_is_found_as_in_a_plan() {
        static COLUMNS: [SnapshotColumn; 10] = {
            let mut columns = [snapshot_column("", [None; 3], [None; 2]); 10];
            let mut i = 0;
            while i < NAMES.len() {
                columns[i].name = NAMES[i];
                i += 1;
            }
            // The derive sets these keys.
            let keys = [(5, "note"), (6, "caf\u{e9}"), (7, "id"), (8, "x"), (9, "x")];
            let mut i = 0;
            while i < keys.len() {
                columns[keys[i].0] = columns[keys[i].0].with_lookalike_key(keys[i].1);
                i += 1;
            }
            columns
        };
        static SNAPSHOT: Snapshot = snapshot(&FILE, [""; 2], &COLUMNS);
        let index = SnapshotIndex::<10>::new(&SNAPSHOT, &[]);
        let live = json!(NAMES.map(|name| json!({ "name": name })));
        let live = LiveTable {
            name: String::new(),
            columns: from_value(live).unwrap(),
        };
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
            ("note", Some("Note")),
            ("NOTE", Some("Note")),
            ("GRÖßE", Some("größe")),
            ("Page-Views", Some("pageviews")),
            ("note s", None),
            ("caf\u{e9}", Some("cafe\u{301}")),
            ("id", Some("ID\u{200b}")),
            ("i_d", Some("ID\u{200b}")),
            ("x", None),
            ("", None),
        ] {
            let column = index.find(name).map(|column| column.name);
            assert_eq!(column, found, "{name}");
            let declared = [ColumnRequest::new(name, DataType::Varchar)];
            let live = LiveColumns::from(&live);
            let planned = live.match_declared(&declared).present;
            let planned = planned.first().map(|(_, live)| live.name);
            assert_eq!(planned, found, "{name}");
        }
        static EMPTY: Snapshot = snapshot(&FILE, [""; 2], &[]);
        let empty = SnapshotIndex::<0>::new(&EMPTY, &[]);
        assert_eq!(empty.find("a"), None);
    }

    #[test]
    fn stored_name_is_recognized_without_building_it() {
        for (stored, name, expected) in [
            ("pageviews", "page_views", true),
            ("pageviews", "_pageviews_", true),
            ("page", "page_views", false),
            ("pageviews", "page", false),
            ("pageviewz", "page_views", false),
            ("page_views", "page_views", false),
            ("", "_", true),
        ] {
            assert_eq!(is_stored_name(stored, name), expected, "{stored} {name}");
        }
    }

    #[test]
    fn column_with_an_underscore_is_not_found_by_a_name_without_one() {
        static COLUMNS: [SnapshotColumn; 1] = [snapshot_column("a_b", [None; 3], [None; 2])];
        static SNAPSHOT: Snapshot = snapshot(&FILE, [""; 2], &COLUMNS);
        let index = SnapshotIndex::<1>::new(&SNAPSHOT, &[]);
        assert_eq!(index.find("ab"), None);
        assert_eq!(index.find("a__b"), None);
    }
}
