//! Calls without a usable Tokio runtime: an error, never a panic.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use peaka_emulator::Emulator;
use peaka_runtime::{BiTable, Client, Error};
use tokio::runtime::Builder;

#[derive(BiTable)]
#[allow(dead_code)]
struct Event {
    id: i64,
}

fn client() -> Client {
    client_of("http://127.0.0.1:1/api/v1")
}

fn client_of(base_url: &str) -> Client {
    let builder = Client::builder().base_url(base_url);
    builder.api_key("key").project_id("p").build().unwrap()
}

/// Polls a future that never waits.
fn poll_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

#[test]
fn call_outside_a_runtime_is_an_error() {
    let client = client();
    let expected = "no Tokio runtime is running on this thread; help: call it from a Tokio runtime, such as that \
                    of `#[tokio::main]`, or block with `.wait()` (feature `blocking`)";
    let errors: [Error; 4] = [
        poll_once(Event::sync_columns(&client).into_future()).unwrap_err(),
        poll_once(client.plan::<Event>()).unwrap_err(),
        poll_once(client.list_tables()).unwrap_err(),
        poll_once(client.delete_table("events")).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn runtime_without_timers_or_io_is_an_error() {
    let help = "help: build the runtime with `enable_all`";
    for (mut builder, reason) in [
        (Builder::new_current_thread(), "timers"),
        (Builder::new_multi_thread(), "timers"),
    ] {
        let runtime = builder.worker_threads(1).enable_io().build().unwrap();
        let error = runtime.block_on(client().list_tables()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the Tokio runtime has no {reason}; {help}")
        );
    }
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let client = client();
    for _ in 0..2 {
        let error = runtime.block_on(Event::sync_columns(&client).into_future());
        let error = error.unwrap_err().to_string();
        assert_eq!(error, format!("the Tokio runtime has no I/O; {help}"));
    }
}

#[test]
fn client_works_on_the_next_runtime_after_an_error() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = runtime.block_on(Emulator::builder().partner_key("key").project("p").start());
    let emulator = emulator.unwrap();
    let client = client_of(emulator.base_url());
    assert!(poll_once(client.list_tables()).is_err());
    assert_eq!(runtime.block_on(client.list_tables()).unwrap(), []);
    // The check does not depend on the runtime of an earlier call.
    assert!(poll_once(client.list_tables()).is_err());
}
