//! Names in paths, and paths that lead nowhere; the same in both profiles unless a test says otherwise.

use peaka_emulator::{Emulator, Operation, Profile};
use reqwest::Method;
use serde_json::json;

use crate::support::Api;

#[tokio::test]
async fn names_are_decoded_once() {
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
async fn column_names_are_decoded_as_well() {
    let api = Api::with_table(Emulator::builder()).await;
    api.add(json!([{"name": "a/b", "dataType": "DATE"}, {"name": "ü", "dataType": "DATE"}]))
        .await
        .ok();
    assert_eq!(api.delete("/events/columns/a%2Fb").await.status, 200);
    assert_eq!(api.delete("/events/columns/%C3%BC").await.status, 200);
    assert_eq!(api.column_names().await, [""; 0]);
}

#[tokio::test]
async fn a_name_that_is_not_utf8_is_refused() {
    for profile in [Profile::Documented, Profile::Observed] {
        let api = Api::with_table(Emulator::builder().profile(profile)).await;
        let refusal =
            json!({"status": 400, "error": "Bad Request", "message": "the path is not UTF-8"});
        assert_eq!(api.create("%ff").await.refused(400), refusal);
        assert_eq!(api.get("/%C3/columns").await.refused(400), refusal);
        assert_eq!(
            api.delete("/events/columns/%80").await.refused(400),
            refusal
        );
        assert_eq!(api.get("/events/%80").await.refused(400), refusal);
    }
}

#[tokio::test]
async fn empty_names_and_stray_slashes_lead_nowhere() {
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
            let reply = api.send(method.clone(), path, Some(json!([]))).await;
            assert!(
                matches!(reply.status, 400 | 404),
                "{method} {path}: {reply:?}"
            );
            assert!(reply.json().is_object());
        }
        assert_eq!(api.tables().await, ["events"]);
    }
}

#[tokio::test]
async fn routes_that_do_not_exist_are_not_found() {
    let api = Api::start(Emulator::builder()).await;
    let root = api
        .emulator
        .base_url()
        .trim_end_matches("/api/v1")
        .to_owned();
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
        let reply =
            crate::support::Reply::of(reqwest::Client::new().get(format!("{root}{path}"))).await;
        let refusal = json!({"status": 404, "error": "Not Found", "message": "no such route"});
        assert_eq!(reply.refused(404), refusal, "{path}");
    }
}

#[tokio::test]
async fn a_method_that_a_route_does_not_know_is_named_so() {
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
        let refusal = json!({
            "status": 405,
            "error": "Method Not Allowed",
            "message": "this route does not know the method",
        });
        assert_eq!(
            api.send(method.clone(), path, None).await.refused(405),
            refusal,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let api = Api::with_table(Emulator::builder()).await;
    let reply = api.send(Method::HEAD, "/events/columns", None).await;
    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
    let reply = api.send(Method::HEAD, "/nothing/columns", None).await;
    assert_eq!((reply.status, reply.text.as_str()), (404, ""));
    assert_eq!(
        api.emulator.requests()[0].operation,
        Some(Operation::ListColumns)
    );
}

#[tokio::test]
async fn a_query_is_ignored() {
    let api = Api::with_table(Emulator::builder()).await;
    assert_eq!(api.get("/events/columns?a=b%ff").await.ok(), json!([]));
}

#[tokio::test]
async fn a_refused_method_is_told_which_are_known_and_a_stranger_is_not() {
    let api = Api::with_table(Emulator::builder()).await;
    let http = reqwest::Client::new();
    for (path, known) in [
        ("", "GET,HEAD"),
        ("/events", "POST,DELETE"),
        ("/events/columns", "GET,HEAD,POST"),
        ("/events/columns/a", "PUT,DELETE"),
    ] {
        let patch = || http.patch(api.url(path));
        let answer = patch().bearer_auth(api.emulator.api_key()).send();
        let answer = answer.await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["allow"]),
            (405, &known.parse().unwrap())
        );
        let answer = patch().send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers().get("allow")),
            (401, None)
        );
    }
}
