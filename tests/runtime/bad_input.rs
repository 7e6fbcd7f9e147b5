//! Errors for invalid configurations, names, keys and responses. Each error includes help, and none
//! contains the API key.

use std::time::{Duration, Instant};

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, Client, ColumnRequest, DataType, Error, TransportErrorKind};
use serde_json::json;
use tests::{
    TEST_KEY, client_builder, client_builder_for, error_text, inject_for_all_attempts,
    printed_output, serve_bytes, start_emulator, take_request_lines,
};

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    id: i64,
}

/// Starts an emulator that accepts the key, and builds a client with it.
async fn start_with_key() -> (Emulator, Client) {
    let emulator = Emulator::builder().partner_key(TEST_KEY).table("events");
    start_emulator(emulator).await
}

/// Returns the text of an expected error, and asserts that none of its output contains the key.
fn checked_error_text<T>(result: Result<T, Error>) -> String {
    let Err(error) = result else {
        panic!("expected an error")
    };
    let text = error.to_string();
    let output = printed_output(&Err(error));
    assert!(!output.contains("4711"), "{output}");
    text
}

#[test]
fn missing_or_invalid_key_fails_the_build() {
    assert_eq!(
        error_text(Client::builder().project_id("p").build()),
        "no API key is set; help: set PEAKA_API_KEY or `ClientBuilder::api_key`"
    );
    assert_eq!(
        checked_error_text(
            Client::builder()
                .api_key(format!("{TEST_KEY}\n{TEST_KEY}"))
                .build()
        ),
        format!(
            "invalid API key: it contains a line break (position {}); help: copy the key again, \
             without quotes or line breaks",
            TEST_KEY.len() + 1
        )
    );
}

#[test]
fn debug_output_does_not_contain_the_key() {
    let builder = Client::builder().api_key(TEST_KEY).project_id("p");
    let with_password = builder
        .clone()
        .base_url(format!("https://user:{TEST_KEY}@localhost/"));
    assert!(!format!("{with_password:?}").contains("4711"));
    checked_error_text(with_password.build());
    assert!(!format!("{builder:?}").contains("4711"));
    let client = builder.build().unwrap();
    assert_eq!(
        format!("{client:?}"),
        "Client { project_id: Some(\"p\"), .. }"
    );
}

#[tokio::test]
async fn rejected_key_error_suggests_what_to_check() {
    let emulator = Emulator::builder()
        .project_key(TEST_KEY, "another")
        .start()
        .await
        .unwrap();
    let unknown = client_builder(&emulator)
        .api_key(format!("un{TEST_KEY}"))
        .build()
        .unwrap();
    let error = Event::sync_columns(&unknown).await.unwrap_err();
    assert!(error.is_auth());
    let message = checked_error_text(Err::<(), _>(error));
    assert!(
        message.starts_with(
            "failed to list the columns of table `events`: the API key was rejected (status 401: "
        ) && message.ends_with(
            "); help: check that the key is complete, has not expired, and \
                                 belongs to the zone of the base URL"
        ),
        "{message}"
    );
    let other_project = client_builder(&emulator).api_key(TEST_KEY).build().unwrap();
    let message = checked_error_text(Event::sync_columns(&other_project).await);
    assert!(
        message.starts_with(
            "failed to list the columns of table `events`: the API key has no access (status 403: "
        ) && message.ends_with(
            "); help: a Project key only reaches its own project: check PEAKA_PROJECT_ID or \
             `ClientBuilder::project_id`, or use a Partner key"
        ),
        "{message}"
    );
}

#[tokio::test]
async fn key_in_an_error_response_is_redacted() {
    for status in [200, 400, 401, 403, 500] {
        for body in [
            format!("{{\"message\":\"Bearer {TEST_KEY}\"}}"),
            format!("<p>{TEST_KEY}{TEST_KEY}</p>"),
            format!("{}{TEST_KEY}", "x".repeat(195)),
            format!("\"Bearer {TEST_KEY}\""),
            format!("[\"{TEST_KEY}\"]"),
            format!("[{{\"name\":\"a\",\"isUnique\":\"{TEST_KEY}\"}}]"),
            format!("\"{}\"", "x ".repeat(1_000_000)),
        ] {
            let (emulator, client) = start_with_key().await;
            inject_for_all_attempts(&emulator, Operation::ListColumns, || {
                Fault::respond(status, "text/plain", body.clone())
            });
            let message = checked_error_text(client.list_columns("events").await);
            assert!(message.len() < 1_000, "{message}");
        }
    }
}

/// Responses can contain the key; errors, reports, plans and paths must not.
#[tokio::test]
async fn key_in_response_data_is_redacted() {
    let escaped = TEST_KEY.replace('4', "\\u0034");
    for body in [
        format!("[{{\"name\":\"{TEST_KEY}\"}},{{\"name\":\"{TEST_KEY}\"}}]"),
        format!("[{{\"name\":\"id\",\"dataType\":\"{TEST_KEY}\"}}]"),
        format!("[{{\"name\":\"id\",\"dataType\":\"{escaped}\"}}]"),
    ] {
        let (emulator, client) = start_with_key().await;
        for _ in 0..2 {
            let response = Fault::respond(200, "application/json", body.clone());
            emulator.inject(Operation::ListColumns, response);
        }
        checked_error_text(Event::sync_columns(&client).await);
        let plan = Event::sync_columns(&client).plan().await;
        let output = format!(
            "{plan:?} {}",
            plan.as_ref().map_or(String::new(), ToString::to_string)
        );
        assert!(!output.contains("4711"), "{output}");
    }
    let detail = format!("{{\"detail\":\"{escaped}\"}}");
    let (emulator, client) = start_with_key().await;
    emulator.inject(
        Operation::ListColumns,
        Fault::respond(400, "application/json", detail),
    );
    checked_error_text(client.list_columns("events").await);

    let emulator = Emulator::builder()
        .project_key(TEST_KEY, "mine")
        .start()
        .await
        .unwrap();
    let body = format!("{{\"projectId\":\"{TEST_KEY}/x\"}}");
    emulator.inject(
        Operation::Info,
        Fault::respond(200, "application/json", body),
    );
    let client = Client::builder()
        .base_url(emulator.base_url())
        .api_key(TEST_KEY);
    checked_error_text(client.build().unwrap().list_tables().await);
}

#[tokio::test]
async fn key_cut_off_at_the_end_of_a_body_is_redacted() {
    let head = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\nconnection: close\r\n\r\n";
    let (base_url, server) = serve_bytes(format!("{head}unknown key {}", &TEST_KEY[..9])).await;
    server.close_after_response();
    let client = client_builder_for(&base_url).build().unwrap();
    assert_eq!(
        checked_error_text(client.list_tables().await),
        "failed to list the BI tables: the API key was rejected (status 401: unknown key [API \
         key]); help: check that the key is complete, has not expired, and belongs to the zone of \
         the base URL"
    );
}

#[tokio::test]
async fn array_in_place_of_an_object_is_an_error() {
    let (emulator, client) = start_with_key().await;
    for (operation, body) in [
        (
            Operation::ListColumns,
            "[[\"7\",\"a\",\"bigint\",\"a\",null,false,false,null]]",
        ),
        (
            Operation::ListTables,
            "[[\"1\",\"peaka\",\"bitable\",\"a\"]]",
        ),
        (
            Operation::CreateTable,
            "[\"1\",\"peaka\",\"bitable\",\"a\"]",
        ),
    ] {
        emulator.inject(operation, Fault::respond(200, "application/json", body));
        let message = match operation {
            Operation::ListColumns => checked_error_text(client.list_columns("events").await),
            Operation::ListTables => checked_error_text(client.list_tables().await),
            _ => checked_error_text(client.create_table("a").await),
        };
        assert!(message.contains("expected an object"), "{message}");
    }
}

#[tokio::test]
async fn gateway_page_is_quoted_as_one_short_line() {
    let (emulator, client) = start_with_key().await;
    let page = format!(
        "<html>\r\n<head>\x1b[2J</head>{}</html>",
        "<p>\n".repeat(10_000)
    );
    inject_for_all_attempts(&emulator, Operation::ListColumns, || {
        Fault::respond(502, "text/html", page.clone())
    });
    let message = checked_error_text(Event::sync_columns(&client).await);
    let start = "failed to list the columns of table `events`: status 502: <html> \
                 <head>\\u{1b}[2J</head><p> <p> ";
    assert!(message.starts_with(start), "{message}");
    assert!(message.ends_with("…; help: retry later"), "{message}");
    assert!(message.len() < 330 && !message.contains('\n'), "{message}");
}

#[tokio::test]
async fn name_that_a_request_cannot_contain_is_rejected_before_sending() {
    let (emulator, client) = start_with_key().await;
    for (table, expected) in [
        ("", "invalid table name: it is empty; help: enter a name"),
        (
            "__",
            "invalid table name `__`: the service removes underscores, which leaves nothing; help: use \
             at least one other character",
        ),
        (
            "a/b",
            "invalid table name `a/b`: it contains a slash; help: use the table's name without \
             catalog and schema",
        ),
        (
            "..",
            "invalid table name `..`: `.` and `..` cannot be in the path of a URL; help: choose \
             another name",
        ),
        (
            "a\nb",
            "invalid table name `a\\nb`: it contains the control character U+000A; help: remove the \
             character",
        ),
    ] {
        assert_eq!(
            checked_error_text(Event::sync_columns(&client).table(table).await),
            expected
        );
        assert_eq!(
            checked_error_text(client.create_table(table).await),
            expected
        );
        assert_eq!(
            checked_error_text(client.delete_table(table).await),
            expected
        );
        assert_eq!(
            checked_error_text(client.list_columns(table).await),
            expected
        );
        assert_eq!(
            checked_error_text(client.add_columns(table, &[]).await),
            expected
        );
        assert_eq!(
            checked_error_text(client.update_column(table, "id", &Event::COLUMNS[0]).await),
            expected
        );
        assert_eq!(
            checked_error_text(client.delete_column(table, "id").await),
            expected
        );
    }
    for (column, prefix) in [
        ("", "invalid column name: it is empty"),
        (".", "invalid column name `.`: "),
        ("..", "invalid column name `..`: "),
    ] {
        let request = ColumnRequest::new(column, DataType::Bigint);
        assert!(
            checked_error_text(client.add_columns("events", &[request]).await).starts_with(prefix)
        );
        assert!(
            checked_error_text(client.update_column("events", "id", &request).await)
                .starts_with(prefix)
        );
        assert!(
            checked_error_text(client.delete_column("events", column).await).starts_with(prefix)
        );
    }
    assert_eq!(take_request_lines(&emulator), [""; 0]);
}

#[tokio::test]
async fn valid_names_arrive_unchanged() {
    let (emulator, client) = start_with_key().await;
    for (name, encoded) in [
        ("a/b", "a%2Fb"),
        ("ä", "%C3%A4"),
        ("%2F", "%252F"),
        ("a b", "a%20b"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c&d=+\\;", "a%3Fb%23c%26d%3D%2B%5C%3B"),
        ("名前", "%E5%90%8D%E5%89%8D"),
    ] {
        let column = ColumnRequest::new(name, DataType::Bigint);
        client.add_columns("events", &[column]).await.unwrap();
        let updated = client.update_column("events", name, &column).await.unwrap();
        assert_eq!(updated.name, name);
        client.delete_column("events", name).await.unwrap();
        let path = format!("/events/columns/{encoded}");
        assert_eq!(
            take_request_lines(&emulator),
            [
                "POST /events/columns",
                &format!("PUT {path}"),
                &format!("DELETE {path}")
            ]
        );
    }
    for (table, encoded) in [("ä ö", "%C3%A4%20%C3%B6"), ("%2F", "%252F")] {
        assert_eq!(client.create_table(table).await.unwrap().table_name, table);
        assert_eq!(take_request_lines(&emulator), [format!("POST /{encoded}")]);
    }
}

#[tokio::test]
async fn unreachable_service_is_a_connect_error_and_not_ambiguous() {
    let (emulator, client) = start_with_key().await;
    let base_url = emulator.base_url().to_owned();
    emulator.stop().await;
    let error = client.create_table("new").await.unwrap_err();
    assert!(matches!(
        error,
        Error::Transport {
            kind: TransportErrorKind::Connect,
            ..
        }
    ));
    assert!(!error.is_ambiguous());
    let message = checked_error_text(Err::<(), _>(error));
    assert!(
        message.starts_with("failed to connect to 127.0.0.1:"),
        "{message}"
    );
    assert!(
        message.ends_with(
            "; help: check the network and PEAKA_BASE_URL or \
                            `ClientBuilder::base_url`"
        ),
        "{message}"
    );
    assert!(!message.contains(&base_url), "{message}");
}

#[tokio::test]
async fn write_with_lost_response_is_ambiguous() {
    let (emulator, client) = start_with_key().await;
    for fault in [Fault::Drop, Fault::ExecuteThenDrop] {
        emulator.inject(Operation::CreateTable, fault);
        let error = client.create_table("new").await.unwrap_err();
        assert!(matches!(error, Error::Ambiguous { .. }));
        assert!(error.is_ambiguous() && !error.is_retryable());
        let message = checked_error_text(Err::<(), _>(error));
        assert!(
            message.ends_with(
                "; the table may have been created nevertheless; help: check whether it was applied before sending it again"
            ),
            "{message}"
        );
    }
    inject_for_all_attempts(&emulator, Operation::ListTables, || Fault::Drop);
    assert!(!client.list_tables().await.unwrap_err().is_ambiguous());
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let other = Emulator::builder()
        .partner_key(TEST_KEY)
        .start()
        .await
        .unwrap();
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
    ] {
        let location = format!("{}/data/projects/emulator/bitable", other.base_url());
        let head = format!("HTTP/1.1 {status}\r\nlocation: {location}\r\n");
        let (base_url, _server) =
            serve_bytes(format!("{head}content-length: 5\r\n\r\nmoved")).await;
        let client = client_builder_for(&base_url).build().unwrap();
        assert_eq!(
            checked_error_text(client.list_tables().await),
            format!(
                "failed to list the BI tables: status {}: moved; help: redirects are not \
                 followed: check PEAKA_BASE_URL or `ClientBuilder::base_url`",
                &status[..3]
            )
        );
    }
    assert_eq!(take_request_lines(&other), [""; 0]);
}

#[tokio::test]
async fn slow_response_times_out() {
    for (response, part) in [
        ("", "nothing"),
        ("HTTP/1.1 200 OK\r\n", "part of the headers"),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[",
            "part of the body",
        ),
    ] {
        let (base_url, _server) = serve_bytes(response.to_owned()).await;
        let timeout = Duration::from_millis(100);
        let client = client_builder_for(&base_url)
            .timeout(timeout)
            .build()
            .unwrap();
        let started = Instant::now();
        let error = client.create_table("events").await.unwrap_err();
        assert!(
            started.elapsed() >= timeout && started.elapsed() < 20 * timeout,
            "{part}"
        );
        assert!(error.is_timeout() && error.is_ambiguous(), "{part}");
        let message = checked_error_text(Err::<(), _>(error));
        assert!(
            message.starts_with("failed to create table `events`: no response from 127.0.0.1:")
                && message.ends_with(
                    "; the table may have been created nevertheless; help: check whether it was applied before sending it again"
                ),
            "{message}"
        );
    }
}

#[tokio::test]
async fn maximum_durations_are_accepted_as_timeouts() {
    let emulator = Emulator::builder()
        .start()
        .await
        .expect("the emulator starts");
    let peaka = client_builder(&emulator)
        .connect_timeout(Duration::MAX)
        .timeout(Duration::MAX)
        .sync_timeout(Duration::MAX)
        .build()
        .expect("the client is valid");
    assert_eq!(peaka.list_tables().await.expect("the service responds"), []);
    let sync = Event::sync_columns(&peaka).create_table(true);
    assert!(sync.timeout(Duration::MAX).await.is_ok());
}

/// The status is known before the body is read.
#[tokio::test]
async fn auth_error_does_not_depend_on_the_body() {
    let endless = format!(
        "content-length: 99999999\r\n\r\n{}",
        "x".repeat(17 * 1024 * 1024)
    );
    for rest in [
        endless.as_str(),
        "content-length: 100\r\nconnection: close\r\n\r\nhalf",
    ] {
        let (base_url, server) = serve_bytes(format!("HTTP/1.1 401 Unauthorized\r\n{rest}")).await;
        server.close_after_response();
        let client = client_builder_for(&base_url).build().unwrap();
        let error = client.list_tables().await.unwrap_err();
        assert!(error.is_auth(), "{error}");
    }
}

#[tokio::test]
async fn help_depends_on_the_status() {
    for (status, message) in [
        (
            304,
            "status 304; help: check PEAKA_BASE_URL or `ClientBuilder::base_url`",
        ),
        (
            404,
            "status 404: no; help: check the base URL, the project id and the table's name",
        ),
        (408, "status 408: no; help: retry later"),
        (
            409,
            "status 409: no; help: check whether something else changes the table, and retry",
        ),
        (
            422,
            "status 422: no; help: check PEAKA_PROJECT_ID or `ClientBuilder::project_id`",
        ),
        (
            429,
            "status 429: no; help: retry later, or send fewer requests",
        ),
        (500, "status 500: no; help: retry later"),
    ] {
        let (emulator, client) = start_with_key().await;
        inject_for_all_attempts(&emulator, Operation::ListTables, || {
            Fault::respond(status, "text/plain", "no")
        });
        assert_eq!(
            checked_error_text(client.list_tables().await),
            format!("failed to list the BI tables: {message}")
        );
    }
}

#[tokio::test]
async fn unreadable_response_error_names_the_problem() {
    for (body, detail) in [
        (
            "",
            "EOF while parsing a value at line 1 column 0: it is empty",
        ),
        (
            "[{\"name\":\"i",
            "EOF while parsing a string at line 1 column 11: [{\"name\":\"i",
        ),
        (
            "{\"message\":\"no\"}",
            "invalid type: map, expected an array at line 1 column 0: no",
        ),
        (
            "[{\"name\":null}]",
            "invalid type: null, expected a string at line 1 column 13: [{\"name\":null}]",
        ),
        (
            "[{\"name\":\"a\",\"isUnique\":1e400}]",
            "number out of range at line 1 column 29: [{\"name\":\"a\",\"isUnique\":1e400}]",
        ),
    ] {
        let (emulator, client) = start_with_key().await;
        inject_for_all_attempts(&emulator, Operation::ListColumns, || {
            Fault::respond(200, "application/json", body)
        });
        assert_eq!(
            checked_error_text(client.list_columns("events").await),
            format!(
                "failed to list the columns of table `events`: the response cannot be read: \
                 {detail}; help: check that PEAKA_BASE_URL or `ClientBuilder::base_url` is the \
                 URL of Peaka's API"
            )
        );
    }
}

#[tokio::test]
async fn response_over_16_mib_is_rejected() {
    let (emulator, client) = start_with_key().await;
    let body = format!("[{}{{\"name\":\"a\"}}]", " ".repeat(17 * 1024 * 1024));
    emulator.inject(
        Operation::ListColumns,
        Fault::respond(200, "application/json", body),
    );
    assert_eq!(
        checked_error_text(client.list_columns("events").await),
        "failed to list the columns of table `events`: the response cannot be read: it is larger than 16 MiB; help: check PEAKA_BASE_URL or `ClientBuilder::base_url`, or raise `ClientBuilder::max_response_bytes`"
    );
}

#[tokio::test]
async fn project_key_does_not_require_a_project_id() {
    let emulator = Emulator::builder()
        .project_key(TEST_KEY, "mine")
        .start()
        .await
        .unwrap();
    let base = Client::builder().base_url(emulator.base_url());
    let client = base.clone().api_key(TEST_KEY).build().unwrap();
    client.create_table("events").await.unwrap();
    client.list_tables().await.unwrap();
    let paths: Vec<_> = emulator
        .take_requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert_eq!(
        paths,
        [
            "/api/v1/info",
            "/api/v1/data/projects/mine/bitable/events",
            "/api/v1/data/projects/mine/bitable",
        ]
    );

    let partner = base.clone().api_key(emulator.api_key()).build().unwrap();
    assert_eq!(
        checked_error_text(partner.list_tables().await),
        "no project id is set, and the service does not return one for this API key; help: set \
         PEAKA_PROJECT_ID or `ClientBuilder::project_id`"
    );
    let unknown = base.clone().api_key("unknown").build().unwrap();
    assert!(unknown.list_tables().await.unwrap_err().is_auth());

    // An outage does not mean that the key has no project.
    let client = base.api_key(TEST_KEY).build().unwrap();
    inject_for_all_attempts(&emulator, Operation::Info, || {
        Fault::respond(502, "text/html", "<p>Bad Gateway")
    });
    assert_eq!(
        checked_error_text(client.list_tables().await),
        "failed to check the API key: status 502: <p>Bad Gateway; help: retry later"
    );
    client.list_tables().await.unwrap();
}

#[tokio::test]
async fn failing_column_list_of_a_listed_table_is_not_reported_as_an_unknown_table() {
    let emulator = Emulator::builder()
        .profile(Profile::Observed)
        .table("events");
    let (emulator, client) = start_emulator(emulator).await;
    let body = json!({"errorCode": 100, "message": "out of order"}).to_string();
    let fault = || Fault::respond(400, "application/json", body.clone());
    // The table may have been created after the first response, so its columns are listed once more.
    emulator.inject(Operation::ListColumns, fault());
    assert_eq!(Event::sync_columns(&client).await.unwrap().requests, 5);
    emulator.inject(Operation::ListColumns, fault());
    emulator.inject(Operation::ListColumns, fault());
    assert_eq!(
        checked_error_text(Event::sync_columns(&client).await),
        "failed to list the columns of table `events`: status 400: out of order; help: check \
         PEAKA_PROJECT_ID or `ClientBuilder::project_id` and the table's name"
    );
}
