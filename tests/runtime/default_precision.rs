//! Defaults with more digits than a column stores.

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue, DriftKind, Level};
use serde_json::{json, to_value};
use tests::{error_text, start_emulator, take_request_lines};

/// A column of the only type whose precision was not observed. The derive does not limit the digits of its default.
const ALARM: [ColumnRequest<'static>; 1] = [ColumnRequest::new("alarm", DataType::Time)
    .default_value(DefaultValue::Text("08:30:00.1234567"))];

#[tokio::test]
async fn default_with_too_many_digits_is_rejected_before_any_request() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    for (data_type, default, message) in [
        (
            DataType::Decimal,
            "0.1234567890123456789",
            "decimal(38,18) holds at most 18 fractional digits; help: round the value",
        ),
        (
            DataType::Decimal,
            "123456789012345678901",
            "decimal(38,18) holds at most 20 digits before the decimal point; help: use a smaller \
             value, or a VARCHAR column",
        ),
        (
            DataType::Timestamp,
            "2024-01-31 08:30:00.1234567",
            "timestamp(6) holds at most 6 fractional digits; help: round the value",
        ),
    ] {
        let column = ColumnRequest::new("a", data_type).default_value(DefaultValue::Text(default));
        assert_eq!(
            error_text(client.sync_table("events", &[column]).await),
            format!(
                "default `{default}` of column `a` of table `events` has too many digits: {message}"
            )
        );
    }
    assert_eq!(take_request_lines(&emulator), [""; 0]);
}

#[tokio::test]
async fn rounded_default_is_drift_that_an_update_cannot_fix() {
    for (profile, fit) in [
        (Profile::Documented, ""),
        (Profile::Observed, " to fit `time(6)`"),
    ] {
        let builder = Emulator::builder().profile(profile).table("events");
        let (emulator, client) = start_emulator(builder).await;
        let sync = client.sync_table("events", &ALARM).fix_drift(true);
        let difference = format!(
            "column `alarm`: declared default `08:30:00.1234567`, live default `08:30:00.123457`, \
             rounded by the service{fit}"
        );
        let help = "change the declaration or the table; `.on(DriftKind::Default, Level::Warn)` accepts the \
                    difference";
        for (outcome, requests) in [
            (
                "(sent: add `alarm`)",
                &[
                    "GET /events/columns",
                    "POST /events/columns",
                    "GET /events/columns",
                ][..],
            ),
            ("(nothing was written)", &["GET /events/columns"]),
        ] {
            assert_eq!(
                error_text(sync.clone().await),
                format!(
                    "table `events` does not match its declaration: {difference} {outcome}; help: \
                     {help}"
                )
            );
            assert_eq!(take_request_lines(&emulator), requests);
        }
        let report = sync.on(DriftKind::Default, Level::Warn).await.unwrap();
        assert_eq!(report.warned[0].to_string(), difference);
        assert_eq!(
            to_value(&report.warned).unwrap(),
            json!([{"kind": "Default", "column": "alarm", "declared": "08:30:00.1234567",
                    "live": "08:30:00.123457", "source": "list"}])
        );
        assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
    }
}

#[tokio::test]
async fn default_of_a_less_precise_live_type_is_rounded() {
    let columns = [
        ColumnRequest::new("price", DataType::Decimal).default_value(DefaultValue::Text("1.239"))
    ];
    for profile in [Profile::Documented, Profile::Observed] {
        let builder = Emulator::builder().profile(profile).table("events");
        let (emulator, client) = start_emulator(builder).await;
        client.add_columns("events", &columns).await.unwrap();
        for (data_type, default, rounded) in [
            (
                "decimal(10,2)",
                "1.24",
                ", rounded by the service to fit `decimal(10,2)`",
            ),
            (
                "decimal(10,2)",
                "1.23",
                ", rounded by the service to fit `decimal(10,2)`",
            ),
            ("decimal(10,2)", "1.25", ""),
            ("decimal(38,18)", "1.24", ""),
        ] {
            emulator.inject(
                Operation::ListColumns,
                Fault::edit(move |response| {
                    let columns = response.as_array_mut().into_iter().flatten();
                    for column in columns.filter(|column| column["name"] == "price") {
                        column["dataType"] = json!(data_type);
                        column["defaultValue"] = json!(default);
                    }
                }),
            );
            let plan = client.sync_table("events", &columns).plan().await.unwrap();
            let denied: Vec<_> = plan.denied.iter().map(ToString::to_string).collect();
            assert_eq!(
                denied,
                [format!(
                    "column `price`: declared default `1.239`, live default `{default}`{rounded}"
                )],
                "{profile}"
            );
        }
    }
}
