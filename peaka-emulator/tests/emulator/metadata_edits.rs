//! Tests of reading and editing metadata without requests.

use std::io;

use peaka_emulator::{Emulator, Fault, MetadataEditor, Operation};
use serde_json::json;

use crate::api::Api;

/// Starts an emulator with the table `events` and its column `id`, which is in the metadata.
async fn api() -> Api {
    let api = Api::with_table(Emulator::builder()).await;
    api.add(json!([{"name": "id", "dataType": "BIGINT"}]))
        .await
        .ok();
    api.emulator.edit_metadata("emulator", |metadata| {
        metadata.refresh();
    });
    api
}

#[tokio::test]
async fn edits_are_those_of_requests() {
    let api = api().await;
    let edit = |metadata: &mut MetadataEditor<'_>| -> io::Result<(String, String)> {
        metadata.describe_table("events", Some("Visits"))?;
        metadata.describe_column("events", "id", Some("Id"))?;
        metadata.set_column_field("events", "id", "isPrimary", json!(true))?;
        metadata.set_column_field("events", "id", "isUnique", json!(null))?;
        metadata.set_use_with_ai("events", false)?;
        let relation = metadata.add_relation(("events", "id"), ("events", "id"), "ONE_TO_ONE")?;
        Ok((relation, metadata.add_golden_sql("How many?", "SELECT 1")))
    };
    let (relation, golden_sql) = api.emulator.edit_metadata("emulator", edit).unwrap();
    let table = api.table_metadata().await;
    assert_eq!(table["tableDescription"], "Visits");
    assert_eq!(table["useWithAI"], false);
    assert_eq!(
        table["columns"],
        json!([{"columnName": "id", "columnDescription": "Id", "dataType": "bigint", "order": 0, "isNotNull": false,
                "isSystem": false, "isPrimary": true, "isCategorical": false}])
    );
    assert_eq!(table["relations"][0]["id"], json!(relation));
    let list = api.get_metadata("/golden-sqls").await.ok();
    assert_eq!(list["result"][0]["id"], json!(golden_sql));
    let edit = |metadata: &mut MetadataEditor<'_>| -> io::Result<()> {
        metadata.describe_table("events", None)?;
        metadata.describe_column("events", "id", None)?;
        metadata.delete_relation(&relation)?;
        metadata.delete_golden_sql(&golden_sql)
    };
    api.emulator.edit_metadata("emulator", edit).unwrap();
    let table = api.table_metadata().await;
    assert_eq!(table.get("tableDescription"), None);
    assert_eq!(table["columns"][0].get("columnDescription"), None);
    assert_eq!(table.get("relations"), None);
    assert_eq!(api.emulator.golden_sqls("emulator"), json!([]));
}

#[tokio::test]
async fn stored_metadata_is_that_of_the_lists() {
    let api = api().await;
    let edit = |metadata: &mut MetadataEditor<'_>| {
        metadata.add_golden_sql("How many?", "SELECT 1");
        metadata
            .add_relation(("events", "id"), ("events", "id"), "ONE_TO_ONE")
            .unwrap();
    };
    api.emulator.edit_metadata("emulator", edit);
    let emulator = &api.emulator;
    let list = api.get_metadata("").await.ok();
    let entry = emulator.metadata("emulator", "events");
    assert_eq!(entry, Some(list["metadata"][0].clone()));
    let list = api.get_metadata("/relations/1").await.ok();
    assert_eq!(emulator.relations("emulator"), list["relations"]);
    let list = api.get_metadata("/golden-sqls").await.ok();
    assert_eq!(emulator.golden_sqls("emulator"), list["result"]);
    assert_eq!(emulator.metadata("emulator", "other"), None);
    assert_eq!(emulator.metadata("other", "events"), None);
    api.create("more").await.ok();
    assert_eq!(emulator.metadata("emulator", "more"), None);
}

#[tokio::test]
async fn edit_of_what_does_not_exist_is_an_error() {
    let api = api().await;
    api.create("more").await.ok();
    let edit = |metadata: &mut MetadataEditor<'_>| {
        let id = ("events", "id");
        let results = [
            metadata.describe_table("other", Some("x")),
            metadata.describe_table("more", Some("x")),
            metadata.set_use_with_ai("other", false),
            metadata.describe_column("events", "other", Some("x")),
            metadata
                .add_relation(id, ("more", "x"), "ONE_TO_ONE")
                .map(drop),
            metadata.add_relation(id, id, "MANY").map(drop),
            metadata.delete_relation("9"),
            metadata.delete_golden_sql("9"),
        ];
        results.map(|result| {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
            error.to_string()
        })
    };
    assert_eq!(
        api.emulator.edit_metadata("emulator", edit),
        [
            "table 'other' does not exist",
            "table 'more' is not in the metadata",
            "table 'other' does not exist",
            "column 'other' does not exist in table 'events'",
            "column 'x' does not exist in table 'more'",
            "type must be one of ONE_TO_ONE, ONE_TO_MANY, MANY_TO_ONE",
            "relation '9' does not exist",
            "golden SQL '9' does not exist",
        ]
    );
}

/// Describes `events`, once it is in the list.
fn describe(description: &'static str) -> impl FnOnce(&mut MetadataEditor<'_>) {
    move |metadata| {
        metadata
            .describe_table("events", Some(description))
            .unwrap();
    }
}

#[tokio::test]
async fn edit_can_be_placed_between_a_read_and_a_write() {
    let api = api().await;
    let edit = |metadata: &mut MetadataEditor<'_>| {
        metadata
            .describe_column("events", "id", Some("From Studio"))
            .unwrap();
    };
    api.emulator.edit_before(Operation::UpdateMetadata, edit);
    let table = api.table_metadata().await;
    assert_eq!(table["columns"][0].get("columnDescription"), None);
    let body = json!({"tableDescription": "From the client", "columns": table["columns"]});
    api.put_metadata("/1/bitable/events", body).await.ok();
    // The write did not know of the edit.
    let table = api.table_metadata().await;
    assert_eq!(table["tableDescription"], "From the client");
    assert_eq!(table["columns"][0].get("columnDescription"), None);
    let body = json!({"tableDescription": "From the client"});
    api.emulator.edit_before(Operation::ListMetadata, edit);
    api.put_metadata("/1/bitable/events", body).await.ok();
    let table = api.table_metadata().await;
    assert_eq!(table["columns"][0]["columnDescription"], "From Studio");
}

#[tokio::test]
async fn edits_are_made_before_one_call_each() {
    let api = api().await;
    let emulator = &api.emulator;
    emulator.edit_before(Operation::ListMetadata, describe("first"));
    emulator.edit_before(Operation::ListMetadata, describe("second"));
    let description = async || api.table_metadata().await["tableDescription"].take();
    api.get_metadata("/golden-sqls").await.ok();
    let request = reqwest::Client::new().get(api.metadata_url(""));
    let without_key = request.send().await.unwrap();
    assert_eq!(without_key.status(), 401);
    assert_eq!(description().await, "first");
    assert_eq!(description().await, "second");
    assert_eq!(description().await, "second");
}

#[tokio::test]
async fn edit_is_made_even_if_the_call_is_not_executed() {
    let api = api().await;
    let emulator = &api.emulator;
    emulator.inject(Operation::ListTables, Fault::respond(503, "text/plain", ""));
    emulator.edit_before(Operation::ListTables, describe("edited"));
    assert_eq!(api.get("").await.status, 503);
    let table = api.table_metadata().await;
    assert_eq!(table["tableDescription"], "edited");
}
