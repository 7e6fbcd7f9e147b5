//! Tests of the request log.

use peaka_emulator::{Emulator, Fault, LoggedRequest, Operation};
use reqwest::Method;
use serde_json::json;

use crate::api::{Api, Response};

#[tokio::test]
async fn every_request_is_logged_in_order() {
    let api = Api::with_table(Emulator::builder()).await;
    let batch = json!([{"name": "a", "dataType": "DATE"}]);
    api.get("").await;
    api.add(batch.clone()).await;
    api.add(batch.clone()).await;
    api.delete("/events/columns/a%2Fb?x=y").await;
    api.send(Method::PATCH, "/events", None).await;
    let root = api.emulator.base_url().replace("/api/v1", "/nowhere");
    Response::of(reqwest::Client::new().post(root).body("{")).await;
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
    let logged = api.emulator.requests();
    assert_eq!(logged.len(), expected.len());
    for (logged, (method, path, operation, body, status)) in logged.into_iter().zip(expected) {
        assert_eq!(logged.method, method);
        assert_eq!(logged.path, path);
        assert_eq!(logged.operation, operation);
        assert_eq!(logged.body, body);
        assert_eq!(logged.status, status, "{method} {path}");
    }
}

#[tokio::test]
async fn request_without_a_key_is_logged() {
    let api = Api::start(Emulator::builder()).await;
    Response::of(reqwest::Client::new().get(api.url("")))
        .await
        .error(401);
    let logged = api.emulator.requests();
    assert_eq!(
        (logged[0].operation, logged[0].status),
        (Some(Operation::ListTables), 401)
    );
}

#[tokio::test]
async fn take_requests_clears_the_log() {
    let api = Api::start(Emulator::builder()).await;
    api.get("").await;
    assert_eq!(api.emulator.requests().len(), 1);
    assert_eq!(api.emulator.take_requests().len(), 1);
    assert_eq!(api.emulator.take_requests().len(), 0);
    api.get("").await;
    assert_eq!(api.emulator.requests().len(), 1);
}

#[tokio::test]
async fn is_write_depends_on_the_method() {
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
