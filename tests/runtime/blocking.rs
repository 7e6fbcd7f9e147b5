//! Blocking calls: [`Wait`] outside an async runtime.

use peaka_emulator::Emulator;
use peaka_runtime::blocking::Wait;
use peaka_runtime::{BiRow, BiTable, Error};
use serde_json::json;
use tests::{client_builder, start_emulator};

#[derive(BiTable, BiRow)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
    user_id: String,
}

#[test]
fn all_calls_work_without_an_async_main() {
    // The emulator needs a runtime. This thread stays outside of it, like a synchronous program.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let emulator = runtime.block_on(Emulator::builder().start()).unwrap();
    let client = client_builder(&emulator).build().unwrap();
    let sync = Event::sync_columns(&client).create_table(true);
    let plan = sync.clone().plan().wait().unwrap();
    assert_eq!(plan.to_add.len(), 2);
    assert_eq!(plan.apply(&client).wait().unwrap().added, ["id", "user_id"]);
    assert_eq!(client.list_tables().wait().unwrap().len(), 1);
    let row = |id| json!({"id": id, "user_id": "ada"});
    let rows: Vec<_> = (1..=5).map(row).collect();
    emulator.insert_rows("emulator", "events", &rows).unwrap();
    assert_eq!(Event::select(&client).fetch_all().wait().unwrap().len(), 5);
    let mut events = Event::select(&client).page_by("id").page_size(2).stream();
    let mut ids = Vec::new();
    while let Some(event) = events.try_next().wait().unwrap() {
        ids.push(event.id);
    }
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| assert_eq!(sync.clone().wait().unwrap().requests, 1));
        }
    });
}

#[tokio::test]
async fn wait_fails_on_a_runtime_thread() {
    let (emulator, client) = start_emulator(Emulator::builder()).await;
    let error = Event::sync_columns(&client).wait().unwrap_err();
    assert!(matches!(error, Error::Config { .. }));
    assert_eq!(
        error.to_string(),
        "`wait` cannot block a thread of an async runtime; help: use `.await` there, or call \
         `wait` on a thread of `std::thread::spawn`"
    );
    assert_eq!(emulator.requests().len(), 0);
}
