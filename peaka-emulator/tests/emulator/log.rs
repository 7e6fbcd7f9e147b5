//! What the log says.

use peaka_emulator::{Emulator, Fault, LoggedRequest, Operation};
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, Reply};

#[tokio::test]
async fn everything_that_arrives_is_noted_in_order() {
    let api = Api::with_table(Emulator::builder()).await;
    let batch = json!([{"name": "a", "dataType": "DATE"}]);
    api.get("").await;
    api.add(batch.clone()).await;
    api.add(batch.clone()).await;
    api.delete("/events/columns/a%2Fb?x=y").await;
    api.send(Method::PATCH, "/events", None).await;
    let root = api.emulator.base_url().replace("/api/v1", "/nowhere");
    Reply::of(reqwest::Client::new().post(root).body("{")).await;
    api.emulator.inject(Operation::CreateTable, Fault::Drop);
    let dropped = reqwest::Client::new()
        .post(api.url("/t"))
        .bearer_auth(api.emulator.api_key());
    dropped.send().await.unwrap_err();

    let tables = "/api/v1/data/projects/emulator/bitable";
    let expected = [
        (
            "GET",
            tables.to_owned(),
            Some(Operation::ListTables),
            None,
            200,
        ),
        (
            "POST",
            format!("{tables}/events/columns"),
            Some(Operation::AddColumns),
            Some(batch.clone()),
            200,
        ),
        (
            "POST",
            format!("{tables}/events/columns"),
            Some(Operation::AddColumns),
            Some(batch),
            400,
        ),
        (
            "DELETE",
            format!("{tables}/events/columns/a%2Fb"),
            Some(Operation::DeleteColumn),
            None,
            404,
        ),
        ("PATCH", format!("{tables}/events"), None, None, 405),
        ("POST", "/nowhere".to_owned(), None, None, 404),
        (
            "POST",
            format!("{tables}/t"),
            Some(Operation::CreateTable),
            None,
            0,
        ),
    ];
    let noted = api.emulator.requests();
    assert_eq!(noted.len(), expected.len());
    for (noted, (method, path, operation, body, status)) in noted.into_iter().zip(expected) {
        assert_eq!(noted.method, method);
        assert_eq!(noted.path, path);
        assert_eq!(noted.operation, operation);
        assert_eq!(noted.body, body);
        assert_eq!(noted.status, status, "{method} {path}");
    }
}

#[tokio::test]
async fn a_request_without_a_key_is_noted_too() {
    let api = Api::start(Emulator::builder()).await;
    Reply::of(reqwest::Client::new().get(api.url("")))
        .await
        .refused(401);
    let noted = api.emulator.requests();
    assert_eq!(
        (noted[0].operation, noted[0].status),
        (Some(Operation::ListTables), 401)
    );
}

#[tokio::test]
async fn taking_the_log_empties_it() {
    let api = Api::start(Emulator::builder()).await;
    api.get("").await;
    assert_eq!(api.emulator.requests().len(), 1);
    assert_eq!(api.emulator.take_requests().len(), 1);
    assert_eq!(api.emulator.take_requests().len(), 0);
    api.get("").await;
    assert_eq!(api.emulator.requests().len(), 1);
}

#[tokio::test]
async fn a_write_is_what_asks_for_a_change() {
    let api = Api::start(Emulator::builder()).await;
    for method in [
        Method::GET,
        Method::HEAD,
        Method::OPTIONS,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
    ] {
        api.send(method, "/t", None).await;
    }
    let writes: Vec<bool> = api
        .emulator
        .requests()
        .iter()
        .map(LoggedRequest::is_write)
        .collect();
    assert_eq!(writes, [false, false, false, true, true, true, true]);
}
