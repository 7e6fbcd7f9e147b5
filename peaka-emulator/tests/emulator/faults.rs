//! Faults on demand.

use peaka_emulator::{Emulator, Fault, Operation};
use reqwest::Method;
use serde_json::json;

use crate::support::Api;

async fn api() -> Api {
    Api::with_table(Emulator::builder()).await
}

/// Sends an Add of column `a`, and whether it was answered at all.
async fn add_is_answered(api: &Api) -> bool {
    let http = reqwest::Client::new();
    let request = http
        .post(api.url("/events/columns"))
        .bearer_auth(api.emulator.api_key());
    let body = json!([{"name": "a", "dataType": "DATE"}]);
    request.json(&body).send().await.is_ok()
}

#[tokio::test]
async fn an_answer_takes_the_place_of_the_operation() {
    let api = api().await;
    let fault = Fault::answer(502, "text/html", "<h1>Bad Gateway</h1>");
    api.emulator.inject(Operation::AddColumns, fault);
    let reply = api.add(json!([{"name": "a", "dataType": "DATE"}])).await;
    assert_eq!(reply.status, 502);
    assert_eq!(reply.content_type.as_deref(), Some("text/html"));
    assert_eq!(reply.text, "<h1>Bad Gateway</h1>");
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn an_answer_after_hides_that_the_operation_was_done() {
    let api = api().await;
    api.emulator.inject(
        Operation::AddColumns,
        Fault::answer_after(504, "text/plain", "late"),
    );
    let reply = api.add(json!([{"name": "a", "dataType": "DATE"}])).await;
    assert_eq!((reply.status, reply.text.as_str()), (504, "late"));
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn an_edit_changes_the_answer_and_not_the_store() {
    let api = api().await;
    let lie = Fault::edit(|answer| answer[0]["dataType"] = json!("varchar"));
    api.emulator.inject(Operation::AddColumns, lie);
    let added = api
        .add(json!([{"name": "a", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(added[0]["dataType"], "varchar");
    assert_eq!(api.columns().await[0]["dataType"], "date");
}

#[tokio::test]
async fn an_edit_sees_null_where_there_is_no_body() {
    let api = api().await;
    api.emulator.inject(
        Operation::DeleteTable,
        Fault::edit(|answer| assert!(answer.is_null())),
    );
    api.emulator
        .inject(Operation::CreateTable, Fault::edit(|_| {}));
    api.emulator.inject(
        Operation::DeleteTable,
        Fault::edit(|answer| *answer = json!({"a": 1})),
    );
    let reply = api.delete("/events").await;
    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
    api.create("events").await.ok();
    assert_eq!(api.delete("/events").await.ok(), json!({"a": 1}));
}

#[tokio::test]
async fn a_drop_closes_the_connection_and_does_nothing() {
    let api = api().await;
    api.emulator.inject(Operation::AddColumns, Fault::Drop);
    assert!(!add_is_answered(&api).await);
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn a_drop_after_closes_the_connection_when_it_is_done() {
    let api = api().await;
    api.emulator.inject(Operation::AddColumns, Fault::DropAfter);
    assert!(!add_is_answered(&api).await);
    assert_eq!(api.column_names().await, ["a"]);
}

#[tokio::test]
async fn faults_wait_for_their_operation_and_strike_once_in_order() {
    let api = api().await;
    for status in [500, 501] {
        api.emulator.inject(
            Operation::ListColumns,
            Fault::answer(status, "text/plain", ""),
        );
    }
    api.emulator
        .inject(Operation::ListTables, Fault::answer(503, "text/plain", ""));
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
async fn every_operation_can_be_struck() {
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
            .inject(operation, Fault::answer(418, "text/plain", "struck"));
        let reply = api.send(method, path, None).await;
        assert_eq!(
            (reply.status, reply.text.as_str()),
            (418, "struck"),
            "{operation:?}"
        );
    }
    api.emulator
        .inject(Operation::Info, Fault::answer(418, "text/plain", "struck"));
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
async fn a_refused_call_uses_up_no_fault() {
    let api = api().await;
    api.emulator
        .inject(Operation::ListTables, Fault::answer(500, "text/plain", ""));
    let stranger = reqwest::Client::new().get(api.url("")).bearer_auth("x");
    assert_eq!(stranger.send().await.unwrap().status(), 401);
    assert_eq!(api.get("").await.status, 500);
}

#[tokio::test]
async fn an_answer_that_http_cannot_carry_is_replaced() {
    let api = api().await;
    for status in [0, 42, 100, 1000] {
        api.emulator
            .inject(Operation::ListTables, Fault::answer(status, "a\nb", "body"));
        let reply = api.get("").await;
        assert_eq!((reply.status, reply.content_type.as_deref()), (500, None));
        assert_eq!(reply.text, "body");
    }
}

#[tokio::test]
async fn a_refusal_without_a_body_stays_without_one_if_it_is_wanted() {
    let api = api().await;
    api.emulator
        .inject(Operation::ListTables, Fault::answer(429, "text/plain", ""));
    let reply = api.get("").await;
    assert_eq!((reply.status, reply.text.as_str()), (429, ""));
}

#[test]
fn a_fault_shows_its_kind() {
    assert_eq!(
        format!("{:?}", Fault::answer(502, "text/html", "")),
        "Answer(502)"
    );
    assert_eq!(format!("{:?}", Fault::edit(|_| {})), "Edit");
}
