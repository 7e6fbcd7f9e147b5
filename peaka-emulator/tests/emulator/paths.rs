//! Tests of names in paths, and of unknown routes. They apply to both profiles unless a test selects one.

use peaka_emulator::{Emulator, Operation, Profile};
use reqwest::Method;
use serde_json::json;

use crate::api::Api;
use crate::raw_http::address;

#[tokio::test]
async fn table_names_are_percent_decoded_once() {
    let api = Api::start(Emulator::builder()).await;
    for (path, name) in [
        ("a%2Fb", "a/b"),
        ("%252F", "%2F"),
        ("a%20b", "a b"),
        ("a+b", "a+b"),
        ("na%C3%AFve", "naïve"),
        ("%F0%9F%A6%80", "🦀"),
        ("%00", "\0"),
        ("100%", "100%"),
        ("columns", "columns"),
    ] {
        assert_eq!(api.create(path).await.ok()["tableName"], name);
        assert_eq!(
            api.get(&format!("/{path}/columns")).await.ok(),
            json!([]),
            "{name}"
        );
    }
    assert_eq!(api.tables().await.len(), 9);
    assert_eq!(api.get("/a/b/columns").await.status, 404);
}

#[tokio::test]
async fn column_names_are_percent_decoded() {
    let api = Api::with_table(Emulator::builder()).await;
    api.add(json!([{"name": "a/b", "dataType": "DATE"}, {"name": "ü", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.delete("/events/columns/a%2Fb").await.status, 200);
    assert_eq!(api.delete("/events/columns/%C3%BC").await.status, 200);
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn name_that_is_not_utf8_is_rejected() {
    for profile in [Profile::Documented, Profile::Observed] {
        let api = Api::with_table(Emulator::builder().profile(profile)).await;
        let error =
            json!({"status": 400, "error": "Bad Request", "message": "the path is not UTF-8"});
        assert_eq!(api.create("%ff").await.error(400), error);
        assert_eq!(api.get("/%C3/columns").await.error(400), error);
        assert_eq!(api.delete("/events/columns/%80").await.error(400), error);
        assert_eq!(api.get("/events/%80").await.error(400), error);
    }
}

#[tokio::test]
async fn empty_names_and_extra_slashes_are_rejected() {
    for profile in [Profile::Documented, Profile::Observed] {
        let api = Api::with_table(Emulator::builder().profile(profile)).await;
        for (method, path) in [
            (Method::GET, "/"),
            (Method::POST, "/"),
            (Method::DELETE, "/"),
            (Method::GET, "//"),
            (Method::POST, "//"),
            (Method::GET, "//columns"),
            (Method::POST, "//columns"),
            (Method::DELETE, "//columns/a"),
            (Method::GET, "/events/"),
            (Method::DELETE, "/events/"),
            (Method::GET, "/events/columns/"),
            (Method::POST, "/events/columns/"),
            (Method::PUT, "/events/columns/"),
            (Method::DELETE, "/events/columns/"),
            (Method::GET, "/events//columns"),
            (Method::DELETE, "/events/columns//"),
        ] {
            let response = api.send(method.clone(), path, Some(json!([]))).await;
            assert!(
                matches!(response.status, 400 | 404),
                "{method} {path}: {response:?}"
            );
            assert!(response.json().is_object());
        }
        assert_eq!(api.tables().await, ["events"]);
    }
}

#[tokio::test]
async fn unknown_route_is_not_found() {
    let api = Api::start(Emulator::builder()).await;
    let root = format!("http://{}", address(&api.emulator));
    for path in [
        "",
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/infos",
        "/api/v2/info",
        "/x",
    ] {
        let response =
            crate::api::Response::of(reqwest::Client::new().get(format!("{root}{path}"))).await;
        let error = json!({"status": 404, "error": "Not Found", "message": "no such route"});
        assert_eq!(response.error(404), error, "{path}");
    }
}

#[tokio::test]
async fn unsupported_method_is_not_allowed() {
    let api = Api::with_table(Emulator::builder()).await;
    for (method, path) in [
        (Method::POST, ""),
        (Method::DELETE, ""),
        (Method::OPTIONS, ""),
        (Method::PATCH, "/events"),
        (Method::GET, "/events"),
        (Method::PUT, "/events/columns"),
        (Method::GET, "/events/columns/a"),
        (Method::POST, "/events/columns/a"),
        (Method::from_bytes(b"BREW").unwrap(), "/events/columns/a"),
    ] {
        let error = json!({
            "status": 405,
            "error": "Method Not Allowed",
            "message": "the method is not allowed for this route",
        });
        assert_eq!(
            api.send(method.clone(), path, None).await.error(405),
            error,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn head_is_handled_as_get_without_a_body() {
    let api = Api::with_table(Emulator::builder()).await;
    let response = api.send(Method::HEAD, "/events/columns", None).await;
    assert_eq!((response.status, response.text.as_str()), (200, ""));
    let response = api.send(Method::HEAD, "/nothing/columns", None).await;
    assert_eq!((response.status, response.text.as_str()), (404, ""));
    assert_eq!(
        api.emulator.requests()[0].operation,
        Some(Operation::ListColumns)
    );
}

#[tokio::test]
async fn query_is_ignored() {
    let api = Api::with_table(Emulator::builder()).await;
    assert_eq!(api.get("/events/columns?a=b%ff").await.ok(), json!([]));
}

#[tokio::test]
async fn allow_header_is_sent_only_with_a_valid_key() {
    let api = Api::with_table(Emulator::builder()).await;
    let http = reqwest::Client::new();
    for (path, allowed) in [
        ("", "GET,HEAD"),
        ("/events", "POST,DELETE"),
        ("/events/columns", "GET,HEAD,POST"),
        ("/events/columns/a", "PUT,DELETE"),
    ] {
        let patch = || http.patch(api.url(path));
        let response = patch().bearer_auth(api.emulator.api_key()).send();
        let response = response.await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["allow"]),
            (405, &allowed.parse().unwrap())
        );
        let response = patch().send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), response.headers().get("allow")),
            (401, None)
        );
    }
}
