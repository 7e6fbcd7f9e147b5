//! Stale column lists, deadlines, partial adds, and tables that change during a sync.

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{BiTable, Client, ColumnRequest, DataType, Error, Progress, Write};
use serde_json::json;
use tests::{
    TEST_KEY, client_builder, client_builder_for, error_text, serve_bytes, start_emulator,
    take_request_lines,
};

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    a: i64,
    b: i64,
    c: i64,
}

const GET: &str = "GET /events/columns";
const POST: &str = "POST /events/columns";

#[tokio::test]
async fn each_stale_list_takes_one_more_list_request() {
    for lists in 0..5 {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        emulator.inject(Operation::AddColumns, Fault::Stale { lists });
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(report.added, ["a", "b", "c"]);
        let polls = vec![GET; lists as usize + 1];
        assert_eq!(
            take_request_lines(&emulator),
            [vec![GET, POST], polls].concat()
        );
    }
}

#[tokio::test]
async fn stale_list_after_create_or_delete_is_reread() {
    let (emulator, client) = start_emulator(Emulator::builder()).await;
    emulator.inject(Operation::CreateTable, Fault::Stale { lists: 3 });
    let report = Event::sync_columns(&client)
        .create_table(true)
        .await
        .unwrap();
    assert!(report.created_table && report.verified);

    let old = ColumnRequest::new("old", DataType::Date);
    client.add_columns("events", &[old]).await.unwrap();
    emulator.take_requests();
    emulator.inject(Operation::DeleteColumn, Fault::Stale { lists: 2 });
    let sync = Event::sync_columns(&client).delete_columns(["old"]);
    assert_eq!(sync.await.unwrap().deleted, ["old"]);
    assert_eq!(
        take_request_lines(&emulator),
        [GET, "DELETE /events/columns/old", GET, GET, GET]
    );
}

#[tokio::test]
async fn permanently_stale_list_fails_at_the_deadline() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::Stale { lists: 99 });
    let started = Instant::now();
    let sync = Event::sync_columns(&client).timeout(Duration::from_millis(600));
    let error = sync.await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(
        error.to_string(),
        "table `events` does not match its declaration: columns `a`, `b`, `c` were added, but \
         are not listed yet (sent: add `a`, `b`, `c`); help: retry: the column list may be stale"
    );
    // Lists are sent after 0, 100 and 300 ms. The next one at 700 ms would miss the deadline.
    assert_eq!(take_request_lines(&emulator), [GET, POST, GET, GET, GET]);
    let report = error.report().unwrap();
    assert_eq!((report.added.len(), report.not_persisted.len()), (0, 3));
}

/// The deadline of the sync applies, although the timeout of one request is longer.
#[tokio::test]
async fn sync_ends_at_the_deadline_if_the_service_does_not_respond() {
    let (base_url, _server) = serve_bytes(String::new()).await;
    let timeout = Duration::from_millis(200);
    let client = client_builder_for(&base_url)
        .sync_timeout(timeout)
        .build()
        .unwrap();
    let started = Instant::now();
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(started.elapsed() >= timeout && started.elapsed() < 5 * timeout);
    assert!(error.is_timeout() && !error.is_ambiguous());
    let plan = Event::sync_columns(&client).plan().await;
    assert!(plan.unwrap_err().is_timeout());
}

#[tokio::test]
async fn write_is_ambiguous_if_the_deadline_ends_verification() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::respond(503, "text/plain", ""));
    let sync = Event::sync_columns(&client).timeout(Duration::from_millis(250));
    let error = sync.await.unwrap_err();
    assert!(error.is_ambiguous());
    assert!(matches!(error, Error::Unverified { .. }));
    assert_eq!(take_request_lines(&emulator), [GET, POST, GET, GET]);
}

#[tokio::test]
async fn rest_of_a_partial_add_is_resent_after_500_but_not_after_400() {
    join_all([500, 400].map(async |status| {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        for columns in [2, 0] {
            emulator.inject(Operation::AddColumns, Fault::PartialAdd { columns, status });
        }
        let outcome = Event::sync_columns(&client).await;
        let adds: Vec<_> = emulator
            .requests()
            .into_iter()
            .filter(|request| request.operation == Some(Operation::AddColumns))
            .filter_map(|request| Some(request.body?.as_array()?.len()))
            .collect();
        if status == 500 {
            assert_eq!(outcome.unwrap().added, ["a", "b", "c"]);
            assert_eq!(adds, [3, 1, 1]);
        } else {
            assert!(!outcome.unwrap_err().is_ambiguous());
            assert_eq!(
                adds,
                [3, 1],
                "a column that is rejected on its own is not resent"
            );
        }
        let listed = client.list_columns("events").await.unwrap();
        assert_eq!(listed.len(), if status == 500 { 3 } else { 2 });
    }))
    .await;
}

#[tokio::test]
async fn table_deleted_during_a_sync_is_not_created_again() {
    for has_create_table in [false, true] {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        let not_found =
            || Fault::respond(404, "application/json", "{\"message\":\"no such table\"}");
        emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
        emulator.inject(Operation::AddColumns, not_found());
        emulator.inject(Operation::ListColumns, not_found());
        let no_tables = Fault::edit(|tables| *tables = json!([]));
        emulator.inject(Operation::ListTables, no_tables);
        let sync = Event::sync_columns(&client).create_table(has_create_table);
        assert_eq!(
            error_text(sync.await),
            "table `events` was deleted during the sync (rejected: add `a`, `b`, `c`); help: retry once nothing else changes the table; `create_table(true)` on its sync creates it"
        );
        assert_eq!(take_request_lines(&emulator), [GET, POST, GET, "GET"]);
    }
}

/// Another program adds the column first, with another data type.
#[tokio::test]
async fn column_added_by_another_program_with_another_type_is_drift() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let other = ColumnRequest::new("b", DataType::Varchar);
    client.add_columns("events", &[other]).await.unwrap();
    emulator.take_requests();
    let stale = Fault::edit(|columns| *columns = json!([]));
    emulator.inject(Operation::ListColumns, stale);
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(
        error.to_string().starts_with(
            "table `events` does not match its declaration: column `b`: declared BIGINT, live \
             type is varchar (rejected: add `a`, `b`, `c`); help: "
        ),
        "{error}"
    );
    assert_eq!(take_request_lines(&emulator), [GET, POST, GET]);
}

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Renamed {
    #[bitable(default = 0, unique)]
    clicks: i64,
    #[bitable(renamed_from = "agent")]
    user_agent: String,
}

#[tokio::test]
async fn stale_list_after_rename_or_fix_is_reread() {
    let clicks = ColumnRequest::new("clicks", DataType::Bigint);
    let agent = ColumnRequest::new("agent", DataType::Varchar);
    for has_fix_drift in [false, true] {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        let live = if has_fix_drift {
            clicks
        } else {
            Renamed::COLUMNS[0]
        };
        client.add_columns("events", &[live, agent]).await.unwrap();
        emulator.inject(Operation::UpdateColumn, Fault::Stale { lists: 1 });
        let report = Renamed::sync_columns(&client)
            .fix_drift(has_fix_drift)
            .await
            .unwrap();
        assert_eq!(report.renamed.len(), 1);
        assert_eq!(
            report.fixed,
            if has_fix_drift { &["clicks"][..] } else { &[] }
        );
        assert_eq!(report.not_persisted, []);
    }
}

/// The list after the delete shows the table as it was before the add.
#[tokio::test]
async fn listed_column_is_not_added_again_if_a_later_list_is_stale() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let old = ColumnRequest::new("old", DataType::Date);
    client.add_columns("events", &[old]).await.unwrap();
    emulator.take_requests();
    for _ in 0..2 {
        emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
    }
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|columns| *columns = json!([])),
    );
    let sync = Event::sync_columns(&client).delete_columns(["old"]);
    assert_eq!(sync.await.unwrap().deleted, ["old"]);
    assert_eq!(
        take_request_lines(&emulator),
        [GET, POST, GET, "DELETE /events/columns/old", GET, GET]
    );
}

/// The add is applied, its response is lost, and the lists are stale. The add is resent and rejected.
#[tokio::test]
async fn rejected_resend_counts_as_confirmation_of_the_first_add() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::ExecuteThenDrop);
    for _ in 0..9 {
        emulator.inject(
            Operation::ListColumns,
            Fault::edit(|columns| *columns = json!([])),
        );
    }
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!(report.added, ["a", "b", "c"]);
    let requests = take_request_lines(&emulator);
    let adds = requests.iter().filter(|request| *request == POST);
    assert_eq!(adds.count(), 2);
}

/// The service rejects a batch of which it applied a part, and the sync then fails.
#[tokio::test]
async fn report_lists_applied_columns_of_a_rejected_batch() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    for columns in [2, 0] {
        let status = 400;
        emulator.inject(Operation::AddColumns, Fault::PartialAdd { columns, status });
    }
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to add 1 column to table `events`: status 400: the batch failed (rejected: add `a`, `b`, `c`); help: change the names or the columns as the message says"
    );
    let report = error.report().unwrap();
    let add = |column: &str| Write::Add(column.to_owned());
    assert_eq!(report.rejected, [add("a"), add("b"), add("c")]);
    assert_eq!(report.present, ["a", "b"]);
    assert_eq!(report.pending, [Write::Add("c".to_owned())]);
}

/// Both the echo and the list show that a flag was not persisted. A fix then persists it.
#[tokio::test]
async fn fixed_drift_of_an_echo_is_not_reported() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let lost = |at: usize| Fault::edit(move |columns| columns[at]["isUnique"] = json!(false));
    emulator.inject(Operation::AddColumns, lost(0));
    emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
    emulator.inject(Operation::ListColumns, lost(0));
    let report = Renamed::sync_columns(&client)
        .fix_drift(true)
        .await
        .unwrap();
    assert_eq!((report.fixed.len(), report.denied.len()), (1, 0));
}

#[tokio::test]
async fn request_that_misses_the_deadline_is_not_sent() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let sync = Event::sync_columns(&client)
        .timeout(Duration::from_millis(100))
        .progress(|step| {
            if let Progress::Adding { .. } = step {
                std::thread::sleep(Duration::from_millis(150));
            }
        });
    let error = sync.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to list the columns of table `events`: the deadline of the sync passed before \
         this request was sent; help: retry, or raise `ClientBuilder::sync_timeout`"
    );
    assert_eq!(take_request_lines(&emulator), [GET]);
}

/// Another sync with a longer deadline is already requesting the project.
#[tokio::test]
async fn deadline_applies_while_waiting_for_the_project() {
    let (base_url, _server) = serve_bytes(String::new()).await;
    let client = Client::builder().base_url(base_url).api_key(TEST_KEY);
    let client = client.build().unwrap();
    let long_sync = Event::sync_columns(&client).timeout(Duration::from_secs(2));
    let short_sync = Event::sync_columns(&client).timeout(Duration::from_millis(100));
    let started = Instant::now();
    let short_sync = async {
        tokio::task::yield_now().await;
        let error = short_sync.await.unwrap_err();
        assert!(error.is_timeout());
        started.elapsed()
    };
    let (_, elapsed) = tokio::join!(long_sync.into_future(), short_sync);
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");
}

#[tokio::test]
async fn retry_after_beyond_the_deadline_prevents_a_second_add() {
    for retry_after in ["60", "1000000000"] {
        let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
        let busy =
            Fault::respond(429, "text/plain", "slow down").header("retry-after", retry_after);
        emulator.inject(Operation::AddColumns, busy);
        let started = Instant::now();
        let error = Event::sync_columns(&client).await.unwrap_err();
        assert!(error.is_retryable() && started.elapsed() < Duration::from_secs(5));
        assert_eq!(
            error.to_string(),
            "failed to add 3 columns to table `events`: status 429: slow down (rejected: add `a`, `b`, `c`); help: retry: the table is re-read, and only what is still needed is written"
        );
        assert_eq!(take_request_lines(&emulator), [GET, POST, GET]);
    }
}

/// Another program adds a part of the batch in the meantime. The rest must still wait.
#[tokio::test]
async fn rest_of_a_batch_is_not_sent_before_retry_after() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let first = &Event::COLUMNS[..1];
    client.add_columns("events", first).await.unwrap();
    emulator.take_requests();
    let stale = Fault::edit(|columns| *columns = json!([]));
    emulator.inject(Operation::ListColumns, stale);
    let busy = Fault::respond(429, "text/plain", "slow down").header("retry-after", "60");
    emulator.inject(Operation::AddColumns, busy);
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(take_request_lines(&emulator), [GET, POST, GET]);
}

#[tokio::test]
async fn refused_connection_fails_without_a_report() {
    let (emulator, _) = start_emulator(Emulator::builder()).await;
    let client = client_builder(&emulator).build().unwrap();
    emulator.stop().await;
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }));
    assert!(error.report().is_none());
}
