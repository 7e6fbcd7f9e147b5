//! Certificates that cannot be trusted, and connections as TLS makes them. Fault 24.

#[path = "support/tls_server.rs"]
mod tls_server;

use std::sync::atomic::Ordering;

use hyper::Version;
use peaka_runtime::{Client, ColumnRequest, DataType, Error, TransportErrorKind};
use tls_server::{authority, serving};

#[tokio::test]
async fn fault_24_a_certificate_that_cannot_be_trusted_stops_the_request_before_it_is_sent() {
    let trusted = authority("trusted");
    for (issuer, host, expired, why) in [
        (&authority("stranger"), "localhost", false, "UnknownIssuer"),
        (&trusted, "localhost", true, "certificate expired"),
        (
            &trusted,
            "example.com",
            false,
            "not valid for name \"localhost\"",
        ),
    ] {
        let (client, seen) = serving(issuer, host, expired).await;
        let client = client.root_certificates_pem(trusted.pem()).build().unwrap();
        let column = ColumnRequest::new("a", DataType::Bigint);
        for error in [
            client.list_tables().await.unwrap_err(),
            client.add_columns("events", &[column]).await.unwrap_err(),
        ] {
            let is_connect = matches!(
                error,
                Error::Transport {
                    kind: TransportErrorKind::Connect,
                    ..
                }
            );
            assert!(is_connect && !error.is_ambiguous(), "{error:?}");
            let sentence = error.to_string();
            assert!(sentence.starts_with("failed to connect to "), "{sentence}");
            assert!(sentence.contains(why), "{sentence}");
            assert!(
                sentence.ends_with(
                    "; help: check the network and PEAKA_BASE_URL or \
                                        `ClientBuilder::base_url`"
                ),
                "{sentence}"
            );
        }
        // Each was tried three times, and never in clear text or by an older protocol.
        assert_eq!(seen.connections.load(Ordering::Relaxed), 6);
        assert_eq!(*seen.versions.lock().unwrap(), []);
    }
}

#[tokio::test]
async fn fault_24_a_host_that_does_not_resolve_is_told_as_unsent() {
    let client = Client::builder().api_key("canary-4711").project_id("p");
    let client = client.base_url("https://nowhere.invalid").build().unwrap();
    let error = client.create_table("events").await.unwrap_err();
    assert!(!error.is_ambiguous() && error.is_retryable());
    let sentence = error.to_string();
    assert!(
        sentence.starts_with("failed to connect to nowhere.invalid: ")
            && sentence.ends_with(
                "; help: check the network and PEAKA_BASE_URL or \
                                   `ClientBuilder::base_url`"
            ),
        "{sentence}"
    );
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered_and_one_connection_carries_all() {
    let authority = authority("trusted");
    let (client, seen) = serving(&authority, "localhost", false).await;
    let client = client
        .root_certificates_pem(authority.pem())
        .build()
        .unwrap();
    for _ in 0..3 {
        client.list_tables().await.unwrap();
    }
    assert_eq!(*seen.versions.lock().unwrap(), [Version::HTTP_2; 3]);
    assert_eq!(seen.connections.load(Ordering::Relaxed), 1);
}

#[test]
fn a_root_certificate_that_is_none_is_told() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\n", "/etc/ssl/cert.pem"] {
        let client = Client::builder().api_key("k").root_certificates_pem(pem);
        assert_eq!(
            client.build().unwrap_err().to_string(),
            "invalid root certificate; help: use PEM, from `-----BEGIN CERTIFICATE-----` to \
             `-----END CERTIFICATE-----`"
        );
    }
}
