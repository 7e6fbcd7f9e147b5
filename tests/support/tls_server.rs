//! A TLS server. Test suites include this file by path, so that the shared library does not depend
//! on TLS crates.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use peaka_runtime::{Client, ClientBuilder};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Returns a certificate authority. Clients do not trust it by default.
pub(crate) fn certificate_authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The connections and requests that a server accepted.
#[derive(Default)]
pub(crate) struct ServerLog {
    pub(crate) connections: AtomicUsize,
    pub(crate) versions: Mutex<Vec<Version>>,
}

/// Starts a server with a certificate for this host, and returns a client builder for it.
pub(crate) async fn start_tls_server(
    authority: &CertifiedIssuer<'_, KeyPair>,
    host: &str,
    is_expired: bool,
) -> (ClientBuilder, Arc<ServerLog>) {
    let (base_url, log) = serve_tls(authority, host, is_expired).await;
    let client = Client::builder().api_key(tests::TEST_KEY).project_id("p");
    (client.base_url(base_url), log)
}

/// Starts a server with a certificate for this host, and returns its base URL.
pub(crate) async fn serve_tls(
    authority: &CertifiedIssuer<'_, KeyPair>,
    host: &str,
    is_expired: bool,
) -> (String, Arc<ServerLog>) {
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if is_expired {
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    // The client may have enabled another provider in rustls, so that there is no default.
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
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
    let log = Arc::new(ServerLog::default());
    let server_log = Arc::clone(&log);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            server_log.connections.fetch_add(1, Ordering::Relaxed);
            let (acceptor, server_log) = (acceptor.clone(), Arc::clone(&server_log));
            tokio::spawn(async move {
                // The handshake fails if the client does not trust the certificate.
                let Ok(connection) = acceptor.accept(connection).await else {
                    return;
                };
                let service = service_fn(|request: Request<_>| {
                    server_log.versions.lock().unwrap().push(request.version());
                    async { Ok::<_, hyper::Error>(Response::new(Full::new(Bytes::from("[]")))) }
                });
                let server = Builder::new(TokioExecutor::new());
                let _ = server
                    .serve_connection(TokioIo::new(connection), service)
                    .await;
            });
        }
    });
    (base_url, log)
}
