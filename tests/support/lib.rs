//! What the suites share: clients of emulators, and the targets of the end-to-end suite.

mod server;
mod target;
mod trial;

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

use peaka_emulator::{Builder, Emulator, Fault, Operation};
use peaka_runtime::{Client, ClientBuilder, Error};

pub use server::{Server, answering};
pub use target::{Bench, Target};
pub use trial::{CANARY, Ended, Event, Trial, shown};

/// A started emulator and a client of its default project.
///
/// # Panics
/// If the emulator does not start.
pub async fn started(emulator: Builder) -> (Emulator, Client) {
    let emulator = emulator.start().await.expect("the emulator starts");
    let client = client_of(&emulator).build().expect("the client is set up");
    (emulator, client)
}

/// A client of an emulator that may still be changed.
pub fn client_of(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
}

/// A client of a service that is only played.
pub fn client_at(base_url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(base_url)
        .api_key("canary-4711")
        .project_id("emulator")
}

/// Queues a fault for as many calls as a client makes of a request that may be sent again.
pub fn inject_for_all_tries(emulator: &Emulator, operation: Operation, fault: impl Fn() -> Fault) {
    for _ in 0..3 {
        emulator.inject(operation, fault());
    }
}

/// The requests since the last call as `METHOD path`, the path from the table's on.
pub fn taken(emulator: &Emulator) -> Vec<String> {
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

/// The sentence of a result that must be an error.
///
/// # Panics
/// If it is none.
pub fn sentence<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("this must fail"),
        Err(error) => error.to_string(),
    }
}

/// Asserts that no eight bytes of the key are in a text.
///
/// # Panics
/// If they are, with what stands around them.
pub fn assert_hidden(key: &str, text: &str) {
    for start in 0..=key.len() - 8 {
        if let Some(at) = text.find(&key[start..start + 8]) {
            let around = text.get(at.saturating_sub(200)..at + 100).unwrap_or(text);
            panic!("a piece of the key is in: {around}");
        }
    }
}
