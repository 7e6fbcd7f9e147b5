//! Tests of relations between columns.

use peaka_emulator::{Discovery, Emulator, MetadataOptions, Profile, RelationsShape};
use serde_json::{Value, json};

use crate::api::Api;

const EVENTS_USER: &str = "/relations/1/bitable/events/userid";

fn options() -> MetadataOptions {
    MetadataOptions::default().discovery(Discovery::AtOnce)
}

/// Starts an emulator with the tables `events`, with the column `userid`, and `users`, with the column `id`.
async fn api_with(options: MetadataOptions, profile: Profile) -> Api {
    let builder = Emulator::builder().profile(profile).metadata(options);
    let api = Api::start(builder.table("events").table("users")).await;
    for (table, column) in [("events", "userid"), ("users", "id")] {
        let column = json!([{"name": column, "dataType": "BIGINT"}]);
        api.post(&format!("/{table}/columns"), column).await.ok();
    }
    api
}

async fn api() -> Api {
    api_with(options(), Profile::Documented).await
}

fn to_users(kind: &str) -> Value {
    json!({"targetCatalogId": "1", "targetSchemaName": "bitable", "targetTableName": "users",
           "targetColumnName": "id", "type": kind})
}

async fn relations(api: &Api) -> Value {
    api.get_metadata("/relations/1").await.ok()["relations"].take()
}

/// Adds a relation from `events` to `users`, and returns it.
async fn add(api: &Api) -> Value {
    let added = api
        .post_metadata(EVENTS_USER, to_users("MANY_TO_ONE"))
        .await;
    added.ok()["relation"].take()
}

#[tokio::test]
async fn relation_is_added_changed_and_deleted() {
    let api = api().await;
    assert_eq!(relations(&api).await, json!([]));
    let added = add(&api).await;
    assert_eq!(
        added,
        json!({
            "id": "3",
            "projectId": "emulator",
            "sourceCatalogId": "1",
            "sourceSchemaName": "bitable",
            "sourceTableName": "events",
            "sourceColumnName": "userid",
            "targetCatalogId": "1",
            "targetSchemaName": "bitable",
            "targetTableName": "users",
            "targetColumnName": "id",
            "type": "MANY_TO_ONE",
        })
    );
    assert_eq!(relations(&api).await, json!([added]));
    let path = "/relations/1/bitable/events/3";
    let body = json!({"type": "ONE_TO_ONE"});
    let changed = api.put_metadata(path, body).await.ok();
    assert_eq!(changed["relation"]["type"], "ONE_TO_ONE");
    assert_eq!(relations(&api).await, json!([changed["relation"]]));
    assert_eq!(api.delete_metadata(path).await.ok(), json!({}));
    assert_eq!(relations(&api).await, json!([]));
    let error = api.delete_metadata(path).await.error(404);
    assert_eq!(error["message"], "relation '3' does not exist");
}

#[tokio::test]
async fn metadata_of_a_table_has_the_relations_from_it() {
    let api = api().await;
    let added = add(&api).await;
    let list = api.get_metadata("").await.ok();
    assert_eq!(list["metadata"][0]["metadata"]["relations"], json!([added]));
    assert_eq!(list["metadata"][1]["metadata"].get("relations"), None);
}

#[tokio::test]
async fn same_relation_twice_is_two_relations() {
    let api = api().await;
    let (first, second) = (add(&api).await, add(&api).await);
    assert_ne!(first["id"], second["id"]);
    assert_eq!(relations(&api).await, json!([first, second]));
}

#[tokio::test]
async fn relations_can_be_a_map() {
    let api = api_with(
        options().relations(RelationsShape::MapById),
        Profile::Documented,
    )
    .await;
    assert_eq!(relations(&api).await, json!({}));
    let (first, second) = (add(&api).await, add(&api).await);
    assert_eq!(relations(&api).await, json!({"3": first, "4": second}));
}

#[tokio::test]
async fn relations_of_other_catalogs_are_empty() {
    let api = api().await;
    add(&api).await;
    let list = api.get_metadata("/relations/2").await.ok();
    assert_eq!(list, json!({"relations": []}));
}

#[tokio::test]
async fn relation_of_unknown_table_or_column_is_rejected() {
    for (profile, status) in [(Profile::Documented, 404), (Profile::Observed, 400)] {
        let api = api_with(options(), profile).await;
        for path in [
            "/relations/1/bitable/events/other",
            "/relations/1/bitable/other/userid",
            "/relations/1/other/events/userid",
            "/relations/2/bitable/events/userid",
        ] {
            let body = to_users("ONE_TO_ONE");
            api.post_metadata(path, body).await.error(status);
        }
        for field in [
            "targetCatalogId",
            "targetSchemaName",
            "targetTableName",
            "targetColumnName",
        ] {
            let mut body = to_users("ONE_TO_ONE");
            body[field] = json!("other");
            api.post_metadata(EVENTS_USER, body).await.error(status);
        }
        add(&api).await;
        let body = json!({"type": "ONE_TO_ONE"});
        for path in [
            "/relations/1/bitable/users/3",
            "/relations/1/bitable/events/4",
            "/relations/2/bitable/events/3",
        ] {
            api.put_metadata(path, body.clone()).await.error(status);
            api.delete_metadata(path).await.error(status);
        }
        assert_eq!(relations(&api).await[0]["type"], "MANY_TO_ONE");
    }
}

#[tokio::test]
async fn relation_of_column_that_is_not_in_the_metadata_is_rejected() {
    let api = api_with(MetadataOptions::default(), Profile::Documented).await;
    let body = to_users("MANY_TO_ONE");
    let error = api.post_metadata(EVENTS_USER, body).await.error(404);
    let message = "column 'userid' of table 'events' is not in the metadata";
    assert_eq!(error["message"], message);
}

#[tokio::test]
async fn invalid_relation_is_rejected() {
    let api = api().await;
    for field in [
        "targetCatalogId",
        "targetSchemaName",
        "targetTableName",
        "targetColumnName",
        "type",
    ] {
        for value in [json!(null), json!(""), json!(1)] {
            let mut body = to_users("ONE_TO_ONE");
            body[field] = value;
            api.post_metadata(EVENTS_USER, body).await.error(400);
        }
    }
    let body = to_users("MANY_TO_MANY");
    let error = api.post_metadata(EVENTS_USER, body).await.error(400);
    let message = "type must be one of ONE_TO_ONE, ONE_TO_MANY, MANY_TO_ONE";
    assert_eq!(error["message"], message);
    add(&api).await;
    let path = "/relations/1/bitable/events/3";
    for body in [
        json!({}),
        json!({"type": "one_to_one"}),
        json!("ONE_TO_ONE"),
    ] {
        api.put_metadata(path, body).await.error(400);
    }
    assert_eq!(relations(&api).await[0]["type"], "MANY_TO_ONE");
}

#[tokio::test]
async fn relations_of_a_deleted_table_or_column_are_deleted() {
    let api = api().await;
    for path in ["/users/columns/id", "/events/columns/userid"] {
        let before = add(&api).await;
        assert_eq!(relations(&api).await, json!([before]));
        assert_eq!(api.delete(path).await.status, 200);
        assert_eq!(relations(&api).await, json!([]));
        let (table, column) = match path {
            "/users/columns/id" => ("users", "id"),
            _ => ("events", "userid"),
        };
        let column = json!([{"name": column, "dataType": "BIGINT"}]);
        api.post(&format!("/{table}/columns"), column).await.ok();
        assert_eq!(relations(&api).await, json!([]));
    }
    add(&api).await;
    let renamed = json!({"name": "other", "dataType": "BIGINT"});
    api.put("/users/columns/id", renamed).await.ok();
    assert_eq!(relations(&api).await, json!([]));
    let renamed = json!({"name": "id", "dataType": "BIGINT"});
    api.put("/users/columns/other", renamed).await.ok();
    add(&api).await;
    api.delete("/users").await;
    assert_eq!(relations(&api).await, json!([]));
}
