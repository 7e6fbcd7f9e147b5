//! Connections that are lost, reset, refused, slow or closed in the middle of a response.
//!
//! `Scenario::run` asserts the invariants that hold under every fault. The numbers in the names of the
//! tests are those of the faults:
//!
//! - 01: A response is lost after the add was applied.
//! - 02: A connection is lost before the add was applied.
//! - 03: A connection is reset before the response has headers, on a new and on a reused
//!   connection.
//! - 08: A response is truncated.
//! - 09: The headers of a response are late.
//! - 10: The body of a response arrives byte by byte.
//! - 24: A connection is refused (unresolvable hosts and untrusted certificates: suite `tls`).

use std::time::Duration;

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault};
use peaka_runtime::{BiTable, Error, TransportErrorKind};
use tests::{
    ADD, ALL, API_KEY, Event, JSON, LIST, Scenario, client_builder, inject_for_all_attempts,
};

#[tokio::test]
async fn fault_01_applied_add_is_not_resent_after_lost_response() {
    for fault in [Fault::ExecuteThenDrop, Fault::ExecuteThenReset] {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, fault);
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL]);
    }
}

#[tokio::test]
async fn fault_02_lost_add_is_resent_once() {
    let faults: [fn() -> Fault; 2] = [|| Fault::Drop, || Fault::Reset];
    let once = join_all(faults.map(async |fault| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL, ALL]);
    }));
    let twice = join_all(faults.map(async |fault| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, fault());
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_ambiguous());
        assert_eq!(outcome.adds(), [ALL, ALL], "the add is resent only once");
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    }));
    tokio::join!(once, twice);
}

#[tokio::test]
async fn fault_03_reset_before_headers_applies_the_add_once_on_new_and_reused_connections() {
    join_all([true, false].map(async |is_new_connection| {
        let scenario = Scenario::new().await;
        if !is_new_connection {
            scenario.client.list_tables().await.unwrap();
        }
        scenario.inject(LIST, Fault::Reset);
        assert_eq!(scenario.sync().await.adds(), [ALL]);

        join_all(
            [(Fault::Reset, 2), (Fault::ExecuteThenReset, 1)].map(async |(fault, adds)| {
                let scenario = Scenario::new().await;
                if is_new_connection {
                    // The response to the list closes the connection, so the add needs a new one.
                    let columns = scenario.emulator.columns("emulator", "events").unwrap();
                    let listed = Fault::respond(200, JSON, columns.to_string());
                    scenario.inject(LIST, listed.header("connection", "close"));
                }
                scenario.inject(ADD, fault);
                let outcome = scenario.sync().await;
                assert_eq!(outcome.report().added, ALL);
                assert_eq!(outcome.adds(), vec![ALL; adds]);
            }),
        )
        .await;

        let scenario = Scenario::new().await;
        if !is_new_connection {
            scenario.client.list_tables().await.unwrap();
        }
        let before = scenario.emulator.requests().len();
        scenario.inject(ADD, Fault::ExecuteThenReset);
        let error = scenario.client.add_columns("events", Event::COLUMNS).await;
        assert!(error.unwrap_err().is_ambiguous());
        assert_eq!(scenario.emulator.requests().len(), before + 1);
        assert_eq!(scenario.sync().await.writes(), 0);
    }))
    .await;
}

#[tokio::test]
async fn fault_08_truncated_add_response_is_ambiguous_and_truncated_list_is_retried() {
    let incomplete = "[{\"name\":\"a\",\"dataTy";
    for bytes in [0, 1, 20] {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::Truncate { bytes });
        assert_eq!(scenario.sync().await.adds(), [ALL]);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::Truncate { bytes });
        let error = scenario.client.add_columns("events", Event::COLUMNS).await;
        assert!(error.unwrap_err().is_ambiguous());
        assert_eq!(scenario.sync().await.writes(), 0);

        let scenario = Scenario::new().await;
        scenario.inject(LIST, Fault::Truncate { bytes });
        let before = scenario.emulator.requests().len();
        assert_eq!(
            scenario.client.list_columns("events").await.unwrap().len(),
            1
        );
        assert_eq!(scenario.emulator.requests().len(), before + 2);
        scenario.inject(LIST, Fault::Truncate { bytes });
        assert_eq!(scenario.sync().await.adds(), [ALL]);
    }
    // The body has its announced length, but is incomplete JSON.
    let scenario = Scenario::new().await;
    scenario.inject(LIST, Fault::respond(200, JSON, incomplete));
    scenario.inject(ADD, Fault::execute_then_respond(200, JSON, incomplete));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
    let scenario = Scenario::new().await;
    inject_for_all_attempts(&scenario.emulator, LIST, || {
        Fault::respond(200, JSON, incomplete)
    });
    let outcome = scenario.sync().await;
    assert!(matches!(outcome.error(), Error::UnreadableResponse { .. }));
    assert_eq!(outcome.writes(), 0);
}

/// Asserts that a response whose headers or body are late is handled as a timeout.
async fn assert_late_response_times_out(fault: impl Fn() -> Fault) {
    let list = async {
        let scenario = Scenario::with(Duration::from_millis(600), |client| client).await;
        inject_for_all_attempts(&scenario.emulator, LIST, &fault);
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_timeout() && !outcome.error().is_ambiguous());
        assert_eq!(outcome.writes(), 0);
    };
    let add = async {
        let scenario = Scenario::with(Duration::from_millis(600), |client| client).await;
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert_eq!(outcome.adds(), [ALL]);
        assert!(outcome.error().is_ambiguous(), "{}", outcome.error());
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    };
    // The timeout of one request passes before the deadline of the sync.
    let request_timeout = async {
        let scenario = Scenario::with(Duration::from_secs(4), |c| {
            c.timeout(Duration::from_millis(400))
        })
        .await;
        scenario.inject(LIST, fault());
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL]);
    };
    tokio::join!(list, add, request_timeout);
}

#[tokio::test]
async fn fault_09_late_headers_do_not_delay_the_deadline() {
    let wait = Duration::from_secs(60);
    assert_late_response_times_out(|| Fault::DelayResponse { delay: wait }).await;
}

#[tokio::test]
async fn fault_10_dripping_body_does_not_delay_the_deadline() {
    let pause = Duration::from_millis(50);
    assert_late_response_times_out(|| Fault::SlowBody {
        delay_per_byte: pause,
    })
    .await;
}

/// The test suite `tls` covers unresolvable hosts and untrusted certificates.
#[tokio::test]
async fn fault_24_refused_connection_is_a_connect_error_and_not_ambiguous() {
    let emulator = Emulator::builder().partner_key(API_KEY).start().await;
    let emulator = emulator.unwrap();
    let client = client_builder(&emulator).build().unwrap();
    emulator.stop().await;
    let result = Event::sync_columns(&client).create_table(true).await;
    tests::assert_no_key(API_KEY, &tests::printed_output(&result));
    for error in [
        result.unwrap_err(),
        client.create_table("events").await.unwrap_err(),
    ] {
        let is_connect = matches!(
            error,
            Error::Transport {
                kind: TransportErrorKind::Connect,
                ..
            }
        );
        assert!(is_connect && error.is_retryable() && !error.is_ambiguous());
    }
}
