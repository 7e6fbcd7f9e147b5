//! Tests of API keys.

use peaka_emulator::{DEFAULT_API_KEY, DEFAULT_PROJECT_ID, Emulator};
use serde_json::json;

use crate::api::Response;

/// Sends a GET request with an `Authorization` header, if there is one.
async fn get(url: &str, authorization: Option<&str>) -> Response {
    let mut request = reqwest::Client::new().get(url);
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    Response::of(request).await
}

/// Returns the URL of a project's tables.
fn tables_url(emulator: &Emulator, project: &str) -> String {
    format!("{}/data/projects/{project}/bitable", emulator.base_url())
}

#[tokio::test]
async fn default_key_and_project_are_used_if_none_is_configured() {
    let emulator = Emulator::builder().start().await.unwrap();
    assert_eq!(emulator.api_key(), DEFAULT_API_KEY);
    assert_eq!(emulator.project_id(), DEFAULT_PROJECT_ID);
    let key = format!("Bearer {DEFAULT_API_KEY}");
    get(&tables_url(&emulator, "any"), Some(&key)).await.ok();
}

#[tokio::test]
async fn configured_partner_key_replaces_the_default() {
    let emulator = Emulator::builder()
        .partner_key("one")
        .partner_key("two")
        .start()
        .await
        .unwrap();
    assert_eq!(emulator.api_key(), "one");
    get(&tables_url(&emulator, "a"), Some("Bearer one"))
        .await
        .ok();
    get(&tables_url(&emulator, "b"), Some("Bearer two"))
        .await
        .ok();
    let default_key = format!("Bearer {DEFAULT_API_KEY}");
    get(&tables_url(&emulator, "a"), Some(&default_key))
        .await
        .error(401);
}

#[tokio::test]
async fn missing_malformed_or_unknown_key_is_unauthorized() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    for authorization in [
        None,
        Some(""),
        Some("k"),
        Some("Bearer"),
        Some("Bearer "),
        Some("Bearer K"),
        Some("Basic k"),
        Some("Bearer k k"),
    ] {
        for path in [
            "/info",
            "/data/projects/p/bitable",
            "/data/projects/p/nothing",
            "/data/nothing",
        ] {
            let response = get(&format!("{}{path}", emulator.base_url()), authorization).await;
            let error = json!({
                "status": 401,
                "error": "Unauthorized",
                "message": "the API key is missing or not valid",
            });
            assert_eq!(response.error(401), error, "{authorization:?} {path}");
        }
    }
}

#[tokio::test]
async fn two_authorization_headers_are_unauthorized() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    let request = reqwest::Client::new()
        .get(tables_url(&emulator, "p"))
        .bearer_auth("k")
        .bearer_auth("k");
    Response::of(request).await.error(401);
}

#[tokio::test]
async fn authorization_scheme_is_case_insensitive() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    for authorization in ["Bearer k", "bearer k", "BEARER  k "] {
        get(&tables_url(&emulator, "p"), Some(authorization))
            .await
            .ok();
    }
}

#[tokio::test]
async fn project_key_gives_access_to_one_project() {
    let emulator = Emulator::builder()
        .project_key("k", "own")
        .start()
        .await
        .unwrap();
    get(&tables_url(&emulator, "own"), Some("Bearer k"))
        .await
        .ok();
    let error = json!({
        "status": 403,
        "error": "Forbidden",
        "message": "the API key does not give access to this resource",
    });
    for path in ["bitable", "bitable/t/columns", "nothing"] {
        let url = format!("{}/data/projects/other/{path}", emulator.base_url());
        assert_eq!(
            get(&url, Some("Bearer k")).await.error(403),
            error,
            "{path}"
        );
    }
}

#[tokio::test]
async fn key_is_checked_before_the_body() {
    let emulator = Emulator::builder()
        .project_key("k", "own")
        .start()
        .await
        .unwrap();
    let http = reqwest::Client::new();
    for (project, key, status) in [("own", "x", 401), ("other", "k", 403), ("own", "k", 400)] {
        let url = format!("{}/t/columns", tables_url(&emulator, project));
        let response = Response::of(http.post(url).bearer_auth(key).body("{")).await;
        response.error(status);
    }
}

#[tokio::test]
async fn info_returns_the_project_of_the_key() {
    let emulator = Emulator::builder()
        .project_key("k", "own")
        .start()
        .await
        .unwrap();
    let url = format!("{}/info", emulator.base_url());
    let info = json!({
        "projectId": "own", "projectName": "own", "userId": "emulator", "email": "emulator@localhost",
    });
    assert_eq!(get(&url, Some("Bearer k")).await.ok(), info);
    let partner = format!("Bearer {}", emulator.api_key());
    get(&url, Some(&partner)).await.error(403);
}

#[tokio::test]
async fn projects_do_not_share_tables() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    let http = reqwest::Client::new();
    let create = http
        .post(format!("{}/t", tables_url(&emulator, "a")))
        .bearer_auth("k");
    Response::of(create).await.ok();
    assert_eq!(
        get(&tables_url(&emulator, "a"), Some("Bearer k"))
            .await
            .ok()[0]["tableName"],
        "t"
    );
    assert_eq!(
        get(&tables_url(&emulator, "b"), Some("Bearer k"))
            .await
            .ok(),
        json!([])
    );
}

#[tokio::test]
async fn debug_output_contains_no_key() {
    let emulator = Emulator::builder()
        .partner_key("very-secret")
        .start()
        .await
        .unwrap();
    get(&tables_url(&emulator, "p"), Some("Bearer very-secret"))
        .await
        .ok();
    assert!(!format!("{emulator:?}").contains("very-secret"));
    assert!(!format!("{:?}", emulator.requests()).contains("very-secret"));
}
