//! The observed profile: the service as it was measured.

use peaka_emulator::{Builder, Echo, Emulator, Profile};
use serde_json::{Value, json};

use crate::support::Api;

fn builder() -> Builder {
    Emulator::builder().profile(Profile::Observed)
}

async fn api() -> Api {
    Api::with_table(builder()).await
}

#[tokio::test]
async fn underscores_vanish_from_table_names() {
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
async fn creating_a_table_again_keeps_its_columns() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.create("ev_ents").await.ok()["tableName"], "events");
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn a_list_shows_what_was_kept() {
    let api = api().await;
    api.add(json!([{
        "name": "user_id", "dataType": "bigint", "displayName": "Visitor",
        "defaultValue": 3, "isNotNull": true, "isUnique": true,
    }]))
    .await
    .ok();
    let kept = json!({
        "id": "10", "name": "userid", "dataType": "bigint", "displayName": "userid",
        "defaultValue": "3", "isNotNull": false, "isUnique": false, "desc": null,
    });
    assert_eq!(api.columns().await, [kept]);
}

#[tokio::test]
async fn every_list_has_the_nine_system_columns() {
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
    let system = [
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
    assert_eq!(columns, system);
}

#[tokio::test]
async fn a_list_names_types_as_trino_does() {
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
async fn an_add_answers_the_request_or_what_was_stored() {
    let batch = json!([{
        "name": "seen_at", "dataType": "TIMESTAMP", "displayName": "Seen", "isUnique": true,
    }]);
    for (echo, answer) in [
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
        assert_eq!(api.add(batch.clone()).await.ok(), answer);
    }
}

#[tokio::test]
async fn an_update_echoes_the_request_and_stores_nothing() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "BIGINT"}]))
        .await
        .ok();
    let before = api.columns().await;
    let change = json!({
        "name": "new_name", "dataType": "VARCHAR", "displayName": "New", "defaultValue": 5, "isUnique": true,
    });
    let echo = json!({
        "id": "-1", "name": "new_name", "dataType": "varchar", "displayName": "New",
        "defaultValue": "5", "isNotNull": false, "isUnique": true, "desc": null,
    });
    assert_eq!(api.put("/events/columns/a", change).await.ok(), echo);
    assert_eq!(api.columns().await, before);
}

#[tokio::test]
async fn a_partial_update_lacks_its_discriminator() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "BIGINT"}]))
        .await
        .ok();
    let reply = api
        .put("/events/columns/a", json!({"displayName": "A"}))
        .await;
    let message = "Class discriminator was missing and no default serializers were registered in the polymorphic \
                   scope of 'SerColumnType'.";
    let refusal = json!({"error": "SerializationException", "message": message, "errorCode": null});
    assert_eq!(reply.refused(400), refusal);
}

#[tokio::test]
async fn an_unknown_type_is_no_enum_constant() {
    let api = api().await;
    let reply = api.add(json!([{"name": "a", "dataType": "json"}])).await;
    let refusal = json!({
        "error": "IllegalArgumentException",
        "message": "No enum constant com.peaka.gateway.model.ColumnRequest.ColumnType.JSON",
        "errorCode": null,
    });
    assert_eq!(reply.refused(400), refusal);
}

#[tokio::test]
async fn a_column_that_exists_once_folded_is_a_duplicate_key() {
    let api = api().await;
    api.add(json!([{"name": "user_id", "dataType": "BIGINT"}]))
        .await
        .ok();
    let reply = api
        .add(json!([{"name": "b", "dataType": "DATE"}, {"name": "userid", "dataType": "BIGINT"}]))
        .await;
    let message = "org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint \
                   \"sm_column__name__table_name_key\"\n  Detail: Key (name, table_name)=(userid, events) already exists.";
    assert_eq!(
        reply.refused(400),
        json!({"errorCode": 100, "message": message})
    );
    let twice = json!([{"name": "c_d", "dataType": "DATE"}, {"name": "cd", "dataType": "DATE"}]);
    assert_eq!(api.add(twice).await.refused(400)["errorCode"], 100);
    assert_eq!(api.column_names().await, ["userid"]);
}

#[tokio::test]
async fn a_default_that_does_not_fit_is_the_databases_error() {
    let api = api().await;
    let reply = api
        .add(json!([{"name": "a", "dataType": "BIGINT", "defaultValue": "x"}]))
        .await;
    let message =
        "org.postgresql.util.PSQLException: ERROR: invalid input syntax for type bigint: \"x\"";
    assert_eq!(
        reply.refused(400),
        json!({"errorCode": 100, "message": message})
    );
}

#[tokio::test]
async fn a_users_id_is_not_the_systems_but_text_is() {
    let api = api().await;
    api.add(json!([{"name": "id", "dataType": "BIGINT"}]))
        .await
        .ok();
    for taken in ["text", "te_xt", "_id", "id"] {
        let reply = api
            .add(json!([{"name": taken, "dataType": "VARCHAR"}]))
            .await;
        assert_eq!(reply.refused(400)["errorCode"], 100, "{taken}");
    }
    api.add(json!([{"name": "_version", "dataType": "BIGINT"}]))
        .await
        .ok();
    assert_eq!(api.column_names().await, ["id", "version"]);
}

#[tokio::test]
async fn system_columns_can_be_neither_updated_nor_deleted() {
    let api = api().await;
    let before = api.get("/events/columns").await.ok();
    for name in ["_id", "text"] {
        let path = format!("/events/columns/{name}");
        let message = format!("column '{name}' belongs to the system");
        let refusal =
            json!({"error": "WrongRequestException", "message": message, "errorCode": null});
        let change = json!({"name": "a", "dataType": "VARCHAR"});
        assert_eq!(api.put(&path, change).await.refused(400), refusal);
        assert_eq!(api.delete(&path).await.refused(400), refusal);
    }
    assert_eq!(api.get("/events/columns").await.ok(), before);
}

#[tokio::test]
async fn what_is_unknown_or_deleted_is_a_wrong_request() {
    let api = api().await;
    api.add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.delete("/events/columns/a").await.status, 200);
    let column = "column 'a' does not exist in table 'events'";
    assert_eq!(
        api.delete("/events/columns/a").await.refused(400)["message"],
        column
    );
    let change = json!({"name": "a", "dataType": "DATE"});
    assert_eq!(
        api.put("/events/columns/a", change).await.refused(400)["message"],
        column
    );
    assert_eq!(api.delete("/events").await.status, 200);
    let refusal = json!({
        "error": "WrongRequestException",
        "message": "table 'events' does not exist",
        "errorCode": null,
    });
    assert_eq!(api.delete("/events").await.refused(400), refusal);
    assert_eq!(api.get("/events/columns").await.refused(400), refusal);
    assert_eq!(api.add(json!([])).await.refused(400), refusal);
}

#[tokio::test]
async fn a_name_of_underscores_alone_is_none() {
    let api = api().await;
    api.create("___").await.refused(400);
    api.add(json!([{"name": "___", "dataType": "DATE"}]))
        .await
        .refused(400);
    assert_eq!(api.tables().await, ["events"]);
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn an_unfolded_path_reaches_the_folded_name_only_if_it_is_told_to() {
    for (reaches, status) in [(false, 400), (true, 200)] {
        let api = Api::with_table(builder().reach_unfolded(reaches)).await;
        api.add(json!([{"name": "user_id", "dataType": "BIGINT"}]))
            .await
            .ok();
        let change = json!({"name": "user_id", "dataType": "BIGINT"});
        assert_eq!(api.get("/ev_ents/columns").await.status, status);
        assert_eq!(
            api.put("/events/columns/user_id", change).await.status,
            status
        );
        assert_eq!(api.delete("/events/columns/user_id").await.status, status);
        assert_eq!(api.delete("/_events").await.status, status);
    }
}

#[tokio::test]
async fn a_path_that_names_a_system_column_reaches_no_column_of_a_user() {
    let api = Api::with_table(builder().reach_unfolded(true)).await;
    api.add(json!([{"name": "id", "dataType": "BIGINT"}]))
        .await
        .ok();
    api.delete("/events/columns/_id").await.refused(400);
    assert_eq!(api.column_names().await, ["id"]);
}

#[tokio::test]
async fn a_route_that_does_not_exist_is_the_frameworks_error() {
    let api = api().await;
    let refusal = json!({"status": 404, "error": "Not Found", "message": "no such route"});
    assert_eq!(api.get("/events/rows").await.refused(404), refusal);
}
