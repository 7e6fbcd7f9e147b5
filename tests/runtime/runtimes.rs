//! Requests on a thread whose async runtime cannot send them.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use peaka_emulator::Emulator;
use peaka_runtime::{BiRow, BiTable, Client, Error, sync_tables};
use tests::client_builder;
use tokio::runtime::Builder;

#[derive(BiTable, BiRow)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
}

/// The errors of each kind of call.
async fn errors(client: &Client) -> Vec<Error> {
    let without_project = Client::builder()
        .base_url("http://127.0.0.1:1/api/v1")
        .api_key("canary-4711")
        .build()
        .unwrap();
    let mut tables = match sync_tables![Event].with(client).await.unwrap_err() {
        Error::Tables(report) => report.tables,
        error => panic!("{error}"),
    };
    vec![
        Event::sync_columns(client).await.unwrap_err(),
        client.plan::<Event>().await.unwrap_err(),
        Event::sync_metadata(client).await.unwrap_err(),
        Event::select(client).fetch_all().await.err().unwrap(),
        Event::select(client)
            .page_by("id")
            .stream()
            .try_next()
            .await
            .err()
            .unwrap(),
        tables.remove(0).result.unwrap_err(),
        client.list_tables().await.unwrap_err(),
        client
            .query("SELECT 1")
            .fetch_all::<(i64,)>()
            .await
            .unwrap_err(),
        without_project.list_tables().await.unwrap_err(),
    ]
}

fn assert_errors(errors: Vec<Error>, reason: &str) {
    assert_eq!(errors.len(), 9);
    for error in errors {
        assert!(matches!(error, Error::Config { .. }), "{error}");
        assert_eq!(
            error.to_string(),
            format!(
                "requests need a Tokio runtime with time and I/O: {reason}; help: use `#[tokio::main]`, or call \
                 `enable_all` on the builder of the runtime"
            )
        );
    }
}

/// Returns a service, and the runtime on which it runs.
fn service() -> (Emulator, tokio::runtime::Runtime) {
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    let emulator = runtime.block_on(Emulator::builder().start()).unwrap();
    (emulator, runtime)
}

#[test]
fn request_without_tokio_is_an_error() {
    let (emulator, _runtime) = service();
    let client = client_builder(&emulator).build().unwrap();
    let mut future = pin!(errors(&client));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(errors) = future.as_mut().poll(&mut context) else {
        panic!("a request waits for something");
    };
    assert_errors(errors, "this thread has none");
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn request_on_a_runtime_without_time_or_io_is_an_error() {
    let (emulator, _runtime) = service();
    for (runtime, reason) in [
        (
            Builder::new_current_thread().enable_io().build(),
            "that of this thread has no time",
        ),
        (
            Builder::new_current_thread().enable_time().build(),
            "that of this thread has no I/O",
        ),
    ] {
        let client = client_builder(&emulator).build().unwrap();
        let errors = runtime.unwrap().block_on(errors(&client));
        assert_errors(errors, reason);
    }
    assert_eq!(emulator.requests().len(), 0);
}
