//! Tests of the observed profile.

use peaka_emulator::{Builder, Echo, Emulator, Profile};
use serde_json::{Value, json};

use crate::api::Api;

fn builder() -> Builder {
    Emulator::builder().profile(Profile::Observed)
}

async fn api() -> Api {
    Api::with_table(builder()).await
}

#[tokio::test]
async fn underscores_are_removed_from_table_names() {
    let api = Api::start(builder()).await;
    assert_eq!(
        api.create("page_views").await.ok()["tableName"],
        "pageviews"
    );
    assert_eq!(
        api.create("__pageviews_").await.ok()["tableName"],
        "pageviews"
    );
    assert_eq!(api.tables().await, ["pageviews"]);
}

#[tokio::test]
async fn creating_an_existing_table_returns_it_with_its_columns() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.create("ev_ents").await.ok()["tableName"], "events");
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn list_shows_the_stored_column() {
    let api = api().await;
    api.add(json!([{
        "name": "user_id", "dataType": "bigint", "displayName": "Visitor",
        "defaultValue": 3, "isNotNull": true, "isUnique": true,
    }]))
    .await
    .ok();
    let stored = json!({
        "id": "10", "name": "userid", "dataType": "bigint", "displayName": "userid",
        "defaultValue": "3", "isNotNull": false, "isUnique": false, "desc": null,
    });
    assert_eq!(api.columns().await, [stored]);
}

#[tokio::test]
async fn every_table_has_nine_system_columns() {
    let api = api().await;
    let columns = api.get("/events/columns").await.ok();
    let columns: Vec<_> = columns
        .as_array()
        .unwrap()
        .iter()
        .map(|column| {
            (
                column["name"].as_str().unwrap(),
                column["dataType"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("_id", "varchar"),
        ("_version", "bigint"),
        ("_created_time", "timestamp(6)"),
        ("_created_by", "varchar"),
        ("_last_modified_time", "timestamp(6)"),
        ("_last_modified_by", "varchar"),
        ("_session", "varchar"),
        ("_operation", "varchar"),
        ("text", "varchar"),
    ];
    assert_eq!(columns, expected);
}

#[tokio::test]
async fn list_has_type_names_of_trino() {
    let api = api().await;
    let types = [
        "VARCHAR",
        "BIGINT",
        "BOOLEAN",
        "DECIMAL",
        "TIMESTAMP",
        "TIME",
        "DATE",
        "UUID",
    ];
    let batch: Vec<Value> = types
        .iter()
        .map(|name| json!({"name": name, "dataType": name}))
        .collect();
    api.add(json!(batch)).await.ok();
    let listed: Vec<Value> = api
        .columns()
        .await
        .iter()
        .map(|column| column["dataType"].clone())
        .collect();
    assert_eq!(
        listed,
        [
            "varchar",
            "bigint",
            "boolean",
            "decimal(38,18)",
            "timestamp(6)",
            "time(6)",
            "date",
            "uuid"
        ]
    );
}

#[tokio::test]
async fn add_returns_the_requested_or_the_stored_column() {
    let batch = json!([{
        "name": "seen_at", "dataType": "TIMESTAMP", "displayName": "Seen", "isUnique": true,
    }]);
    for (echo, response) in [
        (
            Echo::Requested,
            json!([{
                "name": "seen_at", "dataType": "timestamp", "displayName": "Seen",
                "defaultValue": null, "isNotNull": false, "isUnique": true,
            }]),
        ),
        (
            Echo::Stored,
            json!([{
                "name": "seenat", "dataType": "timestamp(6)", "displayName": "seenat",
                "defaultValue": null, "isNotNull": false, "isUnique": false,
            }]),
        ),
    ] {
        let api = Api::with_table(builder().echo(echo)).await;
        assert_eq!(api.add(batch.clone()).await.ok(), response);
    }
}

#[tokio::test]
async fn update_returns_the_request_and_changes_nothing() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "BIGINT"}]))
        .await
        .ok();
    let before = api.columns().await;
    let update = json!({
        "name": "new_name", "dataType": "VARCHAR", "displayName": "New", "defaultValue": 5, "isUnique": true,
    });
    let expected = json!({
        "id": "-1", "name": "new_name", "dataType": "varchar", "displayName": "New",
        "defaultValue": "5", "isNotNull": false, "isUnique": true, "desc": null,
    });
    assert_eq!(api.put("/events/columns/a", update).await.ok(), expected);
    assert_eq!(api.columns().await, before);
}

#[tokio::test]
async fn update_without_data_type_is_a_serialization_error() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "BIGINT"}]))
        .await
        .ok();
    let response = api
        .put("/events/columns/a", json!({"displayName": "A"}))
        .await;
    let message = "Class discriminator was missing and no default serializers were registered in the polymorphic \
                   scope of 'SerColumnType'.";
    let error = json!({"error": "SerializationException", "message": message, "errorCode": null});
    assert_eq!(response.error(400), error);
}

#[tokio::test]
async fn unknown_data_type_is_an_enum_error() {
    let api = api().await;
    let response = api.add(json!([{"name": "a", "dataType": "json"}])).await;
    let error = json!({
        "error": "IllegalArgumentException",
        "message": "No enum constant com.peaka.gateway.model.ColumnRequest.ColumnType.JSON",
        "errorCode": null,
    });
    assert_eq!(response.error(400), error);
}

#[tokio::test]
async fn existing_stored_name_is_a_duplicate_key_error() {
    let api = api().await;
    api.add(json!([{"name": "user_id", "dataType": "BIGINT"}]))
        .await
        .ok();
    let response = api
        .add(json!([{"name": "b", "dataType": "DATE"}, {"name": "userid", "dataType": "BIGINT"}]))
        .await;
    let message = "org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint \
                   \"sm_column__name__table_name_key\"\n  Detail: Key (name, table_name)=(userid, events) already exists.";
    assert_eq!(
        response.error(400),
        json!({"errorCode": 100, "message": message})
    );
    let duplicates =
        json!([{"name": "c_d", "dataType": "DATE"}, {"name": "cd", "dataType": "DATE"}]);
    assert_eq!(api.add(duplicates).await.error(400)["errorCode"], 100);
    assert_eq!(api.column_names().await, ["userid"]);
}

#[tokio::test]
async fn invalid_default_is_a_database_error() {
    let api = api().await;
    let response = api
        .add(json!([{"name": "a", "dataType": "BIGINT", "defaultValue": "x"}]))
        .await;
    let message =
        "org.postgresql.util.PSQLException: ERROR: invalid input syntax for type bigint: \"x\"";
    assert_eq!(
        response.error(400),
        json!({"errorCode": 100, "message": message})
    );
}

#[tokio::test]
async fn user_column_can_be_named_id_but_not_text() {
    let api = api().await;
    api.add(json!([{"name": "id", "dataType": "BIGINT"}]))
        .await
        .ok();
    for existing in ["text", "te_xt", "_id", "id"] {
        let response = api
            .add(json!([{"name": existing, "dataType": "VARCHAR"}]))
            .await;
        assert_eq!(response.error(400)["errorCode"], 100, "{existing}");
    }
    api.add(json!([{"name": "_version", "dataType": "BIGINT"}]))
        .await
        .ok();
    assert_eq!(api.column_names().await, ["id", "version"]);
}

#[tokio::test]
async fn system_column_cannot_be_updated_or_deleted() {
    let api = api().await;
    let before = api.get("/events/columns").await.ok();
    for name in ["_id", "text"] {
        let path = format!("/events/columns/{name}");
        let message = format!("column '{name}' is a system column");
        let error =
            json!({"error": "WrongRequestException", "message": message, "errorCode": null});
        let update = json!({"name": "a", "dataType": "VARCHAR"});
        assert_eq!(api.put(&path, update).await.error(400), error);
        assert_eq!(api.delete(&path).await.error(400), error);
    }
    assert_eq!(api.get("/events/columns").await.ok(), before);
}

#[tokio::test]
async fn unknown_table_or_column_is_a_wrong_request() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.delete("/events/columns/a").await.status, 200);
    let column = "column 'a' does not exist in table 'events'";
    assert_eq!(
        api.delete("/events/columns/a").await.error(400)["message"],
        column
    );
    let update = json!({"name": "a", "dataType": "DATE"});
    assert_eq!(
        api.put("/events/columns/a", update).await.error(400)["message"],
        column
    );
    assert_eq!(api.delete("/events").await.status, 200);
    let error = json!({
        "error": "WrongRequestException",
        "message": "table 'events' does not exist",
        "errorCode": null,
    });
    assert_eq!(api.delete("/events").await.error(400), error);
    assert_eq!(api.get("/events/columns").await.error(400), error);
    assert_eq!(api.add(json!([])).await.error(400), error);
}

#[tokio::test]
async fn name_of_only_underscores_is_rejected() {
    let api = api().await;
    api.create("___").await.error(400);
    api.add(json!([{"name": "___", "dataType": "DATE"}]))
        .await
        .error(400);
    assert_eq!(api.tables().await, ["events"]);
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn path_with_the_requested_name_matches_only_if_configured() {
    for (is_enabled, status) in [(false, 400), (true, 200)] {
        let api = Api::with_table(builder().match_requested_names(is_enabled)).await;
        api.add(json!([{"name": "user_id", "dataType": "BIGINT"}]))
            .await
            .ok();
        let update = json!({"name": "user_id", "dataType": "BIGINT"});
        assert_eq!(api.get("/ev_ents/columns").await.status, status);
        assert_eq!(
            api.put("/events/columns/user_id", update).await.status,
            status
        );
        assert_eq!(api.delete("/events/columns/user_id").await.status, status);
        assert_eq!(api.delete("/_events").await.status, status);
    }
}

#[tokio::test]
async fn system_column_name_does_not_match_a_user_column() {
    let api = Api::with_table(builder().match_requested_names(true)).await;
    api.add(json!([{"name": "id", "dataType": "BIGINT"}]))
        .await
        .ok();
    api.delete("/events/columns/_id").await.error(400);
    assert_eq!(api.column_names().await, ["id"]);
}

#[tokio::test]
async fn unknown_route_is_a_framework_error() {
    let api = api().await;
    let error = json!({"status": 404, "error": "Not Found", "message": "no such route"});
    assert_eq!(api.get("/events/rows").await.error(404), error);
}
