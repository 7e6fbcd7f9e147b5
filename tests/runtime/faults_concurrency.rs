//! Other programs that change the table during a sync.
//!
//! `Scenario::run` asserts the invariants that hold under every fault. The numbers in the names of the
//! tests are those of the faults:
//!
//! - 22: Another replica adds columns between the list and the add.
//! - 26: Another program deletes the table between the list and the add.
//! - 27: Other programs sync the same table, with another declaration.
//! - 37: Another program adds a column while the outcome of an add is ambiguous.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use peaka_emulator::{Emulator, Fault, LoggedRequest};
use peaka_runtime::blocking::Wait;
use peaka_runtime::{
    BiTable, Client, ColumnRequest, DataType, DriftKind, Error, Progress, SyncColumns,
};
use tests::{ADD, ALL, API_KEY, Event, JSON, LIST, Outcome, Scenario, client_builder};

/// Runs a blocking call on another thread and waits for it.
fn run_on_other_thread<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(call).join().unwrap())
}

/// Syncs, and calls `other` once between the first list and the add.
async fn sync_with_other(scenario: &Scenario, other: impl Fn() + Send + Sync) -> Outcome {
    let called = AtomicBool::new(false);
    let sync = Event::sync_columns(&scenario.client).progress(|step| {
        if matches!(step, Progress::Adding { .. }) && !called.swap(true, Ordering::Relaxed) {
            run_on_other_thread(&other);
        }
    });
    scenario.run(sync).await
}

/// Syncs while another client adds columns between the first list and the add.
async fn sync_with_other_add(scenario: &Scenario, columns: &[ColumnRequest<'_>]) -> Outcome {
    let other = client_builder(&scenario.emulator).build().unwrap();
    let add = || drop(other.add_columns("events", columns).wait().unwrap());
    sync_with_other(scenario, add).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_column_added_by_another_replica_is_present_if_it_matches() {
    for status in [400, 409] {
        let scenario = Scenario::new().await;
        if status == 409 {
            // The first add is the one of the other client.
            let exists = Fault::respond(409, JSON, "{\"message\":\"the column exists\"}");
            scenario.emulator.inject_at(ADD, 2, exists);
        }
        let outcome = sync_with_other_add(&scenario, Event::COLUMNS).await;
        assert_eq!(outcome.report().present, ALL, "{status}");
        assert_eq!(outcome.report().added, [""; 0]);
        assert_eq!(outcome.adds(), [ALL, ALL], "each client sends one add");
        let writes = outcome.requests.iter().filter(|request| request.is_write());
        let statuses: Vec<_> = writes.map(|request| request.status).collect();
        assert_eq!(statuses, [200, status]);
    }
    let scenario = Scenario::new().await;
    let outcome = sync_with_other_add(&scenario, &Event::COLUMNS[..1]).await;
    assert_eq!(outcome.report().present, ["a"]);
    assert_eq!(outcome.report().added, ["b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_column_added_by_another_replica_is_drift_if_it_differs() {
    for status in [400, 409] {
        let scenario = Scenario::new().await;
        if status == 409 {
            let exists = Fault::respond(409, JSON, "{\"message\":\"the column exists\"}");
            scenario.emulator.inject_at(ADD, 2, exists);
        }
        let other = [ColumnRequest::new("b", DataType::Date)];
        let outcome = sync_with_other_add(&scenario, &other).await;
        assert!(outcome.error().is_drift(), "{status}: {}", outcome.error());
        let report = outcome.error().report().unwrap();
        let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
        assert_eq!(kinds, [DriftKind::DataType]);
        assert_eq!(
            outcome.adds(),
            [&["b"][..], &ALL],
            "each client sends one add"
        );
        assert!(outcome.next_run.unwrap_err().is_drift());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_26_table_deleted_between_list_and_add_is_reported() {
    let scenario = Scenario::new().await;
    let other = client_builder(&scenario.emulator).build().unwrap();
    let delete = || other.delete_table("events").wait().unwrap();
    let outcome = sync_with_other(&scenario, delete).await;
    assert!(matches!(outcome.error(), Error::Unverified { source, .. }
            if matches!(**source, Error::UnknownTable { .. })));
    let message = outcome.error().to_string();
    assert!(
        message
            .contains("table `events` was deleted during the sync (rejected: add `a`, `b`, `c`)"),
        "{message}"
    );
    assert_eq!(outcome.adds(), [ALL]);
    assert!(matches!(
        outcome.next_run.unwrap_err(),
        Error::UnknownTable { .. }
    ));
    assert_eq!(scenario.stored(), None, "the table must not be created");
}

/// A declaration of the same table that is compatible with `Event`.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Compatible {
    a: i64,
    d: Option<String>,
}

/// A declaration of the same table that conflicts with `Event`.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Conflicting {
    a: String,
    e: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_27_interleaved_programs_converge_or_report_drift() {
    type Sync = fn(&Client) -> SyncColumns<'_, '_>;
    let others: [(Sync, bool); 2] = [
        (Compatible::sync_columns, true),
        (Conflicting::sync_columns, false),
    ];
    for (other_sync, is_compatible) in others {
        for at in 0..5 {
            let scenario = Scenario::new().await;
            let other = client_builder(&scenario.emulator).build().unwrap();
            let (steps, other_result) = (AtomicUsize::new(0), Mutex::new(None));
            let sync = Event::sync_columns(&scenario.client).progress(|_| {
                if steps.fetch_add(1, Ordering::Relaxed) == at {
                    let result = run_on_other_thread(|| other_sync(&other).wait());
                    *other_result.lock().unwrap() = Some(result);
                }
            });
            let outcome = scenario.run(sync).await;
            let Some(other_result) = other_result.into_inner().unwrap() else {
                assert!(at >= 4, "a sync has at least four steps");
                continue;
            };
            let results = [outcome.result, other_result];
            if is_compatible {
                assert!(results.iter().all(Result::is_ok), "at {at}: {results:?}");
            } else {
                let successes = results.iter().filter(|result| result.is_ok());
                assert_eq!(successes.count(), 1, "at {at}: {results:?}");
                let error = results.iter().find_map(|result| result.as_ref().err());
                assert!(error.unwrap().is_drift(), "at {at}: {results:?}");
            }
            // Further runs do not overwrite each other.
            scenario.emulator.take_requests();
            for _ in 0..2 {
                let _ = other_sync(&other).await;
                let _ = Event::sync_columns(&scenario.client).await;
            }
            let requests = scenario.emulator.take_requests();
            assert!(!requests.iter().any(LoggedRequest::is_write));
        }
    }
}

const BASE_URL: &str = "CHILD_BASE_URL";
const DECLARATION: &str = "CHILD_DECLARATION";

/// Runs in the processes that `run_processes` starts.
#[tokio::test]
#[ignore = "runs in child processes of `fault_27_processes_with_different_declarations_do_not_overwrite_each_other`"]
async fn child_process_syncs_declaration() {
    let client = Client::builder()
        .base_url(std::env::var(BASE_URL).unwrap())
        .api_key(API_KEY)
        .project_id("emulator")
        .build()
        .unwrap();
    let sync = match std::env::var(DECLARATION).unwrap().as_str() {
        "event" => Event::sync_columns(&client),
        "compatible" => Compatible::sync_columns(&client),
        _ => Conflicting::sync_columns(&client),
    };
    match sync.await {
        Ok(_) => println!("outcome: ok"),
        Err(error) if error.is_drift() => println!("outcome: drift"),
        Err(error) => println!("outcome: {error}"),
    }
}

/// Starts one process per declaration at the same time, and returns the outcome of each.
fn run_processes(
    emulator: &Emulator,
    declarations: &[&'static str],
) -> BTreeSet<(&'static str, String)> {
    let start = |declaration: &&'static str| {
        let mut child = tests::child_process("faults_concurrency::child_process_syncs_declaration");
        child.env(BASE_URL, emulator.base_url());
        let child = child.env(DECLARATION, declaration).stdout(Stdio::piped());
        (*declaration, child.spawn().unwrap())
    };
    let children: Vec<_> = declarations.iter().map(start).collect();
    let outcomes = children.into_iter().map(|(declaration, child)| {
        let stdout = child.wait_with_output().unwrap().stdout;
        let stdout = String::from_utf8(stdout).unwrap();
        let (_, outcome) = stdout.split_once("outcome: ").unwrap();
        (declaration, outcome.lines().next().unwrap().to_owned())
    });
    outcomes.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_27_processes_with_different_declarations_do_not_overwrite_each_other() {
    let scenario = Scenario::new().await;
    let all = [
        "event",
        "compatible",
        "conflicting",
        "event",
        "compatible",
        "conflicting",
    ];
    let first = run_processes(&scenario.emulator, &all);
    // Processes with the same declaration have the same outcome. Either the conflicting declaration
    // succeeds, or the others do.
    let expected = |conflicting: &str, others: &str| {
        let outcomes = [
            ("event", others),
            ("compatible", others),
            ("conflicting", conflicting),
        ];
        BTreeSet::from(outcomes.map(|(declaration, outcome)| (declaration, outcome.to_owned())))
    };
    let outcomes = [expected("drift", "ok"), expected("ok", "drift")];
    assert!(outcomes.contains(&first), "{first:?}");

    let stored = scenario.stored();
    scenario.emulator.take_requests();
    assert_eq!(run_processes(&scenario.emulator, &all), first);
    let requests = scenario.emulator.take_requests();
    assert!(!requests.iter().any(LoggedRequest::is_write));
    assert_eq!(scenario.stored(), stored);
}

/// Another program adds one column of the batch while the outcome of the add is ambiguous.
#[tokio::test(flavor = "multi_thread")]
async fn fault_37_column_of_another_program_does_not_shorten_the_wait_for_the_rest() {
    let scenario = Scenario::with(Duration::from_secs(14), |client| client).await;
    let emulator = &scenario.emulator;
    let other = client_builder(emulator).build().unwrap();
    scenario.inject(ADD, Fault::Drop);
    let is_added = AtomicBool::new(false);
    let sync = Event::sync_columns(&scenario.client).progress(|step| {
        let is_failed = matches!(step, Progress::WriteUnconfirmed { .. });
        if is_failed && !is_added.swap(true, Ordering::Relaxed) {
            run_on_other_thread(|| {
                let column = &Event::COLUMNS[..1];
                other.add_columns("events", column).wait().unwrap();
            });
        }
    });
    let outcome = scenario.run(sync).await;
    assert!(outcome.report().verified);
    let is_add = |request: &LoggedRequest| request.operation == Some(ADD);
    let adds: Vec<_> = (0..outcome.requests.len())
        .filter(|at| is_add(&outcome.requests[*at]))
        .collect();
    // The add, that of the other program, seven lists, and the rest of the add.
    assert_eq!(adds.len(), 3);
    let between = &outcome.requests[adds[1] + 1..adds[2]];
    assert_eq!(between.len(), 7);
    assert!(
        between
            .iter()
            .all(|request| request.operation == Some(LIST))
    );
}
