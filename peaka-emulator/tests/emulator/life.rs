//! Starting and stopping, and many at once.

use std::io::ErrorKind;
use std::time::Duration;

use peaka_emulator::{Builder, Echo, Emulator, Fault, Operation, Profile};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

use crate::support::Api;

fn port(emulator: &Emulator) -> u16 {
    let (_, port) = emulator
        .base_url()
        .trim_end_matches("/api/v1")
        .rsplit_once(':')
        .unwrap();
    port.parse().unwrap()
}

#[tokio::test]
async fn the_base_url_is_local_and_has_the_real_prefix() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = port(&emulator);
    assert_eq!(
        emulator.base_url(),
        format!("http://127.0.0.1:{port}/api/v1")
    );
}

#[tokio::test]
async fn a_stopped_emulator_leaves_no_port_and_no_connection() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = port(&emulator);
    let mut idle = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    reqwest::get(emulator.base_url()).await.unwrap();
    emulator.stop().await;
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    assert!(matches!(idle.read(&mut [0]).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn a_dropped_emulator_stops_as_well() {
    let emulator = Emulator::builder().start().await.unwrap();
    let port = port(&emulator);
    let mut idle = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    drop(emulator);
    assert!(matches!(idle.read(&mut [0]).await, Ok(0) | Err(_)));
    let mut free = TcpListener::bind(("127.0.0.1", port)).await;
    for _ in 0..100 {
        if free.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        free = TcpListener::bind(("127.0.0.1", port)).await;
    }
    free.unwrap();
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let first = Emulator::builder().start().await.unwrap();
    let second = Emulator::builder().port(port(&first)).start().await;
    assert_eq!(second.unwrap_err().kind(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn a_table_that_cannot_be_made_is_an_error() {
    for (builder, message) in [
        (Emulator::builder().table(""), "'' is not a name"),
        (
            Emulator::builder().table("t").table("t"),
            "table 't' already exists",
        ),
        (
            Emulator::builder().table("__").profile(Profile::Observed),
            "'__' is not a name",
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
async fn tables_are_made_as_a_create_would() {
    let builder = Emulator::builder()
        .table("page_views")
        .profile(Profile::Observed)
        .project("p");
    let api = Api::start(builder).await;
    assert_eq!(api.emulator.project_id(), "p");
    assert_eq!(api.tables().await, ["pageviews"]);
}

#[tokio::test]
async fn two_emulators_share_nothing() {
    let one = Api::with_table(Emulator::builder()).await;
    let two = Api::start(Emulator::builder().profile(Profile::Observed)).await;
    one.emulator
        .inject(Operation::ListTables, Fault::answer(500, "text/plain", ""));
    assert_eq!(two.tables().await, [""; 0]);
    assert_eq!(one.get("").await.status, 500);
    assert_eq!(one.tables().await, ["events"]);
    assert_eq!(
        (one.emulator.requests().len(), two.emulator.requests().len()),
        (2, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_adds_at_once_one_succeeds() {
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
fn names_of_profiles_and_echoes_are_read_and_written() {
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
        "unknown profile `real`: it must be `documented` or `observed`"
    );
    assert_eq!(
        "".parse::<Echo>().unwrap_err().to_string(),
        "unknown echo ``: it must be `requested` or `stored`"
    );
}

#[test]
fn an_emulator_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send>(_: impl FnOnce(Builder) -> T) {}
    shared::<Emulator>();
    sent(Builder::start);
}
