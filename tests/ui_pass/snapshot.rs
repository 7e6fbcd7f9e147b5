//! A declaration matches its snapshot even if the snapshot spells names, types and defaults differently.

use std::time::SystemTime;

use peaka_runtime::{BiTable, ColumnType};

type Clicks = u32;

#[derive(ColumnType)]
struct Id(i64);

#[derive(BiTable)]
struct Place {
    city: String,
    #[bitable(not_null)]
    country: Box<str>,
    #[bitable(pending)]
    street: String,
}

#[derive(BiTable)]
#[bitable(snapshot = "snapshot/events.json", table = "events")]
struct Event<'a> {
    #[bitable(unique, not_null)]
    id: Id,
    /// Stored without the underscore, and with another display name.
    user_id: &'a str,
    #[bitable(default = 0)]
    clicks: Clicks,
    #[bitable(data_type = "DECIMAL", default = 1.5)]
    price: f64,
    #[bitable(default = "2024-01-01T00:00:00")]
    seen: SystemTime,
    #[bitable(renamed_from = "browser")]
    agent: Option<String>,
    #[bitable(flatten)]
    place: Place,
    #[bitable(pending)]
    not_yet_live: bool,
    #[bitable(pending, renamed_from = "extra")]
    not_yet_renamed: Option<String>,
}

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Generic<T: ColumnType> {
    city: T,
    #[bitable(default = Self::ZERO)]
    clicks: u32,
}

impl<T: ColumnType> Generic<T> {
    const ZERO: u32 = 0;
}

/// Differs from the snapshot in every way but those that fail the build: flags, whose level is `Warn`, a default,
/// whose level is lowered, and display names and undeclared columns, which are not compared at any level.
#[derive(BiTable)]
#[bitable(
    table = "events",
    snapshot = "snapshot/events.json",
    on(default = "warn", display_name = "deny", unmanaged = "deny")
)]
struct Lenient {
    id: Id,
    #[bitable(display_name = "Reader")]
    user_id: String,
    #[bitable(default = 7)]
    clicks: Clicks,
    #[bitable(unique, not_null)]
    city: String,
}

#[derive(BiTable)]
#[bitable(snapshot = "snapshot/page_views.json")]
struct PageViews {
    id: i64,
}

fn main() {
    let snapshot = Event::SNAPSHOT.expect("a snapshot");
    assert_eq!(snapshot.location.path, "snapshot/events.json");
    assert_eq!(snapshot.location.manifest_path, "Cargo.toml");
    assert_eq!(
        snapshot.location.command,
        "peaka snapshot events --out snapshot/events.json"
    );
    assert_eq!(snapshot.columns.len(), 10);
    assert_eq!(Generic::<String>::SNAPSHOT, Event::SNAPSHOT);
    assert_eq!(Generic::<String>::COLUMNS.len(), 2);
    assert_eq!(Lenient::SNAPSHOT, Event::SNAPSHOT);
    assert_eq!(Lenient::COLUMNS.len(), 4);
    let stored = PageViews::SNAPSHOT.map(|snapshot| (snapshot.table, snapshot.stored_table));
    assert_eq!(stored, Some(("page_views", "pageviews")));
    assert_eq!(Place::SNAPSHOT, None);
}
