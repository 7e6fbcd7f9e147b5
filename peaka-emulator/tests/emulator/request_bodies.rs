//! Tests of valid and invalid request bodies, in both profiles.

use peaka_emulator::{Emulator, Profile};
use serde_json::{Value, json};

use crate::api::{Api, Response};

async fn both_profiles() -> [Api; 2] {
    [
        Api::with_table(Emulator::builder().profile(Profile::Documented)).await,
        Api::with_table(Emulator::builder().profile(Profile::Observed)).await,
    ]
}

/// Sends a request to add columns with a raw body.
async fn add_raw(
    api: &Api,
    content_type: Option<&str>,
    body: impl Into<reqwest::Body>,
) -> Response {
    let mut request = reqwest::Client::new()
        .post(api.url("/events/columns"))
        .bearer_auth(api.emulator.api_key())
        .body(body);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    Response::of(request).await
}

#[tokio::test]
async fn empty_batch_adds_nothing() {
    for api in both_profiles().await {
        assert_eq!(api.add(json!([])).await.ok(), json!([]));
        assert_eq!(api.column_names().await, [""; 0]);
    }
}

#[tokio::test]
async fn single_column_is_accepted_as_a_batch() {
    for api in both_profiles().await {
        let added = api.add(json!({"name": "a", "dataType": "DATE"})).await.ok();
        assert_eq!(added.as_array().unwrap().len(), 1);
        assert_eq!(api.column_names().await, ["a"]);
    }
}

#[tokio::test]
async fn optional_fields_can_be_null() {
    for api in both_profiles().await {
        let column = json!({
            "name": "a", "dataType": "DATE", "displayName": null, "defaultValue": null,
            "isNotNull": null, "isUnique": null,
        });
        let added = api
            .add(json!([column, {"name": "b", "dataType": "DATE"}]))
            .await
            .ok();
        for (column, name) in added.as_array().unwrap().iter().zip(["a", "b"]) {
            let expected = json!({
                "name": name, "dataType": "date", "displayName": name, "defaultValue": null,
                "isNotNull": false, "isUnique": false,
            });
            assert_eq!(*column, expected);
        }
    }
}

#[tokio::test]
async fn data_types_are_case_insensitive() {
    for api in both_profiles().await {
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
async fn default_is_returned_as_text() {
    for api in both_profiles().await {
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
async fn default_is_stored_with_the_digits_of_its_type() {
    for api in both_profiles().await {
        for (name, data_type, default, stored) in [
            (
                "a",
                "DECIMAL",
                "1.2345678901234567895",
                "1.234567890123456790",
            ),
            (
                "b",
                "TIMESTAMP",
                "2024-12-31 23:59:59.9999999",
                "2025-01-01 00:00:00.000000",
            ),
            ("c", "TIME", "08:30:00.1234564", "08:30:00.123456"),
        ] {
            let column = json!([{"name": name, "dataType": data_type, "defaultValue": default}]);
            assert_eq!(api.add(column).await.ok()[0]["defaultValue"], default);
            assert_eq!(
                api.columns().await.last().unwrap()["defaultValue"],
                stored,
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn default_of_another_type_is_rejected() {
    for api in both_profiles().await {
        for (data_type, default) in [
            ("BIGINT", json!("x")),
            ("BIGINT", json!(1.5)),
            ("DECIMAL", json!("100000000000000000000")),
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
            let response = api.add(column).await;
            response.error(400);
        }
        assert_eq!(api.column_names().await, [""; 0]);
    }
}

#[tokio::test]
async fn batch_is_added_as_a_whole_or_not_at_all() {
    for api in both_profiles().await {
        for invalid in [
            json!({"name": "b", "dataType": "JSON"}),
            json!({"name": "", "dataType": "DATE"}),
            json!({"name": "a", "dataType": "DATE"}),
            json!({"name": "b", "dataType": "DATE", "defaultValue": "x"}),
            json!({}),
            json!(null),
        ] {
            let batch = json!([{"name": "a", "dataType": "DATE"}, invalid]);
            api.add(batch).await.error(400);
            assert_eq!(api.column_names().await, [""; 0], "{invalid}");
        }
    }
}

#[tokio::test]
async fn wrong_json_type_is_rejected_in_every_field() {
    let with_field = |field: &str, value: Value| {
        let mut column = json!({"name": "a", "dataType": "DATE"});
        column[field] = value;
        column
    };
    for api in both_profiles().await {
        for field in ["name", "dataType", "displayName"] {
            for value in [json!(1), json!(true), json!([]), json!({})] {
                api.add(json!([with_field(field, value)])).await.error(400);
            }
        }
        for field in ["isNotNull", "isUnique"] {
            for value in [json!(1), json!("true"), json!([]), json!({})] {
                api.add(json!([with_field(field, value)])).await.error(400);
            }
        }
        for field in ["name", "dataType"] {
            api.add(json!([with_field(field, Value::Null)]))
                .await
                .error(400);
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
            api.add(body).await.error(400);
        }
    }
}

#[tokio::test]
async fn unknown_fields_are_ignored_and_the_last_duplicate_applies() {
    for api in both_profiles().await {
        let body = r#"[{"name":"x","name":"a","dataType":"DATE","id":"7","desc":"d","later":[1]}]"#;
        add_raw(&api, None, body).await.ok();
        assert_eq!(api.column_names().await, ["a"]);
    }
}

#[tokio::test]
async fn body_that_is_not_json_is_rejected() {
    let deeply_nested = "[".repeat(100_000);
    for api in both_profiles().await {
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
            deeply_nested.as_bytes(),
        ] {
            let response = add_raw(&api, Some("application/json"), body.to_vec()).await;
            let message = response.error(400)["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with("the body is not JSON: "), "{message}");
        }
    }
}

#[tokio::test]
async fn any_content_type_is_accepted() {
    for api in both_profiles().await {
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
async fn body_above_one_mebibyte_is_rejected() {
    for api in both_profiles().await {
        let columns: Vec<Value> = (0..5_000)
            .map(|number| json!({"name": format!("column{number}"), "dataType": "VARCHAR"}))
            .collect();
        assert_eq!(
            api.add(json!(columns)).await.ok().as_array().unwrap().len(),
            5_000
        );
        let error = json!({"status": 413, "error": "Payload Too Large", "message": "the body is too large"});
        let response = add_raw(&api, None, " ".repeat(1024 * 1024 + 1)).await;
        assert_eq!(response.error(413), error);
        let response = add_raw(&api, None, " ".repeat(20_000_000)).await;
        assert_eq!(response.error(413), error);
    }
}

#[tokio::test]
async fn unexpected_body_is_ignored() {
    for api in both_profiles().await {
        let http = reqwest::Client::new();
        let create = http
            .post(api.url("/more"))
            .bearer_auth(api.emulator.api_key())
            .body("{");
        Response::of(create).await.ok();
        assert_eq!(api.tables().await, ["events", "more"]);
    }
}
