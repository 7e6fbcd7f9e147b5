//! Tests of starting, stopping and running several emulators.

use std::io::ErrorKind;
use std::time::Duration;

use peaka_emulator::{Builder, Echo, Emulator, Fault, Operation, Profile};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

use crate::api::Api;
use crate::raw_http::address;

#[tokio::test]
async fn base_url_is_local_and_has_the_path_prefix() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = address(&emulator).port();
    assert_eq!(
        emulator.base_url(),
        format!("http://127.0.0.1:{port}/api/v1")
    );
}

#[tokio::test]
async fn stop_frees_the_port_and_closes_connections() {
    let emulator = Emulator::builder().start().await.unwrap();
    let address = address(&emulator);
    let mut idle = TcpStream::connect(address).await.unwrap();
    reqwest::get(emulator.base_url()).await.unwrap();
    emulator.stop().await;
    TcpListener::bind(address).await.unwrap();
    assert!(matches!(idle.read(&mut [0]).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn drop_stops_the_emulator() {
    let emulator = Emulator::builder().start().await.unwrap();
    let address = address(&emulator);
    let mut idle = TcpStream::connect(address).await.unwrap();
    drop(emulator);
    assert!(matches!(idle.read(&mut [0]).await, Ok(0) | Err(_)));
    let mut listener = TcpListener::bind(address).await;
    for _ in 0..100 {
        if listener.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        listener = TcpListener::bind(address).await;
    }
    listener.unwrap();
}

#[tokio::test]
async fn port_in_use_is_an_error() {
    let first = Emulator::builder().start().await.unwrap();
    let second = Emulator::builder()
        .port(address(&first).port())
        .start()
        .await;
    assert_eq!(second.unwrap_err().kind(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn table_that_cannot_be_created_is_an_error() {
    for (builder, message) in [
        (Emulator::builder().table(""), "'' is not a valid name"),
        (
            Emulator::builder().table("t").table("t"),
            "table 't' already exists",
        ),
        (
            Emulator::builder().table("__").profile(Profile::Observed),
            "'__' is not a valid name",
        ),
    ] {
        let error = builder.start().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (ErrorKind::InvalidInput, message)
        );
    }
}

#[tokio::test]
async fn configured_tables_are_created_like_requested_ones() {
    let builder = Emulator::builder()
        .table("page_views")
        .profile(Profile::Observed)
        .project("p");
    let api = Api::start(builder).await;
    assert_eq!(api.emulator.project_id(), "p");
    assert_eq!(api.tables().await, ["pageviews"]);
}

#[tokio::test]
async fn emulators_share_no_state() {
    let one = Api::with_table(Emulator::builder()).await;
    let two = Api::start(Emulator::builder().profile(Profile::Observed)).await;
    one.emulator
        .inject(Operation::ListTables, Fault::respond(500, "text/plain", ""));
    assert_eq!(two.tables().await, [""; 0]);
    assert_eq!(one.get("").await.status, 500);
    assert_eq!(one.tables().await, ["events"]);
    assert_eq!(
        (one.emulator.requests().len(), two.emulator.requests().len()),
        (2, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_one_of_many_concurrent_adds_succeeds() {
    let api = std::sync::Arc::new(Api::with_table(Emulator::builder()).await);
    let adds: Vec<_> = (0..20)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move {
                api.add(json!([{"name": "a", "dataType": "DATE"}]))
                    .await
                    .status
            })
        })
        .collect();
    let mut added = 0;
    for add in adds {
        added += u32::from(add.await.unwrap() == 200);
    }
    assert_eq!(added, 1);
    assert_eq!(api.column_names().await, ["a"]);
    assert_eq!(api.emulator.requests().len(), 21);
}

#[test]
fn profile_and_echo_round_trip_through_text() {
    for profile in [Profile::Documented, Profile::Observed] {
        assert_eq!(profile.to_string().parse(), Ok(profile));
    }
    for echo in [Echo::Requested, Echo::Stored] {
        assert_eq!(echo.to_string().parse(), Ok(echo));
    }
    assert_eq!(
        (Profile::default(), Echo::default()),
        (Profile::Documented, Echo::Requested)
    );
    assert_eq!(
        "real".parse::<Profile>().unwrap_err().to_string(),
        "unknown profile `real`: expected `documented` or `observed`"
    );
    assert_eq!(
        "".parse::<Echo>().unwrap_err().to_string(),
        "unknown echo ``: expected `requested` or `stored`"
    );
}

#[test]
fn emulator_is_send_and_sync() {
    fn assert_send_sync<T: Send + Sync + 'static>() {}
    fn assert_send<T: Send>(_: impl FnOnce(Builder) -> T) {}
    assert_send_sync::<Emulator>();
    assert_send(Builder::start);
}
