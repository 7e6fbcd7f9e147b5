//! What a sync tells: a callback on its way, and in its report; and the same without an async main.

use std::sync::Mutex;

use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::blocking::Wait;
use peaka_runtime::{BiTable, Error, Progress};
use serde_json::{json, to_value};
use tests::{client_of, started};

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
    user_id: String,
}

#[tokio::test]
async fn a_callback_is_told_each_step() {
    let (_emulator, client) = started(Emulator::builder()).await;
    let told = Mutex::new(Vec::new());
    let sync = Event::sync_columns(&client)
        .create_table(true)
        .progress(|step| {
            let headline = step.to_string();
            let is_end = matches!(step, Progress::Finished { .. });
            told.lock().unwrap().push((headline, is_end));
        });
    sync.await.unwrap();
    let told = told.into_inner().unwrap();
    let steps: Vec<_> = told
        .iter()
        .map(|(step, end)| (step.as_str(), *end))
        .collect();
    assert_eq!(
        steps,
        [
            ("planned: 0 present, 2 to add", false),
            ("creating table `events`", false),
            ("planned: 0 present, 2 to add", false),
            ("adding 2 columns: `id`, `user_id`", false),
            ("planned: 2 present; nothing to write", false),
            ("finished: table `events`: verified (6 requests)", true),
        ]
    );
}

#[tokio::test]
async fn a_report_serializes_with_a_version_also_inside_an_error() {
    let (emulator, client) = started(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|columns| *columns = json!([{"name": "id", "dataType": "bigint"}])),
    );
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        to_value(error.report()).unwrap(),
        json!({
            "version": 1, "table": "events", "storedTable": "events", "verified": false,
            "createdTable": false, "present": ["id"], "addsSent": [], "addsRejected": [],
            "renamesSent": [], "fixesSent": [], "deletesSent": [], "readBack": true, "added": [],
            "renamed": [], "fixed": [], "deleted": [], "notPersisted": [], "unmanaged": [],
            "denied": [{
                "kind": "Unique", "column": "id", "declared": true, "live": null, "source": "list",
            }],
            "warned": [], "pending": [{"write": "add", "column": "user_id"}], "requests": 1,
        })
    );
}

/// The emulator runs on a thread of its own, as the service does elsewhere.
#[test]
fn the_same_calls_work_without_an_async_main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let emulator = runtime.block_on(Emulator::builder().start()).unwrap();
    let client = client_of(&emulator).build().unwrap();
    let sync = Event::sync_columns(&client).create_table(true);
    let plan = sync.clone().plan().wait().unwrap();
    assert_eq!(plan.to_add.len(), 2);
    assert_eq!(plan.apply(&client).wait().unwrap().added, ["id", "user_id"]);
    assert_eq!(client.list_tables().wait().unwrap().len(), 1);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| assert_eq!(sync.clone().wait().unwrap().requests, 1));
        }
    });
}

#[tokio::test]
async fn a_thread_that_runs_tasks_is_not_blocked() {
    let (emulator, client) = started(Emulator::builder()).await;
    let error = Event::sync_columns(&client).wait().unwrap_err();
    assert!(matches!(error, Error::Config { .. }));
    assert_eq!(
        error.to_string(),
        "`wait` cannot block a thread of an async runtime; help: use `.await` there, or call \
         `wait` on a thread of `std::thread::spawn`"
    );
    assert_eq!(emulator.requests().len(), 0);
}
