//! Wrong configurations, names, keys and answers: each is one sentence that says what to do, and
//! none of them has the key in it.

use std::time::{Duration, Instant};

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, Client, ColumnRequest, DataType, Error, TransportErrorKind};
use serde_json::json;
use tests::{answering, client_at, client_of, inject_for_all_tries, sentence, started, taken};

const KEY: &str = "canary-4711";

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    id: i64,
}

/// An emulator that knows the key, and a client that has it.
async fn with_canary() -> (Emulator, Client) {
    let emulator = Emulator::builder().partner_key(KEY).table("events");
    started(emulator).await
}

/// The sentence, and that nothing about the error tells the key.
fn told<T>(result: Result<T, Error>) -> String {
    let Err(error) = result else {
        panic!("this must fail")
    };
    let mut shown = format!("{error:?} {error:#?}");
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = cause {
        shown.push_str(&error.to_string());
        cause = error.source();
    }
    assert!(!shown.contains("4711"), "{shown}");
    error.to_string()
}

#[test]
fn without_a_key_there_is_no_client() {
    assert_eq!(
        sentence(Client::builder().project_id("p").build()),
        "no API key is set; help: set PEAKA_API_KEY or `ClientBuilder::api_key`"
    );
    assert_eq!(
        told(Client::builder().api_key(format!("{KEY}\n{KEY}")).build()),
        "the API key contains a character that API keys never contain; help: copy the key again, \
         without quotes or line breaks"
    );
}

#[test]
fn a_client_does_not_show_its_key() {
    let builder = Client::builder().api_key(KEY).project_id("p");
    let with_password = builder
        .clone()
        .base_url(format!("https://user:{KEY}@localhost/"));
    assert!(!format!("{with_password:?}").contains("4711"));
    told(with_password.build());
    assert!(!format!("{builder:?}").contains("4711"));
    let client = builder.build().unwrap();
    assert_eq!(
        format!("{client:?}"),
        "Client { project_id: Some(\"p\"), .. }"
    );
}

#[tokio::test]
async fn a_key_that_is_not_accepted_says_what_to_check() {
    let emulator = Emulator::builder()
        .project_key(KEY, "another")
        .start()
        .await
        .unwrap();
    let unknown = client_of(&emulator)
        .api_key(format!("un{KEY}"))
        .build()
        .unwrap();
    let error = Event::sync_columns(&unknown).await.unwrap_err();
    assert!(error.is_auth());
    let sentence = told(Err::<(), _>(error));
    assert!(
        sentence.starts_with(
            "failed to list the columns of table `events`: the API key was rejected (status 401: "
        ) && sentence.ends_with(
            "); help: check that the key is complete, has not expired, and \
                                 belongs to the zone of the base URL"
        ),
        "{sentence}"
    );
    let elsewhere = client_of(&emulator).api_key(KEY).build().unwrap();
    let sentence = told(Event::sync_columns(&elsewhere).await);
    assert!(
        sentence.starts_with(
            "failed to list the columns of table `events`: the API key has no access (status 403: "
        ) && sentence.ends_with(
            "); help: a Project key only reaches its own project: check PEAKA_PROJECT_ID or \
             `ClientBuilder::project_id`, or use a Partner key"
        ),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_service_that_repeats_the_key_does_not_bring_it_into_the_error() {
    for status in [200, 400, 401, 403, 500] {
        for body in [
            format!("{{\"message\":\"Bearer {KEY}\"}}"),
            format!("<p>{KEY}{KEY}</p>"),
            format!("{}{KEY}", "x".repeat(195)),
            format!("\"Bearer {KEY}\""),
            format!("[\"{KEY}\"]"),
            format!("[{{\"name\":\"a\",\"isUnique\":\"{KEY}\"}}]"),
            format!("\"{}\"", "x ".repeat(1_000_000)),
        ] {
            let (emulator, client) = with_canary().await;
            inject_for_all_tries(&emulator, Operation::ListColumns, || {
                Fault::answer(status, "text/plain", body.clone())
            });
            let sentence = told(client.list_columns("events").await);
            assert!(sentence.len() < 1_000, "{sentence}");
        }
    }
}

/// Names and values of an answer end up in errors, reports and plans, and ids in paths.
#[tokio::test]
async fn a_service_that_answers_the_key_as_data_does_not_bring_it_anywhere() {
    let escaped = KEY.replace('4', "\\u0034");
    for body in [
        format!("[{{\"name\":\"{KEY}\"}},{{\"name\":\"{KEY}\"}}]"),
        format!("[{{\"name\":\"id\",\"dataType\":\"{KEY}\"}}]"),
        format!("[{{\"name\":\"id\",\"dataType\":\"{escaped}\"}}]"),
    ] {
        let (emulator, client) = with_canary().await;
        for _ in 0..2 {
            let answer = Fault::answer(200, "application/json", body.clone());
            emulator.inject(Operation::ListColumns, answer);
        }
        told(Event::sync_columns(&client).await);
        let plan = Event::sync_columns(&client).plan().await;
        let shown = format!(
            "{plan:?} {}",
            plan.as_ref().map_or(String::new(), ToString::to_string)
        );
        assert!(!shown.contains("4711"), "{shown}");
    }
    let detail = format!("{{\"detail\":\"{escaped}\"}}");
    let (emulator, client) = with_canary().await;
    emulator.inject(
        Operation::ListColumns,
        Fault::answer(400, "application/json", detail),
    );
    told(client.list_columns("events").await);

    let emulator = Emulator::builder()
        .project_key(KEY, "mine")
        .start()
        .await
        .unwrap();
    let answer = format!("{{\"projectId\":\"{KEY}/x\"}}");
    emulator.inject(
        Operation::Info,
        Fault::answer(200, "application/json", answer),
    );
    let client = Client::builder().base_url(emulator.base_url()).api_key(KEY);
    told(client.build().unwrap().list_tables().await);
}

#[tokio::test]
async fn a_body_that_ends_in_the_middle_of_the_key_does_not_bring_a_piece_into_the_error() {
    let head = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\nconnection: close\r\n\r\n";
    let (base_url, server) = answering(format!("{head}unknown key {}", &KEY[..9])).await;
    server.hangs_up();
    let client = client_at(&base_url).build().unwrap();
    assert_eq!(
        told(client.list_tables().await),
        "failed to list the BI tables: the API key was rejected (status 401: unknown key [API \
         key]); help: check that the key is complete, has not expired, and belongs to the zone of \
         the base URL"
    );
}

#[tokio::test]
async fn an_array_is_no_object() {
    let (emulator, client) = with_canary().await;
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
        emulator.inject(operation, Fault::answer(200, "application/json", body));
        let sentence = match operation {
            Operation::ListColumns => told(client.list_columns("events").await),
            Operation::ListTables => told(client.list_tables().await),
            _ => told(client.create_table("a").await),
        };
        assert!(sentence.contains("expected an object"), "{sentence}");
    }
}

#[tokio::test]
async fn a_gateways_page_is_repeated_in_one_short_line() {
    let (emulator, client) = with_canary().await;
    let page = format!(
        "<html>\r\n<head>\x1b[2J</head>{}</html>",
        "<p>\n".repeat(10_000)
    );
    inject_for_all_tries(&emulator, Operation::ListColumns, || {
        Fault::answer(502, "text/html", page.clone())
    });
    let sentence = told(Event::sync_columns(&client).await);
    let start = "failed to list the columns of table `events`: status 502: <html> \
                 <head>\\u{1b}[2J</head><p> <p> ";
    assert!(sentence.starts_with(start), "{sentence}");
    assert!(sentence.ends_with("…; help: retry later"), "{sentence}");
    assert!(
        sentence.len() < 330 && !sentence.contains('\n'),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_name_that_no_request_can_carry_is_refused_before_one_is_sent() {
    let (emulator, client) = with_canary().await;
    for (table, why) in [
        (
            "",
            "invalid table name ``: it is empty; help: choose a name with at least one character \
             other than an underscore",
        ),
        (
            "a/b",
            "invalid table name `a/b`: it contains a slash; help: use the table's name without \
             catalog and schema",
        ),
        (
            "..",
            "invalid table name `..`: it would change the path of the request; help: choose \
             another name",
        ),
        (
            "a\nb",
            "invalid table name `a\\nb`: it contains a control character; help: remove the \
             control character",
        ),
    ] {
        assert_eq!(told(Event::sync_columns(&client).table(table).await), why);
        assert_eq!(told(client.create_table(table).await), why);
        assert_eq!(told(client.delete_table(table).await), why);
        assert_eq!(told(client.list_columns(table).await), why);
        assert_eq!(told(client.add_columns(table, &[]).await), why);
        assert_eq!(
            told(client.update_column(table, "id", &Event::COLUMNS[0]).await),
            why
        );
        assert_eq!(told(client.delete_column(table, "id").await), why);
    }
    for column in ["", ".", ".."] {
        let request = ColumnRequest::new(column, DataType::Bigint);
        let named = format!("invalid column name `{column}`: ");
        assert!(told(client.add_columns("events", &[request]).await).starts_with(&named));
        assert!(told(client.update_column("events", "id", &request).await).starts_with(&named));
        assert!(told(client.delete_column("events", column).await).starts_with(&named));
    }
    assert_eq!(taken(&emulator), [""; 0]);
}

#[tokio::test]
async fn every_name_that_can_be_sent_arrives_as_it_is() {
    let (emulator, client) = with_canary().await;
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
            taken(&emulator),
            [
                "POST /events/columns",
                &format!("PUT {path}"),
                &format!("DELETE {path}")
            ]
        );
    }
    for (table, encoded) in [("ä ö", "%C3%A4%20%C3%B6"), ("%2F", "%252F")] {
        assert_eq!(client.create_table(table).await.unwrap().table_name, table);
        assert_eq!(taken(&emulator), [format!("POST /{encoded}")]);
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_says_that_nothing_was_sent() {
    let (emulator, client) = with_canary().await;
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
    let sentence = told(Err::<(), _>(error));
    assert!(
        sentence.starts_with("failed to connect to 127.0.0.1:"),
        "{sentence}"
    );
    assert!(
        sentence.ends_with(
            "; help: check the network and PEAKA_BASE_URL or \
                            `ClientBuilder::base_url`"
        ),
        "{sentence}"
    );
    assert!(!sentence.contains(&base_url), "{sentence}");
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_says_that_it_may_have_been_done() {
    let (emulator, client) = with_canary().await;
    for fault in [Fault::Drop, Fault::DropAfter] {
        emulator.inject(Operation::CreateTable, fault);
        let error = client.create_table("new").await.unwrap_err();
        assert!(matches!(error, Error::Ambiguous { .. }));
        assert!(error.is_ambiguous() && !error.is_retryable());
        let sentence = told(Err::<(), _>(error));
        assert!(
            sentence.ends_with(
                "; it may have been applied nevertheless; help: list the columns \
                                before sending it again"
            ),
            "{sentence}"
        );
    }
    inject_for_all_tries(&emulator, Operation::ListTables, || Fault::Drop);
    assert!(!client.list_tables().await.unwrap_err().is_ambiguous());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Emulator::builder().partner_key(KEY).start().await.unwrap();
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
    ] {
        let location = format!("{}/data/projects/emulator/bitable", other.base_url());
        let head = format!("HTTP/1.1 {status}\r\nlocation: {location}\r\n");
        let (base_url, _server) = answering(format!("{head}content-length: 5\r\n\r\nmoved")).await;
        let client = client_at(&base_url).build().unwrap();
        assert_eq!(
            told(client.list_tables().await),
            format!(
                "failed to list the BI tables: status {}: moved; help: redirects are not \
                 followed: check PEAKA_BASE_URL or `ClientBuilder::base_url`",
                &status[..3]
            )
        );
    }
    assert_eq!(taken(&other), [""; 0]);
}

#[tokio::test]
async fn a_service_that_is_too_slow_is_given_up_in_time() {
    for (answer, sent) in [
        ("", "nothing at all"),
        ("HTTP/1.1 200 OK\r\n", "half a head"),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[",
            "half a body",
        ),
    ] {
        let (base_url, _server) = answering(answer.to_owned()).await;
        let timeout = Duration::from_millis(100);
        let client = client_at(&base_url).timeout(timeout).build().unwrap();
        let begun = Instant::now();
        let error = client.create_table("events").await.unwrap_err();
        assert!(
            begun.elapsed() >= timeout && begun.elapsed() < 20 * timeout,
            "{sent}"
        );
        assert!(error.is_timeout() && error.is_ambiguous(), "{sent}");
        let sentence = told(Err::<(), _>(error));
        assert!(
            sentence.starts_with("failed to create table `events`: no response from 127.0.0.1:")
                && sentence.ends_with(
                    "; it may have been applied nevertheless; help: list the columns before \
                     sending it again"
                ),
            "{sentence}"
        );
    }
}

/// The status is known, however the body ends.
#[tokio::test]
async fn a_timeout_may_be_as_long_as_a_duration_can_be() {
    let emulator = Emulator::builder().start().await.expect("it starts");
    let peaka = client_of(&emulator)
        .connect_timeout(Duration::MAX)
        .timeout(Duration::MAX)
        .sync_timeout(Duration::MAX)
        .build()
        .expect("the client is set up");
    assert_eq!(peaka.list_tables().await.expect("it answers"), []);
    let sync = Event::sync_columns(&peaka).create_table(true);
    assert!(sync.timeout(Duration::MAX).await.is_ok());
}

#[tokio::test]
async fn a_refusal_keeps_its_status_whatever_its_body() {
    let endless = format!(
        "content-length: 99999999\r\n\r\n{}",
        "x".repeat(17 * 1024 * 1024)
    );
    for rest in [
        endless.as_str(),
        "content-length: 100\r\nconnection: close\r\n\r\nhalf",
    ] {
        let (base_url, server) = answering(format!("HTTP/1.1 401 Unauthorized\r\n{rest}")).await;
        server.hangs_up();
        let client = client_at(&base_url).build().unwrap();
        let error = client.list_tables().await.unwrap_err();
        assert!(error.is_auth(), "{error}");
    }
}

#[tokio::test]
async fn each_status_has_a_remedy_of_its_own() {
    for (status, sentence) in [
        (
            304,
            "status 304; help: check PEAKA_BASE_URL or `ClientBuilder::base_url`",
        ),
        (
            404,
            "status 404: no; help: check the base URL, the project id and the table's name",
        ),
        (408, "status 408: no; help: retry later"),
        (409, "status 409: no; help: retry later"),
        (
            422,
            "status 422: no; help: correct the request as the message says",
        ),
        (
            429,
            "status 429: no; help: retry later, or send fewer requests",
        ),
        (500, "status 500: no; help: retry later"),
    ] {
        let (emulator, client) = with_canary().await;
        inject_for_all_tries(&emulator, Operation::ListTables, || {
            Fault::answer(status, "text/plain", "no")
        });
        assert_eq!(
            told(client.list_tables().await),
            format!("failed to list the BI tables: {sentence}")
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_none_says_what_is_wrong_with_it() {
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
            "invalid type: map, expected a sequence at line 1 column 0: no",
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
        let (emulator, client) = with_canary().await;
        inject_for_all_tries(&emulator, Operation::ListColumns, || {
            Fault::answer(200, "application/json", body)
        });
        assert_eq!(
            told(client.list_columns("events").await),
            format!(
                "failed to list the columns of table `events`: the response cannot be read: \
                 {detail}; help: check that PEAKA_BASE_URL or `ClientBuilder::base_url` is the \
                 URL of Peaka's API"
            )
        );
    }
}

#[tokio::test]
async fn an_answer_of_any_length_is_read_no_further_than_16_mb() {
    let (emulator, client) = with_canary().await;
    let body = format!("[{}{{\"name\":\"a\"}}]", " ".repeat(17 * 1024 * 1024));
    emulator.inject(
        Operation::ListColumns,
        Fault::answer(200, "application/json", body),
    );
    assert_eq!(
        told(client.list_columns("events").await),
        "failed to list the columns of table `events`: the response cannot be read: it is \
         longer than 16777216 bytes; help: check that PEAKA_BASE_URL or `ClientBuilder::base_url` \
         is the URL of Peaka's API"
    );
}

#[tokio::test]
async fn a_project_key_needs_no_project_id() {
    let emulator = Emulator::builder()
        .project_key(KEY, "mine")
        .start()
        .await
        .unwrap();
    let base = Client::builder().base_url(emulator.base_url());
    let client = base.clone().api_key(KEY).build().unwrap();
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
        told(partner.list_tables().await),
        "no project id is set, and the service does not return one for this API key; help: set \
         PEAKA_PROJECT_ID or `ClientBuilder::project_id`"
    );
    let unknown = base.clone().api_key("unknown").build().unwrap();
    assert!(unknown.list_tables().await.unwrap_err().is_auth());

    // An outage is no word about the key.
    let client = base.api_key(KEY).build().unwrap();
    inject_for_all_tries(&emulator, Operation::Info, || {
        Fault::answer(502, "text/html", "<p>Bad Gateway")
    });
    assert_eq!(
        told(client.list_tables().await),
        "failed to find the project of the API key: status 502: <p>Bad Gateway; help: retry later"
    );
    client.list_tables().await.unwrap();
}

#[tokio::test]
async fn a_table_that_is_listed_but_does_not_answer_is_not_called_unknown() {
    let emulator = Emulator::builder()
        .profile(Profile::Observed)
        .table("events");
    let (emulator, client) = started(emulator).await;
    let answer = json!({"errorCode": 100, "message": "out of order"}).to_string();
    let fault = || Fault::answer(400, "application/json", answer.clone());
    // It may have come into being after the first answer, so it is asked once more.
    emulator.inject(Operation::ListColumns, fault());
    assert_eq!(Event::sync_columns(&client).await.unwrap().requests, 5);
    emulator.inject(Operation::ListColumns, fault());
    emulator.inject(Operation::ListColumns, fault());
    assert_eq!(
        told(Event::sync_columns(&client).await),
        "failed to list the columns of table `events`: status 400: out of order; help: \
         correct the request as the message says"
    );
}
