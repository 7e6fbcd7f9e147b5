//! Runs the examples of the guide, and compares what they print with the page.

use std::fmt::Display;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{Client, ColumnRequest, DataType, DefaultValue, Error};
use serde_json::json;
use tokio::runtime::Builder;

use crate::client_builder;

/// Runs an example against the emulator, as Peaka was observed.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    run_with(Profile::Observed, async |_, client| example(client).await);
}

/// Runs an example against the emulator, as Peaka is documented.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run_documented(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    run_with(Profile::Documented, async |_, client| example(client).await);
}

/// Runs an example against an emulator with the table `page_views` of the guide and its rows.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run_with_rows(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    run_with(Profile::Observed, async |emulator, client| {
        let columns = [
            ColumnRequest::new("id", DataType::Bigint),
            ColumnRequest::new("userid", DataType::Varchar),
            ColumnRequest::new("path", DataType::Varchar),
            ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(0)),
            ColumnRequest::new("seen", DataType::Timestamp),
        ];
        let sync = client.sync_table("page_views", &columns);
        sync.create_table(true).await?;
        // The same as in `examples/tables/page_views.csv`.
        let rows = [
            json!({"id": 1, "userid": "ada", "path": "/", "clicks": 3, "seen": "2024-01-31 08:30:00"}),
            json!({"id": 2, "userid": "ada", "path": "/prices", "clicks": 1, "seen": "2024-01-31 08:31:10"}),
            json!({"id": 3, "userid": "ben", "path": "/", "clicks": 0, "seen": "2024-02-01 17:05:00"}),
            json!({"id": 4, "path": "/prices", "clicks": 2}),
        ];
        let inserted = emulator.insert_rows(emulator.project_id(), "pageviews", &rows);
        inserted.expect("the rows are inserted");
        example(client).await
    });
}

fn run_with(profile: Profile, example: impl AsyncFnOnce(&Emulator, &Client) -> Result<(), Error>) {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let emulator = Emulator::builder().profile(profile).start().await;
        let emulator = emulator.expect("the emulator starts");
        let client = client_builder(&emulator).build().expect("a valid client");
        example(&emulator, &client)
            .await
            .expect("the example succeeds");
    });
}

/// Asserts that a page of the guide shows an output, in a block of its own.
///
/// # Panics
///
/// Panics with the output if the page does not show it.
pub fn assert_shown(page: &str, output: impl Display) {
    let path = format!(
        "{}/../peaka-runtime/src/guide/{page}.md",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("the page exists");
    let output = output.to_string();
    // Blocks in lists are indented.
    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let shown: Vec<_> = output.trim_end().lines().map(str::trim_start).collect();
    let block = [&["```text"][..], &shown, &["```"]].concat();
    let is_shown = lines.windows(block.len()).any(|lines| lines == block);
    assert!(
        is_shown,
        "{page}.md does not show:\n```text\n{}\n```",
        output.trim_end()
    );
}
