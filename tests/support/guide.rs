//! Runs the examples of the guide, and compares what they print with the page.

use std::fmt::Display;

use peaka_emulator::{Builder, Discovery, Emulator, MetadataOptions, Profile};
use peaka_runtime::{Client, ColumnRequest, DataType, DefaultValue, Error};
use serde_json::json;

use crate::start_emulator;

/// Runs an example against the emulator, as Peaka was observed.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    run_with(observed(), async |_, client| example(client).await);
}

/// Runs an example against the emulator, as Peaka is documented.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run_documented(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    let documented = Emulator::builder().profile(Profile::Documented);
    run_with(documented, async |_, client| example(client).await);
}

/// Runs an example against an emulator that knows the metadata of a new table at once.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run_discovered(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    let metadata = MetadataOptions::default().discovery(Discovery::AtOnce);
    let discovered = observed().metadata(metadata);
    run_with(discovered, async |_, client| example(client).await);
}

/// Runs an example against an emulator with the table `page_views` of the guide and its rows.
///
/// # Panics
///
/// Panics if the example fails.
pub fn run_with_rows(example: impl AsyncFnOnce(&Client) -> Result<(), Error>) {
    run_with(observed(), async |emulator, client| {
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

fn observed() -> Builder {
    Emulator::builder().profile(Profile::Observed)
}

fn run_with(emulator: Builder, example: impl AsyncFnOnce(&Emulator, &Client) -> Result<(), Error>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let (emulator, client) = start_emulator(emulator).await;
        let result = example(&emulator, &client).await;
        result.expect("the example succeeds");
    });
}

/// Asserts that a page of the guide shows an output, in a block of its own.
///
/// # Panics
///
/// Panics with the output if the page does not show it.
pub fn assert_shown(page: &str, output: impl Display) {
    let path = format!("../peaka-runtime/src/guide/{page}.md");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(path).expect("the page exists");
    let output = output.to_string();
    // A block in a list is indented.
    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let shown: Vec<_> = output.trim_end().lines().map(str::trim_start).collect();
    let block = [&["```text"][..], &shown, &["```"]].concat();
    let is_shown = lines.windows(block.len()).any(|lines| lines == block);
    assert!(is_shown, "{page}.md does not show:\n{output}");
}
