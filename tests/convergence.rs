//! A service that is late, that does half of what it is asked to, and whose tables come and go.

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{BiTable, Client, ColumnRequest, DataType, Error, Progress, Write};
use serde_json::json;
use tests::{answering, client_at, client_of, sentence, started, taken};

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
async fn a_stale_list_is_read_again_and_never_answered_with_a_second_add() {
    for lists in 0..5 {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        emulator.inject(Operation::AddColumns, Fault::Stale { lists });
        let report = Event::sync_columns(&client).await.unwrap();
        assert_eq!(report.added, ["a", "b", "c"]);
        let polls = vec![GET; lists as usize + 1];
        assert_eq!(taken(&emulator), [vec![GET, POST], polls].concat());
    }
}

#[tokio::test]
async fn a_stale_list_after_a_create_or_a_delete_is_read_again_too() {
    let (emulator, client) = started(Emulator::builder()).await;
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
        taken(&emulator),
        [GET, "DELETE /events/columns/old", GET, GET, GET]
    );
}

#[tokio::test]
async fn a_list_that_stays_stale_ends_with_the_deadline() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::Stale { lists: 99 });
    let begun = Instant::now();
    let sync = Event::sync_columns(&client).timeout(Duration::from_millis(600));
    let error = sync.await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(
        error.to_string(),
        "table `events` does not match its declaration: column `a`: declared BIGINT, but not in \
         the live table; column `b`: declared BIGINT, but not in the live table; column `c`: \
         declared BIGINT, but not in the live table (sent: add `a`, `b`, `c`); help: run the sync \
         again: the column list may be behind"
    );
    // After 0, 100 and 300 ms; 700 ms would be too late.
    assert_eq!(taken(&emulator), [GET, POST, GET, GET, GET]);
    let report = error.report().unwrap();
    assert_eq!((report.added.len(), report.not_persisted.len()), (0, 3));
}

/// The deadline is that of the whole sync, however long a single request may take.
#[tokio::test]
async fn a_service_that_is_too_slow_is_given_up_with_the_deadline() {
    let (base_url, _server) = answering(String::new()).await;
    let timeout = Duration::from_millis(200);
    let client = client_at(&base_url).sync_timeout(timeout).build().unwrap();
    let begun = Instant::now();
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(begun.elapsed() >= timeout && begun.elapsed() < 5 * timeout);
    assert!(error.is_timeout() && !error.is_ambiguous());
    let plan = Event::sync_columns(&client).plan().await;
    assert!(plan.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_write_that_is_answered_too_late_is_ambiguous() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::answer(503, "text/plain", ""));
    let sync = Event::sync_columns(&client).timeout(Duration::from_millis(250));
    let error = sync.await.unwrap_err();
    assert!(error.is_ambiguous());
    assert!(matches!(error, Error::Unverified { .. }));
    assert_eq!(taken(&emulator), [GET, POST, GET, GET]);
}

#[tokio::test]
async fn of_a_batch_that_was_applied_in_part_only_the_rest_is_sent_again() {
    for status in [500, 400] {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        for columns in [2, 0] {
            emulator.inject(Operation::AddColumns, Fault::Partly { columns, status });
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
            assert_eq!(adds, [3, 1], "what is refused by itself is not sent again");
        }
        let listed = client.list_columns("events").await.unwrap();
        assert_eq!(listed.len(), if status == 500 { 3 } else { 2 });
    }
}

#[tokio::test]
async fn a_table_that_vanishes_between_list_and_add_is_told() {
    for create in [false, true] {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        let gone = || Fault::answer(404, "application/json", "{\"message\":\"no such table\"}");
        emulator.inject(Operation::ListColumns, Fault::edit(|_| {}));
        emulator.inject(Operation::AddColumns, gone());
        emulator.inject(Operation::ListColumns, gone());
        let none = Fault::edit(|tables| *tables = json!([]));
        emulator.inject(Operation::ListTables, none);
        let sync = Event::sync_columns(&client).create_table(create);
        assert_eq!(
            sentence(sync.await),
            "table `events` was deleted during the sync; help: find out which program or person \
             deleted it"
        );
        assert_eq!(taken(&emulator), [GET, POST, GET, "GET"]);
    }
}

/// Another program adds the column first, and otherwise: that is drift, not a race to be won.
#[tokio::test]
async fn a_column_that_another_program_added_otherwise_is_drift() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    let other = ColumnRequest::new("b", DataType::Varchar);
    client.add_columns("events", &[other]).await.unwrap();
    emulator.take_requests();
    let late = Fault::edit(|columns| *columns = json!([]));
    emulator.inject(Operation::ListColumns, late);
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(
        error.to_string().starts_with(
            "table `events` does not match its declaration: column `b`: declared BIGINT, live \
             type is varchar (nothing was written); help: "
        ),
        "{error}"
    );
    assert_eq!(taken(&emulator), [GET, POST, GET]);
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
async fn a_stale_list_after_a_rename_or_a_fix_is_read_again_too() {
    let clicks = ColumnRequest::new("clicks", DataType::Bigint);
    let agent = ColumnRequest::new("agent", DataType::Varchar);
    for fix in [false, true] {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        let live = if fix { clicks } else { Renamed::COLUMNS[0] };
        client.add_columns("events", &[live, agent]).await.unwrap();
        emulator.inject(Operation::UpdateColumn, Fault::Stale { lists: 1 });
        let report = Renamed::sync_columns(&client).fix_drift(fix).await.unwrap();
        assert_eq!(report.renamed.len(), 1);
        assert_eq!(report.fixed, if fix { &["clicks"][..] } else { &[] });
        assert_eq!(report.not_persisted, []);
    }
}

/// The list that comes after the delete shows the table as it was before the add.
#[tokio::test]
async fn what_a_list_has_shown_is_not_sent_again_when_the_next_one_is_behind() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
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
        taken(&emulator),
        [GET, POST, GET, "DELETE /events/columns/old", GET, GET]
    );
}

/// It was done, its answer was lost, and the lists are late: so it is sent again, and refused.
#[tokio::test]
async fn a_refusal_of_what_was_sent_before_is_taken_for_a_sign_that_it_was_done() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(Operation::AddColumns, Fault::DropAfter);
    for _ in 0..9 {
        emulator.inject(
            Operation::ListColumns,
            Fault::edit(|columns| *columns = json!([])),
        );
    }
    let report = Event::sync_columns(&client).await.unwrap();
    assert_eq!(report.added, ["a", "b", "c"]);
    let adds = taken(&emulator);
    assert_eq!(adds.iter().filter(|request| *request == POST).count(), 2);
}

/// The service does a part of what it refuses, and something else fails the sync.
#[tokio::test]
async fn what_was_done_of_a_refused_batch_is_in_the_report() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    for columns in [2, 0] {
        let status = 400;
        emulator.inject(Operation::AddColumns, Fault::Partly { columns, status });
    }
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `events` could not be verified (rejected: add `a`, `b`): failed to add 1 column to \
         table `events`: status 400: the batch failed; help: correct the request as the message \
         says"
    );
    let report = error.report().unwrap();
    assert_eq!(
        (&*report.adds_rejected, &*report.present),
        (&*report.present, &*report.adds_rejected)
    );
    assert_eq!(report.pending, [Write::Add("c".to_owned())]);
}

/// An honest answer to an add, and a fix of what it lost.
#[tokio::test]
async fn what_an_answer_said_and_a_list_showed_is_forgotten_once_it_is_fixed() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
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
async fn requests_that_came_too_late_to_be_sent_are_not_counted() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
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
         this request was sent; help: retry, or raise `ClientBuilder::timeout` or \
         `ClientBuilder::sync_timeout`"
    );
    assert_eq!(taken(&emulator), [GET]);
}

/// Another sync, which has more time, is asking for the project already.
#[tokio::test]
async fn the_deadline_holds_while_the_project_is_asked_for() {
    let (base_url, _server) = answering(String::new()).await;
    let client = Client::builder().base_url(base_url).api_key("canary-4711");
    let client = client.build().unwrap();
    let patient = Event::sync_columns(&client).timeout(Duration::from_secs(2));
    let hasty = Event::sync_columns(&client).timeout(Duration::from_millis(100));
    let begun = Instant::now();
    let hasty = async {
        tokio::task::yield_now().await;
        let error = hasty.await.unwrap_err();
        assert!(error.is_timeout());
        begun.elapsed()
    };
    let (_, elapsed) = tokio::join!(patient.into_future(), hasty);
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");
}

#[tokio::test]
async fn a_service_that_asks_for_more_time_than_there_is_gets_no_second_add() {
    for asked in ["60", "1000000000"] {
        let (emulator, client) = started(Emulator::builder().table("events")).await;
        let busy = Fault::answer(429, "text/plain", "slow down").header("retry-after", asked);
        emulator.inject(Operation::AddColumns, busy);
        let begun = Instant::now();
        let error = Event::sync_columns(&client).await.unwrap_err();
        assert!(error.is_retryable() && begun.elapsed() < Duration::from_secs(5));
        assert_eq!(
            error.to_string(),
            "failed to add 3 columns to table `events`: status 429: slow down; help: retry \
             later, or send fewer requests"
        );
        assert_eq!(taken(&emulator), [GET, POST, GET]);
    }
}

/// Another program does a part of it meanwhile, but that does not make the rest welcome.
#[tokio::test]
async fn the_rest_of_a_batch_is_not_sent_before_the_time_that_was_asked_for() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    let first = &Event::COLUMNS[..1];
    client.add_columns("events", first).await.unwrap();
    emulator.take_requests();
    let late = Fault::edit(|columns| *columns = json!([]));
    emulator.inject(Operation::ListColumns, late);
    let busy = Fault::answer(429, "text/plain", "slow down").header("retry-after", "60");
    emulator.inject(Operation::AddColumns, busy);
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(taken(&emulator), [GET, POST, GET]);
}

/// Nobody listens there.
#[tokio::test]
async fn a_service_that_is_not_there_is_told_at_once() {
    let (emulator, _) = started(Emulator::builder()).await;
    let client = client_of(&emulator).build().unwrap();
    emulator.stop().await;
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }));
    assert!(error.report().is_none());
}
