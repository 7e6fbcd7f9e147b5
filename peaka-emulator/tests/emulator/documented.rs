//! The documented profile: what is sent is what is stored.

use peaka_emulator::Emulator;
use serde_json::{Value, json};

use crate::support::Api;

async fn api() -> Api {
    Api::with_table(Emulator::builder()).await
}

#[tokio::test]
async fn a_created_table_is_answered_and_listed() {
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
async fn a_table_that_exists_is_not_created_again() {
    let api = api().await;
    let refusal = json!({
        "status": 400,
        "error": "Bad Request",
        "message": "table 'events' already exists",
    });
    assert_eq!(api.create("events").await.refused(400), refusal);
    assert_eq!(api.tables().await, ["events"]);
}

#[tokio::test]
async fn the_documented_exchange_is_reproduced() {
    let api = api().await;
    let reply = api
        .add(json!([
            {"dataType": "bigint", "displayName": "num19", "defaultValue": null, "name": "num19"},
            {"dataType": "bigint", "displayName": "num18", "defaultValue": 3, "isUnique": true, "name": "num18"},
        ]))
        .await;
    let answer = json!([
        {"name": "num19", "dataType": "bigint", "displayName": "num19", "defaultValue": null,
         "isNotNull": false, "isUnique": false},
        {"name": "num18", "dataType": "bigint", "displayName": "num18", "defaultValue": "3",
         "isNotNull": false, "isUnique": true},
    ]);
    assert_eq!(reply.ok(), answer);
}

#[tokio::test]
async fn a_list_shows_what_was_sent_and_an_id() {
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
async fn a_column_that_exists_is_refused_and_with_it_the_batch() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    let batch = json!([{"name": "b", "dataType": "DATE"}, {"name": "a", "dataType": "DATE"}]);
    let refusal = json!({
        "status": 400,
        "error": "Bad Request",
        "message": "column 'a' already exists in table 'events'",
    });
    assert_eq!(api.add(batch).await.refused(400), refusal);
    let twice = json!([{"name": "c", "dataType": "DATE"}, {"name": "c", "dataType": "DATE"}]);
    api.add(twice).await.refused(400);
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn underscores_and_letter_case_tell_names_apart() {
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
async fn an_update_changes_the_column() {
    let api = api().await;
    api.add(json!([
        {"name": "a", "dataType": "BIGINT", "defaultValue": 1},
        {"name": "b", "dataType": "BIGINT"},
    ]))
    .await
    .ok();
    let change = json!({
        "name": "c", "dataType": "VARCHAR", "displayName": "See", "defaultValue": "x", "isNotNull": true,
    });
    let changed = json!({
        "id": "1", "name": "c", "dataType": "varchar", "displayName": "See",
        "defaultValue": "x", "isNotNull": true, "isUnique": false, "desc": null,
    });
    assert_eq!(
        api.put("/events/columns/a", change).await.ok(),
        json!([changed])
    );
    assert_eq!(api.columns().await[0], changed);
    assert_eq!(api.column_names().await, ["c", "b"]);
}

#[tokio::test]
async fn an_update_that_cannot_be_changes_nothing() {
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
        api.put(path, body).await.refused(status);
    }
    assert_eq!(api.columns().await, before);
}

#[tokio::test]
async fn a_deleted_column_is_gone_and_comes_back_as_another() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    let reply = api.delete("/events/columns/a").await;
    assert_eq!(
        (
            reply.status,
            reply.text.as_str(),
            reply.content_type.clone()
        ),
        (200, "", None)
    );
    assert_eq!(api.column_names().await, [""; 0]);
    assert_eq!(
        api.delete("/events/columns/a").await.refused(404)["message"],
        "column 'a' does not exist in table 'events'"
    );
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.columns().await[0]["id"], "2");
}

#[tokio::test]
async fn a_deleted_table_is_gone_with_its_columns() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    let reply = api.delete("/events").await;
    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
    assert_eq!(api.tables().await, [""; 0]);
    for reply in [
        api.delete("/events").await,
        api.get("/events/columns").await,
        api.add(json!([])).await,
        api.delete("/events/columns/a").await,
    ] {
        assert_eq!(
            reply.refused(404)["message"],
            "table 'events' does not exist"
        );
    }
    api.create("events").await.ok();
    assert_eq!(api.column_names().await, [""; 0]);
}
