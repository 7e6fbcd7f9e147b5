//! Tests of the metadata of tables and columns, and of golden SQLs.

use peaka_emulator::{
    Builder, Discovery, Emulator, MetadataOptions, MissingDescription, OmittedMetadata, Profile,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::api::{Api, Response};

const EVENTS: &str = "/1/bitable/events";

fn builder() -> Builder {
    Emulator::builder().metadata(MetadataOptions::default().discovery(Discovery::AtOnce))
}

/// Starts an emulator with the table `events` and its columns `id` and `price`.
async fn api_with(builder: Builder) -> Api {
    let api = Api::with_table(builder).await;
    let columns = json!([
        {"name": "id", "dataType": "BIGINT", "isNotNull": true, "isUnique": true},
        {"name": "price", "dataType": "DECIMAL"},
    ]);
    api.add(columns).await.ok();
    api
}

async fn api() -> Api {
    api_with(builder()).await
}

/// Updates the metadata of `events`.
async fn put(api: &Api, body: Value) -> Response {
    api.put_metadata(EVENTS, body).await
}

/// Returns the descriptions of the columns of `events`, in the order of the list.
async fn descriptions(api: &Api) -> Vec<(Value, Value)> {
    let table = api.table_metadata().await;
    let columns = table["columns"].as_array().unwrap().iter();
    columns
        .map(|column| {
            (
                column["columnName"].clone(),
                column["columnDescription"].clone(),
            )
        })
        .collect()
}

#[tokio::test]
async fn list_shows_tables_and_columns() {
    let api = api().await;
    assert_eq!(
        api.get_metadata("").await.ok(),
        json!({"metadata": [{
            "id": "1",
            "content": "peaka.bitable.events",
            "metadata": {
                "projectId": "emulator",
                "catalogId": "1",
                "catalogType": "internal",
                "catalogSubType": "bitable",
                "catalogQueryName": "peaka",
                "catalogDisplayName": "Peaka",
                "schemaName": "bitable",
                "tableName": "events",
                "isCacheable": false,
                "isDynamicTable": false,
                "useWithAI": true,
                "columns": [
                    {"columnName": "id", "dataType": "bigint", "order": 0, "isNotNull": true, "isUnique": true,
                     "isSystem": false, "isPrimary": false, "isCategorical": false},
                    {"columnName": "price", "dataType": "decimal", "order": 1, "isNotNull": false, "isUnique": false,
                     "isSystem": false, "isPrimary": false, "isCategorical": false},
                ],
            },
        }]})
    );
}

#[tokio::test]
async fn observed_profile_lists_system_columns() {
    let api = api_with(builder().profile(Profile::Observed)).await;
    let table = api.table_metadata().await;
    let columns = table["columns"].as_array().unwrap();
    let names = columns.iter().map(|column| {
        let name = column["columnName"].as_str().unwrap();
        (name, column["isSystem"].as_bool().unwrap())
    });
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            ("_id", true),
            ("_version", true),
            ("_created_time", true),
            ("_created_by", true),
            ("_last_modified_time", true),
            ("_last_modified_by", true),
            ("_session", true),
            ("_operation", true),
            ("text", true),
            ("id", false),
            ("price", false),
        ]
    );
    let orders = columns.iter().map(|column| column["order"].as_u64());
    assert!(orders.eq((0..11).map(Some)));
    assert_eq!(columns[10]["dataType"], "decimal(38,18)");
    // The profile does not store flags.
    assert_eq!(columns[9]["isUnique"], false);
}

#[tokio::test]
async fn list_is_filtered_by_catalog_and_schema() {
    let api = api().await;
    for (query, count) in [
        ("", 1),
        ("?catalogId=1", 1),
        ("?schemaName=bitable", 1),
        ("?catalogId=1&schemaName=bitable", 1),
        ("?schemaName=%62itable&catalogId=%31&x=y", 1),
        ("?catalogId=2&schemaName=bitable", 0),
        ("?catalogId=peaka", 0),
        ("?catalogId=", 0),
        ("?schemaName=public", 0),
    ] {
        let list = api.get_metadata(query).await.ok();
        assert_eq!(list["metadata"].as_array().unwrap().len(), count, "{query}");
    }
    api.get_metadata("?catalogId=%ff").await.error(400);
}

#[tokio::test]
async fn unused_project_has_no_metadata() {
    let api = api().await;
    let url = api.metadata_url("").replace("/emulator", "/other");
    let request = reqwest::Client::new().get(url);
    let request = request.bearer_auth(api.emulator.api_key());
    let list = Response::of(request).await.ok();
    assert_eq!(list, json!({"metadata": []}));
}

#[tokio::test]
async fn metadata_requires_a_key_for_the_project() {
    let api = api_with(builder().project_key("other-key", "other")).await;
    let http = reqwest::Client::new();
    for path in ["", "/golden-sqls", "/relations/1", "/unknown/path"] {
        let request = http.get(api.metadata_url(path));
        Response::of(request).await.error(401);
        let request = http.get(api.metadata_url(path)).bearer_auth("other-key");
        Response::of(request).await.error(403);
    }
}

#[tokio::test]
async fn update_stores_descriptions() {
    let api = api().await;
    let body = json!({
        "tableDescription": "Visits of pages",
        "columns": [
            {"columnName": "price", "columnDescription": "In euros", "dataType": "decimal", "order": 1},
            {"columnName": "id", "columnDescription": "", "dataType": "bigint", "order": 0},
        ],
        "useWithAI": false,
    });
    let updated = put(&api, body).await.ok();
    let entry = api.get_metadata("").await.ok()["metadata"][0].take();
    assert_eq!(updated, json!({"metadata": entry}));
    assert_eq!(entry["content"], "peaka.bitable.events: Visits of pages");
    let table = &entry["metadata"];
    assert_eq!(table["tableDescription"], "Visits of pages");
    assert_eq!(table["useWithAI"], false);
    assert_eq!(
        descriptions(&api).await,
        [
            (json!("id"), json!("")),
            (json!("price"), json!("In euros"))
        ]
    );
}

#[tokio::test]
async fn update_keeps_undocumented_fields_of_columns() {
    let api = api().await;
    let column = json!({
        "columnName": "id",
        "columnDescription": "Identifies the event",
        "dataType": "bigint",
        "order": 0,
        "isNotNull": true,
        "isSystem": false,
        "isUnique": true,
        "isPrimary": true,
        "isCategorical": true,
        "categoricalValues": ["1", "2"],
        "sampleValues": ["1"],
        "lineage": [{"tables": ["peaka.bitable.visits"], "column": "id", "expression": "id"}],
        "some": {"other": [1, 2.5, null]},
    });
    put(&api, json!({"columns": [column]})).await.ok();
    assert_eq!(api.table_metadata().await["columns"][0], column);
}

#[tokio::test]
async fn update_resets_what_it_leaves_out() {
    let api = api().await;
    let all = json!({
        "tableDescription": "Visits",
        "columns": [
            {"columnName": "id", "columnDescription": "Id", "isUnique": false, "more": 1},
            {"columnName": "price", "columnDescription": "Price", "dataType": "varchar", "order": 7},
        ],
        "useWithAI": false,
    });
    let before = api.table_metadata().await;
    put(&api, all.clone()).await.ok();
    let table = api.table_metadata().await;
    assert_eq!(
        table["columns"][1],
        json!({"columnName": "price", "columnDescription": "Price", "dataType": "varchar", "order": 7,
               "isSystem": false})
    );
    put(
        &api,
        json!({"columns": [{"columnName": "price", "columnDescription": "Net price"}]}),
    )
    .await
    .ok();
    let table = api.table_metadata().await;
    assert_eq!(table["columns"][0], before["columns"][0]);
    assert_eq!(
        table["columns"][1],
        json!({"columnName": "price", "columnDescription": "Net price", "dataType": "decimal", "order": 1,
               "isSystem": false})
    );
    assert_eq!(table.get("tableDescription"), None);
    assert_eq!(table["useWithAI"], true);
    put(&api, all).await.ok();
    put(&api, json!({})).await.ok();
    assert_eq!(api.table_metadata().await, before);
}

#[tokio::test]
async fn update_can_keep_what_it_leaves_out() {
    let options = MetadataOptions::default()
        .discovery(Discovery::AtOnce)
        .omitted(OmittedMetadata::Keep);
    let api = api_with(Emulator::builder().metadata(options)).await;
    let all = json!({
        "tableDescription": "Visits",
        "columns": [
            {"columnName": "id", "columnDescription": "Id", "more": 1},
            {"columnName": "price", "columnDescription": "Price"},
        ],
        "useWithAI": false,
    });
    put(&api, all).await.ok();
    let mut expected = api.table_metadata().await;
    put(
        &api,
        json!({"columns": [{"columnName": "price", "isUnique": true}]}),
    )
    .await
    .ok();
    expected["columns"][1]["isUnique"] = json!(true);
    assert_eq!(api.table_metadata().await, expected);
    // A null resets a field.
    let nulls = json!({
        "tableDescription": null,
        "columns": [{"columnName": "id", "columnDescription": null, "more": null}],
        "useWithAI": null,
    });
    put(&api, nulls).await.ok();
    let table = api.table_metadata().await;
    assert_eq!(table.get("tableDescription"), None);
    assert_eq!(table["useWithAI"], true);
    assert_eq!(table["columns"][0].get("columnDescription"), None);
    assert_eq!(table["columns"][0].get("more"), None);
    assert_eq!(table["columns"][1]["columnDescription"], "Price");
}

#[tokio::test]
async fn missing_descriptions_can_be_the_text_null() {
    let options = MetadataOptions::default()
        .discovery(Discovery::AtOnce)
        .missing_description(MissingDescription::NullText);
    let api = api_with(Emulator::builder().metadata(options)).await;
    let body = json!({"columns": [{"columnName": "id", "columnDescription": "Id"}]});
    put(&api, body).await.ok();
    assert_eq!(api.table_metadata().await["tableDescription"], "null");
    assert_eq!(
        descriptions(&api).await,
        [(json!("id"), json!("Id")), (json!("price"), json!("null"))]
    );
}

#[tokio::test]
async fn invalid_update_is_rejected_as_a_whole() {
    let api = api().await;
    let before = api.table_metadata().await;
    for (body, message) in [
        (json!([]), "the body must be a JSON object"),
        (
            json!({"tableDescription": 1}),
            "tableDescription must be a string",
        ),
        (json!({"useWithAI": "true"}), "useWithAI must be a boolean"),
        (json!({"columns": {}}), "columns must be an array"),
        (json!({"columns": [1]}), "a column must be a JSON object"),
        (json!({"columns": [{}]}), "columnName is missing"),
        (
            json!({"columns": [{"columnName": ""}]}),
            "columnName is missing",
        ),
        (
            json!({"columns": [{"columnName": "id", "columnDescription": ["x"]}]}),
            "columnDescription must be a string",
        ),
        (
            json!({"columns": [{"columnName": "id", "dataType": 1}]}),
            "dataType must be a string",
        ),
        (
            json!({"columns": [{"columnName": "id", "order": 1.5}]}),
            "order must be an integer of 32 bits",
        ),
        (
            json!({"columns": [{"columnName": "id", "order": 2_147_483_648_u32}]}),
            "order must be an integer of 32 bits",
        ),
        (
            json!({"columns": [{"columnName": "id", "isPrimary": 1}]}),
            "isPrimary must be a boolean",
        ),
        (
            json!({"columns": [{"columnName": "id", "categoricalValues": [1]}]}),
            "categoricalValues must be an array of strings",
        ),
        (
            json!({"columns": [{"columnName": "id", "lineage": [{"tables": "t"}]}]}),
            "tables must be an array of strings",
        ),
        (
            json!({"columns": [{"columnName": "id"}, {"columnName": "id"}]}),
            "column 'id' is there twice",
        ),
    ] {
        let error = put(&api, body.clone()).await.error(400);
        assert_eq!(
            error,
            json!({"error": "Bad Request", "message": message, "status": 400}),
            "{body}"
        );
    }
    let body =
        json!({"tableDescription": "x", "columns": [{"columnName": "id"}, {"columnName": "more"}]});
    let error = put(&api, body).await.error(404);
    let message = "column 'more' of table 'events' is not in the metadata";
    assert_eq!(error["message"], message);
    assert_eq!(api.table_metadata().await, before);
}

#[tokio::test]
async fn update_of_unknown_table_is_rejected() {
    let unknown = [
        ("/1/bitable/other", "table 'other' does not exist"),
        ("/2/bitable/events", "catalog '2' does not exist"),
        ("/1/public/events", "schema 'public' does not exist"),
    ];
    for (profile, status, error_name) in [
        (Profile::Documented, 404, "Not Found"),
        (Profile::Observed, 400, "WrongRequestException"),
    ] {
        let api = api_with(builder().profile(profile)).await;
        for (path, message) in unknown {
            let error = api.put_metadata(path, json!({})).await.error(status);
            assert_eq!(error["message"], message);
            assert_eq!(error["error"], error_name);
        }
    }
}

#[tokio::test]
async fn categorical_values_are_those_of_the_rows() {
    let api = api().await;
    api.add(json!([{"name": "country", "dataType": "VARCHAR"}]))
        .await
        .ok();
    let rows = ["TR", "DE", "TR", "FR"].map(|country| json!({"country": country}));
    let emulator = &api.emulator;
    emulator.insert_rows("emulator", "events", &rows).unwrap();
    emulator
        .insert_rows("emulator", "events", &[json!({"id": 1})])
        .unwrap();
    let path = "/categorical/1/bitable/events/country";
    let column = async || api.table_metadata().await["columns"][2].take();
    for (limit, values) in [
        (json!(10), json!(["DE", "FR", "TR"])),
        (json!(2), json!(["DE", "FR"])),
        (json!(null), json!(["DE", "FR", "TR"])),
    ] {
        let body = json!({"limit": limit, "frequency": "daily"});
        assert_eq!(api.put_metadata(path, body).await.ok(), json!({}));
        let column = column().await;
        assert_eq!(column["isCategorical"], true);
        assert_eq!(column["categoricalValues"], values);
    }
    // They are collected once, at the request: neither a new row nor a refresh changes them.
    let row = json!({"country": "AT"});
    emulator.insert_rows("emulator", "events", &[row]).unwrap();
    api.post_metadata("/refresh", json!({})).await.ok();
    let status = async || api.get_metadata("/refresh/1").await.ok()["status"].take();
    assert_eq!(
        (status().await, status().await),
        (json!("ACTIVE"), json!("COMPLETED"))
    );
    assert_eq!(
        column().await["categoricalValues"],
        json!(["DE", "FR", "TR"])
    );
    assert_eq!(api.put_metadata(path, json!({})).await.ok(), json!({}));
    assert_eq!(
        column().await["categoricalValues"],
        json!(["AT", "DE", "FR", "TR"])
    );
    assert_eq!(api.delete_metadata(path).await.ok(), json!({}));
    let column = column().await;
    assert_eq!(column["isCategorical"], false);
    assert_eq!(column.get("categoricalValues"), None);
    for body in [
        json!({"limit": 0}),
        json!({"limit": "1"}),
        json!({"frequency": 1}),
        json!([]),
    ] {
        api.put_metadata(path, body).await.error(400);
    }
    for path in [
        "/categorical/1/bitable/events/more",
        "/categorical/1/bitable/other/country",
        "/categorical/2/bitable/events/country",
    ] {
        api.put_metadata(path, json!({})).await.error(404);
        api.delete_metadata(path).await.error(404);
    }
}

#[tokio::test]
async fn golden_sqls_are_added_listed_and_deleted() {
    let api = api().await;
    let add = async |prompt: &str| {
        let body = json!({"prompt": prompt, "sql": "SELECT 1"});
        api.post_metadata("/golden-sqls", body).await.ok()["result"].take()
    };
    let (first, second) = (add("How many?").await, add("How many?").await);
    assert_eq!(
        first,
        json!({"id": "2", "content": "How many?",
               "metadata": {"prompt": "How many?", "sql": "SELECT 1", "projectId": "emulator"}})
    );
    assert_eq!(second["id"], "3");
    let list = api.get_metadata("/golden-sqls").await.ok();
    assert_eq!(list, json!({"result": [first, second]}));
    assert_eq!(api.delete_metadata("/golden-sqls/2").await.ok(), json!({}));
    let list = api.get_metadata("/golden-sqls").await.ok();
    assert_eq!(list, json!({"result": [second]}));
    let error = api.delete_metadata("/golden-sqls/2").await.error(404);
    assert_eq!(error["message"], "golden SQL '2' does not exist");
    for body in [
        json!({"prompt": "How many?"}),
        json!({"sql": "SELECT 1"}),
        json!({"prompt": "", "sql": "SELECT 1"}),
        json!({"prompt": 1, "sql": "SELECT 1"}),
        json!([]),
    ] {
        api.post_metadata("/golden-sqls", body).await.error(400);
    }
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let api = api().await;
    for (method, path, allowed) in [
        (Method::POST, "", "GET,HEAD"),
        (Method::GET, "/1/bitable/events", "PUT"),
        (Method::POST, "/relations/1", "GET,HEAD"),
        (
            Method::GET,
            "/relations/1/bitable/events/id",
            "POST,PUT,DELETE",
        ),
        (Method::GET, "/refresh", "POST"),
        (Method::POST, "/refresh/1", "GET,HEAD"),
        (
            Method::POST,
            "/categorical/1/bitable/events/id",
            "PUT,DELETE",
        ),
        (Method::DELETE, "/golden-sqls", "GET,HEAD,POST"),
        (Method::PUT, "/golden-sqls/1", "DELETE"),
    ] {
        let request = reqwest::Client::new().request(method, api.metadata_url(path));
        let response = request.bearer_auth(api.emulator.api_key()).send().await;
        let response = response.unwrap();
        assert_eq!(response.status(), 405, "{path}");
        assert_eq!(response.headers()["allow"], allowed, "{path}");
    }
    for path in [
        "/",
        "/refresh/",
        "/golden-sqls/",
        "/relations/",
        "/relations/1/bitable",
        "/1/bitable/events/id",
        "/1/bitable/",
    ] {
        let status = api.get_metadata(path).await.status;
        assert_eq!(
            status,
            if path == "/relations/1/bitable" {
                405
            } else {
                404
            },
            "{path}"
        );
    }
}
