//! What a program knows of the snapshot that it was held to when it was compiled.

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
fn a_declared_table_has_the_snapshot() {
    let snapshot = DeclaredTable::of::<PageView>().snapshot.unwrap();
    assert_eq!(snapshot.file, "snapshots/page_views.json");
    assert_eq!(
        snapshot.command,
        "peaka snapshot page_views --out snapshots/page_views.json"
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
async fn what_is_live_is_compared_with_it() {
    let (_emulator, client) = start_emulator(Emulator::builder().profile(Profile::Observed)).await;
    let snapshot = PageView::SNAPSHOT.unwrap();
    let live = async || LiveTable {
        name: "pageviews".to_owned(),
        columns: client.list_columns("pageviews").await.unwrap(),
    };
    client.create_table("page_views").await.unwrap();
    let added = client.add_columns("pageviews", PageView::COLUMNS).await;
    added.unwrap();
    // This profile forgets flags.
    let forgotten = [
        "column `userid`: snapshot column is NOT NULL, live column is nullable",
        "column `userid`: snapshot column is UNIQUE, live column is not unique",
    ];
    assert_eq!(snapshot.differences(&live().await), forgotten);

    client.delete_column("pageviews", "city").await.unwrap();
    let note = ColumnRequest::new("note", DataType::Varchar);
    client.add_columns("pageviews", &[note]).await.unwrap();
    let moved_on = [
        forgotten[0],
        forgotten[1],
        "column `city`: in the snapshot, but not in the live table",
        "column `note`: in the live table, but not in the snapshot",
    ];
    assert_eq!(snapshot.differences(&live().await), moved_on);
}

/// The build runs again when a file changes that the compiler says it read.
#[test]
fn the_compiler_watches_the_file() {
    let program = std::env::current_exe().unwrap();
    let read = std::fs::read_to_string(program.with_extension("d")).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/page_views.json");
    let spelled = file.to_str().unwrap().replace(' ', "\\ ");
    let is_file = |line: &str| line.strip_suffix(':') == Some(&spelled);
    assert!(read.lines().any(is_file), "{read}");
}
