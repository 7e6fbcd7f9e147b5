//! Progress callbacks, and the JSON of a report.

use std::sync::Mutex;

use peaka_emulator::{Emulator, Fault, Operation};

use peaka_runtime::{BiTable, Progress};
use serde_json::{json, to_value};
use tests::start_emulator;

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
    user_id: String,
}

#[tokio::test]
async fn callback_receives_each_step() {
    let (_emulator, client) = start_emulator(Emulator::builder()).await;
    let steps = Mutex::new(Vec::new());
    let sync = Event::sync_columns(&client)
        .create_table(true)
        .progress(|step| {
            let headline = step.to_string();
            let is_finished = matches!(step, Progress::Finished { .. });
            steps.lock().unwrap().push((headline, is_finished));
        });
    sync.await.unwrap();
    let steps = steps.into_inner().unwrap();
    let steps: Vec<_> = steps
        .iter()
        .map(|(step, is_finished)| (step.as_str(), *is_finished))
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
async fn report_inside_an_error_serializes_with_a_version() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    emulator.inject(
        Operation::ListColumns,
        Fault::edit(|columns| *columns = json!([{"name": "id", "dataType": "bigint"}])),
    );
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert_eq!(
        to_value(error.report()).unwrap(),
        json!({
            "version": 1, "table": "events", "storedTable": "events", "verified": false,
            "createdTable": false, "present": ["id"], "addsSent": [],
            "renamesSent": [], "fixesSent": [], "deletesSent": [], "rejected": [], "readBack": true,
            "added": [],
            "renamed": [], "fixed": [], "deleted": [], "notPersisted": [], "unmanaged": [],
            "denied": [{
                "kind": "Unique", "column": "id", "declared": true, "live": null, "source": "list",
            }],
            "warned": [], "pending": [{"write": "add", "column": "user_id"}], "requests": 1,
        })
    );
}
