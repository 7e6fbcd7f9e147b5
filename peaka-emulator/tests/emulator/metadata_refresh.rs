//! Tests of when tables and columns are in the metadata.

use std::time::Duration;

use peaka_emulator::{Builder, Discovery, Emulator, MetadataOptions, Profile, RefreshDuration};
use serde_json::{Value, json};

use crate::api::{Api, text};

async fn api_with(options: MetadataOptions) -> Api {
    Api::with_table(Emulator::builder().metadata(options)).await
}

async fn add_column(api: &Api, name: &str) {
    api.add(json!([{"name": name, "dataType": "BIGINT"}]))
        .await
        .ok();
}

/// Returns the tables in the metadata, each with its columns.
async fn listed(api: &Api) -> Vec<(String, Vec<String>)> {
    let list = api.get_metadata("").await.ok();
    let entries = list["metadata"].as_array().unwrap().iter();
    let names = entries.map(|entry| {
        let metadata = &entry["metadata"];
        let columns = metadata["columns"].as_array().unwrap().iter();
        let columns = columns.map(|column| text(&column["columnName"]));
        (text(&metadata["tableName"]), columns.collect())
    });
    names.collect()
}

fn names(tables: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let owned = |columns: &[&str]| columns.iter().map(ToString::to_string).collect();
    let tables = tables.iter();
    tables
        .map(|(table, columns)| (table.to_string(), owned(columns)))
        .collect()
}

async fn refresh(api: &Api) {
    let body = json!({"catalogId": "1"});
    assert_eq!(api.post_metadata("/refresh", body).await.ok(), json!({}));
}

/// Reads the status of the refresh this many times.
async fn statuses(api: &Api, count: usize) -> Vec<Value> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        let mut status = api.get_metadata("/refresh/1").await.ok();
        statuses.push(status["status"].take());
        assert_eq!(status, json!({"status": null}));
    }
    statuses
}

#[tokio::test]
async fn new_tables_and_columns_are_listed_after_a_refresh() {
    let api = api_with(MetadataOptions::default()).await;
    assert_eq!(listed(&api).await, names(&[("events", &[])]));
    add_column(&api, "a").await;
    api.create("more").await.ok();
    assert_eq!(listed(&api).await, names(&[("events", &[])]));
    for path in ["/1/bitable/more", "/1/bitable/events"] {
        let body = json!({"columns": [{"columnName": "a"}]});
        let error = api.put_metadata(path, body).await.error(404);
        let message = text(&error["message"]);
        assert!(message.ends_with("is not in the metadata"), "{message}");
    }
    refresh(&api).await;
    assert_eq!(listed(&api).await, names(&[("events", &[])]));
    assert_eq!(statuses(&api, 2).await, ["ACTIVE", "COMPLETED"]);
    let expected = names(&[("events", &["a"]), ("more", &[])]);
    assert_eq!(listed(&api).await, expected);
    add_column(&api, "b").await;
    assert_eq!(statuses(&api, 1).await, ["COMPLETED"]);
    assert_eq!(listed(&api).await, expected);
}

#[tokio::test]
async fn discovery_at_once_needs_no_refresh() {
    let api = api_with(MetadataOptions::default().discovery(Discovery::AtOnce)).await;
    add_column(&api, "a").await;
    api.create("more").await.ok();
    let expected = names(&[("events", &["a"]), ("more", &[])]);
    assert_eq!(listed(&api).await, expected);
    add_column(&api, "b").await;
    let body = json!({"columns": [{"columnName": "b", "columnDescription": "Second"}]});
    api.put_metadata("/1/bitable/events", body).await.ok();
    api.delete("/events/columns/a").await;
    let table = api.emulator.metadata("emulator", "events").unwrap();
    assert_eq!(
        table["metadata"]["columns"],
        json!([{"columnName": "b", "columnDescription": "Second", "dataType": "bigint", "order": 0, "isSystem": false}])
    );
    api.delete("/events").await;
    assert_eq!(listed(&api).await, names(&[("more", &[])]));
}

#[tokio::test]
async fn refresh_keeps_descriptions_and_forgets_deleted_columns() {
    let options = MetadataOptions::default().refresh(RefreshDuration::StatusReads(0));
    let api = api_with(options).await;
    for name in ["a", "b", "c"] {
        add_column(&api, name).await;
    }
    refresh(&api).await;
    let columns = ["a", "b", "c"].map(|name| {
        json!({"columnName": name, "columnDescription": format!("Column {name}"), "dataType": "changed",
               "order": 9, "isPrimary": true, "more": name})
    });
    let body = json!({"tableDescription": "Visits", "columns": columns, "useWithAI": false});
    api.put_metadata("/1/bitable/events", body).await.ok();
    api.delete("/events/columns/a").await;
    add_column(&api, "d").await;
    api.create("more").await.ok();
    let expected = names(&[("events", &["a", "b", "c"])]);
    assert_eq!(listed(&api).await, expected);
    refresh(&api).await;
    assert_eq!(
        listed(&api).await,
        names(&[("events", &["b", "c", "d"]), ("more", &[])])
    );
    let table = api.emulator.metadata("emulator", "events").unwrap();
    let table = &table["metadata"];
    assert_eq!(table["tableDescription"], "Visits");
    assert_eq!(table["useWithAI"], false);
    for (order, name) in [(0, "b"), (1, "c")] {
        assert_eq!(
            table["columns"][order],
            json!({"columnName": name, "columnDescription": format!("Column {name}"), "dataType": "bigint",
                   "order": order, "isSystem": false, "isPrimary": true, "more": name})
        );
    }
    api.delete("/more").await;
    assert_eq!(listed(&api).await.len(), 2);
    api.put_metadata("/1/bitable/more", json!({}))
        .await
        .error(404);
    refresh(&api).await;
    assert_eq!(listed(&api).await.len(), 1);
}

#[tokio::test]
async fn refresh_of_no_status_reads_is_finished_when_it_is_answered() {
    let options = MetadataOptions::default().refresh(RefreshDuration::StatusReads(0));
    let api = api_with(options).await;
    add_column(&api, "a").await;
    refresh(&api).await;
    add_column(&api, "b").await;
    assert_eq!(listed(&api).await, names(&[("events", &["a"])]));
    assert_eq!(statuses(&api, 1).await, ["COMPLETED"]);
}

#[tokio::test]
async fn refresh_takes_the_configured_number_of_status_reads() {
    let options = MetadataOptions::default().refresh(RefreshDuration::StatusReads(3));
    let documented = Emulator::builder();
    let observed = Emulator::builder().profile(Profile::Observed);
    let expected: [(Builder, [&str; 5]); 2] = [
        (
            documented,
            ["NOT_ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "COMPLETED"],
        ),
        (
            observed,
            ["not-active", "active", "active", "active", "not-active"],
        ),
    ];
    for (builder, expected) in expected {
        let api = Api::with_table(builder.metadata(options)).await;
        let mut read = statuses(&api, 1).await;
        refresh(&api).await;
        read.extend(statuses(&api, 2).await);
        // A request while the refresh is active does not start another one.
        refresh(&api).await;
        read.extend(statuses(&api, 2).await);
        assert_eq!(read, expected);
        refresh(&api).await;
        assert_eq!(statuses(&api, 1).await, expected[1..2]);
    }
}

#[tokio::test]
async fn refresh_can_take_time() {
    let time = Duration::from_millis(200);
    let options = MetadataOptions::default().refresh(RefreshDuration::Time(time));
    let api = api_with(options).await;
    add_column(&api, "a").await;
    let start = std::time::Instant::now();
    refresh(&api).await;
    while statuses(&api, 1).await != ["COMPLETED"] {
        assert!(start.elapsed() < Duration::from_secs(10));
    }
    assert!(start.elapsed() >= time);
    assert_eq!(listed(&api).await, names(&[("events", &["a"])]));
}

#[tokio::test]
async fn refresh_longer_than_the_clock_never_ends() {
    let options = MetadataOptions::default().refresh(RefreshDuration::Time(Duration::MAX));
    let api = api_with(options).await;
    refresh(&api).await;
    assert_eq!(statuses(&api, 3).await, ["ACTIVE"; 3]);
}

#[tokio::test]
async fn refresh_without_catalog_is_one_of_all_catalogs() {
    let options = MetadataOptions::default().refresh(RefreshDuration::StatusReads(0));
    let api = api_with(options).await;
    add_column(&api, "a").await;
    let response = api.metadata(reqwest::Method::POST, "/refresh", None).await;
    assert_eq!(response.ok(), json!({}));
    assert_eq!(listed(&api).await, names(&[("events", &["a"])]));
    add_column(&api, "b").await;
    let body =
        json!({"catalogId": null, "callbackURL": "http://127.0.0.1:9/", "callbackToken": "t"});
    api.post_metadata("/refresh", body).await.ok();
    assert_eq!(listed(&api).await, names(&[("events", &["a", "b"])]));
}

#[tokio::test]
async fn invalid_refresh_is_rejected() {
    let api = api_with(MetadataOptions::default()).await;
    for body in [
        json!([]),
        json!({"catalogId": 1}),
        json!({"callbackURL": 1}),
    ] {
        api.post_metadata("/refresh", body).await.error(400);
    }
    let body = json!({"catalogId": "2"});
    let error = api.post_metadata("/refresh", body).await.error(404);
    assert_eq!(error["message"], "catalog '2' does not exist");
    api.get_metadata("/refresh/2").await.error(404);
    assert_eq!(statuses(&api, 1).await, ["NOT_ACTIVE"]);
}
