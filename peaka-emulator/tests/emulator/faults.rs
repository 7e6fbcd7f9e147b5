//! Tests of injected faults.

use peaka_emulator::{Emulator, Fault, Operation};
use reqwest::Method;
use serde_json::json;

use crate::api::Api;

async fn api() -> Api {
    Api::with_table(Emulator::builder()).await
}

/// Sends a request to add the column `a`, and returns whether there was a response.
async fn has_response_to_add(api: &Api) -> bool {
    let http = reqwest::Client::new();
    let request = http
        .post(api.url("/events/columns"))
        .bearer_auth(api.emulator.api_key());
    let body = json!([{"name": "a", "dataType": "DATE"}]);
    request.json(&body).send().await.is_ok()
}

#[tokio::test]
async fn answer_replaces_the_operation() {
    let api = api().await;
    let fault = Fault::respond(502, "text/html", "<h1>Bad Gateway</h1>");
    api.emulator.inject(Operation::AddColumns, fault);
    let response = api.add(json!([{"name": "a", "dataType": "DATE"}])).await;
    assert_eq!(response.status, 502);
    assert_eq!(response.content_type.as_deref(), Some("text/html"));
    assert_eq!(response.text, "<h1>Bad Gateway</h1>");
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn execute_then_respond_executes_the_operation() {
    let api = api().await;
    api.emulator.inject(
        Operation::AddColumns,
        Fault::execute_then_respond(504, "text/plain", "late"),
    );
    let response = api.add(json!([{"name": "a", "dataType": "DATE"}])).await;
    assert_eq!((response.status, response.text.as_str()), (504, "late"));
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn edit_changes_the_response_only() {
    let api = api().await;
    let edit = Fault::edit(|json| json[0]["dataType"] = json!("varchar"));
    api.emulator.inject(Operation::AddColumns, edit);
    let added = api
        .add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(added[0]["dataType"], "varchar");
    assert_eq!(api.columns().await[0]["dataType"], "date");
}

#[tokio::test]
async fn edit_receives_null_if_there_is_no_body() {
    let api = api().await;
    api.emulator.inject(
        Operation::DeleteTable,
        Fault::edit(|json| assert!(json.is_null())),
    );
    api.emulator
        .inject(Operation::CreateTable, Fault::edit(|_| {}));
    api.emulator.inject(
        Operation::DeleteTable,
        Fault::edit(|json| *json = json!({"a": 1})),
    );
    let response = api.delete("/events").await;
    assert_eq!((response.status, response.text.as_str()), (200, ""));
    api.create("events").await.ok();
    assert_eq!(api.delete("/events").await.ok(), json!({"a": 1}));
}

#[tokio::test]
async fn drop_closes_the_connection_without_executing() {
    let api = api().await;
    api.emulator.inject(Operation::AddColumns, Fault::Drop);
    assert!(!has_response_to_add(&api).await);
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn drop_after_executes_and_closes_the_connection() {
    let api = api().await;
    api.emulator
        .inject(Operation::AddColumns, Fault::ExecuteThenDrop);
    assert!(!has_response_to_add(&api).await);
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn faults_of_an_operation_apply_once_and_in_order() {
    let api = api().await;
    for status in [500, 501] {
        api.emulator.inject(
            Operation::ListColumns,
            Fault::respond(status, "text/plain", ""),
        );
    }
    api.emulator
        .inject(Operation::ListTables, Fault::respond(503, "text/plain", ""));
    api.create("more").await.ok();
    let mut statuses = Vec::new();
    for path in [
        "/events/columns",
        "",
        "/events/columns",
        "/events/columns",
        "",
    ] {
        statuses.push(api.get(path).await.status);
    }
    assert_eq!(statuses, [500, 503, 501, 200, 200]);
}

#[tokio::test]
async fn partial_add_executes_no_other_operation() {
    let api = api().await;
    let columns = json!([{"name": "a", "dataType": "DATE"}, {"name": "b", "dataType": "DATE"}]);
    let renamed = columns[1].clone();
    let partial_add = || Fault::PartialAdd {
        columns: 1,
        status: 409,
    };
    api.emulator.inject(Operation::AddColumns, partial_add());
    api.add(columns).await.error(409);
    assert_eq!(api.column_names().await, ["a"]);
    for (operation, method, path, body) in [
        (Operation::ListTables, Method::GET, "", None),
        (Operation::CreateTable, Method::POST, "/t", None),
        (Operation::DeleteTable, Method::DELETE, "/events", None),
        (Operation::ListColumns, Method::GET, "/events/columns", None),
        (
            Operation::UpdateColumn,
            Method::PUT,
            "/events/columns/a",
            Some(renamed.clone()),
        ),
        (
            Operation::DeleteColumn,
            Method::DELETE,
            "/events/columns/a",
            None,
        ),
    ] {
        api.emulator.inject(operation, partial_add());
        let error = api.send(method, path, body).await.error(409);
        assert_eq!(error["message"], "the batch failed", "{operation:?}");
        assert_eq!(api.tables().await, ["events"], "{operation:?}");
        assert_eq!(api.column_names().await, ["a"], "{operation:?}");
    }
    // Without the fault, the update is executed.
    api.put("/events/columns/a", renamed).await.ok();
    assert_eq!(api.column_names().await, ["b"]);
}

#[tokio::test]
async fn every_operation_can_have_a_fault() {
    let api = Api::with_table(Emulator::builder().project_key("p", "emulator")).await;
    for (operation, method, path) in [
        (Operation::ListTables, Method::GET, ""),
        (Operation::CreateTable, Method::POST, "/t"),
        (Operation::DeleteTable, Method::DELETE, "/t"),
        (Operation::ListColumns, Method::GET, "/t/columns"),
        (Operation::AddColumns, Method::POST, "/t/columns"),
        (Operation::UpdateColumn, Method::PUT, "/t/columns/c"),
        (Operation::DeleteColumn, Method::DELETE, "/t/columns/c"),
    ] {
        api.emulator
            .inject(operation, Fault::respond(418, "text/plain", "fault"));
        let response = api.send(method, path, None).await;
        assert_eq!(
            (response.status, response.text.as_str()),
            (418, "fault"),
            "{operation:?}"
        );
    }
    api.emulator
        .inject(Operation::Info, Fault::respond(418, "text/plain", "fault"));
    let info = format!("{}/info", api.emulator.base_url());
    assert_eq!(
        reqwest::Client::new()
            .get(info)
            .bearer_auth("p")
            .send()
            .await
            .unwrap()
            .status(),
        418
    );
}

#[tokio::test]
async fn rejected_call_does_not_consume_a_fault() {
    let api = api().await;
    api.emulator
        .inject(Operation::ListTables, Fault::respond(500, "text/plain", ""));
    let request = reqwest::Client::new().get(api.url("")).bearer_auth("x");
    assert_eq!(request.send().await.unwrap().status(), 401);
    assert_eq!(api.get("").await.status, 500);
}

#[tokio::test]
async fn invalid_status_and_content_type_are_replaced() {
    let api = api().await;
    for status in [0, 42, 100, 1000] {
        api.emulator.inject(
            Operation::ListTables,
            Fault::respond(status, "a\nb", "body"),
        );
        let response = api.get("").await;
        assert_eq!(
            (response.status, response.content_type.as_deref()),
            (500, None)
        );
        assert_eq!(response.text, "body");
    }
}

#[tokio::test]
async fn empty_body_is_sent_as_given() {
    let api = api().await;
    api.emulator
        .inject(Operation::ListTables, Fault::respond(429, "text/plain", ""));
    let response = api.get("").await;
    assert_eq!((response.status, response.text.as_str()), (429, ""));
}

#[test]
fn debug_output_names_the_kind_of_fault() {
    assert_eq!(
        format!("{:?}", Fault::respond(502, "text/html", "")),
        "Respond(502)"
    );
    assert_eq!(format!("{:?}", Fault::edit(|_| {})), "Edit");
}
