//! What a program sees of a sync, a plan, a snapshot, a query and errors, as one text.
//!
//! The suite `packages` compiles this file twice: as a part of itself, and in a package that turns features of
//! `serde_json` on.

use std::fmt::Write as _;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, Client, LiveTable, Row};
use serde_json::json;

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

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(default = 3)]
    count: i64,
    #[bitable(data_type = "DECIMAL", default = 1.5)]
    price: f64,
    #[bitable(data_type = "DECIMAL", default = "0.123456789012345678")]
    exact: f64,
    #[bitable(default = true)]
    paid: bool,
}

/// A list in which defaults are numbers and flags. Their text matters, not their value as a floating-point number.
const LIST: &str = r#"[
    {"name": "count", "dataType": "bigint", "defaultValue": 3, "isNotNull": false, "isUnique": false},
    {"name": "price", "dataType": "decimal(38,18)", "defaultValue": 1.50, "new": {"b": 1e400, "a": 2.50}},
    {"name": "exact", "dataType": "decimal(38,18)", "defaultValue": 0.123456789012345678},
    {"name": "paid", "dataType": "boolean", "defaultValue": true}
]"#;

/// Lists with a default that is out of range or not a default at all, and one without names. For a number in the place
/// of a name, the wording of `serde_json` itself would depend on its features.
const INVALID: [&str; 3] = [
    r#"[{"name": "count", "defaultValue": 1e400}]"#,
    r#"[{"name": "count", "defaultValue": {"$serde_json::private::Number": "3"}}]"#,
    r#"[{"name": ["a"], "dataType": "bigint"}]"#,
];

/// Bodies of errors.
const ERRORS: [&str; 4] = [
    r#"{"errorCode": 1e400, "message": "no such table"}"#,
    r#"{"status": 4.50e2, "error": "Not Found"}"#,
    r#"{"b": 1.50, "a": [1e3, -0]}"#,
    "1.50",
];

const JSON: &str = "application/json";

pub(crate) async fn transcript() -> String {
    let mut text = String::new();
    for profile in [Profile::Documented, Profile::Observed] {
        in_profile(profile, &mut text).await;
    }
    text
}

async fn in_profile(profile: Profile, text: &mut String) {
    let emulator = Emulator::builder().profile(profile);
    let emulator = emulator.start().await.expect("the emulator starts");
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id());
    let peaka = peaka.build().expect("the client is valid");
    let line = |text: &mut String, line: String| text.push_str(&(line + "\n"));

    for _ in 0..2 {
        let sync = Event::sync_columns(&peaka).create_table(true);
        let plan = sync.clone().plan().await.expect("a plan");
        line(text, plan.to_string());
        line(text, serde_json::to_string(&plan).expect("JSON"));
        let report = sync.await.expect("the table is synced");
        line(text, report.to_string());
        line(text, serde_json::to_string(&report).expect("JSON"));
    }

    for list in [LIST].into_iter().chain(INVALID) {
        for _ in 0..3 {
            emulator.inject(Operation::ListColumns, Fault::respond(200, JSON, list));
        }
        match Event::sync_columns(&peaka).await {
            Ok(report) => line(text, report.to_string()),
            Err(error) => line(text, error.to_string()),
        }
        while emulator
            .take_requests()
            .last()
            .is_some_and(|last| last.fault.is_some())
        {
            let _ = peaka.list_columns("events").await;
        }
    }
    for body in ERRORS {
        emulator.inject(Operation::ListTables, Fault::respond(422, JSON, body));
        let error = peaka.list_tables().await.expect_err("an error");
        line(text, error.to_string());
        line(text, serde_json::to_string(&error).expect("JSON"));
    }

    let rows = [
        json!({"count": 1, "price": 1.5, "exact": "0.123456789012345678"}),
        json!({"count": 9_007_199_254_740_993_i64, "price": "2.50", "paid": false}),
    ];
    let inserted = emulator.insert_rows(emulator.project_id(), "events", &rows);
    inserted.expect("the rows are inserted");
    let sql = "SELECT count, price, exact, paid FROM peaka.bitable.events WHERE count > ?";
    let rows = peaka.query(sql).bind(0).fetch_all::<Row>().await;
    line(
        text,
        serde_json::to_string(&rows.expect("rows")).expect("JSON"),
    );
    let data = r#"{"columns": [{"columnName": "a"}], "data": [[1.50], [{"b": 1e3, "a": 0.10}], [12345678901234567890.10]]}"#;
    emulator.inject(Operation::ExecuteQuery, Fault::respond(200, JSON, data));
    let rows = peaka.query("SELECT a FROM t").fetch_all::<Row>().await;
    line(text, format!("{rows:?}"));

    let created = PageView::sync_columns(&peaka).create_table(true).await;
    line(text, created.expect("the table is synced").to_string());
    let stored = peaka.list_tables().await.expect("a list");
    let stored = stored
        .iter()
        .find(|table| table.table_name.starts_with("page"));
    let name = stored.expect("the table").table_name.clone();
    let columns = peaka.list_columns(&name).await.expect("a list");
    let live = LiveTable { name, columns };
    let snapshot = PageView::SNAPSHOT.expect("a snapshot");
    for difference in snapshot.differences(&live) {
        let _ = writeln!(text, "{difference}");
    }
}
