//! Tests of the documented profile: columns are stored as they are requested.

use peaka_emulator::Emulator;
use serde_json::{Value, json};

use crate::api::Api;

async fn api() -> Api {
    Api::with_table(Emulator::builder()).await
}

#[tokio::test]
async fn created_table_is_returned_and_listed() {
    let api = Api::start(Emulator::builder()).await;
    assert_eq!(api.get("").await.ok(), json!([]));
    let table = json!({
        "catalogId": "1",
        "catalogName": "peaka",
        "schemaName": "bitable",
        "tableName": "page_views",
        "isCacheable": false,
        "supportedCacheTypes": [],
        "isDynamicTable": false,
        "isCached": false,
    });
    assert_eq!(api.create("page_views").await.ok(), table);
    assert_eq!(api.get("").await.ok(), json!([table]));
    assert_eq!(api.get("/page_views/columns").await.ok(), json!([]));
}

#[tokio::test]
async fn creating_an_existing_table_is_an_error() {
    let api = api().await;
    let error = json!({
        "status": 400,
        "error": "Bad Request",
        "message": "table 'events' already exists",
    });
    assert_eq!(api.create("events").await.error(400), error);
    assert_eq!(api.tables().await, ["events"]);
}

#[tokio::test]
async fn documented_example_is_reproduced() {
    let api = api().await;
    let response = api
        .add(json!([
            {"dataType": "bigint", "displayName": "num19", "defaultValue": null, "name": "num19"},
            {"dataType": "bigint", "displayName": "num18", "defaultValue": 3, "isUnique": true, "name": "num18"},
        ]))
        .await;
    let expected = json!([
        {"name": "num19", "dataType": "bigint", "displayName": "num19", "defaultValue": null,
         "isNotNull": false, "isUnique": false},
        {"name": "num18", "dataType": "bigint", "displayName": "num18", "defaultValue": "3",
         "isNotNull": false, "isUnique": true},
    ]);
    assert_eq!(response.ok(), expected);
}

#[tokio::test]
async fn list_shows_the_requested_column_with_an_id() {
    let api = api().await;
    let column = json!({
        "name": "user_id", "dataType": "TIMESTAMP", "displayName": "Visitor",
        "defaultValue": "2024-01-01", "isNotNull": true, "isUnique": true,
    });
    api.add(json!([column])).await.ok();
    let listed = json!([{
        "id": "1", "name": "user_id", "dataType": "timestamp", "displayName": "Visitor",
        "defaultValue": "2024-01-01", "isNotNull": true, "isUnique": true, "desc": null,
    }]);
    assert_eq!(api.get("/events/columns").await.ok(), listed);
}

#[tokio::test]
async fn existing_column_rejects_the_whole_batch() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    let batch = json!([{"name": "b", "dataType": "DATE"}, {"name": "a", "dataType": "DATE"}]);
    let error = json!({
        "status": 400,
        "error": "Bad Request",
        "message": "column 'a' already exists in table 'events'",
    });
    assert_eq!(api.add(batch).await.error(400), error);
    let duplicates = json!([{"name": "c", "dataType": "DATE"}, {"name": "c", "dataType": "DATE"}]);
    api.add(duplicates).await.error(400);
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn names_differ_by_underscores_and_letter_case() {
    let api = api().await;
    let names = ["a_b", "ab", "AB", "_", "text", "_id"];
    let batch: Vec<Value> = names
        .iter()
        .map(|name| json!({"name": name, "dataType": "UUID"}))
        .collect();
    api.add(json!(batch)).await.ok();
    let listed = api.get("/events/columns").await.ok();
    let listed: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["name"])
        .collect();
    assert_eq!(listed, names);
}

#[tokio::test]
async fn update_changes_the_column() {
    let api = api().await;
    api.add(json!([
        {"name": "a", "dataType": "BIGINT", "defaultValue": 1},
        {"name": "b", "dataType": "BIGINT"},
    ]))
    .await
    .ok();
    let update = json!({
        "name": "c", "dataType": "VARCHAR", "displayName": "See", "defaultValue": "x", "isNotNull": true,
    });
    let updated = json!({
        "id": "1", "name": "c", "dataType": "varchar", "displayName": "See",
        "defaultValue": "x", "isNotNull": true, "isUnique": false, "desc": null,
    });
    assert_eq!(
        api.put("/events/columns/a", update).await.ok(),
        json!([updated])
    );
    assert_eq!(api.columns().await[0], updated);
    assert_eq!(api.column_names().await, ["c", "b"]);
}

#[tokio::test]
async fn invalid_update_changes_nothing() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "BIGINT"}, {"name": "b", "dataType": "BIGINT"}]))
        .await
        .ok();
    let before = api.columns().await;
    for (path, body, status) in [
        (
            "/events/columns/a",
            json!({"name": "b", "dataType": "BIGINT"}),
            400,
        ),
        (
            "/events/columns/a",
            json!({"name": "", "dataType": "BIGINT"}),
            400,
        ),
        (
            "/events/columns/a",
            json!({"name": "a", "dataType": "JSON"}),
            400,
        ),
        (
            "/events/columns/a",
            json!({"name": "a", "dataType": "BIGINT", "defaultValue": "x"}),
            400,
        ),
        ("/events/columns/a", json!({"name": "a"}), 400),
        ("/events/columns/a", json!({"dataType": "BIGINT"}), 400),
        (
            "/events/columns/a",
            json!([{"name": "a", "dataType": "DATE"}]),
            400,
        ),
        (
            "/events/columns/z",
            json!({"name": "a", "dataType": "DATE"}),
            404,
        ),
        (
            "/nowhere/columns/a",
            json!({"name": "a", "dataType": "DATE"}),
            404,
        ),
    ] {
        api.put(path, body).await.error(status);
    }
    assert_eq!(api.columns().await, before);
}

#[tokio::test]
async fn column_that_is_added_again_has_a_new_id() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    let response = api.delete("/events/columns/a").await;
    assert_eq!(
        (
            response.status,
            response.text.as_str(),
            response.content_type.clone()
        ),
        (200, "", None)
    );
    assert_eq!(api.column_names().await, [""; 0]);
    assert_eq!(
        api.delete("/events/columns/a").await.error(404)["message"],
        "column 'a' does not exist in table 'events'"
    );
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.columns().await[0]["id"], "2");
}

#[tokio::test]
async fn deleting_a_table_deletes_its_columns() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    let response = api.delete("/events").await;
    assert_eq!((response.status, response.text.as_str()), (200, ""));
    assert_eq!(api.tables().await, [""; 0]);
    for response in [
        api.delete("/events").await,
        api.get("/events/columns").await,
        api.add(json!([])).await,
        api.delete("/events/columns/a").await,
    ] {
        assert_eq!(
            response.error(404)["message"],
            "table 'events' does not exist"
        );
    }
    api.create("events").await.ok();
    assert_eq!(api.column_names().await, [""; 0]);
}
