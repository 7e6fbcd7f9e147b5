//! Who may ask for what.

use peaka_emulator::{DEFAULT_API_KEY, DEFAULT_PROJECT_ID, Emulator};
use serde_json::json;

use crate::support::Reply;

/// Asks with that `Authorization`, if any.
async fn ask(url: &str, authorization: Option<&str>) -> Reply {
    let mut request = reqwest::Client::new().get(url);
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    Reply::of(request).await
}

fn tables(emulator: &Emulator, project: &str) -> String {
    format!("{}/data/projects/{project}/bitable", emulator.base_url())
}

#[tokio::test]
async fn a_key_is_made_up_when_none_is_given() {
    let emulator = Emulator::builder().start().await.unwrap();
    assert_eq!(emulator.api_key(), DEFAULT_API_KEY);
    assert_eq!(emulator.project_id(), DEFAULT_PROJECT_ID);
    let key = format!("Bearer {DEFAULT_API_KEY}");
    ask(&tables(&emulator, "any"), Some(&key)).await.ok();
}

#[tokio::test]
async fn a_given_partner_key_takes_the_place_of_the_made_up_one() {
    let emulator = Emulator::builder()
        .partner_key("one")
        .partner_key("two")
        .start()
        .await
        .unwrap();
    assert_eq!(emulator.api_key(), "one");
    ask(&tables(&emulator, "a"), Some("Bearer one")).await.ok();
    ask(&tables(&emulator, "b"), Some("Bearer two")).await.ok();
    let made_up = format!("Bearer {DEFAULT_API_KEY}");
    ask(&tables(&emulator, "a"), Some(&made_up))
        .await
        .refused(401);
}

#[tokio::test]
async fn a_missing_or_malformed_or_unknown_key_is_unauthorized() {
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
            let reply = ask(&format!("{}{path}", emulator.base_url()), authorization).await;
            let refusal = json!({
                "status": 401,
                "error": "Unauthorized",
                "message": "the API key is missing or not valid",
            });
            assert_eq!(reply.refused(401), refusal, "{authorization:?} {path}");
        }
    }
}

#[tokio::test]
async fn two_keys_at_once_are_malformed() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    let request = reqwest::Client::new()
        .get(tables(&emulator, "p"))
        .bearer_auth("k")
        .bearer_auth("k");
    Reply::of(request).await.refused(401);
}

#[tokio::test]
async fn the_scheme_is_known_in_any_letter_case() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    for authorization in ["Bearer k", "bearer k", "BEARER  k "] {
        ask(&tables(&emulator, "p"), Some(authorization)).await.ok();
    }
}

#[tokio::test]
async fn a_project_key_reaches_one_project() {
    let emulator = Emulator::builder()
        .project_key("k", "own")
        .start()
        .await
        .unwrap();
    ask(&tables(&emulator, "own"), Some("Bearer k")).await.ok();
    let refusal = json!({
        "status": 403,
        "error": "Forbidden",
        "message": "the API key does not reach this resource",
    });
    for path in ["bitable", "bitable/t/columns", "nothing"] {
        let url = format!("{}/data/projects/other/{path}", emulator.base_url());
        assert_eq!(
            ask(&url, Some("Bearer k")).await.refused(403),
            refusal,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_key_is_checked_before_the_body() {
    let emulator = Emulator::builder()
        .project_key("k", "own")
        .start()
        .await
        .unwrap();
    let http = reqwest::Client::new();
    for (project, key, status) in [("own", "x", 401), ("other", "k", 403), ("own", "k", 400)] {
        let url = format!("{}/t/columns", tables(&emulator, project));
        let reply = Reply::of(http.post(url).bearer_auth(key).body("{")).await;
        reply.refused(status);
    }
}

#[tokio::test]
async fn info_tells_whose_project_key_it_is() {
    let emulator = Emulator::builder()
        .project_key("k", "own")
        .start()
        .await
        .unwrap();
    let url = format!("{}/info", emulator.base_url());
    let info = json!({
        "projectId": "own", "projectName": "own", "userId": "emulator", "email": "emulator@localhost",
    });
    assert_eq!(ask(&url, Some("Bearer k")).await.ok(), info);
    let partner = format!("Bearer {}", emulator.api_key());
    ask(&url, Some(&partner)).await.refused(403);
}

#[tokio::test]
async fn projects_are_kept_apart() {
    let emulator = Emulator::builder().partner_key("k").start().await.unwrap();
    let http = reqwest::Client::new();
    let create = http
        .post(format!("{}/t", tables(&emulator, "a")))
        .bearer_auth("k");
    Reply::of(create).await.ok();
    assert_eq!(
        ask(&tables(&emulator, "a"), Some("Bearer k")).await.ok()[0]["tableName"],
        "t"
    );
    assert_eq!(
        ask(&tables(&emulator, "b"), Some("Bearer k")).await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn no_key_is_printed() {
    let emulator = Emulator::builder()
        .partner_key("very-secret")
        .start()
        .await
        .unwrap();
    ask(&tables(&emulator, "p"), Some("Bearer very-secret"))
        .await
        .ok();
    assert!(!format!("{emulator:?}").contains("very-secret"));
    assert!(!format!("{:?}", emulator.requests()).contains("very-secret"));
}
