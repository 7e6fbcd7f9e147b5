//! A service that answers one thing and keeps another, or answers nonsense.

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, ColumnRequest, DataType, DriftKind, Error, Level};
use serde_json::{Value, json};
use tests::{inject_for_all_tries, sentence, started, taken};

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    num19: Option<i64>,
    #[bitable(default = 3, unique)]
    num18: i64,
}

fn set(index: usize, field: &'static str, value: Value) -> impl FnOnce(&mut Value) + Send {
    move |answer| answer[index][field] = value
}

fn remove(index: usize) -> impl FnOnce(&mut Value) + Send {
    move |answer| drop(answer.as_array_mut().map(|columns| columns.remove(index)))
}

/// The sentence of a first sync when this is done to one of the answers that it gets.
async fn told(operation: Operation, fault: Fault) -> String {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    if operation == Operation::ListColumns {
        // The first list is before the add.
        emulator.inject(operation, Fault::edit(|_| {}));
    }
    emulator.inject(operation, fault);
    let sentence = sentence(Event::sync_columns(&client).await);
    let requests = [
        "GET /events/columns",
        "POST /events/columns",
        "GET /events/columns",
    ];
    assert_eq!(taken(&emulator), requests, "{sentence}");
    sentence
}

const CONTRADICTION: &str = "run the sync again: the response to the add and the column list \
                             contradict each other";

const RETYPE: &str = "column types are never changed: declare the live type, choose another \
                      column name, or drop the column in Peaka Studio";

/// What to do about the difference that a sentence tells of a column that was just added.
fn remedy(difference: &str) -> String {
    let kind = if difference.contains("UNIQUE") {
        "Unique"
    } else if difference.contains("default") {
        "Default"
    } else {
        return RETYPE.to_owned();
    };
    format!(
        "change the declaration or the table, or accept it with `.on(DriftKind::{kind}, \
         Level::Warn)`"
    )
}

const NONE: &str = "(sent: add `num19`, `num18`; none of these columns is listed)";
const UNLISTED: &str = "(sent: add `num19`, `num18`; the columns were not re-read)";
const WRITTEN: &str = "(sent: add `num19`, `num18`)";

#[tokio::test]
async fn an_add_that_answers_what_was_not_asked_for_is_told() {
    for (fault, difference) in [
        (
            Fault::edit(set(0, "dataType", json!("varchar"))),
            "column `num19`: declared BIGINT, echoed type is varchar",
        ),
        (
            Fault::edit(set(0, "dataType", json!("hyperloglog"))),
            "column `num19`: declared BIGINT, echoed type is hyperloglog",
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
            "column `num18`: declared UNIQUE, echoed column is not unique",
        ),
        (
            Fault::edit(set(0, "isNotNull", json!(true))),
            "column `num19`: declared nullable, echoed column is NOT NULL",
        ),
        (
            Fault::edit(set(1, "defaultValue", json!("30"))),
            "column `num18`: declared default `3`, echoed default `30`",
        ),
    ] {
        assert_eq!(
            told(Operation::AddColumns, fault).await,
            format!(
                "table `events` does not match its declaration: {difference} {WRITTEN}; help: \
                 {CONTRADICTION}"
            )
        );
    }
}

#[tokio::test]
async fn a_list_that_shows_what_was_not_declared_is_told() {
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
            told(Operation::ListColumns, fault).await,
            format!(
                "table `events` does not match its declaration: {difference} {WRITTEN}; help: {}",
                remedy(difference)
            )
        );
    }
}

#[tokio::test]
async fn what_stands_in_the_table_already_is_denied_before_anything_is_written() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    let other = ColumnRequest::new("num19", DataType::Varchar);
    client.add_columns("events", &[other]).await.unwrap();
    emulator.take_requests();
    assert_eq!(
        sentence(Event::sync_columns(&client).await),
        format!(
            "table `events` does not match its declaration: column `num19`: declared BIGINT, live \
             type is varchar (nothing was written); help: {RETYPE}"
        )
    );
    assert_eq!(taken(&emulator), ["GET /events/columns"]);
}

#[tokio::test]
async fn an_answer_that_leaves_things_out_is_no_lie() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::edit(|answer| {
            *answer = json!([{"name": "num18", "new": {}}, {"name": "num19", "isUnique": null}]);
        }),
    );
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!(
        (report.added.len(), report.warned, report.requests),
        (2, vec![], 3)
    );
}

#[tokio::test]
async fn an_answer_of_one_object_is_read() {
    #[derive(BiTable)]
    #[bitable(table = "events")]
    #[allow(dead_code)]
    struct One {
        num19: Option<i64>,
    }
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::edit(|answer| *answer = answer[0].clone()),
    );
    let report = One::sync_columns(&client).await.unwrap();
    assert_eq!(
        (report.added, report.requests),
        (vec!["num19".to_owned()], 3)
    );
}

#[tokio::test]
async fn the_order_of_a_list_means_nothing() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|answer| {
            answer.as_array_mut().unwrap().reverse();
        }),
    );
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!((report.requests, report.has_written()), (1, false));
}

#[tokio::test]
async fn an_unmanaged_column_of_an_unknown_type_is_tolerated() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    let stranger = json!({"name": "blob\u{1b}[31m", "dataType": "hyperloglog"});
    for _ in 0..2 {
        let stranger = stranger.clone();
        emulator.inject(
            Operation::ListColumns,
            Fault::edit(|answer| {
                answer.as_array_mut().unwrap().push(stranger);
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
        sentence(strict.await),
        "table `events` does not match its declaration: column `blob\\u{1b}[31m`: not declared, \
         live type is hyperloglog (nothing was written); help: change the declaration or the \
         table, or accept it with `.on(DriftKind::Unmanaged, Level::Warn)`"
    );
}

/// What the add answers is not believed either way: the list decides.
#[tokio::test]
async fn an_add_that_was_done_succeeds_whatever_it_answered() {
    for (fault, ours) in [
        (Fault::DropAfter, true),
        (
            Fault::answer_after(504, "text/html", "<h1>Gateway Timeout</h1>"),
            true,
        ),
        (
            Fault::answer_after(200, "application/json", "[{\"name\":\"num1"),
            true,
        ),
        (
            Fault::answer_after(
                200,
                "application/json",
                "{\"errorCode\":100,\"message\":\"no\"}",
            ),
            true,
        ),
        (Fault::answer_after(204, "application/json", ""), true),
        // This one says that it was not done by us.
        (
            Fault::answer_after(
                400,
                "application/json",
                "{\"errorCode\":100,\"message\":\"exists\"}",
            ),
            false,
        ),
    ] {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        emulator.inject(Operation::AddColumns, fault);
        let report = Event::sync_columns(&client).await.unwrap();
        let both = names(["num19", "num18"]);
        assert_eq!((report.verified, report.requests), (true, 3));
        assert_eq!(report.added, if ours { both.clone() } else { vec![] });
        assert_eq!(report.present, if ours { vec![] } else { both.clone() });
        assert_eq!(Event::sync_columns(&client).await.unwrap().present, both);
        let writes = emulator
            .requests()
            .iter()
            .filter(|request| request.is_write())
            .count();
        assert_eq!(writes, 1);
    }
}

/// Seven lists show no effect; then it is sent once more if it may have been done, and not if it
/// was refused.
#[tokio::test]
async fn an_add_that_is_never_done_fails_whatever_it_answered() {
    let asked = "add 2 columns to table `events`";
    let tail = "it may have been applied nevertheless; help: run the sync again: it re-reads the \
                columns and sends only what is missing";
    type Case = (fn() -> Fault, usize, String);
    let cases: [Case; 3] = [
        (
            || {
                Fault::answer(
                    400,
                    "application/json",
                    "{\"errorCode\":100,\"message\":\"no\"}",
                )
            },
            1,
            format!(
                "failed to {asked}: status 400: no; help: correct the request as the message \
                     says"
            ),
        ),
        (
            || Fault::answer(502, "text/html", "<html>\n<body>Bad Gateway</body></html>"),
            2,
            format!(
                "table `events` could not be verified {NONE}: failed to {asked}: status 502: \
                 <html> <body>Bad Gateway</body></html>; {tail}"
            ),
        ),
        (
            || Fault::answer(204, "application/json", ""),
            2,
            format!(
                "table `events` could not be verified {NONE}: failed to {asked}: the response \
                 cannot be read: EOF while parsing a value at line 1 column 0: it is empty; \
                 {tail}"
            ),
        ),
    ];
    let cases = cases.map(async |(fault, adds, sentence)| {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        for _ in 0..adds {
            emulator.inject(Operation::AddColumns, fault());
        }
        let error = Event::sync_columns(&client).await.unwrap_err();
        assert_eq!(error.is_ambiguous(), adds == 2);
        assert_eq!(error.to_string(), sentence);
        let (get, post) = ("GET /events/columns", "POST /events/columns");
        let once = [post, get, get, get, get, get, get, get];
        assert_eq!(
            taken(&emulator),
            [&[get][..], &once.repeat(adds)].concat(),
            "{sentence}"
        );
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(report.added, ["num19", "num18"], "the next run mends it");
    });
    join_all(cases).await;
}

#[tokio::test]
async fn an_add_that_is_done_the_second_time_succeeds() {
    let cases = [
        (Fault::Drop, 7),
        (Fault::answer(503, "text/plain", "busy"), 7),
        (Fault::answer(429, "text/plain", "slow down"), 2),
        (Fault::answer(409, "text/plain", "locked"), 2),
    ];
    let cases = cases.map(async |(fault, lists)| {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
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
async fn what_was_written_before_a_failure_is_in_the_error() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
    inject_for_all_tries(&emulator, Operation::ListColumns, || {
        Fault::answer(503, "text/plain", "busy")
    });
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "table `events` could not be verified {UNLISTED}: failed to list the columns of table \
             `events`: status 503: busy; help: run the sync again: it re-reads the columns and \
             sends only what is missing"
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
async fn an_update_is_read_as_one_object_and_as_the_whole_table() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    let answer_next = |answer: Value| {
        let answer = Fault::answer(200, "application/json", answer.to_string());
        emulator.inject(Operation::UpdateColumn, answer);
    };
    let request = Event::COLUMNS[1];
    let folded = ColumnRequest::new("num_18", DataType::Bigint);
    answer_next(json!([{"name": "num19"}, {"name": "num18"}]));
    let updated = client
        .update_column("events", "num18", &folded)
        .await
        .unwrap();
    assert_eq!(updated.name, "num18");
    for (answer, name) in [
        (json!({"id": "-1", "name": "num18"}), Some("num18")),
        (json!([{"name": "num19"}, {"name": "num18"}]), Some("num18")),
        (json!([{"name": "num19"}]), None),
        (json!([]), None),
        (json!("num18"), None),
    ] {
        answer_next(answer);
        let updated = client.update_column("events", "num18", &request).await;
        assert_eq!(updated.ok().map(|column| column.name).as_deref(), name);
    }
}

#[tokio::test]
async fn an_echo_without_a_display_name_is_no_lie() {
    #[derive(BiTable)]
    #[bitable(table = "events")]
    #[allow(dead_code)]
    struct Shown {
        #[bitable(display_name = "Visitor")]
        user: i64,
    }
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::edit(|answer| *answer = json!([{"name": "user"}])),
    );
    let strict = Shown::sync_columns(&client).on(DriftKind::DisplayName, Level::Deny);
    assert_eq!(strict.await.unwrap().warned, []);
}

#[tokio::test]
async fn a_list_with_two_columns_of_one_name_proves_nothing() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    Event::sync_columns(&client).await.unwrap();
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|answer| {
            let again = json!({"name": "num18", "dataType": "varchar"});
            answer.as_array_mut().unwrap().push(again);
        }),
    );
    assert_eq!(
        sentence(Event::sync_columns(&client).await),
        "failed to list the columns of table `events`: the response cannot be read: it has \
         two columns named `num18`; help: check that PEAKA_BASE_URL or `ClientBuilder::base_url` is the \
         URL of Peaka's API"
    );
}

#[tokio::test]
async fn a_create_that_answers_with_another_table_leads_to_no_other_than_the_declared_one() {
    let (emulator, client) = started(Emulator::builder().table("other")).await;
    emulator.inject(
        Operation::CreateTable,
        Fault::edit(|answer| answer["tableName"] = json!("other")),
    );
    let report = Event::sync_columns(&client)
        .create_table(true)
        .await
        .unwrap();
    assert_eq!(report.stored_table.as_deref(), Some("events"));
    assert_eq!(client.list_columns("other").await.unwrap(), []);
}

/// What the service would not have made of the declared name is a stranger's, however alike.
#[tokio::test]
async fn a_table_or_column_that_only_folds_alike_is_not_taken() {
    #[derive(BiTable)]
    #[allow(dead_code)]
    struct PageViews {
        userid: i64,
    }
    let (emulator, client) = started(Emulator::builder().table("page_views")).await;
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
async fn a_table_is_found_as_a_sync_finds_it() {
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
        let (emulator, client) = started(emulator).await;
        let found = client.find_table("page_views").await.unwrap().unwrap();
        assert_eq!(found.name, stored);
        assert_eq!(taken(&emulator), requests);
        assert_eq!(found.columns, client.list_columns(stored).await.unwrap());
        assert_eq!(client.find_table("pages").await.unwrap(), None);
    }
    let (_emulator, client) = started(Emulator::builder().table("page_views")).await;
    assert_eq!(client.find_table("pageviews").await.unwrap(), None);
    assert_eq!(
        sentence(client.find_table("a/b").await),
        "invalid table name `a/b`: it contains a slash; help: use the table's name without \
         catalog and schema"
    );
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_goes_on_whether_or_not_it_was_done() {
    for (fault, creates) in [(Fault::DropAfter, 1), (Fault::Drop, 2)] {
        let (emulator, client) = started(Emulator::builder()).await;
        emulator.inject(Operation::CreateTable, fault);
        let report = Event::sync_columns(&client)
            .create_table(true)
            .await
            .unwrap();
        assert!(report.created_table && report.verified);
        assert_eq!(report.added, ["num19", "num18"]);
        let sent = taken(&emulator);
        let create = |request: &&String| *request == "POST /events";
        assert_eq!(sent.iter().filter(create).count(), creates);
    }
}

#[tokio::test]
async fn a_create_that_is_never_done_fails() {
    let (emulator, client) = started(Emulator::builder()).await;
    emulator.inject(Operation::CreateTable, Fault::Drop);
    emulator.inject(Operation::CreateTable, Fault::Drop);
    let error = Event::sync_columns(&client)
        .create_table(true)
        .await
        .unwrap_err();
    assert!(error.is_ambiguous());
    assert!(error.report().unwrap().created_table);
}

#[tokio::test]
async fn a_create_that_another_program_was_faster_with_goes_on() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    // It is not there yet when it is looked up, and there when it is to be created.
    let absent = || Fault::answer(404, "application/json", "{\"message\":\"unknown\"}");
    emulator.inject(Operation::ListColumns, absent());
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

/// The batch is refused because of the one column, and the rest of it is sent by itself.
#[tokio::test]
async fn a_batch_that_another_program_was_faster_with_in_part_goes_on_with_the_rest() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
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
