//! Untrusted certificates, unresolvable hosts (both fault 24), HTTP/2, key exchange and crypto providers.
//!
//! The client's TLS is that of this package's features: `cargo test -p tests --test tls --no-default-features --features
//! rustls-ring`, or `native-tls`. With several of them, it is the first in the table in the docs of `peaka-runtime`.

#[path = "support/tls_server.rs"]
mod tls_server;

use std::net::TcpListener;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use hyper::Version;
use peaka_runtime::{Client, ColumnRequest, DataType, Error, TransportErrorKind};
use tests::client_builder_for;
use tls_server::{certificate_authority, start_tls_server};

/// Whether the client's TLS is OpenSSL, which has one reason for all certificates that it rejects.
const IS_OPENSSL: bool = cfg!(all(
    feature = "native-tls",
    not(feature = "rustls"),
    not(feature = "rustls-ring"),
    target_os = "linux"
));

#[tokio::test]
async fn fault_24_request_is_not_sent_if_certificate_is_untrusted() {
    let trusted = certificate_authority("trusted");
    for (issuer, host, expired, reason) in [
        (
            &certificate_authority("unknown"),
            "localhost",
            false,
            "UnknownIssuer",
        ),
        (&trusted, "localhost", true, "certificate expired"),
        (
            &trusted,
            "example.com",
            false,
            "not valid for name \"localhost\"",
        ),
    ] {
        let (base_url, log) = start_tls_server(issuer, host, expired).await;
        let client = client_builder_for(&base_url);
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
            let message = error.to_string();
            assert!(message.starts_with("failed to connect to "), "{message}");
            let reason = if IS_OPENSSL {
                "certificate verify failed"
            } else {
                reason
            };
            assert!(message.contains(reason), "{message}");
            assert!(
                message.ends_with(
                    "; help: check the network and PEAKA_BASE_URL or \
                                        `ClientBuilder::base_url`"
                ),
                "{message}"
            );
        }
        // Each request was attempted three times, and none was sent without TLS.
        assert_eq!(log.connections.load(Ordering::Relaxed), 6);
        assert_eq!(*log.versions.lock().unwrap(), []);
    }
}

#[tokio::test]
async fn fault_24_unresolvable_host_is_a_connect_error_and_not_ambiguous() {
    let client = Client::builder().api_key(tests::TEST_KEY).project_id("p");
    let client = client.base_url("https://nowhere.invalid").build().unwrap();
    let error = client.create_table("events").await.unwrap_err();
    assert!(!error.is_ambiguous() && error.is_retryable());
    let message = error.to_string();
    assert!(
        message.starts_with("failed to connect to nowhere.invalid: ")
            && message.ends_with(
                "; help: check the network and PEAKA_BASE_URL or \
                                   `ClientBuilder::base_url`"
            ),
        "{message}"
    );
}

#[tokio::test]
async fn requests_share_one_http_2_connection_if_the_server_offers_it() {
    let authority = certificate_authority("trusted");
    let (base_url, log) = start_tls_server(&authority, "localhost", false).await;
    let client = client_builder_for(&base_url)
        .root_certificates_pem(authority.pem())
        .build()
        .unwrap();
    for _ in 0..3 {
        client.list_tables().await.unwrap();
    }
    assert_eq!(*log.versions.lock().unwrap(), [Version::HTTP_2; 3]);
    assert_eq!(log.connections.load(Ordering::Relaxed), 1);
}

#[test]
fn invalid_root_certificate_is_rejected() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\n", "/etc/ssl/cert.pem"] {
        let client = Client::builder().api_key("k").root_certificates_pem(pem);
        assert_eq!(
            client.build().unwrap_err().to_string(),
            "invalid root certificate: expected PEM; help: use a file with `-----BEGIN CERTIFICATE-----`"
        );
    }
}

#[tokio::test]
async fn server_without_tls_is_named_as_such() {
    let emulator = peaka_emulator::Emulator::builder().start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.base_url().replace("http://", "https://"))
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()
        .unwrap();
    let error = client.list_tables().await.unwrap_err();
    let host = emulator
        .base_url()
        .replace("http://", "")
        .replace("/api/v1", "");
    assert_eq!(
        error.to_string(),
        format!(
            "failed to connect to {host}: the server does not speak TLS; help: use `http://` if the service runs \
             on this machine, or check PEAKA_BASE_URL or `ClientBuilder::base_url`"
        )
    );
}

/// The server accepts connections, and does not respond to the handshake.
#[tokio::test]
async fn connect_timeout_ends_a_handshake_that_gets_no_response() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = format!("localhost:{}", listener.local_addr().unwrap().port());
    let client = client_builder_for(&format!("https://{host}"))
        .connect_timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.create_table("events").await.unwrap_err();
    // Three attempts take less time than one with the default of 3 s.
    assert!(started.elapsed() < Duration::from_secs(3));
    let is_connect = matches!(
        error,
        Error::Transport {
            kind: TransportErrorKind::Connect,
            ..
        }
    );
    assert!(is_connect && !error.is_ambiguous(), "{error}");
    assert_eq!(
        error.to_string(),
        format!(
            "failed to connect to {host}: operation timed out; help: check the network and PEAKA_BASE_URL or \
             `ClientBuilder::base_url`"
        )
    );
}

/// Root certificates of the operating system, on Linux those of a file that `SSL_CERT_FILE` can name.
#[cfg(target_os = "linux")]
mod root_certificates {
    use std::env;
    use std::fs;

    use super::*;

    const SYSTEM_URL: &str = "TEST_SYSTEM_URL";
    const COMPANY_URL: &str = "TEST_COMPANY_URL";
    const COMPANY_CERTIFICATE: &str = "TEST_COMPANY_CERTIFICATE";

    #[tokio::test]
    #[ignore = "started by `added_root_certificates_are_trusted_as_well_as_those_of_the_system`"]
    async fn child_process_connects_to_both_servers() {
        let variable = |name| env::var(name).expect("the parent sets the variable");
        let (system, company) = (variable(SYSTEM_URL), variable(COMPANY_URL));
        let certificate = fs::read(variable(COMPANY_CERTIFICATE)).unwrap();

        let by_default = |url: &str| client_builder_for(url).build().unwrap();
        by_default(&system).list_tables().await.unwrap();
        let untrusted = by_default(&company).list_tables().await.unwrap_err();
        assert!(
            untrusted.to_string().contains("failed to connect"),
            "{untrusted}"
        );

        for url in [&system, &company] {
            let client = client_builder_for(url).root_certificates_pem(&*certificate);
            client.build().unwrap().list_tables().await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn added_root_certificates_are_trusted_as_well_as_those_of_the_system() {
        let [system, company] = ["system", "company"].map(certificate_authority);
        let (system_url, system_log) = start_tls_server(&system, "localhost", false).await;
        let (company_url, company_log) = start_tls_server(&company, "localhost", false).await;
        let folder = tempfile::tempdir().unwrap();
        let [system_file, company_file] =
            ["system.pem", "company.pem"].map(|name| folder.path().join(name));
        fs::write(&system_file, system.pem()).unwrap();
        fs::write(&company_file, company.pem()).unwrap();
        let output =
            tests::child_process("root_certificates::child_process_connects_to_both_servers")
                .env("SSL_CERT_FILE", system_file)
                .env_remove("SSL_CERT_DIR")
                .env(SYSTEM_URL, system_url)
                .env(COMPANY_URL, company_url)
                .env(COMPANY_CERTIFICATE, company_file)
                .output()
                .unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{stdout}");
        // Requests that were received. The child must have run its test.
        let requests = [system_log, company_log].map(|log| log.versions.lock().unwrap().len());
        assert_eq!(requests, [2, 1]);
    }
}

/// The client's TLS is rustls.
#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
mod rustls {
    use std::sync::mpsc;

    use tokio_rustls::rustls::crypto::aws_lc_rs::{cipher_suite, default_provider, kx_group};
    use tokio_rustls::rustls::crypto::{CryptoProvider, SupportedKxGroup};
    use tokio_rustls::rustls::{CipherSuite, NamedGroup, ServerConnection};

    use super::*;
    use crate::tls_server::start_observed_tls_server;

    /// What a server and a client agreed on.
    type Agreed = (Option<NamedGroup>, Option<CipherSuite>);

    fn agreed(connection: &ServerConnection) -> Agreed {
        let group = connection.negotiated_key_exchange_group();
        let suite = connection.negotiated_cipher_suite();
        (
            group.map(SupportedKxGroup::name),
            suite.map(|suite| suite.suite()),
        )
    }

    #[tokio::test]
    async fn key_exchange_is_post_quantum_with_aws_lc() {
        let authority = certificate_authority("trusted");
        let (sender, handshakes) = mpsc::channel();
        let on_handshake = move |connection: &_| sender.send(agreed(connection)).unwrap();
        let server = start_observed_tls_server(&authority, "localhost", false, on_handshake);
        let (base_url, _) = server.await;
        let client = client_builder_for(&base_url).root_certificates_pem(authority.pem());
        client.build().unwrap().list_tables().await.unwrap();
        let expected = match cfg!(feature = "rustls") {
            true => NamedGroup::X25519MLKEM768,
            false => NamedGroup::X25519,
        };
        assert_eq!(handshakes.recv().unwrap().0, Some(expected));
    }

    /// The variables of the child process: the base URL of the server, and its root certificate.
    const VARIABLES: [&str; 2] = ["TEST_BASE_URL", "TEST_ROOT_CERTIFICATE"];

    /// The provider is that of a process.
    #[tokio::test]
    #[ignore = "run as a child process"]
    async fn child_process_installs_provider() {
        let provider = CryptoProvider {
            cipher_suites: vec![cipher_suite::TLS13_CHACHA20_POLY1305_SHA256],
            kx_groups: vec![kx_group::SECP384R1],
            ..default_provider()
        };
        provider.install_default().unwrap();
        let [base_url, certificate] = VARIABLES.map(|name| std::env::var(name).unwrap());
        let client = client_builder_for(&base_url).root_certificates_pem(certificate);
        client.build().unwrap().list_tables().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn installed_provider_takes_precedence() {
        let authority = certificate_authority("trusted");
        let (sender, handshakes) = mpsc::channel();
        let on_handshake = move |connection: &_| sender.send(agreed(connection)).unwrap();
        let server = start_observed_tls_server(&authority, "localhost", false, on_handshake);
        let (base_url, _) = server.await;
        let mut child = tests::child_process("rustls::child_process_installs_provider");
        let values = [base_url, authority.pem()];
        let output = child.envs(VARIABLES.into_iter().zip(values)).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
        let expected = (
            Some(NamedGroup::secp384r1),
            Some(CipherSuite::TLS13_CHACHA20_POLY1305_SHA256),
        );
        assert_eq!(handshakes.try_recv(), Ok(expected));
    }

    /// The server of these tests is built with aws-lc. The other tests show that the client works nevertheless.
    #[cfg(feature = "rustls-ring")]
    #[test]
    fn configuration_without_a_provider_panics_if_there_are_two() {
        let built = std::panic::catch_unwind(tokio_rustls::rustls::ClientConfig::builder);
        let panic = built.expect_err("no provider is chosen");
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.contains("CryptoProvider"), "{message}");
    }
}
