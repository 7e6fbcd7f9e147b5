//! Responses that contradict the stored columns, are incomplete or are lost.

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, ColumnRequest, DataType, DriftKind, Error, Level};
use serde_json::{Value, json};
use tests::{error_text, inject_for_all_attempts, start_emulator, take_request_lines};

#[derive(BiTable)]
#[bitable(table = "events", on(not_null = "deny", unique = "deny"))]
#[allow(dead_code)]
struct Event {
    num19: Option<i64>,
    #[bitable(default = 3, unique)]
    num18: i64,
}

fn set(index: usize, field: &'static str, value: Value) -> impl FnOnce(&mut Value) + Send {
    move |response| response[index][field] = value
}

fn remove(index: usize) -> impl FnOnce(&mut Value) + Send {
    move |response| drop(response.as_array_mut().map(|columns| columns.remove(index)))
}

/// Returns the error text of a first sync that gets this fault.
async fn first_sync_error(operation: Operation, fault: Fault) -> String {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    if operation == Operation::ListColumns {
        // Skip the list before the add.
        emulator.inject(operation, Fault::edit(|_| {}));
    }
    emulator.inject(operation, fault);
    let message = error_text(Event::sync_columns(&client).await);
    let requests = [
        "GET /events/columns",
        "POST /events/columns",
        "GET /events/columns",
    ];
    assert_eq!(take_request_lines(&emulator), requests, "{message}");
    message
}

const CONTRADICTION_HELP: &str = "retry: the response to the add and the column list \
                             contradict each other";

const TYPE_HELP: &str = "column types are never changed: declare the live type, choose another \
                      column name, or drop the column in Peaka Studio";

/// Returns the help for a difference of a column that was just added.
fn expected_help(difference: &str) -> String {
    let kind = if difference.contains("UNIQUE") {
        "Unique"
    } else if difference.contains("default") {
        "Default"
    } else {
        return TYPE_HELP.to_owned();
    };
    format!(
        "check the column in Peaka Studio, change the declaration, or use \
         `.on(DriftKind::{kind}, Level::Warn)` to accept the difference"
    )
}

/// Returns the note on a difference between what was sent and what the list shows.
fn expected_note(difference: &str) -> &'static str {
    if difference.contains("type") {
        ""
    } else {
        ": the service accepted the change, but did not persist it"
    }
}

const NONE_LISTED: &str = "(sent: add `num19`, `num18`; no added column is listed yet)";
const NOT_REREAD: &str = "(sent: add `num19`, `num18`; the columns were not re-read)";
const ADDS_SENT: &str = "(sent: add `num19`, `num18`)";

#[tokio::test]
async fn error_describes_how_the_echo_differs_from_the_request() {
    for (fault, difference) in [
        (
            Fault::edit(set(0, "dataType", json!("varchar"))),
            "column `num19`: declared BIGINT, returned type is varchar",
        ),
        (
            Fault::edit(set(0, "dataType", json!("hyperloglog"))),
            "column `num19`: declared BIGINT, returned type is hyperloglog",
        ),
        (
            Fault::edit(remove(1)),
            "column `num18`: declared BIGINT, but not in the response to the add",
        ),
        (
            Fault::edit(set(0, "name", json!("num20"))),
            "column `num19`: declared BIGINT, but not in the response to the add",
        ),
        (
            Fault::edit(set(1, "isUnique", json!(false))),
            "column `num18`: declared UNIQUE, returned column is not unique",
        ),
        (
            Fault::edit(set(0, "isNotNull", json!(true))),
            "column `num19`: declared nullable, returned column is NOT NULL",
        ),
        (
            Fault::edit(set(1, "defaultValue", json!("30"))),
            "column `num18`: declared default `3`, returned default `30`",
        ),
    ] {
        assert_eq!(
            first_sync_error(Operation::AddColumns, fault).await,
            format!(
                "table `events` does not match its declaration: {difference} {ADDS_SENT}; help: \
                 {CONTRADICTION_HELP}"
            )
        );
    }
}

#[tokio::test]
async fn list_that_differs_from_the_declaration_is_drift() {
    for (fault, difference) in [
        (
            Fault::edit(set(0, "dataType", json!("timestamp(6)"))),
            "column `num19`: declared BIGINT, live type is timestamp(6)",
        ),
        (
            Fault::edit(set(0, "dataType", json!(null))),
            "column `num19`: declared BIGINT, live type is not reported",
        ),
        (
            Fault::edit(set(1, "isUnique", json!(false))),
            "column `num18`: declared UNIQUE, live column is not unique",
        ),
        (
            Fault::edit(set(1, "isUnique", json!(null))),
            "column `num18`: declared UNIQUE, live column does not report the UNIQUE flag",
        ),
        (
            Fault::edit(set(1, "defaultValue", json!(null))),
            "column `num18`: declared default `3`, live column has no default",
        ),
    ] {
        assert_eq!(
            first_sync_error(Operation::ListColumns, fault).await,
            format!(
                "table `events` does not match its declaration: {difference}{} {ADDS_SENT}; help: {}",
                expected_note(difference),
                expected_help(difference)
            )
        );
    }
}

#[tokio::test]
async fn drift_of_an_existing_column_is_denied_before_any_write() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let other = ColumnRequest::new("num19", DataType::Varchar);
    client.add_columns("events", &[other]).await.unwrap();
    emulator.take_requests();
    assert_eq!(
        error_text(Event::sync_columns(&client).await),
        format!(
            "table `events` does not match its declaration: column `num19`: declared BIGINT, live \
             type is varchar (nothing was written); help: {TYPE_HELP}"
        )
    );
    assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
}

#[tokio::test]
async fn incomplete_echo_is_accepted() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::edit(|response| {
            *response = json!([{"name": "num18", "new": {}}, {"name": "num19", "isUnique": null}]);
        }),
    );
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!(
        (report.added.len(), report.warned, report.requests),
        (2, vec![], 3)
    );
}

#[tokio::test]
async fn echo_of_a_single_object_is_accepted() {
    #[derive(BiTable)]
    #[bitable(table = "events")]
    #[allow(dead_code)]
    struct One {
        num19: Option<i64>,
    }
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::edit(|response| *response = response[0].clone()),
    );
    let report = One::sync_columns(&client).await.unwrap();
    assert_eq!(
        (report.added, report.requests),
        (vec!["num19".to_owned()], 3)
    );
}

#[tokio::test]
async fn list_order_is_ignored() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|response| {
            response.as_array_mut().unwrap().reverse();
        }),
    );
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!((report.requests, report.has_sent_writes()), (1, false));
}

#[tokio::test]
async fn unmanaged_column_of_unknown_type_is_a_warning_by_default() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    let unmanaged = json!({"name": "blob\u{1b}[31m", "dataType": "hyperloglog"});
    for _ in 0..2 {
        let unmanaged = unmanaged.clone();
        emulator.inject(
            Operation::ListColumns,
            Fault::edit(|response| {
                response.as_array_mut().unwrap().push(unmanaged);
            }),
        );
    }
    let report = Event::sync_columns(&client).await.unwrap();
    let warned: Vec<_> = report.warned.iter().map(ToString::to_string).collect();
    assert_eq!(
        warned,
        [r"column `blob\u{1b}[31m`: not declared, live type is hyperloglog"]
    );
    let strict = Event::sync_columns(&client).on(DriftKind::Unmanaged, Level::Deny);
    assert_eq!(
        error_text(strict.await),
        "table `events` does not match its declaration: column `blob\\u{1b}[31m`: not declared, \
         live type is hyperloglog (nothing was written); help: change the declaration or the \
         table; `.on(DriftKind::Unmanaged, Level::Warn)` accepts the difference"
    );
}

/// The response to the add does not matter, because the columns are re-read.
#[tokio::test]
async fn applied_add_succeeds_with_any_response() {
    for (fault, is_added) in [
        (Fault::ExecuteThenDrop, true),
        (
            Fault::execute_then_respond(504, "text/html", "<h1>Gateway Timeout</h1>"),
            true,
        ),
        (
            Fault::execute_then_respond(200, "application/json", "[{\"name\":\"num1"),
            true,
        ),
        (
            Fault::execute_then_respond(
                200,
                "application/json",
                "{\"errorCode\":100,\"message\":\"no\"}",
            ),
            true,
        ),
        (
            Fault::execute_then_respond(204, "application/json", ""),
            true,
        ),
        // This response rejects the add, so the columns count as present, not as added.
        (
            Fault::execute_then_respond(
                400,
                "application/json",
                "{\"errorCode\":100,\"message\":\"exists\"}",
            ),
            false,
        ),
    ] {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        emulator.inject(Operation::AddColumns, fault);
        let report = Event::sync_columns(&client).await.unwrap();
        let both = names(["num19", "num18"]);
        assert_eq!((report.verified, report.requests), (true, 3));
        assert_eq!(report.added, if is_added { both.clone() } else { vec![] });
        assert_eq!(report.present, if is_added { vec![] } else { both.clone() });
        assert_eq!(Event::sync_columns(&client).await.unwrap().present, both);
        let writes = emulator
            .requests()
            .iter()
            .filter(|request| request.is_write())
            .count();
        assert_eq!(writes, 1);
    }
}

/// If seven lists show no effect, an ambiguous add is resent once. A rejected add is not.
#[tokio::test]
async fn add_that_is_never_applied_fails_with_any_response() {
    let operation = "add 2 columns to table `events`";
    let tail = format!(
        "the columns may have been added nevertheless {NONE_LISTED}; help: retry: the table is re-read, and \
         only what is still needed is written"
    );
    type Case = (fn() -> Fault, usize, String);
    let cases: [Case; 3] = [
        (
            || {
                Fault::respond(
                    400,
                    "application/json",
                    "{\"errorCode\":100,\"message\":\"no\"}",
                )
            },
            1,
            format!(
                "failed to {operation}: status 400: no (rejected: add `num19`, `num18`); help: change the names or the columns as the message says"
            ),
        ),
        (
            || Fault::respond(502, "text/html", "<html>\n<body>Bad Gateway</body></html>"),
            2,
            format!(
                "failed to {operation}: status 502: <html> <body>Bad Gateway</body></html>; {tail}"
            ),
        ),
        (
            || Fault::respond(204, "application/json", ""),
            2,
            format!(
                "failed to {operation}: the response \
                 cannot be read: EOF while parsing a value at line 1 column 0: it is empty; \
                 {tail}"
            ),
        ),
    ];
    let cases = cases.map(async |(fault, adds, message)| {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        for _ in 0..adds {
            emulator.inject(Operation::AddColumns, fault());
        }
        let error = Event::sync_columns(&client).await.unwrap_err();
        assert_eq!(error.is_ambiguous(), adds == 2);
        assert_eq!(error.to_string(), message);
        let (get, post) = ("GET /events/columns", "POST /events/columns");
        let once = [post, get, get, get, get, get, get, get];
        assert_eq!(
            take_request_lines(&emulator),
            [&[get][..], &once.repeat(adds)].concat(),
            "{message}"
        );
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(report.added, ["num19", "num18"], "the next run adds them");
    });
    join_all(cases).await;
}

#[tokio::test]
async fn add_that_is_applied_by_the_second_request_succeeds() {
    let cases = [
        (Fault::Drop, 7),
        (Fault::respond(503, "text/plain", "busy"), 7),
        (Fault::respond(429, "text/plain", "slow down"), 2),
        (Fault::respond(409, "text/plain", "locked"), 2),
    ];
    let cases = cases.map(async |(fault, lists)| {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        emulator.inject(Operation::AddColumns, fault);
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(
            (report.added, report.requests),
            (names(["num19", "num18"]), 4 + lists)
        );
    });
    join_all(cases).await;
}

#[tokio::test]
async fn error_lists_writes_sent_before_the_failure() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
    inject_for_all_attempts(&emulator, Operation::ListColumns, || {
        Fault::respond(503, "text/plain", "busy")
    });
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "failed to list the columns of table `events`: status 503: busy {NOT_REREAD}; help: \
             retry: the table is re-read, and only what is still needed is written"
        )
    );
    let report = error.report().unwrap();
    assert_eq!(
        report.to_string(),
        "\
table `events`: not verified (5 requests)
  unconfirmed  `num19`, `num18`
  pending      add `num19`, add `num18`"
    );
    assert!(matches!(error, Error::Unverified { .. }));
}

#[tokio::test]
async fn update_response_may_be_one_object_or_the_whole_table() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    let inject_response = |response: Value| {
        let response = Fault::respond(200, "application/json", response.to_string());
        emulator.inject(Operation::UpdateColumn, response);
    };
    let request = Event::COLUMNS[1];
    let normalized = ColumnRequest::new("num_18", DataType::Bigint);
    inject_response(json!([{"name": "num19"}, {"name": "num18"}]));
    let updated = client
        .update_column("events", "num18", &normalized)
        .await
        .unwrap();
    assert_eq!(updated.name, "num18");
    for (response, name) in [
        (json!({"id": "-1", "name": "num18"}), Some("num18")),
        (json!([{"name": "num19"}, {"name": "num18"}]), Some("num18")),
        (json!([{"name": "num19"}]), None),
        (json!([]), None),
        (json!("num18"), None),
    ] {
        inject_response(response);
        let updated = client.update_column("events", "num18", &request).await;
        assert_eq!(updated.ok().map(|column| column.name).as_deref(), name);
    }
}

#[tokio::test]
async fn echo_without_display_name_is_accepted() {
    #[derive(BiTable)]
    #[bitable(table = "events")]
    #[allow(dead_code)]
    struct WithDisplayName {
        #[bitable(display_name = "Visitor")]
        user: i64,
    }
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::edit(|response| *response = json!([{"name": "user"}])),
    );
    let strict = WithDisplayName::sync_columns(&client).on(DriftKind::DisplayName, Level::Deny);
    assert_eq!(strict.await.unwrap().warned, []);
}

#[tokio::test]
async fn list_with_duplicate_column_name_is_an_error() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|response| {
            let duplicate = json!({"name": "num18", "dataType": "varchar"});
            response.as_array_mut().unwrap().push(duplicate);
        }),
    );
    assert_eq!(
        error_text(Event::sync_columns(&client).await),
        "failed to list the columns of table `events`: the response cannot be read: it has \
         two columns named `num18`; help: check that PEAKA_BASE_URL or `ClientBuilder::base_url` is the \
         URL of Peaka's API"
    );
}

#[tokio::test]
async fn create_response_with_another_table_name_is_ignored() {
    let (emulator, client) = start_emulator(Emulator::builder().table("other")).await;
    emulator.inject(
        Operation::CreateTable,
        Fault::edit(|response| response["tableName"] = json!("other")),
    );
    let report = Event::sync_columns(&client)
        .create_table(true)
        .await
        .unwrap();
    assert_eq!(report.stored_table.as_deref(), Some("events"));
    assert_eq!(client.list_columns("other").await.unwrap(), []);
}

/// A live name matches only if it is the declared name or its normalized form.
#[tokio::test]
async fn table_or_column_with_only_the_same_normalized_name_does_not_match() {
    #[derive(BiTable)]
    #[allow(dead_code)]
    struct PageViews {
        userid: i64,
    }
    let (emulator, client) = start_emulator(Emulator::builder().table("page_views")).await;
    let sync = PageViews::sync_columns(&client).table("pageviews");
    assert!(matches!(sync.await, Err(Error::UnknownTable { .. })));
    assert!(
        emulator
            .take_requests()
            .iter()
            .all(|request| !request.is_write())
    );

    let column = ColumnRequest::new("user_id", DataType::Bigint);
    client.add_columns("page_views", &[column]).await.unwrap();
    let report = PageViews::sync_columns(&client)
        .table("page_views")
        .await
        .unwrap();
    assert_eq!(report.added, ["userid"]);
    let warned: Vec<_> = report.warned.iter().map(ToString::to_string).collect();
    assert_eq!(
        warned,
        ["column `user_id`: not declared, live type is bigint"]
    );
}

#[tokio::test]
async fn find_table_and_sync_find_the_same_table() {
    for (profile, stored, requests) in [
        (
            Profile::Documented,
            "page_views",
            &["GET /page_views/columns"][..],
        ),
        (
            Profile::Observed,
            "pageviews",
            &["GET /page_views/columns", "GET", "GET /pageviews/columns"],
        ),
    ] {
        let emulator = Emulator::builder().profile(profile).table("page_views");
        let (emulator, client) = start_emulator(emulator).await;
        let found = client.find_table("page_views").await.unwrap().unwrap();
        assert_eq!(found.name, stored);
        assert_eq!(take_request_lines(&emulator), requests);
        assert_eq!(found.columns, client.list_columns(stored).await.unwrap());
        assert_eq!(client.find_table("pages").await.unwrap(), None);
    }
    let (_emulator, client) = start_emulator(Emulator::builder().table("page_views")).await;
    assert_eq!(client.find_table("pageviews").await.unwrap(), None);
    assert_eq!(
        error_text(client.find_table("a/b").await),
        "invalid table name `a/b`: it contains a slash; help: use the table's name without \
         catalog and schema"
    );
}

#[tokio::test]
async fn create_with_lost_response_is_resent_only_if_not_applied() {
    for (fault, creates) in [(Fault::ExecuteThenDrop, 1), (Fault::Drop, 2)] {
        let (emulator, client) = start_emulator(Emulator::builder()).await;
        emulator.inject(Operation::CreateTable, fault);
        let report = Event::sync_columns(&client)
            .create_table(true)
            .await
            .unwrap();
        assert!(report.created_table && report.verified);
        assert_eq!(report.added, ["num19", "num18"]);
        let sent = take_request_lines(&emulator);
        let is_create = |request: &&String| *request == "POST /events";
        assert_eq!(sent.iter().filter(is_create).count(), creates);
    }
}

#[tokio::test]
async fn create_that_is_never_applied_fails() {
    let (emulator, client) = start_emulator(Emulator::builder()).await;
    emulator.inject(Operation::CreateTable, Fault::Drop);
    emulator.inject(Operation::CreateTable, Fault::Drop);
    let error = Event::sync_columns(&client)
        .create_table(true)
        .await
        .unwrap_err();
    assert!(error.is_ambiguous());
    let report = error.report().unwrap();
    assert!(report.created_table && report.stored_table.is_none());
    let text = report.to_string();
    assert!(
        text.contains("\n  unconfirmed  create the table\n"),
        "{text}"
    );
}

#[tokio::test]
async fn table_created_by_another_program_is_synced() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    // The lookup does not find the table, but the create is rejected because it exists.
    let not_found = || Fault::respond(404, "application/json", "{\"message\":\"unknown\"}");
    emulator.inject(Operation::ListColumns, not_found());
    emulator.inject(
        Operation::ListTables,
        Fault::edit(|tables| *tables = json!([])),
    );
    let report = Event::sync_columns(&client)
        .create_table(true)
        .await
        .unwrap();
    assert_eq!((report.created_table, report.requests), (false, 6));
    assert_eq!(report.added, ["num19", "num18"]);
}

/// The service rejects the batch because one column exists. The rest is sent again.
#[tokio::test]
async fn rejected_batch_resends_only_missing_columns() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    client
        .add_columns("events", &Event::COLUMNS[1..])
        .await
        .unwrap();
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|columns| *columns = json!([])),
    );
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!(
        (report.added, report.present, report.requests),
        (names(["num19"]), names(["num18"]), 5)
    );
}

fn names<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}
