//! Helpers that the test suites share: emulators with clients, fault scenarios, a server for raw
//! bytes, and the targets of the end-to-end suite.

pub mod guide;
#[cfg(doctest)]
mod pages;
mod raw_server;
mod scenario;
mod target;

/// Runs the examples of the README as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

use std::process::Command;

use peaka_emulator::{Builder, Emulator, Fault, Operation};
use peaka_runtime::{Client, ClientBuilder, Error};

pub use raw_server::{RawServer, serve_bytes};
pub use scenario::{ADD, ALL, API_KEY, Event, JSON, LIST, Outcome, Scenario, printed_output};
pub use target::{Fixture, Target};

/// The API key of clients that need no key of an emulator.
pub const TEST_KEY: &str = "canary-4711";

/// Starts an emulator and builds a client for its default project.
///
/// # Panics
///
/// Panics if the emulator does not start.
pub async fn start_emulator(emulator: Builder) -> (Emulator, Client) {
    let emulator = emulator.start().await.expect("the emulator starts");
    let client = client_builder(&emulator)
        .build()
        .expect("the client is valid");
    (emulator, client)
}

/// Returns a client builder for the default project of an emulator.
pub fn client_builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
}

/// Returns a client builder for a server that is not an emulator.
pub fn client_builder_for(base_url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(base_url)
        .api_key(TEST_KEY)
        .project_id("emulator")
}

/// Injects a fault once for each attempt that a client makes at a request that it retries.
pub fn inject_for_all_attempts(
    emulator: &Emulator,
    operation: Operation,
    fault: impl Fn() -> Fault,
) {
    for _ in 0..3 {
        emulator.inject(operation, fault());
    }
}

/// Takes the logged requests, each as `METHOD path`. The path starts after `/bitable`.
pub fn take_request_lines(emulator: &Emulator) -> Vec<String> {
    let requests = emulator.take_requests();
    let tail = |path: &str| match path.split_once("/bitable") {
        Some((_, tail)) => tail.to_owned(),
        None => path.to_owned(),
    };
    requests
        .iter()
        .map(|request| {
            format!("{} {}", request.method, tail(&request.path))
                .trim_end()
                .to_owned()
        })
        .collect()
}

/// Returns the text of an expected error.
///
/// # Panics
///
/// Panics if the result is a success.
pub fn error_text<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("expected an error"),
        Err(error) => error.to_string(),
    }
}

/// Asserts that a text contains no eight consecutive bytes of the API key.
///
/// # Panics
///
/// Panics with the surrounding text if it does.
pub fn assert_no_key(key: &str, text: &str) {
    for start in 0..=key.len() - 8 {
        if let Some(at) = text.find(&key[start..start + 8]) {
            let around = text.get(at.saturating_sub(200)..at + 100).unwrap_or(text);
            panic!("part of the API key is in: {around}");
        }
    }
}

/// Returns the command that runs an ignored test of this suite in a process of its own. The name includes its modules.
///
/// # Panics
///
/// Panics if the program of the suite is unknown.
pub fn child_process(test: &str) -> Command {
    let mut child = Command::new(std::env::current_exe().expect("the program of the suite"));
    child.args(["--exact", test, "--ignored", "--nocapture"]);
    child
}
