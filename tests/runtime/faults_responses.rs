//! Responses with a success status that are invalid, incomplete, stale or unexpected.
//!
//! `Scenario::run` asserts the invariants that hold under every fault. The numbers in the names of the
//! tests are those of the faults:
//!
//! - 13: A name contains invalid Unicode.
//! - 14: A number is invalid, out of range or in the place of another type.
//! - 15: A field is null.
//! - 16: A field is unknown.
//! - 17: A data type is unknown.
//! - 18: A list has another order.
//! - 19: The response to an add differs from the request.
//! - 20: A list is stale after an add.
//! - 23: A success status without a valid body.

use std::time::Duration;

use futures_util::future::join_all;
use peaka_emulator::{Fault, Operation};
use peaka_runtime::{ColumnDetail, ColumnRequest, DataType, DriftKind, DriftSource, Error};
use serde_json::{Value, json};
use tests::{ADD, ALL, JSON, LIST, Scenario, inject_for_all_attempts};

#[tokio::test]
async fn fault_13_name_with_invalid_unicode_is_an_error_and_matches_no_column() {
    let bodies = [
        b"[{\"name\":\"a\xff\",\"dataType\":\"bigint\"}]".as_slice(),
        b"[{\"name\":\"a\xed\xa0\x80\",\"dataType\":\"bigint\"}]",
        b"[{\"name\":\"a\\ud800\",\"dataType\":\"bigint\"}]",
    ];
    for body in bodies {
        let scenario = Scenario::new().await;
        inject_for_all_attempts(&scenario.emulator, LIST, || Fault::respond(200, JSON, body));
        // The name that a lossy conversion would produce.
        let lossy = [ColumnRequest::new("a\u{fffd}", DataType::Bigint)];
        let outcome = scenario
            .run(scenario.client.sync_table("events", &lossy))
            .await;
        assert!(matches!(outcome.error(), Error::UnreadableResponse { .. }));
        assert_eq!(outcome.writes(), 0);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::execute_then_respond(200, JSON, body));
        assert_eq!(scenario.sync().await.adds(), [ALL]);
    }
}

/// Returns a list of one column in which a field has this JSON value.
fn column_with(field: &str, value: &str) -> String {
    let fields = [
        ("id", "\"7\""),
        ("name", "\"note\""),
        ("dataType", "\"varchar\""),
        ("displayName", "\"note\""),
        ("defaultValue", "null"),
        ("isNotNull", "false"),
        ("isUnique", "false"),
        ("desc", "null"),
    ];
    let fields = fields.map(|(name, default)| {
        let value = if name == field { value } else { default };
        format!("\"{name}\":{value}")
    });
    format!("[{{{}}}]", fields.join(","))
}

#[tokio::test]
async fn fault_14_invalid_or_misplaced_number_is_an_error() {
    let values = [
        "NaN",
        "Infinity",
        "1e400",
        "-1e400",
        "18446744073709551616",
        "-9223372036854775809",
        "0x10",
        "1e-400",
    ];
    let fields = [
        "id",
        "name",
        "dataType",
        "displayName",
        "isNotNull",
        "isUnique",
        "desc",
    ];
    let cases = values.map(|value| fields.map(|field| column_with(field, value)));
    let cases = cases.concat().into_iter();
    let defaults = ["NaN", "Infinity", "1e400", "-1e400", "0x10"];
    let defaults = defaults.map(|value| column_with("defaultValue", value));
    join_all(cases.chain(defaults).map(async |body| {
        let scenario = Scenario::new().await;
        inject_for_all_attempts(&scenario.emulator, LIST, || {
            Fault::respond(200, JSON, body.as_str())
        });
        let outcome = scenario.sync().await;
        assert!(
            matches!(outcome.error(), Error::UnreadableResponse { .. }),
            "{body}"
        );
        assert_eq!(outcome.writes(), 0, "{body}");
    }))
    .await;
    // A default value may be a number of any size.
    let scenario = Scenario::new().await;
    let body = column_with("defaultValue", "18446744073709551616");
    scenario.inject(LIST, Fault::respond(200, JSON, body));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
    // An unreadable response to an add is not an error if the column list shows the columns.
    let scenario = Scenario::new().await;
    let body = column_with("isUnique", "1e400");
    scenario.inject(ADD, Fault::execute_then_respond(200, JSON, body));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
}

/// Sets a field in every element of a list.
fn set(field: &'static str, value: Value) -> Fault {
    Fault::edit(move |columns| {
        for column in columns.as_array_mut().unwrap() {
            column[field] = value.clone();
        }
    })
}

#[tokio::test]
async fn fault_15_null_in_a_column_is_none_if_optional_and_an_error_otherwise() {
    let scenario = Scenario::new().await;
    scenario.sync().await.report();
    type Get = fn(&ColumnDetail) -> bool;
    let fields: [(&str, Get); 7] = [
        ("id", |column| column.id.is_none()),
        ("dataType", |column| column.data_type.is_none()),
        ("displayName", |column| column.display_name.is_none()),
        ("defaultValue", |column| column.default_value.is_none()),
        ("isNotNull", |column| column.is_not_null.is_none()),
        ("isUnique", |column| column.is_unique.is_none()),
        ("desc", |column| column.desc.is_none()),
    ];
    for (field, is_none) in fields {
        scenario.inject(LIST, set(field, json!(null)));
        let listed = scenario.client.list_columns("events").await.unwrap();
        assert!(listed.len() == 4 && listed.iter().all(is_none), "{field}");

        scenario.inject(LIST, set(field, json!(null)));
        let outcome = scenario.sync().await;
        assert_eq!(outcome.writes(), 0, "{field}");
        if field == "dataType" {
            let report = outcome.error().report().unwrap();
            let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
            assert_eq!(kinds, [DriftKind::DataType; 3]);
        } else {
            assert_eq!(outcome.report().present, ALL, "{field}");
        }

        let scenario = Scenario::new().await;
        scenario.inject(ADD, set(field, json!(null)));
        assert_eq!(scenario.sync().await.adds(), [ALL], "{field}");
    }
    for body in ["null", "[null]", "[{\"name\":null}]", "[[]]", "[{}]"] {
        let scenario = Scenario::new().await;
        scenario.inject(LIST, Fault::respond(200, JSON, body));
        let outcome = scenario.sync().await;
        assert!(
            matches!(outcome.error(), Error::UnreadableResponse { .. }),
            "{body}"
        );
        assert_eq!(outcome.writes(), 0, "{body}");

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::execute_then_respond(200, JSON, body));
        assert_eq!(scenario.sync().await.adds(), [ALL], "{body}");
    }
}

#[tokio::test]
async fn fault_15_null_in_a_table_is_accepted_except_for_its_name() {
    let scenario = Scenario::new().await;
    for field in [
        "catalogId",
        "catalogName",
        "schemaName",
        "isCacheable",
        "supportedCacheTypes",
        "isDynamicTable",
        "isCached",
    ] {
        scenario.inject(Operation::ListTables, set(field, json!(null)));
        let tables = scenario.client.list_tables().await.unwrap();
        assert_eq!(tables[0].table_name, "events", "{field}");
    }
    let null_name = || set("tableName", json!(null));
    scenario.inject(Operation::ListTables, null_name());
    let error = scenario.client.list_tables().await.unwrap_err();
    assert!(matches!(error, Error::UnreadableResponse { .. }));
}

#[tokio::test]
async fn fault_16_unknown_fields_are_ignored() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    for value in [json!(null), json!({"a": [1.5, {}]}), json!("x"), deep] {
        let scenario = Scenario::new().await;
        for _ in 0..2 {
            scenario.inject(LIST, set("new", value.clone()));
        }
        scenario.inject(ADD, set("new", value));
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.requests.len(), 3);
    }
    // Numbers in unknown fields are not parsed, even if no type can hold them.
    let scenario = Scenario::new().await;
    let body = "[{\"new\":1e400,\"name\":\"note\",\"dataType\":\"varchar\"}]";
    scenario.inject(LIST, Fault::respond(200, JSON, body));
    assert_eq!(scenario.sync().await.adds(), [ALL]);

    scenario.inject(Operation::ListTables, set("new", json!({})));
    assert_eq!(scenario.client.list_tables().await.unwrap().len(), 1);
}

/// Changes the data type of a listed column to an unknown one.
fn retyped(name: &'static str) -> Fault {
    Fault::edit(move |columns| {
        let mut columns = columns.as_array_mut().unwrap().iter_mut();
        let column = columns.find(|column| column["name"] == name).unwrap();
        column["dataType"] = json!("hyperloglog");
    })
}

#[tokio::test]
async fn fault_17_unknown_data_type_is_drift_only_on_a_declared_column() {
    let scenario = Scenario::new().await;
    scenario.inject(LIST, retyped("note"));
    scenario.inject(LIST, retyped("note"));
    let outcome = scenario.sync().await;
    assert_eq!(outcome.report().added, ALL);
    assert_eq!(outcome.report().unmanaged, ["note"]);

    scenario.inject(LIST, retyped("b"));
    let outcome = scenario.sync().await;
    assert!(outcome.error().is_drift());
    assert_eq!(outcome.writes(), 0);
    let report = outcome.error().report().unwrap();
    let drift = &report.denied[0];
    assert_eq!(
        (report.denied.len(), drift.kind, drift.column.as_str()),
        (1, DriftKind::DataType, "b")
    );
    let message = outcome.error().to_string();
    assert!(
        message.contains("column `b`: declared VARCHAR, live type is hyperloglog"),
        "{message}"
    );
}

#[tokio::test]
async fn fault_18_list_order_does_not_cause_writes() {
    let scenario = Scenario::new().await;
    scenario.sync().await.report();
    for offset in 0..4 {
        let rotated =
            Fault::edit(move |columns| columns.as_array_mut().unwrap().rotate_left(offset));
        scenario.inject(LIST, rotated);
        let reversed = Fault::edit(|columns| columns.as_array_mut().unwrap().reverse());
        scenario.inject(LIST, reversed);
        for _ in 0..2 {
            let outcome = scenario.sync().await;
            assert_eq!(outcome.report().present, ALL);
            assert_eq!(outcome.requests.len(), 1);
        }
    }
}

#[tokio::test]
async fn fault_19_echo_that_differs_from_the_request_is_reported_as_drift() {
    type Edit = fn(&mut Value);
    let edits: [(Edit, DriftKind, &str); 7] = [
        (
            |echo| drop(echo.as_array_mut().unwrap().remove(1)),
            DriftKind::Missing,
            "b",
        ),
        (|echo| *echo = json!([]), DriftKind::Missing, "a"),
        (|echo| echo[0]["name"] = json!("z"), DriftKind::Missing, "a"),
        (
            |echo| echo[2]["dataType"] = json!("varchar"),
            DriftKind::DataType,
            "c",
        ),
        (
            |echo| echo[0]["isUnique"] = json!(true),
            DriftKind::Unique,
            "a",
        ),
        (
            |echo| echo[1]["isNotNull"] = json!(true),
            DriftKind::NotNull,
            "b",
        ),
        (
            |echo| echo[0]["defaultValue"] = json!("7"),
            DriftKind::Default,
            "a",
        ),
    ];
    for (edit, kind, column) in edits {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::edit(edit));
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_drift(), "{kind}");
        assert_eq!(outcome.adds(), [ALL], "{kind}");
        let report = outcome.error().report().unwrap();
        let drift = &report.denied[0];
        assert_eq!(
            (
                drift.kind,
                drift.column.as_str(),
                drift.source,
                report.verified
            ),
            (kind, column, DriftSource::AddResponse, false)
        );
        // The list matches the declaration, so the next run succeeds.
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    }
}

#[tokio::test]
async fn fault_20_stale_list_is_reread_without_a_second_add() {
    join_all((1..=4).map(async |lists| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::Stale { lists });
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL]);
    }))
    .await;
    let scenario = Scenario::with(Duration::from_millis(600), |client| client).await;
    scenario.inject(ADD, Fault::Stale { lists: 99 });
    let outcome = scenario.sync().await;
    assert!(!outcome.error().report().unwrap().verified);
    assert_eq!(outcome.adds(), [ALL]);
    assert_eq!(outcome.next_run.unwrap().present, ALL);
}

#[tokio::test]
async fn fault_23_success_status_without_a_valid_body_is_not_a_success() {
    let responses = [
        (200, "{\"errorCode\":100,\"message\":\"no\"}"),
        (200, ""),
        (200, "<html>"),
        (204, ""),
        (299, "\"ok\""),
    ];
    join_all(responses.map(async |(status, body)| {
        let scenario = Scenario::new().await;
        inject_for_all_attempts(&scenario.emulator, LIST, || {
            Fault::respond(status, JSON, body)
        });
        let outcome = scenario.sync().await;
        assert!(
            matches!(outcome.error(), Error::UnreadableResponse { .. }),
            "{body}"
        );
        assert_eq!(outcome.writes(), 0);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::execute_then_respond(status, JSON, body));
        assert_eq!(scenario.sync().await.adds(), [ALL], "{body}");

        let once = async {
            let scenario = Scenario::new().await;
            scenario.inject(ADD, Fault::respond(status, JSON, body));
            let outcome = scenario.sync().await;
            assert_eq!(outcome.report().added, ALL);
            assert_eq!(outcome.adds(), [ALL, ALL]);
        };
        let twice = async {
            let scenario = Scenario::new().await;
            scenario.inject(ADD, Fault::respond(status, JSON, body));
            scenario.inject(ADD, Fault::respond(status, JSON, body));
            let outcome = scenario.sync().await;
            assert!(!outcome.error().report().unwrap().verified);
            assert_eq!(outcome.adds(), [ALL, ALL]);
        };
        tokio::join!(once, twice);
    }))
    .await;
    // A valid echo is not a success either if no list shows the columns.
    let echo = json!([
        {"name": "a", "dataType": "bigint"},
        {"name": "b", "dataType": "varchar"},
        {"name": "c", "dataType": "boolean"},
    ]);
    let scenario = Scenario::with(Duration::from_millis(600), |client| client).await;
    scenario.inject(ADD, Fault::respond(200, JSON, echo.to_string()));
    let outcome = scenario.sync().await;
    assert!(!outcome.error().report().unwrap().verified);
    assert_eq!(outcome.adds(), [ALL]);
}
