//! Certificates that cannot be trusted, and connections as TLS makes them. Fault 24.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use peaka_runtime::{Client, ClientBuilder, ColumnRequest, DataType, Error, TransportFault};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority that nobody trusts unless told to.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// What a server saw.
#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    versions: Mutex<Vec<Version>>,
}

/// A server with a certificate for this host, and a builder of clients of it.
async fn serving(
    authority: &CertifiedIssuer<'_, KeyPair>,
    host: &str,
    expired: bool,
) -> (ClientBuilder, Arc<Seen>) {
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if expired {
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let seen = Arc::new(Seen::default());
    let saw = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            saw.connections.fetch_add(1, Ordering::Relaxed);
            let (acceptor, saw) = (acceptor.clone(), Arc::clone(&saw));
            tokio::spawn(async move {
                // A client that does not trust the certificate goes away here.
                let Ok(connection) = acceptor.accept(connection).await else {
                    return;
                };
                let service = service_fn(|request: Request<_>| {
                    saw.versions.lock().unwrap().push(request.version());
                    async { Ok::<_, hyper::Error>(Response::new(Full::new(Bytes::from("[]")))) }
                });
                let server = Builder::new(TokioExecutor::new());
                let _ = server
                    .serve_connection(TokioIo::new(connection), service)
                    .await;
            });
        }
    });
    let client = Client::builder().api_key("canary-4711").project_id("p");
    (client.base_url(base_url), seen)
}

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
                    fault: TransportFault::Connect,
                    ..
                }
            );
            assert!(is_connect && !error.is_ambiguous(), "{error:?}");
            let sentence = error.to_string();
            assert!(sentence.starts_with("cannot reach Peaka to "), "{sentence}");
            assert!(sentence.contains(why), "{sentence}");
            assert!(sentence.ends_with("; nothing was sent"), "{sentence}");
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
        sentence.starts_with("cannot reach Peaka to create the table `events` (")
            && sentence.ends_with("): check the base URL and the network; nothing was sent"),
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
            "a root certificate is none: give certificates as PEM, each from `-----BEGIN \
             CERTIFICATE-----` to `-----END CERTIFICATE-----`"
        );
    }
}
