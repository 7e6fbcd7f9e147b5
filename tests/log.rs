//! The log events of a sync. The subscriber is global to the process, so this file has one test.

#[path = "support/captured_output.rs"]
mod captured_output;

use captured_output::CapturedOutput;
use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{BiTable, ColumnRequest, DataType};
use tests::start_emulator;

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
    user_id: String,
}

/// Returns the lines that the runtime logged.
fn runtime_lines(log: &str) -> Vec<&str> {
    let lines = log.lines().filter(|line| line.contains("peaka_runtime"));
    lines.map(str::trim).collect()
}

#[tokio::test]
async fn each_step_is_logged_in_the_span_of_the_sync() {
    let (emulator, client) = start_emulator(Emulator::builder()).await;
    emulator.inject(
        Operation::AddColumns,
        Fault::respond(503, "text/plain", "busy"),
    );
    emulator.inject(Operation::AddColumns, Fault::Stale { lists: 1 });
    let log = CapturedOutput::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .without_time()
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let sync = Event::sync_columns(&client).create_table(true);
    let report = sync.await.unwrap();
    assert_eq!(report.requests, 15);
    let planned = "DEBUG sync{table=\"events\"}: peaka_runtime::sync::progress: planned";
    let counts = |to_add, present| {
        format!(
            "{planned} stored_table=\"events\" present={present} to_rename=0 to_fix=0 \
             to_add={to_add} to_delete=0 unmanaged=0 denied=0 warned=0"
        )
    };
    let info = |message: &str| {
        format!("INFO sync{{table=\"events\"}}: peaka_runtime::sync::progress: {message}")
    };
    let waiting = |millis| {
        format!(
            "DEBUG sync{{table=\"events\"}}: peaka_runtime::sync::progress: waiting for the \
             column list wait_ms={millis}"
        )
    };
    let adding = info("adding 2 columns: `id`, `user_id`");
    assert_eq!(
        runtime_lines(&log.text()),
        [
            format!(
                "{planned} present=0 to_rename=0 to_fix=0 to_add=2 to_delete=0 unmanaged=0 \
                 denied=0 warned=0"
            ),
            info("creating table `events`"),
            counts(2, 0),
            adding.clone(),
            "WARN sync{table=\"events\"}: peaka_runtime::sync::progress: write not confirmed, \
             re-reading the columns error=failed to add 2 columns to table `events`: status 503: busy; the columns may have been added nevertheless; help: check whether it was applied before sending it again"
                .to_owned(),
            counts(2, 0),
            waiting(100),
            counts(2, 0),
            waiting(200),
            counts(2, 0),
            waiting(400),
            counts(2, 0),
            waiting(800),
            counts(2, 0),
            waiting(1600),
            counts(2, 0),
            waiting(2000),
            counts(2, 0),
            adding,
            counts(2, 0),
            waiting(100),
            counts(0, 2),
            "DEBUG sync{table=\"events\"}: peaka_runtime::sync::progress: verified: sent: create \
             the table; add `id`, `user_id` requests=15"
                .to_owned(),
        ]
    );

    // A failure is a warning.
    client.delete_column("events", "user_id").await.unwrap();
    let other = [ColumnRequest::new("user_id", DataType::Bigint)];
    client.add_columns("events", &other).await.unwrap();
    let before = log.text().len();
    assert!(Event::sync_columns(&client).await.unwrap_err().is_drift());
    assert_eq!(
        runtime_lines(&log.text()[before..]),
        [
            format!(
                "{planned} stored_table=\"events\" present=2 to_rename=0 to_fix=0 to_add=0 to_delete=0 unmanaged=0 \
                 denied=1 warned=0"
            ),
            "WARN sync{table=\"events\"}: peaka_runtime::sync::progress: not verified: nothing was written requests=1"
                .to_owned(),
        ]
    );
    let text = log.text();
    assert!(!text.contains(emulator.api_key()), "{text}");
}
