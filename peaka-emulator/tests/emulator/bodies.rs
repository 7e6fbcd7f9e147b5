//! Request bodies, sound and unsound; the same in both profiles.

use peaka_emulator::{Emulator, Profile};
use serde_json::{Value, json};

use crate::support::{Api, Reply};

async fn both() -> [Api; 2] {
    [
        Api::with_table(Emulator::builder().profile(Profile::Documented)).await,
        Api::with_table(Emulator::builder().profile(Profile::Observed)).await,
    ]
}

/// Adds by a body as it stands.
async fn add_raw(api: &Api, content_type: Option<&str>, body: impl Into<reqwest::Body>) -> Reply {
    let mut request = reqwest::Client::new()
        .post(api.url("/events/columns"))
        .bearer_auth(api.emulator.api_key())
        .body(body);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    Reply::of(request).await
}

#[tokio::test]
async fn an_empty_batch_adds_nothing() {
    for api in both().await {
        assert_eq!(api.add(json!([])).await.ok(), json!([]));
        assert_eq!(api.column_names().await, [""; 0]);
    }
}

#[tokio::test]
async fn one_column_without_its_list_is_read() {
    for api in both().await {
        let added = api.add(json!({"name": "a", "dataType": "DATE"})).await.ok();
        assert_eq!(added.as_array().unwrap().len(), 1);
        assert_eq!(api.column_names().await, ["a"]);
    }
}

#[tokio::test]
async fn what_may_be_left_out_may_be_null() {
    for api in both().await {
        let bare = json!({
            "name": "a", "dataType": "DATE", "displayName": null, "defaultValue": null,
            "isNotNull": null, "isUnique": null,
        });
        let added = api
            .add(json!([bare, {"name": "b", "dataType": "DATE"}]))
            .await
            .ok();
        for (column, name) in added.as_array().unwrap().iter().zip(["a", "b"]) {
            let answer = json!({
                "name": name, "dataType": "date", "displayName": name, "defaultValue": null,
                "isNotNull": false, "isUnique": false,
            });
            assert_eq!(*column, answer);
        }
    }
}

#[tokio::test]
async fn types_are_known_in_any_letter_case() {
    for api in both().await {
        for (name, data_type) in [("a", "BIGINT"), ("b", "bigint"), ("c", "BigInt")] {
            let added = api
                .add(json!([{"name": name, "dataType": data_type}]))
                .await
                .ok();
            assert_eq!(added[0]["dataType"], "bigint");
        }
    }
}

#[tokio::test]
async fn a_default_is_answered_as_text() {
    for api in both().await {
        for (name, data_type, default, text) in [
            ("a", "BIGINT", json!(3), "3"),
            ("b", "BIGINT", json!("-3"), "-3"),
            ("c", "BOOLEAN", json!(true), "true"),
            ("d", "BOOLEAN", json!("false"), "false"),
            ("e", "DECIMAL", json!(1.5), "1.5"),
            ("f", "DECIMAL", json!("1.50"), "1.50"),
            ("g", "VARCHAR", json!(""), ""),
            ("h", "VARCHAR", json!(7), "7"),
            ("i", "DATE", json!("2024-02-29"), "2024-02-29"),
            ("j", "TIME", json!("12:30:00"), "12:30:00"),
            (
                "k",
                "TIMESTAMP",
                json!("2024-01-01T12:30:00"),
                "2024-01-01T12:30:00",
            ),
            (
                "l",
                "UUID",
                json!("6f2b1b1e-0000-4000-8000-000000000000"),
                "6f2b1b1e-0000-4000-8000-000000000000",
            ),
        ] {
            let column = json!([{"name": name, "dataType": data_type, "defaultValue": default}]);
            assert_eq!(
                api.add(column).await.ok()[0]["defaultValue"],
                text,
                "{name}"
            );
            assert_eq!(
                api.columns().await.last().unwrap()["defaultValue"],
                text,
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn a_default_of_another_type_is_refused() {
    for api in both().await {
        for (data_type, default) in [
            ("BIGINT", json!("x")),
            ("BIGINT", json!(1.5)),
            ("BIGINT", json!(true)),
            ("BIGINT", json!(18_446_744_073_709_551_615_u64)),
            ("BOOLEAN", json!(1)),
            ("DECIMAL", json!("NaN")),
            ("DATE", json!("2023-02-29")),
            ("TIME", json!("25:00:00")),
            ("TIMESTAMP", json!("now")),
            ("UUID", json!("x")),
            ("VARCHAR", json!(["x"])),
            ("VARCHAR", json!({"x": 1})),
        ] {
            let column = json!([{"name": "a", "dataType": data_type, "defaultValue": default}]);
            let reply = api.add(column).await;
            reply.refused(400);
        }
        assert_eq!(api.column_names().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    for api in both().await {
        for wrong in [
            json!({"name": "b", "dataType": "JSON"}),
            json!({"name": "", "dataType": "DATE"}),
            json!({"name": "a", "dataType": "DATE"}),
            json!({"name": "b", "dataType": "DATE", "defaultValue": "x"}),
            json!({}),
            json!(null),
        ] {
            let batch = json!([{"name": "a", "dataType": "DATE"}, wrong]);
            api.add(batch).await.refused(400);
            assert_eq!(api.column_names().await, [""; 0], "{wrong}");
        }
    }
}

#[tokio::test]
async fn wrong_json_types_are_refused_in_every_field() {
    let wrong = |field: &str, value: Value| {
        let mut column = json!({"name": "a", "dataType": "DATE"});
        column[field] = value;
        column
    };
    for api in both().await {
        for field in ["name", "dataType", "displayName"] {
            for value in [json!(1), json!(true), json!([]), json!({})] {
                api.add(json!([wrong(field, value)])).await.refused(400);
            }
        }
        for field in ["isNotNull", "isUnique"] {
            for value in [json!(1), json!("true"), json!([]), json!({})] {
                api.add(json!([wrong(field, value)])).await.refused(400);
            }
        }
        for field in ["name", "dataType"] {
            api.add(json!([wrong(field, Value::Null)]))
                .await
                .refused(400);
        }
        for body in [
            json!(null),
            json!(1),
            json!("a"),
            json!(true),
            json!([[]]),
            json!([1]),
            json!({}),
        ] {
            api.add(body).await.refused(400);
        }
    }
}

#[tokio::test]
async fn unknown_fields_are_ignored_and_of_two_equal_ones_the_last_counts() {
    for api in both().await {
        let body = r#"[{"name":"x","name":"a","dataType":"DATE","id":"7","desc":"d","later":[1]}]"#;
        add_raw(&api, None, body).await.ok();
        assert_eq!(api.column_names().await, ["a"]);
    }
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    let deep = "[".repeat(100_000);
    for api in both().await {
        for body in [
            &b""[..],
            b"{",
            b"[{]",
            b"nonsense",
            b"\xff\xfe",
            b"[{\"name\":\"\xff\",\"dataType\":\"DATE\"}]",
            b"[{\"name\":\"a\",\"dataType\":\"DECIMAL\",\"defaultValue\":1e400}]",
            b"[{\"name\":\"a\",\"dataType\":\"DECIMAL\",\"defaultValue\":NaN}]",
            b"[] []",
            deep.as_bytes(),
        ] {
            let reply = add_raw(&api, Some("application/json"), body.to_vec()).await;
            let message = reply.refused(400)["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with("the body is not JSON: "), "{message}");
        }
    }
}

#[tokio::test]
async fn any_content_type_will_do() {
    for api in both().await {
        for content_type in [
            None,
            Some("text/plain"),
            Some("application/json; charset=utf-8"),
            Some("?"),
        ] {
            add_raw(&api, content_type, "[]").await.ok();
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_limit_is_not_low() {
    for api in both().await {
        let wide: Vec<Value> = (0..5_000)
            .map(|number| json!({"name": format!("column{number}"), "dataType": "VARCHAR"}))
            .collect();
        assert_eq!(
            api.add(json!(wide)).await.ok().as_array().unwrap().len(),
            5_000
        );
        let refusal = json!({"status": 413, "error": "Payload Too Large", "message": "the body is too large"});
        let reply = add_raw(&api, None, " ".repeat(1024 * 1024 + 1)).await;
        assert_eq!(reply.refused(413), refusal);
        let reply = add_raw(&api, None, " ".repeat(20_000_000)).await;
        assert_eq!(reply.refused(413), refusal);
    }
}

#[tokio::test]
async fn a_body_where_none_belongs_is_ignored() {
    for api in both().await {
        let http = reqwest::Client::new();
        let create = http
            .post(api.url("/more"))
            .bearer_auth(api.emulator.api_key())
            .body("{");
        Reply::of(create).await.ok();
        assert_eq!(api.tables().await, ["events", "more"]);
    }
}
