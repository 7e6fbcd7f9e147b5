use std::panic::catch_unwind;

use crate::declare::{
    Snapshot, SnapshotColumn, SnapshotLocation, snapshot, snapshot_column, snapshot_location,
};
use crate::plan::{DriftKind, Level};
use crate::schema::{ColumnRequest, ColumnType, DataType, DefaultValue};
use crate::snapshot::SnapshotIndex;

static FILE: SnapshotLocation = snapshot_location(["p", "Cargo.toml", "t.json", "peaka snapshot"]);

const HELP: [&str; 3] = [
    "change the field of the flattened struct, or refresh the snapshot with `peaka snapshot` once the \
     live table matches; to build without snapshots, set PEAKA_SNAPSHOT=off",
    "mark the field of the flattened struct with `#[bitable(pending)]`, or refresh the snapshot with \
     `peaka snapshot` once the live table matches; to build without snapshots, set PEAKA_SNAPSHOT=off",
    "skip the field with `#[bitable(skip)]`, or update `peaka-runtime`; to build without snapshots, set \
     PEAKA_SNAPSHOT=off",
];

/// Denies every difference that a snapshot can show, and what is not compared with snapshots.
const STRICT: [(DriftKind, Level); 4] = [
    (DriftKind::NotNull, Level::Deny),
    (DriftKind::Unique, Level::Deny),
    (DriftKind::DisplayName, Level::Deny),
    (DriftKind::Unmanaged, Level::Deny),
];

/// Checks declared columns against a snapshot with these columns. Returns the differences.
fn check<const N: usize>(
    columns: [SnapshotColumn; N],
    declared: &[ColumnRequest<'static>],
) -> Option<String> {
    let columns: &'static [SnapshotColumn] = Box::leak(Box::new(columns));
    let snapshot: &'static Snapshot = Box::leak(Box::new(snapshot(&FILE, ["t"; 2], columns)));
    let index = SnapshotIndex::<N>::new(snapshot, &STRICT);
    let error = catch_unwind(|| index.check(declared)).err()?;
    let text = error.downcast_ref::<String>().unwrap();
    let (differences, help) = text.rsplit_once("; help: ").unwrap();
    // Only an absent column can be pending.
    let is_absent = |clause: &str| {
        clause.contains("snapshot only has") || clause.ends_with("not in the snapshot")
    };
    let can_be_pending = differences.split("; column ").all(is_absent);
    let expected = if differences.contains("no field can declare") {
        HELP[2]
    } else {
        HELP[usize::from(can_be_pending)]
    };
    assert_eq!(help, expected);
    Some(differences.to_owned())
}

const fn column(name: &'static str, data_type: &'static str) -> SnapshotColumn {
    snapshot_column(name, [Some(data_type), None, None], [None, None])
}

fn bigint(name: &'static str) -> ColumnRequest<'static> {
    ColumnRequest::new(name, DataType::Bigint)
}

#[test]
fn matching_columns_pass() {
    let price = snapshot_column(
        "price",
        [Some("decimal(38,18)"), Some("P"), Some("1.50")],
        [Some(true), Some(true)],
    );
    let declared = [
        bigint("user_id"),
        ColumnRequest::new("price", DataType::Decimal)
            .default_value(DefaultValue::Text("1.5"))
            .not_null()
            .unique(),
    ];
    assert_eq!(check([price, column("userid", "bigint")], &declared), None);
    assert_eq!(check([], &[]), None);
}

#[test]
fn undeclared_columns_are_not_compared_even_if_they_are_denied() {
    let live = || [column("a", "bigint"), column("b", "date")];
    assert_eq!(check(live(), &[bigint("a")]), None);
    assert_eq!(check(live(), &[]), None);
}

#[test]
fn column_of_a_field_is_checked_under_its_name() {
    static COLUMNS: [SnapshotColumn; 1] = [column("a", "bigint")];
    static SNAPSHOT: Snapshot = snapshot(&FILE, [""; 2], &COLUMNS);
    let index = SnapshotIndex::<1>::new(&SNAPSHOT, &[]);
    assert_eq!(
        i64::COLUMN.in_snapshot("a", &index).data_type(),
        DataType::Bigint
    );
    for (column, name, help) in [
        (String::COLUMN, "a", "; help: change the field, or "),
        (
            i64::COLUMN,
            "b",
            "; help: mark the field with `#[bitable(pending)]`, or ",
        ),
    ] {
        let error = catch_unwind(|| column.in_snapshot(name, &index)).unwrap_err();
        let text = error.downcast_ref::<String>().unwrap();
        assert!(text.contains(help), "{text}");
    }
}

#[test]
fn column_that_is_not_in_the_snapshot_is_reported() {
    let missing = "column `b`: declared BIGINT, but not in the snapshot";
    assert_eq!(check([], &[bigint("b")]).unwrap(), missing);
    assert_eq!(check([], &[bigint("b").pending()]), None);
    let renamed = bigint("b").renamed_from(&["old_b"]);
    assert_eq!(
        check([column("a", "bigint")], &[bigint("a"), renamed]).unwrap(),
        missing
    );
    assert_eq!(
        check([column("oldb", "bigint")], &[renamed]).unwrap(),
        "column `b`: declared BIGINT, but the snapshot only has its old name `oldb`"
    );
}

#[test]
fn each_attribute_that_differs_is_reported() {
    let with = |data_type, default, is_not_null, is_unique| {
        let texts = [data_type, Some("Shown"), default];
        snapshot_column("a", texts, [is_not_null, is_unique])
    };
    let set = Some(true);
    let number = Some("bigint");
    for (live, declared, clauses) in [
        (
            with(Some("varchar"), None, None, None),
            bigint("a"),
            "declared BIGINT, snapshot type is varchar",
        ),
        (
            with(Some("json"), None, None, None),
            bigint("a"),
            "declared BIGINT, snapshot type is json, which no field can declare",
        ),
        (
            with(None, None, None, None),
            bigint("a"),
            "declared BIGINT, snapshot column has no data type, so no field can declare it",
        ),
        (
            with(number, Some("3"), None, None),
            bigint("a"),
            "declared without default, snapshot default `3`",
        ),
        (
            with(number, None, None, None),
            bigint("a").default_value(DefaultValue::Bigint(-3)),
            "declared default `-3`, snapshot column has no default",
        ),
        (
            with(number, None, set, None),
            bigint("a"),
            "declared nullable, snapshot column is NOT NULL",
        ),
        (
            with(number, None, Some(false), None),
            bigint("a").not_null(),
            "declared NOT NULL, snapshot column is nullable",
        ),
        (
            with(number, None, None, set),
            bigint("a"),
            "declared not unique, snapshot column is UNIQUE",
        ),
        (
            with(Some("date"), Some("3"), set, None),
            bigint("a").unique(),
            "declared BIGINT, snapshot type is date; declared without default, snapshot default \
             `3`; declared nullable, snapshot column is NOT NULL; declared UNIQUE, snapshot \
             column is not unique",
        ),
    ] {
        let error = check([live], &[declared]).unwrap();
        assert_eq!(error, format!("column `a`: {clauses}"));
    }
}

#[test]
fn at_most_five_columns_are_listed() {
    let columns = ["a", "b", "c", "d", "e", "f", "g", "h"].map(bigint);
    for (count, expected) in [
        (2, "column `b`: declared BIGINT, but not in the snapshot"),
        (3, "columns `b`, `c` are not in the snapshot"),
        (6, "columns `b`, `c`, `d`, `e`, `f` are not in the snapshot"),
        (
            7,
            "columns `b`, `c`, `d`, `e`, `f` and 1 more are not in the snapshot",
        ),
        (
            8,
            "columns `b`, `c`, `d`, `e`, `f` and 2 more are not in the snapshot",
        ),
    ] {
        let found = check([column("a", "bigint")], &columns[..count]);
        assert_eq!(found.unwrap(), expected);
    }
}

#[test]
fn at_most_five_differences_are_described() {
    let columns = ["a", "b", "c", "d", "e", "f"].map(|name| column(name, "date"));
    let declared = ["a", "b", "c", "d", "e", "f"].map(bigint);
    let described = ["a", "b", "c", "d", "e"]
        .map(|name| format!("column `{name}`: declared BIGINT, snapshot type is date"))
        .join("; ");
    assert_eq!(
        check(columns, &declared).unwrap(),
        format!("{described}; and 1 more")
    );
}
