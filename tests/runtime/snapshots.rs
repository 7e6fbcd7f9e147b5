//! The snapshot that a declaration was checked against at compile time, as seen at run time.

use std::path::Path;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{BiTable, ColumnRequest, DataType, DeclaredTable, LiveTable};
use tests::start_emulator;

#[derive(BiTable)]
#[bitable(table = "page_views", snapshot = "snapshots/page_views.json")]
#[allow(dead_code)]
struct PageView {
    #[bitable(unique, not_null)]
    user_id: String,
    #[bitable(display_name = "Clicks", default = 0)]
    clicks: i64,
    city: Option<String>,
}

#[test]
fn declared_table_contains_its_snapshot() {
    let snapshot = DeclaredTable::of::<PageView>().snapshot.unwrap();
    let location = DeclaredTable::of::<PageView>().snapshot_location.unwrap();
    assert_eq!(snapshot.location, location);
    assert_eq!(
        (location.package, location.manifest_path),
        ("tests", "tests/Cargo.toml")
    );
    assert_eq!(location.path, "tests/snapshots/page_views.json");
    assert_eq!(
        location.command,
        "peaka snapshot page_views --out tests/snapshots/page_views.json"
    );
    assert_eq!(
        (snapshot.table, snapshot.stored_table),
        ("page_views", "pageviews")
    );
    let columns = snapshot.columns.iter();
    let columns: Vec<_> = columns
        .map(|column| (column.name, column.data_type, column.display_name))
        .collect();
    assert_eq!(
        columns,
        [
            ("userid", Some("varchar"), Some("userid")),
            ("clicks", Some("bigint"), Some("Clicks")),
            ("city", Some("varchar"), Some("city")),
        ]
    );
}

#[tokio::test]
async fn differences_between_snapshot_and_live_table_are_listed() {
    let (_emulator, client) = start_emulator(Emulator::builder().profile(Profile::Observed)).await;
    let snapshot = PageView::SNAPSHOT.unwrap();
    let live = async || LiveTable {
        name: "pageviews".to_owned(),
        columns: client.list_columns("pageviews").await.unwrap(),
    };
    client.create_table("page_views").await.unwrap();
    let added = client.add_columns("pageviews", PageView::COLUMNS).await;
    added.unwrap();
    // The observed profile does not persist flags.
    let lost_flags = [
        "column `userid`: snapshot column is NOT NULL, live column is nullable",
        "column `userid`: snapshot column is UNIQUE, live column is not unique",
    ];
    let clauses = |live: &LiveTable| -> Vec<_> {
        let differences = snapshot.differences(live).into_iter();
        differences
            .map(|difference| difference.to_string())
            .collect()
    };
    assert_eq!(clauses(&live().await), lost_flags);

    client.delete_column("pageviews", "city").await.unwrap();
    let note = ColumnRequest::new("note", DataType::Varchar);
    client.add_columns("pageviews", &[note]).await.unwrap();
    let all_differences = [
        lost_flags[0],
        lost_flags[1],
        "column `city`: in the snapshot, but not in the live table",
        "column `note`: in the live table, but not in the snapshot",
    ];
    assert_eq!(clauses(&live().await), all_differences);
}

/// Cargo rebuilds when a file in the compiler's dependency list changes.
#[test]
fn snapshot_file_is_a_dependency_of_the_build() {
    let program = std::env::current_exe().unwrap();
    let dependencies = std::fs::read_to_string(program.with_extension("d")).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/page_views.json");
    let escaped = file.to_str().unwrap().replace(' ', "\\ ");
    let is_snapshot = |line: &str| line.strip_suffix(':') == Some(&escaped);
    assert!(dependencies.lines().any(is_snapshot), "{dependencies}");
}
